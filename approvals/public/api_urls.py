"""The addresses for programs that ask for no token."""

from django.urls import path, re_path

from .api import GuideItemView, GuideView, SharedDataView
from .citizen_api import ComplaintAnswerView, ComplainView, RateView

urlpatterns = [
    path("guide/", GuideView.as_view(), name="api-guide"),
    re_path(r"^guide/(?P<slug>[a-z][a-z0-9_]{2,63})/$", GuideItemView.as_view(), name="api-guide-item"),
    path("shared-data/", SharedDataView.as_view(), name="api-shared-data"),
    path("rate/", RateView.as_view(), name="api-rate"),
    path("voucher/complaints/", ComplainView.as_view(), name="api-complain"),
    path("voucher/complaints/answer/", ComplaintAnswerView.as_view(), name="api-complaint-answer"),
]
