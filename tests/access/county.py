"""The county of the access matrix: an officer in every role, and a case of three counters in every state."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.test import Client
from knox.models import AuthToken

from casework.engine.act import acts
from casework.engine.actor import Actor
from casework.models import Case, Delegation, Duty, Officer, Paper, Scan
from casework.web.middleware import BEGUN, SEEN
from tests.acts.steps import GIVEN
from tests.uploads.papers import mark, staged
from tests.world import MONDAY, World, build

BACKEND = "django.contrib.auth.backends.ModelBackend"
CLERK = tuple((duty, "LT") for duty in (Duty.RECEIVE, Duty.ACCEPT, Duty.DECIDE, Duty.SERVE))
MANDATE = {"signed_on": "2026-11-16", "valid_until": "2027-01-31"}

# How a case comes into each state: what its clerk does, one after the other.
WAYS: dict[str, tuple[str, ...]] = {
    "received": (),
    "correcting": ("request_correction",),
    "accepted": ("accept",),
    "refusal_proposed": ("accept", "propose_refusal"),
    "granted": ("accept", "register"),
    "served": ("accept", "register", "serve"),
    "archived": ("accept", "register", "serve", "archive"),
    "withdrawn": ("withdraw",),
}
STATES = tuple(WAYS)
# Each set of cases by the office that took them in: (who took in, office that decides, its clerk).
COUNTERS = {
    "DT": ("hall", "LT", "clerk"),
    "LT1": ("village", "LT", "clerk"),
    "SQ": ("neighbour", "SQ", "neighbour"),
}


@dataclass
class County:
    """The officers, the cases by (counter, state), one paper and one scan of each; and a page each officer has chosen."""

    world: World
    cases: dict[tuple[str, str], str] = field(default_factory=dict)
    papers: dict[str, int] = field(default_factory=dict)
    scans: dict[str, int] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def number(self, counter: str, state: str) -> str:
        """The case in that state which came in there."""
        return self.cases[counter, state]

    def browser(self, role: str, *, asks_for_csrf: bool = False) -> Client:
        """A browser in the session of that role. Unless told it sends no CSRF token and isn't asked for one."""
        client = Client(headers={"accept-language": "en"}, enforce_csrf_checks=asks_for_csrf)
        if role in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client

    def program(self, role: str, method: str, path: str, body: Any = None) -> Any:
        """What the interface answers a program of that role."""
        token = self.tokens.get(role)
        return self._machine.generic(
            method,
            path,
            json.dumps({} if body is None else body),
            content_type="application/json",
            headers={"Authorization": f"Token {token}"} if token else {},
        )

    _machine: Client = field(default_factory=lambda: Client(headers={"accept-language": "en"}))


def build_county() -> County:
    """Everybody and everything. The clock stands at a Monday morning."""
    world = build()
    _more_officers(world)
    county = County(world)
    for counter, (receiver, office, clerk) in COUNTERS.items():
        for state in STATES:
            county.cases[counter, state] = number = _case(world, counter, receiver, office, clerk, state)
            county.papers[number] = Paper.objects.filter(case__number=number).values_list("pk", flat=True)[0]
            scans = Scan.objects.filter(material__case__number=number)
            county.scans[number] = scans.values_list("pk", flat=True)[0]
    for at, (name, officer) in enumerate(world.officers.items()):
        (county.chosen[name],) = staged(officer, mark(1000 + at))
        county.sessions[name] = _session(officer)
        county.tokens[name] = AuthToken.objects.create(officer)[1]
    gone = world.officers["deactivated"]
    gone.is_active = False
    gone.save()
    return county


def _session(officer: Officer) -> str:
    client = Client()
    client.force_login(officer, backend=BACKEND)
    session = client.session
    # Used a moment ago, for as long as the tests last: reading writes nothing to the session either.
    session[BEGUN] = session[SEEN] = int(time.time()) + 600
    session.save()
    return str(session.session_key)


def _more_officers(world: World) -> None:
    world.officer("recused", *CLERK)
    world.officer("deactivated", *CLERK)
    world.officer("delegate")
    world.officer("former")
    for who, last in (("delegate", date(2026, 12, 31)), ("former", date(2026, 11, 13))):
        Delegation.objects.create(
            principal=world.officers["head"],
            delegate=world.officers[who],
            office=world.offices["LT"],
            duties=[str(Duty.APPROVE)],
            valid_from=date(2026, 11, 2),
            valid_until=last,
            reason="training",
        )


def _case(world: World, counter: str, receiver: str, office: str, clerk: str, state: str) -> str:
    mandate = {"mandate": MANDATE} if counter == "LT1" else {}
    scans = staged(world.officers[receiver], mark(1))
    identity = {"document": "identity_card", "original_seen": True, "scans": scans}
    number = world.receive(
        receiver, at=counter, office=office, materials={"identity": identity}, **mandate
    ).case_number
    if office == "LT":
        _do(world, "recuse", number, "recused")
    for act in WAYS[state]:
        _do(world, act, number, clerk)
    assert Case.objects.get(number=number).state == state
    return number


def _do(world: World, act: str, number: str, who: str) -> None:
    by: Actor = world.by(who)
    acts[act].perform(case_number=number, by=by, **GIVEN.get(act, {}))


__all__ = ["COUNTERS", "GIVEN", "MONDAY", "STATES", "County", "build_county"]
