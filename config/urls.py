"""The URL map: pages for officers, the counter, the interface for programs, the choice of language."""

from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", include("casework.api.urls")),
    path("counter/", include("approvals.counter.urls")),
    path("", include("casework.web.urls")),
]
