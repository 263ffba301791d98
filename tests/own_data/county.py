"""Who may do what with requests on own data, and the requests themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework.acts.receive import receive
from casework.engine.act import acts
from casework.engine.work import Outcome
from casework.models import OfficePower, Paper, PowerKind
from tests.acts.steps import GIVEN
from tests.world import FATHER_ID, MOTHER_ID, World, build

ITEM = "own_data_access"
MOTHER, FATHER = "林晓雯", "赵立新"
CLOSING = ("accept", "register", "serve", "archive")
SERVED = {
    "way": "in_person",
    "served_on": "2026-11-16",
    "place": "柳塘镇窗口",
    "receiver": MOTHER,
    "received_as": "addressee",
    "signed": True,
}


def county() -> World:
    """The county of the tests; both townships answer requests, hall and village take them in."""
    world = build()
    give_powers(world)
    return world


def give_powers(world: World) -> None:
    """Both townships answer requests, hall and village take them in."""
    OfficePower.objects.bulk_create(
        OfficePower(
            office=world.offices[code], item=ITEM, kind=kind, basis="PI 45", valid_from=date(2021, 11, 1)
        )
        for code, kind in (
            ("LT", PowerKind.DECIDE),
            ("SQ", PowerKind.DECIDE),
            ("DT", PowerKind.RECEIVE),
            ("LT1", PowerKind.RECEIVE),
        )
    )


def request(ask: str = "see_and_copy", **changed: Any) -> dict[str, Any]:
    """A request of today; what is named takes the place of what stands here."""
    return {
        "applicant": {
            "identifier_kind": "resident_id",
            "identifier": MOTHER_ID,
            "name": MOTHER,
            "phone": "13712346208",
            "division_code": "419923104207",
            **changed.pop("applicant", {}),
        },
        "form": {"ask": ask, "delivery": "print", **changed.pop("form", {})},
        "materials": {"identity": {"document": "identity_card", "original_seen": True, "pages": 2}},
        "privacy_notice": True,
        **changed,
    }


def take_in(
    world: World, ask: str = "see_and_copy", by: str = "clerk", at: str = "LT", **changed: Any
) -> str:
    """Take a request in; its number."""
    given = request(ask, **changed)
    office = "LT" if at != "SQ" else "SQ"
    return receive(item=ITEM, receiving_office=at, office=office, by=world.by(by), given=given).case_number


def accepted(world: World, ask: str = "see_and_copy", **changed: Any) -> str:
    """A request whose identity was checked; its number."""
    number = take_in(world, ask, **changed)
    do(world, "accept", number)
    return number


def do(world: World, act: str, number: str, who: str = "clerk", **given: Any) -> Outcome:
    """Do an act."""
    outcome: Outcome = acts[act].perform(case_number=number, by=world.by(who), **given)
    return outcome


def registered(world: World, *, closed: bool = True, **more: Any) -> str:
    """A birth registration of the mother, with the father in it unless told otherwise; its number."""
    parties = {"other_parent": {"identifier_kind": "resident_id", "identifier": FATHER_ID, "name": FATHER}}
    number = world.receive(**{**parties, **more}).case_number
    for act in CLOSING if closed else ():
        do(world, act, number, **GIVEN.get(act, {}))
    return number


def paper_of(number: str, kind: str) -> dict[str, Any]:
    """What the paper of that kind says."""
    paper = Paper.objects.select_related("case__applicant__key").get(case__number=number, kind=kind)
    said: dict[str, Any] = paper.unseal("elements")
    return said
