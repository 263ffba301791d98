"""Two procedures, done at other times, at other providers, by other doctors: afterwards nothing tells who had which."""

from __future__ import annotations

import copy
import logging
import os
import random
import secrets
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from casework.acts.claim_vouchers import claim_vouchers
from casework.acts.pay_vouchers import pay_vouchers
from casework.acts.receive import receive
from casework.engine import moment
from casework.engine.act import acts
from casework.engine.vouchers import fingerprint
from casework.models import VoucherUse
from tests.access.conftest import undone
from tests.world import SHANGHAI, World

from .county import DECEMBER, NOVEMBER, VOUCHER, asking, at_screen, confirmed

pytestmark = pytest.mark.django_db


def _at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, 0, tzinfo=SHANGHAI)


def test_neither_the_order_of_the_rows_nor_their_transaction_tells_one_claim_from_another(
    world: World,
) -> None:
    """Whoever reads the file of the database itself, and holds somebody's code, learns neither month nor provider."""
    codes: dict[str, list[str]] = {"doctor": [], "other_doctor": []}
    for place in range(10):
        who = ("doctor", "other_doctor")[place % 2]
        codes[who] += confirmed(world, 1, who, first=100 + place)
    with moment.at(DECEMBER):
        waiting = confirmed(world, 1, first=200)
        for who in codes:
            claim_vouchers(by=world.by(who), month=NOVEMBER)
    with connection.cursor() as cursor:
        order = "rowid" if connection.vendor == "sqlite" else "ctid"
        cursor.execute(
            f"SELECT fingerprint FROM casework_voucheruse WHERE provider_id IS NULL ORDER BY {order}"
        )
        stored = [row[0] for row in cursor.fetchall()]
    assert stored == sorted(fingerprint(code) for those in codes.values() for code in those)
    assert VoucherUse.objects.filter(fingerprint=fingerprint(waiting[0]), provider__code="FY").exists()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(DISTINCT xmin::text) FROM casework_voucheruse WHERE provider_id IS NULL"
            )
            assert cursor.fetchone()[0] == 1


# Two procedures as they might be done: when somebody comes, to whom, where, how often, and whether they think again.
PROCEDURES = {
    "a short one at the one provider": ("doctor", "FY", ((16, 10),), False),
    "a long one at the other": ("other_doctor", "RY", ((18, 17), (25, 15)), True),
}


class Seeded:
    """What is random for everybody, drawn the same each time, so that only what people did could make a difference."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.chance = random.Random(20261128)
        patch.setattr(os, "urandom", self.chance.randbytes)
        patch.setattr(secrets, "choice", self.chance.choice)


def _done(world: World, screens: dict[str, Any], who_did_what: list[str]) -> dict[str, Any]:
    """Ten journeys from the counter to the payment; every row of every table afterwards, as it is stored."""
    codes = [_asked_for(world, serial) for serial in range(1, 11)]
    for name, (doctor, _provider, visits, thinks_again) in PROCEDURES.items():
        for code in [code for code, did in zip(codes, who_did_what, strict=True) if did == name]:
            for day, hour in visits:
                with moment.at(_at(day, hour)):
                    screens[doctor].post("/provider/", {"token": code})
                    ticks = {"token": code, "counselled": "1", "own_consent": "1"}
                    screens[doctor].post("/provider/confirm/", ticks)
                    if thinks_again and (day, hour) != visits[-1]:
                        screens[doctor].post("/provider/take-back/", {"token": code})
    with moment.at(DECEMBER):
        for doctor, *_more in PROCEDURES.values():
            batch = claim_vouchers(by=world.by(doctor, request_id="r"), month=NOVEMBER)
            pay_vouchers(by=world.by("payer", request_id="r"), batch=batch.pk)
    kept: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            kept[table] = cursor.fetchall()
    # Stored under a signature with the time of the machine, and with when the doctor sat down and was last seen, which
    # the clock of a test doesn't move: the rest of what they say is compared.
    kept["django_session"] = [
        {name: value for name, value in one.get_decoded().items() if not name.startswith("session_")}
        for one in Session.objects.order_by("pk")
    ]
    return kept


def _asked_for(world: World, serial: int) -> str:
    number = receive(
        item=VOUCHER, receiving_office="LT", by=world.by("clerk", request_id="r"), given=asking(serial)
    ).case_number
    outcome = acts["issue_voucher"].perform(case_number=number, by=world.by("clerk", request_id="r"))
    acts["hand_voucher"].perform(case_number=number, by=world.by("clerk", request_id="r"), own_hands=True)
    acts["archive"].perform(case_number=number, by=world.by("clerk", request_id="r"))
    return str(outcome.secrets["token"])


def test_whoever_had_which_procedure_everything_that_is_left_is_the_same_to_the_last_byte(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """So nothing that is left can tell them apart: by amount, time, provider, order, key, word, file or line of a log."""
    if connection.vendor == "postgresql":
        pytest.skip("its numbers of rows go on after what was undone; the same code leaves the same rows")
    one, other = PROCEDURES
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    signed_in = {doctor: at_screen(world, doctor) for doctor in ("doctor", "other_doctor")}
    left: list[dict[str, Any]] = []
    lines: list[list[str]] = []
    for who_did_what in ([one, other] * 5, [other, one] * 5, [one] * 5 + [other] * 5):
        caplog.clear()
        with undone(), pytest.MonkeyPatch.context() as patch, caplog.at_level(logging.DEBUG):
            Seeded(patch)
            screens = copy.deepcopy(
                signed_in
            )  # each time with the cookies of somebody who has just signed in
            left.append(_done(world, screens, who_did_what))
        lines.append([record.getMessage() for record in caplog.records])
    for another in left[1:]:
        assert {table for table in another if another[table] != left[0][table]} == set()
    assert lines[0] == lines[1] == lines[2]
    assert list(tmp_path.iterdir()) == []
    assert len(left[0]["casework_voucheruse"]) == 10
