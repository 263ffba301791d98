"""Two doors into the hall: the pages as they are rendered, and the interface. Both are told the same typed input."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from django.test import Client
from knox.models import AuthToken

from casework.models import Case
from tests.world import ITEM, World

from .forms import PageForm, flat, forms_of

CASE = re.compile(r"/cases/([0-9]{4}-[0-9]{6}-[0-9A-Z])/")


class Door(Protocol):
    """A way in which officers do their acts."""

    def receive(self, who: str, at: str, office: str, given: Mapping[str, Any]) -> str:
        """Take in an application; the number of the case."""

    def act(self, who: str, number: str, act: str, given: Mapping[str, Any]) -> None:
        """Do an act on a case."""


class Interface:
    """A program for each officer."""

    def __init__(self, world: World, item: str = ITEM) -> None:
        self.world = world
        self.item = item
        self.tokens: dict[str, str] = {}
        self.client = Client()

    def post(self, who: str, path: str, body: Mapping[str, Any]) -> Any:
        """Post JSON, with the token of an officer."""
        if who not in self.tokens:
            self.tokens[who] = AuthToken.objects.create(self.world.officers[who])[1]
        headers = {"Authorization": f"Token {self.tokens[who]}"}
        return self.client.post(
            f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers
        )

    def receive(self, who: str, at: str, office: str, given: Mapping[str, Any]) -> str:
        body = {"item": self.item, "receiving_office": at, "office": office, "given": given}
        response = self.post(who, "cases/", body)
        assert response.status_code == 201, response.content.decode()
        return str(response.json()["number"])

    def act(self, who: str, number: str, act: str, given: Mapping[str, Any]) -> None:
        seen = Case.objects.get(number=number).event_seq
        response = self.post(who, f"cases/{number}/acts/{act}/", {"seen": seen, "input": given})
        assert response.status_code == 200, response.content.decode()


class Pages:
    """A browser without script for each officer; every form is sent with its token, as it stands in the page."""

    def __init__(
        self, world: World, look: Callable[[Any], None] = lambda page: None, item: str = ITEM
    ) -> None:
        self.world = world
        self.item = item
        self.look = look
        self.browsers: dict[str, Client] = {}

    def browser(self, who: str) -> Client:
        """The browser in which that officer has signed in."""
        if who not in self.browsers:
            client = Client(enforce_csrf_checks=True)
            (form,) = [one for one in forms_of(client.get("/login/")) if "password" in one.fields]
            form.fill("username", who)
            form.fill("password", "correct horse battery")
            assert client.post("/login/", form.data()).status_code == 302
            self.browsers[who] = client
        return self.browsers[who]

    def get(self, who: str, path: str) -> Any:
        """Open a page."""
        page = self.browser(who).get(path)
        assert page.status_code == 200, path
        self.look(page)
        return page

    def receive(self, who: str, at: str, office: str, given: Mapping[str, Any]) -> str:
        path = f"/counter/?item={self.item}"
        form = _with_field(self.get(who, path), "applicant.name")
        chosen = {"receiving_office": at, "office": office}
        for name, value in chosen.items():
            if form.fields.get(name) and form.fields[name].kind != "hidden":
                form.fill(name, value)
        for name, value in flat(given):
            form.fill(name, value)
        answer = self.browser(who).post(path, form.data())
        assert answer.status_code == 200, answer.content.decode()
        found = CASE.search(answer.content.decode())
        assert found is not None
        return found[1]

    def act(self, who: str, number: str, act: str, given: Mapping[str, Any]) -> None:
        """Press the act on the page of the case; fill in its form; confirm it if that is asked."""
        path = f"/cases/{number}/{act}/"
        page = self.get(who, f"/cases/{number}/")
        at_once = [one for one in forms_of(page) if one.action == path]
        if at_once:
            assert not given, f"{act} asks for nothing"
            form = at_once[0]
        else:
            assert f'href="{path}"' in page.content.decode(), f"the page doesn't offer {act}"
            form = self._filled(who, path, given)
        answer = self.browser(who).post(path, form.data())
        if answer.status_code == 200:
            answer = self.browser(who).post(path, _with_field(answer, "seen").press("confirmed"))
        assert answer.status_code == 302, answer.content.decode()

    def _filled(self, who: str, path: str, given: Mapping[str, Any]) -> PageForm:
        form = _with_field(self.get(who, path), "seen")
        for name, value in flat(given):
            choose = f"{name}-choose"
            if any(button == choose for button, _value in form.buttons):
                # What is asked further hangs on this; without script a button asks for it.
                form.fill(name, value)
                form = _with_field(self.browser(who).post(path, form.press(choose)), "seen")
                continue
            if name not in form.fields:
                # One more row, by the button that is there without script.
                form = self._one_more_row(who, path, form, name.partition(".")[0])
            form.fill(name, value)
        return form

    def _one_more_row(self, who: str, path: str, form: PageForm, name: str) -> PageForm:
        return _with_field(self.browser(who).post(path, form.press(f"{name}-add")), "seen")


def _with_field(page: Any, name: str) -> PageForm:
    (form,) = [one for one in forms_of(page) if one.method == "post" and name in one.fields]
    return form
