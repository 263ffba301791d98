"""The addresses of vouchers in the interface for programs."""

from django.urls import path, re_path

from . import api

urlpatterns = [
    path("provider/look/", api.LookView.as_view(), name="api-voucher-look"),
    path("provider/confirm/", api.ConfirmView.as_view(), name="api-voucher-confirm"),
    path("provider/take-back/", api.TakeBackView.as_view(), name="api-voucher-take-back"),
    path("provider/claim/", api.ClaimView.as_view(), name="api-voucher-claim"),
    path("voucher-batches/", api.BatchesView.as_view(), name="api-voucher-batches"),
    re_path(r"^voucher-batches/(?P<batch>[0-9]{1,9})/pay/$", api.PayView.as_view(), name="api-voucher-pay"),
]
