"""The pages that need no account."""

from django.urls import path

from .progress import progress
from .voucher import voucher

urlpatterns = [
    path("progress/", progress, name="progress"),
    path("voucher/", voucher, name="voucher"),
]
