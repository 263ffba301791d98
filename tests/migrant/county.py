"""Who may do what with the item of this suite, and applications for it as they were and are made."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.test import Client
from knox.models import AuthToken

from casework.acts.receive import receive
from casework.engine import lawbook, moment
from casework.engine.act import acts
from casework.engine.work import Outcome
from casework.models import EnforcementCertificate, OfficePower, PowerKind
from tests.world import MOTHER_ID, SHANGHAI, World, build

ITEM = "migrant_certificate"
FOUND = {"result": "found", "entry": "2024年11月在本镇办理生育登记。"}
NOTHING = {"result": "not_found"}
ANSWERS = {"household_place": NOTHING, "birth_registrations": FOUND}
FROM_HOME = {
    "household_place": {"result": "found", "entry": "石桥镇东坡村。"},
    "birth_registrations": NOTHING,
}
SERVED = {
    "way": "in_person",
    "served_on": "2026-11-16",
    "place": "柳塘镇窗口",
    "receiver": "林晓雯",
    "received_as": "addressee",
    "signed": True,
}


def county() -> World:
    """The county of the tests, in which both townships do this item and the hall takes it in."""
    world = build()
    give_powers(world)
    return world


def give_powers(world: World) -> None:
    """Both townships may decide this item, hall and village take it in; whoever has a certificate had it before."""
    OfficePower.objects.bulk_create(
        OfficePower(
            office=world.offices[code], item=ITEM, kind=kind, basis="HN", valid_from=date(2009, 10, 1)
        )
        for code, kind in (
            ("LT", PowerKind.DECIDE),
            ("SQ", PowerKind.DECIDE),
            ("DT", PowerKind.RECEIVE),
            ("LT1", PowerKind.RECEIVE),
        )
    )
    EnforcementCertificate.objects.update(valid_from=date(2009, 1, 1))


def application(**changed: Any) -> dict[str, Any]:
    """An application of today; parts that are named take the place of what stands here."""
    form = {
        "purpose": "own_use",
        "facts": ["household_place", "birth_registrations"],
        "home_office": "SQ",
        "delivery": "print",
    }
    return {
        "applicant": {
            "identifier_kind": "resident_id",
            "identifier": MOTHER_ID,
            "name": "林晓雯",
            "phone": "13712346208",
            "division_code": "419923104207",
        },
        "form": {**form, **changed.pop("form", {})},
        "materials": {"identity": {"document": "identity_card", "original_seen": True, "pages": 2}},
        "privacy_notice": True,
        **changed,
    }


def old_application() -> dict[str, Any]:
    """An application as it was made under the regulations of 2009."""
    return application() | {
        "form": {"facts": ["household_place", "birth_registrations"], "delivery": "print"}
    }


def take_in(world: World, given: dict[str, Any] | None = None, by: str = "clerk") -> Outcome:
    """Take it in at the township where the person lives."""
    return receive(
        item=ITEM, receiving_office="LT", office="LT", by=world.by(by), given=given or application()
    )


def do(act: str, number: str, world: World, who: str, **given: Any) -> Outcome:
    """Do an act."""
    outcome: Outcome = acts[act].perform(case_number=number, by=world.by(who), **given)
    return outcome


WAY: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("accepted", "accept", "clerk", {}),
    ("searched", "search_register", "clerk", ANSWERS),
    ("answered", "answer_enquiry", "neighbour", FROM_HOME),
    ("drafted", "compile_extract", "clerk", {}),
    ("granted", "issue_extract", "head", {"compared": True}),
    ("served", "serve", "clerk", SERVED),
    ("archived", "archive", "clerk", {}),
)


def bring_to(stage: str, world: World, **changed: Any) -> str:
    """A new case that has come so far; its number."""
    number = take_in(world, application(**changed)).case_number
    for reached, act, who, given in WAY:
        if stage == "received":
            return number
        do(act, number, world, who, **given)
        if reached == stage:
            break
    return number


def browser(world: World, who: str, language: str = "zh-hans") -> Client:
    """The browser of an officer who has signed in."""
    client = Client(headers={"accept-language": language})
    client.force_login(world.officers[who], backend="django.contrib.auth.backends.ModelBackend")
    return client


def program(world: World, who: str) -> Callable[..., Any]:
    """What the interface answers a program of that officer: GET, or POST where there is a body."""
    token = AuthToken.objects.create(world.officers[who])[1]
    headers = {"Authorization": f"Token {token}", "Accept-Language": "zh-hans"}

    def ask(path: str, body: Any = None) -> Any:
        if body is None:
            return Client().get(f"/api/v1/{path}", headers=headers)
        return Client().post(
            f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers
        )

    return ask


@contextmanager
def on(day: str) -> Iterator[None]:
    """Let things happen on another day."""
    year, month, of_month = map(int, day.split("-"))
    lawbook.forget()
    with moment.at(datetime(year, month, of_month, 9, 30, tzinfo=SHANGHAI)):
        yield
