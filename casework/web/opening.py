"""The mark by which the pictures of a page know that its opening stands among those who looked.

A page that shows pictures is one look; its pictures are fetched one by one. Each carries the mark of the page, which
holds for that officer, that case, that size and a few minutes, so that the same look isn't told once a picture, and a
picture fetched by itself is a look of its own.
"""

from django.core import signing
from django.http import HttpRequest

from casework.models import Case

SALT = "casework.web.opening"
SECONDS = 15 * 60


def opening_of(request: HttpRequest, case: Case, size: str) -> str:
    """The mark for the pictures of a page whose opening was just put on record."""
    return signing.dumps([request.user.pk, case.pk, size], salt=SALT)


def was_opened(request: HttpRequest, case: Case, size: str) -> bool:
    """Whether the request carries such a mark for this officer, this case, and pictures of this size."""
    try:
        told = signing.loads(request.GET.get("opening", ""), salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return False
    return bool(told == [request.user.pk, case.pk, size])
