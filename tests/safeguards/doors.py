"""One violation, tried at both doors by the same officer: both refuse alike, and nothing has changed."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.cache import cache
from django.test import Client
from knox.models import AuthToken

from audit.ledger.models import Attempt
from casework.engine.lawbook import current_law
from casework.models import Case
from tests.acts.steps import everything
from tests.api.conftest import Program
from tests.vouchers.county import BACKEND
from tests.web.pages import posted
from tests.world import MONDAY, World


class Doors:
    """The pages and the interface, for each officer; nobody (``""``) comes without an account."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._screens: dict[str, Client] = {}
        self._programs: dict[str, Program] = {}

    def screen(self, who: str) -> Client:
        """The browser of that officer, in English."""
        if who not in self._screens:
            client = Client(headers={"accept-language": "en"})
            if who:
                client.force_login(self.world.officers[who], backend=BACKEND)
            self._screens[who] = client
        return self._screens[who]

    def program(self, who: str) -> Program:
        """The program of that officer."""
        if who not in self._programs:
            token = AuthToken.objects.create(self.world.officers[who])[1] if who else ""
            self._programs[who] = Program(token)
        return self._programs[who]

    def ready(self, *names: str) -> None:
        """Sign them in at both doors, so that nothing but the violation is left to change a row."""
        for who in names:
            self.screen(who)
            self.program(who)
        cache.clear()

    # --- What is tried -------------------------------------------------------------------------------------

    def act(self, who: str, number: str, act: str, given: Mapping[str, Any] | None = None) -> Tried:
        """An act on a case."""
        self.ready(who)
        filled = dict(given or {})
        return Tried(
            lambda: self.screen(who).post(
                f"/cases/{number}/{act}/", {"seen": _seen(number), "confirmed": "1", **posted(filled)}
            ),
            lambda: self.program(who).act(number, act, seen=None, **filled),
            act,
        )

    def receive(
        self, who: str, item: str, given: Mapping[str, Any], at: str = "LT", office: str = "LT"
    ) -> Tried:
        """An application at the counter."""
        self.ready(who)
        places = {"item": item, "receiving_office": at, "office": office}
        return Tried(
            lambda: self.screen(who).post("/counter/", {**places, **posted(given), **_boxes(given)}),
            lambda: self.program(who).post("cases/", {**places, "given": given}),
            "receive",
        )

    def draft(self, data: Mapping[str, Any]) -> Tried:
        """A version of an item, drafted by the officer who reviews the law."""
        self.ready("jurist")
        text = json.dumps(data, ensure_ascii=False, default=str)
        return Tried(
            lambda: self.screen("jurist").post("/law/notice/", {"file": "1", "yaml": text}),
            lambda: self.program("jurist").post("law/changes/", {"yaml": text}),
            "draft_change",
        )

    def confirm(self, who: str, token: str, screen: Mapping[str, Any], program: Mapping[str, Any]) -> Tried:
        """A provider's confirmation; its screen and its interface name the ticks differently."""
        self.ready(who)
        return Tried(
            lambda: self.screen(who).post("/provider/confirm/", {"token": token, **screen}),
            lambda: self.program(who).post("provider/confirm/", {"token": token, **program}),
            "voucher_confirmed",
        )


class Tried:
    """A violation at both doors, not sent yet."""

    def __init__(self, by_page: Any, by_program: Any, act: str) -> None:
        self.by_page, self.by_program, self.act = by_page, by_program, act

    def _both(self) -> tuple[Any, Any]:
        before = rows()
        answers = self.by_page(), self.by_program()
        after = rows()
        assert after == before, [name for name in after if after[name] != before[name]]
        return answers

    def refused(self, code: str, *, recorded: bool = True) -> list[dict[str, Any]]:
        """Both doors refuse with that code, cite what the law lets be cited, change nothing, and the attempt is on record."""
        page, answer = self._both()
        told = {one["code"]: one for one in answer.json()["reasons"]}
        assert code in told, answer.content.decode()
        assert page.status_code == answer.status_code, (page.status_code, answer.status_code)
        assert code in page.content.decode()
        assert str(told[code]["text"]) in html.unescape(page.content.decode())
        assert [one["article"] for one in told[code]["basis"]] == citable(code, told[code])
        if recorded:
            tried = Attempt.objects.filter(act=self.act, code=answer.json()["code"])
            assert tried.exists(), list(Attempt.objects.values_list("act", "code"))
        return list(told.values())

    def not_taken(self, field: str, rule: str = "") -> list[dict[str, Any]]:
        """Both doors name the field; nothing has changed, and nothing that was typed is on record anywhere."""
        attempts = Attempt.objects.count()
        page, answer = self._both()
        assert (page.status_code, answer.status_code) == (422, 422), answer.content.decode()
        fields = answer.json()["fields"]
        assert field in fields, fields
        assert not rule or rule in [one["rule"] for one in fields[field]], fields
        words = re.sub(r"\s+", " ", html.unescape(page.content.decode()))
        shown = [one["text"] for one in fields[field] if one["text"] in words]
        assert shown, (fields[field], field)
        assert Attempt.objects.count() == attempts
        return list(fields[field])

    def forbidden(self) -> None:
        """Both doors say that this isn't theirs to do, and the attempt is on record."""
        page, answer = self._both()
        assert (page.status_code, answer.status_code) == (403, 403), answer.content.decode()
        assert Attempt.objects.filter(act=self.act).exists()

    def hidden(self) -> None:
        """Both doors answer as if there were nothing there."""
        page, answer = self._both()
        assert (page.status_code, answer.status_code) == (404, 404)

    def kept_out(self, *words: str) -> Case:
        """A field that no form asks for: the interface names it, the page leaves it out, and nothing of it is kept."""
        before = rows()
        answer = self.by_program()
        assert answer.status_code == 422, answer.content.decode()
        assert "unknown" in [one["rule"] for faults in answer.json()["fields"].values() for one in faults]
        assert rows() == before
        page = self.by_page()
        assert page.status_code in (200, 302), page.content.decode()
        case = Case.objects.latest("pk")
        kept = str(rows()) + str(case.unseal("form"))
        assert not [word for word in words if word in kept]
        return case


def citable(code: str, told: Mapping[str, Any]) -> Sequence[str]:
    """What a refusal of that code may cite in a matter of public service: nothing, where the rule is ours or an analogy."""
    blocked = current_law(MONDAY.date())[1].blocked
    if code not in blocked:
        return [one["article"] for one in told["basis"]]
    allowed = [str(one) for one in blocked[code].footing.citable_for("service")]
    return [one["article"] for one in told["basis"] if one["article"] in allowed]


def rows() -> dict[str, Any]:
    """Everything but who looked at what: that a refusal was shown with the case is a reading."""
    return {name: found for name, found in everything().items() if name != "Disclosure"}


def _boxes(given: Mapping[str, Any]) -> dict[str, Any]:
    """Boxes under one name, as a browser sends them."""
    facts = given["form"].get("facts")
    return {"form.facts": facts} if facts else {}


def _seen(number: str) -> str:
    return str(Case.objects.get(number=number).event_seq)
