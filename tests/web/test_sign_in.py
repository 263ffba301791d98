"""Signing in, staying signed in, and being signed out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework.models import Officer
from casework.web.middleware import BEGUN, SEEN
from tests.world import World

from .pages import text

PASSWORD = "correct horse battery"
Screen = Callable[..., Client]


def _sign_in(client: Client, name: str = "clerk", password: str = PASSWORD, **more: Any) -> Any:
    return client.post(reverse("login"), {"username": name, "password": password, **more})


def test_the_right_password_leads_to_the_worklist_in_a_new_session(world: World) -> None:
    client = Client()
    client.session.save()
    session = client.session
    session["left"] = "behind"
    session.save()
    before = session.session_key
    client.cookies["anjuan_session"] = before
    response = _sign_in(client)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session.session_key != before
    assert {BEGUN, SEEN} <= set(client.session.keys())


@pytest.mark.parametrize("name", ["clerk", "nobody"])
def test_a_wrong_password_and_an_unknown_name_are_answered_alike(world: World, name: str) -> None:
    response = _sign_in(Client(headers={"accept-language": "en"}), name, "not the password")
    assert response.status_code == 200
    assert "Please enter a correct username and password" in text(response)


def test_an_address_elsewhere_is_never_followed(world: World) -> None:
    assert _sign_in(Client(), next="https://elsewhere.example/")["Location"] == "/"
    assert _sign_in(Client(), next="//elsewhere.example/")["Location"] == "/"
    assert _sign_in(Client(), next="/find/")["Location"] == "/find/"


@pytest.mark.parametrize(
    "onward", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"]
)
def test_the_language_switch_never_leads_elsewhere(world: World, onward: str) -> None:
    response = Client().post(reverse("set_language"), {"language": "en", "next": onward})
    assert response["Location"] == "/"


def test_the_language_is_kept_with_the_account(world: World, at_screen: Screen) -> None:
    client = at_screen("clerk", "zh-hans")
    assert "<h1>待办</h1>" in text(client.get("/"))
    assert client.post(reverse("set_language"), {"language": "en", "next": "/"}).status_code == 302
    assert Officer.objects.get(username="clerk").language == "en"
    assert "<h1>Worklist</h1>" in text(client.get("/"))
    # Another browser that prefers Chinese: the officer's own choice comes first.
    assert "<h1>Worklist</h1>" in text(at_screen("clerk", "zh-hans").get("/"))


def test_an_unknown_language_changes_nothing(world: World, at_screen: Screen) -> None:
    at_screen("clerk").post(reverse("set_language"), {"language": "tlh", "next": "/"})
    assert Officer.objects.get(username="clerk").language == ""


def test_a_session_left_alone_ends(world: World, at_screen: Screen, settings: Any) -> None:
    client = at_screen("clerk")
    client.get("/")
    session = client.session
    session[SEEN] -= settings.SESSION_IDLE_SECONDS
    session.save()
    response = client.get("/", follow=True)
    assert response.redirect_chain[0][0] == "/login/?next=/"
    assert "signed out because nothing was done" in text(response)
    assert "_auth_user_id" not in client.session


def test_a_session_at_work_ends_after_its_time_all_the_same(
    world: World, at_screen: Screen, settings: Any
) -> None:
    client = at_screen("clerk")
    client.get("/")
    session = client.session
    session[BEGUN] -= settings.SESSION_ABSOLUTE_SECONDS
    session.save()
    assert client.get("/")["Location"] == "/login/?next=/"


def test_a_session_at_work_goes_on(world: World, at_screen: Screen, settings: Any) -> None:
    client = at_screen("clerk")
    client.get("/")
    session = client.session
    session[SEEN] -= settings.SESSION_IDLE_SECONDS - 5
    session.save()
    assert client.get("/").status_code == 200
    assert client.session[SEEN] > session[SEEN]


def test_a_deactivated_officer_is_out_at_the_next_request(world: World, at_screen: Screen) -> None:
    client = at_screen("clerk")
    assert client.get("/").status_code == 200
    Officer.objects.filter(username="clerk").update(is_active=False)
    assert client.get("/")["Location"] == "/login/?next=/"
    Officer.objects.filter(username="clerk").update(is_active=True)
    assert client.get("/").status_code == 302


def test_a_new_password_ends_the_other_sessions(world: World, at_screen: Screen) -> None:
    here, elsewhere = at_screen("clerk"), at_screen("clerk")
    new = "quite another secret 7"
    response = here.post(
        reverse("password_change"),
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )
    assert response["Location"] == reverse("password_change_done")
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


def test_signing_out_asks_for_a_post(world: World, at_screen: Screen) -> None:
    client = at_screen("clerk")
    assert client.get(reverse("logout")).status_code == 405
    assert client.get("/").status_code == 200
    assert client.post(reverse("logout")).status_code == 302
    assert client.get("/").status_code == 302


def test_accounts_are_shown_in_the_demo_only(world: World, settings: Any) -> None:
    assert "demo-title" not in text(Client().get(reverse("login")))
    settings.DEMO, settings.DEMO_ACCOUNTS = True, "tests.web.test_sign_in.accounts"
    assert "somebody-shown" in text(Client().get(reverse("login")))


def accounts() -> list[dict[str, str]]:
    return [{"username": "somebody-shown", "name": "n", "office": "o", "duties": "d", "password": "p"}]


class TestTheLock:
    @pytest.fixture(autouse=True)
    def _on(self, settings: Any, world: World) -> None:
        settings.AXES_ENABLED = True

    def _fail(self, times: int, name: str = "clerk", address: str = "10.0.0.1") -> Any:
        client = Client(REMOTE_ADDR=address, headers={"accept-language": "en"})
        for _time in range(times):
            response = _sign_in(client, name, "not the password")
        return response

    def test_the_next_attempt_after_five_is_locked_even_with_the_right_password(self) -> None:
        assert self._fail(4).status_code == 200
        assert self._fail(1).status_code == 429
        locked = _sign_in(Client(REMOTE_ADDR="10.0.0.1", headers={"accept-language": "en"}))
        assert locked.status_code == 429
        assert "opens again after 15 minutes" in text(locked)

    def test_other_letters_of_the_same_name_are_the_same_account(self) -> None:
        self._fail(3)
        self._fail(2, name="CLERK")
        assert _sign_in(Client(REMOTE_ADDR="10.0.0.1")).status_code == 429

    def test_the_lock_holds_for_that_account_from_that_address_only(self) -> None:
        self._fail(5)
        assert _sign_in(Client(REMOTE_ADDR="10.0.0.2")).status_code == 302
        assert _sign_in(Client(REMOTE_ADDR="10.0.0.1"), "colleague").status_code == 302

    def test_a_made_up_forwarding_header_opens_nothing(self) -> None:
        self._fail(5)
        client = Client(REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": "10.9.9.9"})
        assert _sign_in(client).status_code == 429
