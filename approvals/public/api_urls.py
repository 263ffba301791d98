"""The addresses for programs that ask for no token."""

from django.urls import path, re_path

from .api import GuideItemView, GuideView, SharedDataView

urlpatterns = [
    path("guide/", GuideView.as_view(), name="api-guide"),
    re_path(r"^guide/(?P<slug>[a-z][a-z0-9_]{2,63})/$", GuideItemView.as_view(), name="api-guide-item"),
    path("shared-data/", SharedDataView.as_view(), name="api-shared-data"),
]
