"""The counter."""

from django.urls import path

from .checking import check_field
from .intake import intake, upload

urlpatterns = [
    path("", intake, name="counter"),
    path("check/", check_field, name="counter_check"),
    path("upload/", upload, name="counter_upload"),
]
