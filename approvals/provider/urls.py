"""The provider's screen and the page of who pays."""

from django.urls import path

from . import paying, screen

urlpatterns = [
    path("provider/", screen.screen, name="provider"),
    path("provider/confirm/", screen.confirm, name="provider_confirm"),
    path("provider/take-back/", screen.take_back, name="provider_take_back"),
    path("provider/claim/", screen.claim, name="provider_claim"),
    path("provider/consent/", screen.consent, name="provider_consent"),
    path("vouchers/batches/", paying.batches, name="voucher_batches"),
    path("vouchers/batches/<int:batch>/pay/", paying.pay, name="voucher_pay"),
]
