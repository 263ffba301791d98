"""Where an officer is in the worklist: filter, page and rows stay while a case is open, and for the next sign-in.

They are kept in a cookie of the browser's session, signed for the one officer: nothing is written for looking at a list,
and whoever signs in next at the same counter does not find it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

COOKIE = "worklist"


@dataclass(frozen=True)
class Place:
    """The row of the list at which a case was opened, and the way back to it."""

    row: int
    url: str


def keep(
    request: HttpRequest, response: HttpResponse, query: Mapping[str, str], first: int, numbers: Sequence[str]
) -> None:
    """Remember the list as it was shown: its filter and page, and the cases of its rows from the number `first` on."""
    kept = {"query": dict(query), "first": first, "rows": list(numbers)}
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=_salt(request), compress=True),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def kept_query(request: HttpRequest) -> dict[str, str]:
    """The filter and page of the list as this officer saw it last; empty if there is none."""
    query: dict[str, str] = _read(request).get("query", {})
    return query


def place_in_list(request: HttpRequest, number: str) -> Place | None:
    """The row at which a case stood when this officer saw the list last."""
    kept = _read(request)
    if number not in kept.get("rows", ()):
        return None
    row = kept["first"] + kept["rows"].index(number)
    return Place(row, f"{reverse('worklist')}?{urlencode(kept['query'])}#row-{row}")


def _salt(request: HttpRequest) -> str:
    return f"worklist/{request.user.pk}"


def _read(request: HttpRequest) -> dict[str, Any]:
    try:
        kept: dict[str, Any] = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=_salt(request), max_age=settings.SESSION_ABSOLUTE_SECONDS
        )
    except signing.BadSignature:
        return {}
    return kept
