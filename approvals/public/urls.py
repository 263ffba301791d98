"""The pages that need no account."""

from django.urls import path

from .progress import progress

urlpatterns = [
    path("progress/", progress, name="progress"),
]
