"""What holds on every page: a sign-in, a token against forgery, headers, and pages for what goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from audit.ledger.models import Event
from casework.models import Case
from tests.world import World

from .pages import intake_form, text

Screen = Callable[..., Client]
OPEN = {
    *("login", "logout", "set_language", "progress", "verify", "verify_one", "voucher"),
    *("guide", "guide_item", "board", "rate", "feedback_card", "shared_data"),
    *("published_key", "published_pem", "revocations"),
}
NUMBER = "2026-000001-Z"
HEADERS = {
    "Cache-Control": "no-store, private",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def _routes(resolver: Any = None) -> list[str]:
    found = []
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            if "api" not in str(one.pattern):
                found += _routes(one)
        elif isinstance(one, URLPattern) and one.name:
            found.append(one.name)
    return found


def _path(name: str) -> str:
    for kwargs in (
        {},
        {"number": NUMBER},
        {"number": NUMBER, "paper": 1},
        {"number": NUMBER, "act": "accept"},
        {"number": NUMBER, "scan": 1},
        {"number": NUMBER, "scan": 1, "size": "small"},
        {"token": "0" * 32, "size": "small"},
        {"identifier": "1.2.156.3005.2.unknown"},
        {"entry": 1},
        {"rating": 1},
        {"complaint": 1},
        {"sample": 1},
        {"sample": 1, "number": NUMBER},
        {"agreement": 1},
        {"agreement": 1, "act": "approve"},
        {"number": NUMBER, "material": "identity"},
        {"slug": "birth_registration"},
        {"batch": 1},
        {"change": 1},
        {"change": 1, "act": "approve"},
    ):
        try:
            return reverse(name, kwargs=kwargs)
        except Exception:
            continue
    raise LookupError(name)


@pytest.mark.parametrize("name", _routes())
def test_no_page_is_open_without_a_sign_in_unless_it_says_so(world: World, name: str) -> None:
    response = Client().get(_path(name))
    if name in OPEN:
        assert response.status_code in (200, 405)
    else:
        assert response.status_code == 302
        assert response["Location"].startswith("/login/?next=")
        assert Client().post(_path(name)).status_code == 302


def test_a_part_of_a_page_without_a_session_leads_the_whole_page_to_the_sign_in(world: World) -> None:
    response = Client().get(
        "/", headers={"hx-request": "true", "hx-current-url": "http://testserver/?view=mine"}
    )
    assert response.status_code == 204
    assert response["HX-Redirect"] == "/login/?next=%2F%3Fview%3Dmine"


@pytest.mark.parametrize("name", sorted(set(_routes()) - {"worklist", "case", "who", "paper", "shift_sheet"}))
def test_an_unsafe_request_without_its_token_is_refused(world: World, at_screen: Screen, name: str) -> None:
    world.receive()
    client = at_screen("clerk", enforce_csrf_checks=True)
    events = Event.objects.count()
    response = client.post(_path(name), intake_form() | {"q": "x", "language": "en", "purpose": "to call"})
    assert response.status_code == 403, name
    assert Event.objects.count() == events
    if name != "login":
        assert "The page was open for too long" in text(response)


@pytest.mark.parametrize("path", ["/", "/login/", "/counter/", f"/cases/{NUMBER}/", "/nowhere/", "/cases/x/"])
def test_every_answer_carries_the_headers(world: World, at_screen: Screen, path: str) -> None:
    world.receive()
    response = at_screen("clerk").get(path)
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    _is_strict(response)
    assert len(response["X-Request-ID"]) == 32


def _is_strict(response: Any) -> None:
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "camera=()" in response["Permissions-Policy"]


def test_an_error_of_ours_says_so_without_details_and_with_the_headers(
    world: World, at_screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("13712346208")

    monkeypatch.setattr("casework.web.worklist.worklist", fail)
    response = at_screen("clerk", raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert "Something failed on our side" in text(response)
    assert "13712346208" not in text(response)
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    _is_strict(response)


def test_a_request_that_cannot_be_read_is_400(world: World, at_screen: Screen) -> None:
    fields = {f"field{number}": "x" for number in range(1200)}
    response = at_screen("clerk", raise_request_exception=False).post("/counter/", fields)
    assert response.status_code == 400
    assert "could not be read" in text(response)
    assert not Case.objects.exists()


@pytest.mark.parametrize("name", ["worklist", "case", "who", "paper"])
def test_a_page_for_reading_takes_no_post(world: World, at_screen: Screen, name: str) -> None:
    world.receive()
    assert at_screen("clerk").post(_path(name)).status_code == 405


def test_a_number_of_the_client_is_not_taken_over(world: World, at_screen: Screen) -> None:
    response = at_screen("clerk").get("/", headers={"x-request-id": "mine"})
    assert response["X-Request-ID"] != "mine"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_speaks_the_language_alone(world: World, at_screen: Screen, language: str) -> None:
    world.receive()
    client = at_screen("clerk", language)
    for path in ("/", "/counter/", "/find/", f"/cases/{NUMBER}/", f"/cases/{NUMBER}/withdraw/"):
        response = client.get(path)
        assert f'<html lang="{language}">' in response.content.decode()
        assert response["Content-Language"] == language
