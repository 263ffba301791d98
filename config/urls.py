"""The URL map: the interface for programs, the counter, what needs no account, and the pages of a case."""

from django.urls import include, path

handler400 = "casework.web.errors.bad_request"
handler403 = "casework.web.errors.forbidden"
handler404 = "casework.web.errors.not_found"
handler500 = "casework.web.errors.server_error"

urlpatterns = [
    path("api/v1/", include("approvals.public.api_urls")),
    path("api/v1/", include("approvals.provider.api_urls")),
    path("api/v1/", include("casework.api.urls")),
    path("counter/", include("approvals.counter.urls")),
    path("", include("approvals.public.urls")),
    path("", include("approvals.provider.urls")),
    path("", include("casework.web.urls")),
]
