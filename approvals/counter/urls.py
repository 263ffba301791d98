"""The counter."""

from django.urls import path

from .checking import check_field
from .intake import intake, upload
from .receipt import receipt_file
from .voucher_file import voucher_file

urlpatterns = [
    path("", intake, name="counter"),
    path("check/", check_field, name="counter_check"),
    path("upload/", upload, name="counter_upload"),
    path("receipt/", receipt_file, name="counter_receipt"),
    path("voucher/", voucher_file, name="counter_voucher"),
]
