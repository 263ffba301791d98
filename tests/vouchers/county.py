"""The county with two providers, their doctors, and who pays."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client
from knox.models import AuthToken

from casework.acts.confirm_voucher import confirm_voucher
from casework.acts.receive import receive
from casework.engine.act import acts
from casework.models import Duty, Office, OfficeKind, OfficePower
from tests.api.conftest import Program
from tests.world import POWERS, SHANGHAI, World, application, build, resident_id

VOUCHER = "free_service_voucher"
DECEMBER = datetime(2026, 12, 1, 10, 0, tzinfo=SHANGHAI)
NOVEMBER = date(2026, 11, 1)
BACKEND = "django.contrib.auth.backends.ModelBackend"
TICKED = {"counselled": True, "own_consent": True}


def build_with_providers() -> World:
    """The world of the tests, with providers."""
    return with_providers(build())


def with_providers(world: World) -> World:
    """The item, two providers under the bureau, three doctors and two who pay, added to a world."""
    OfficePower.objects.bulk_create(
        OfficePower(
            office=world.offices[code], item=VOUCHER, kind=kind, basis="RK 21", valid_from=date(2021, 12, 1)
        )
        for code, kind in POWERS
    )
    for code, name in (("FY", "云溪县妇幼保健院"), ("RY", "云溪县人民医院")):
        world.offices[code] = Office.objects.create(
            code=code,
            kind=OfficeKind.PROVIDER,
            name_zh=name,
            name_en=f"Hospital {code}",
            parent=world.offices["WJ"],
        )
    world.officer("doctor", (Duty.PROVIDE, "FY"), certified=False)
    world.officer("second_doctor", (Duty.PROVIDE, "FY"), certified=False)
    world.officer("other_doctor", (Duty.PROVIDE, "RY"), certified=False)
    world.officer("payer", (Duty.PAY, "WJ"), certified=False)
    world.officer("other_payer", (Duty.PAY, "WJ"), certified=False)
    return world


def asking(serial: int = 1, **changed: Any) -> dict[str, Any]:
    """An application for a voucher: who it is, and that they ask for it themselves."""
    given = application(
        applicant={"identifier": resident_id(serial), "name": "林晓雯"},
        materials={"household": None, "residence": None},
    )
    given["form"] = {"own_request": True}
    given["materials"] = {"identity": {"document": "identity_card", "original_seen": True, "pages": 1}}
    return given | changed


def received(world: World, serial: int = 1, by: str = "clerk", at: str = "LT", **changed: Any) -> str:
    """A case of the item; its number."""
    return receive(
        item=VOUCHER, receiving_office=at, by=world.by(by), given=asking(serial, **changed)
    ).case_number


def issued(world: World, serial: int = 1) -> tuple[str, str]:
    """A voucher in somebody's hands: the number of the case, and the code."""
    number = received(world, serial)
    outcome = acts["issue_voucher"].perform(case_number=number, by=world.by("clerk"))
    acts["hand_voucher"].perform(case_number=number, by=world.by("clerk"), own_hands=True)
    acts["archive"].perform(case_number=number, by=world.by("clerk"))
    return number, outcome.secrets["token"]


def confirmed(world: World, number: int, by: str = "doctor", first: int = 100) -> list[str]:
    """So many vouchers, used at the doctor's."""
    codes = [issued(world, first + at)[1] for at in range(number)]
    for code in codes:
        confirm_voucher(by=world.by(by), token=code, **TICKED)
    return codes


def at_screen(world: World, name: str, language: str = "en") -> Client:
    """The browser of an officer who has signed in."""
    client = Client(headers={"accept-language": language})
    client.force_login(world.officers[name], backend=BACKEND)
    return client


def program(world: World, name: str) -> Program:
    """A program of an officer."""
    return Program(AuthToken.objects.create(world.officers[name])[1])


def later(moment: datetime, **more: float) -> datetime:
    """Some time later."""
    return moment + timedelta(**more)
