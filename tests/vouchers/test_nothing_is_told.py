"""After a voucher nobody can find out what was done: tried by amount, time, provider, keys, order, words, files and log.

What a provider does can't be entered anywhere, so two ways of using vouchers differ, for the hall, only in when somebody
came, how often, and to whom. They are run side by side here, and whatever is left afterwards has to be the same.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models

from audit.ledger.models import Attempt, Disclosure, Event
from casework.acts.claim_vouchers import claim_vouchers
from casework.acts.confirm_voucher import confirm_voucher
from casework.acts.pay_vouchers import pay_vouchers
from casework.acts.take_back_voucher import take_back_voucher
from casework.engine import moment
from casework.engine.act import acts
from casework.engine.vouchers import fingerprint, plain
from casework.models import Case, Office, Officer, Paper, Person, VoucherBatch, VoucherUse
from tests.access.conftest import undone
from tests.acts.steps import everything
from tests.web.pages import hidden, posted, text
from tests.world import MONDAY, SHANGHAI, World

from .county import (
    DECEMBER,
    NOVEMBER,
    TICKED,
    VOUCHER,
    asking,
    at_screen,
    confirmed,
    issued,
    program,
    received,
)

pytestmark = pytest.mark.django_db

# What a provider may do, in the words of the old papers and of today's.
SERVICES = (
    *("放环", "取环", "上环", "节育器", "节育环", "皮埋", "皮下埋植", "结扎", "绝育", "输卵管", "输精管"),
    *("复通", "人流", "引产", "流产", "终止妊娠", "四术", "药具", "避孕药", "避孕套", "怀孕", "孕情"),
    *("steril", "abortion", "vasectomy", "tubal", "implant", "iud", "terminat", "ligation", "pregnan"),
)
# Law and items say the same of everybody; and the item is called what it is called.
SAME_FOR_ALL = {"casework_lawedition", "casework_itemversion", "casework_lawchange"}
LAST_DAY = date(2027, 5, 31)
MOMENTS = ((16, 10), (17, 8), (18, 17), (23, 9), (25, 15), (30, 23))


def _at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, 0, tzinfo=SHANGHAI)


def _one_visit(world: World, codes: list[str]) -> None:
    """Everybody comes once, on the day of the voucher."""
    for code in codes:
        with moment.at(_at(16, 10)):
            confirm_voucher(by=world.by("doctor"), token=code, **TICKED)


def _several_visits(world: World, codes: list[str]) -> None:
    """Everybody comes on another day and in another order, half of them twice, having thought again; another doctor."""
    for place, code in enumerate(reversed(codes)):
        with moment.at(_at(*MOMENTS[place])):
            who = world.by("second_doctor" if place % 2 else "doctor")
            confirm_voucher(by=who, token=code, **TICKED)
            if place % 2:
                take_back_voucher(by=who, token=code)
                with moment.at(_at(30, 23)):
                    confirm_voucher(by=world.by("second_doctor"), token=code, **TICKED)


def _left(world: World, way: Any) -> dict[str, Any]:
    """Six journeys from the counter to the payment; what is left of them, without what is random for everybody."""
    codes = [issued(world, serial)[1] for serial in range(1, 7)]
    way(world, codes)
    with moment.at(DECEMBER):
        batch = claim_vouchers(by=world.by("doctor"), month=NOVEMBER)
        pay_vouchers(by=world.by("payer"), batch=batch.pk)
        page = text(at_screen(world, "payer").get("/vouchers/batches/"))
    hall = {
        model.__name__: model.objects.count()
        for label in ("casework", "ledger")
        for model in apps.get_app_config(label).get_models()
    }
    return {
        "uses": sorted(
            VoucherUse.objects.values_list("valid_until", "provider", "confirmed_by", "confirmed_at")
        ),
        "batch": VoucherBatch.objects.values_list(
            *(
                "provider",
                "month",
                "number",
                "amount",
                "sum",
                "claimed_by",
                "claimed_at",
                "paid_by",
                "paid_at",
            )
        ).get(),
        "entries": [
            (entry.kind, entry.happened_on, entry.recorded_at, entry.actor_name, entry.office_code)
            for entry in Event.objects.order_by("pk")
        ],
        "sums": [
            {name: value for name, value in entry.facts.items() if name != "batch"}
            for entry in Event.objects.filter(kind__startswith="vouchers").order_by("pk")
        ],
        "attempts": Attempt.objects.count(),
        "readings": Disclosure.objects.count(),
        "numbers of rows": hall,
        "page": page.replace(str(batch.pk), ""),
    }


def test_two_ways_of_using_vouchers_leave_the_same(world: World) -> None:
    with undone():
        first = _left(world, _one_visit)
    with undone():
        second = _left(world, _several_visits)
    for what in first:
        if what == "page":  # carries a token against forgery
            continue
        assert first[what] == second[what], what
    assert first["uses"] == [(LAST_DAY, None, None, None)] * 6


def test_the_log_of_two_ways_of_using_vouchers_is_the_same(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    told = []
    for visits in (1, 3):
        caplog.clear()
        with undone(), caplog.at_level(logging.DEBUG):
            codes = [_asked_for_at_the_counter(world, 1)]
            screen, doctor = at_screen(world, "doctor"), program(world, "doctor")
            for _visit in range(visits):
                screen.post("/provider/", {"token": codes[0]})
                screen.post("/provider/take-back/", {"token": codes[0]})  # refused as long as nothing stands
                ticks = {"token": codes[0], "counselled": "1", "own_consent": "1"}
                screen.post("/provider/confirm/", ticks)
                doctor.post("provider/take-back/", {"token": codes[0]})
            doctor.post("provider/confirm/", {"token": codes[0], **TICKED})
        lines = [record.getMessage() for record in caplog.records]
        told.append(sorted({line for line in lines if "/provider/" not in line}))
        for line in [*lines, *(str(vars(record)) for record in caplog.records)]:
            for secret in _forms_of(codes[0]):
                assert secret not in line, line
            assert not [word for word in SERVICES if word in line.lower()], line
    assert told[0] == told[1]


def _asked_for_at_the_counter(world: World, serial: int) -> str:
    screen = at_screen(world, "clerk")
    screen.post("/counter/", {"item": VOUCHER, "receiving_office": "LT", **posted(asking(serial))})
    number = Case.objects.latest("pk").number
    path = f"/cases/{number}/issue_voucher/"
    page = screen.post(path, hidden(screen.get(path)))
    screen.post("/counter/voucher/", {"number": number, "token": hidden(page)["token"]})
    return hidden(page)["token"]


def _forms_of(code: str) -> tuple[str, ...]:
    letters = plain(code)
    # The whole, its random part, its proof, and its fingerprint.
    return code, letters, letters[:8], letters[8:], fingerprint(code)


def _all_values() -> Iterator[tuple[str, str]]:
    """Every value of every table as text, whatever made it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in SAME_FOR_ALL or table.startswith(
                ("django_content", "django_migrations", "auth_perm")
            ):
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for value in row:
                    if isinstance(value, memoryview | bytes):
                        value = bytes(value).decode("latin-1") + bytes(value).decode("utf-8", "ignore")
                    yield table, str(value)


def _all_opened() -> Iterator[tuple[str, str]]:
    """And what the sealed values say, for whoever had all the keys."""
    for case in Case.objects.select_related("applicant__key"):
        yield "form", str(case.unseal("form"))
    for paper in Paper.objects.select_related("case__applicant__key"):
        yield paper.kind, str(paper.unseal("elements"))


def test_no_table_and_no_sealed_value_holds_a_code_or_names_a_service(world: World) -> None:
    codes = [_asked_for_at_the_counter(world, serial) for serial in range(1, 6)]
    screen = at_screen(world, "doctor")
    for code in codes:
        screen.post("/provider/", {"token": code})
        screen.post("/provider/confirm/", {"token": code, "counselled": "1", "own_consent": "1"})
    with moment.at(DECEMBER):
        screen = at_screen(world, "doctor")
        assert screen.post("/provider/claim/", {"month": "2026-11"}).status_code == 302
        batch = VoucherBatch.objects.get()
        at_screen(world, "payer").post(f"/vouchers/batches/{batch.pk}/pay/")
    names = "基本避孕服务免费凭单", "全部基本避孕服务", "基本避孕服务"
    checked = 0
    for table, value in [*_all_values(), *_all_opened()]:
        checked += 1
        for code in codes:
            for form in _forms_of(code):
                # The fingerprint of a used code stands in its own table, and nowhere else.
                alone = table == "casework_voucheruse" and form == fingerprint(code)
                assert alone or form not in value, table
        if len(value) < 20 and value.isascii():
            continue
        words = value.lower()
        for name in names:
            words = words.replace(name, "")
        assert not [word for word in SERVICES if word in words and not word.isascii()], (table, value)
    assert checked > 1000
    for table, value in _all_opened():
        assert not [word for word in SERVICES if word in value.lower()], (table, value)


def test_issuing_writes_nothing_that_leads_to_the_code(world: World) -> None:
    number = received(world)
    acts["issue_voucher"].perform(case_number=number, by=world.by("clerk"))
    assert not VoucherUse.objects.exists()
    assert not VoucherBatch.objects.exists()


def test_no_key_leads_from_a_used_voucher_to_a_case_or_a_person() -> None:
    """Along every reference between tables, in both directions, but through offices and officers, which all share."""
    shared = {Office, Officer}
    reached: set[type[models.Model]] = set()
    to_visit: list[type[models.Model]] = [VoucherUse, VoucherBatch]
    while to_visit:
        model = to_visit.pop()
        if model in reached or model in shared:
            continue
        reached.add(model)
        for one in model._meta.get_fields(include_hidden=True):
            if one.is_relation and isinstance(one.related_model, type):
                to_visit.append(one.related_model)
    assert not {Case, Person, Paper, Event, Disclosure} & reached
    assert reached == {VoucherUse, VoucherBatch}


def test_no_time_of_a_use_or_of_its_voucher_is_left(world: World) -> None:
    with moment.at(MONDAY + timedelta(days=3)):
        codes = confirmed(world, 5)
    waiting = VoucherUse.objects.first()
    assert waiting is not None
    # Until the claim: the day of the use, but not of the voucher, whose last day is that of the whole month.
    assert set(VoucherUse.objects.values_list("valid_until", flat=True)) == {LAST_DAY}
    with moment.at(DECEMBER):
        claim_vouchers(by=world.by("doctor"), month=NOVEMBER)
    for use in VoucherUse.objects.all():
        assert (use.provider_id, use.confirmed_by_id, use.confirmed_at) == (None, None, None)
    days = {value for _table, value in _rows_of("casework_voucheruse")}
    assert not [value for value in days if "2026" in value]
    assert len(codes) == 5


def _rows_of(table: str) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in _all_values() if name == table)


def test_the_case_says_nothing_of_a_provider_and_the_provider_nothing_of_a_case(world: World) -> None:
    number, code = issued(world)
    before = {name: rows for name, rows in everything().items() if name not in ("VoucherUse",)}
    confirm_voucher(by=world.by("doctor"), token=code, **TICKED)
    # Using it changes no row of the case, of the person, of the ledger: nothing but its own.
    assert {name: rows for name, rows in everything().items() if name not in ("VoucherUse",)} == before
    page = text(at_screen(world, "clerk").get(f"/cases/{number}/"))
    for told in ("Hospital FY", "云溪县妇幼保健院", "voucher was used", "confirmed_here"):
        assert told not in page


def test_no_amount_tells_anything(world: World) -> None:
    for who in ("doctor", "other_doctor"):
        confirmed(world, 5 if who == "doctor" else 7, who, first=100 if who == "doctor" else 300)
        with moment.at(DECEMBER):
            claim_vouchers(by=world.by(who), month=NOVEMBER)
    assert {(one.sum / one.number, one.amount) for one in VoucherBatch.objects.all()} == {(120, 120)}
    money = [
        f"{model.__name__}.{one.name}"
        for model in apps.get_app_config("casework").get_models()
        for one in model._meta.get_fields()
        if isinstance(one, models.DecimalField | models.FloatField)
    ]
    assert set(money) == {
        *("VoucherBatch.amount", "VoucherBatch.sum"),
        *("HistoricalVoucherBatch.amount", "HistoricalVoucherBatch.sum"),
    }


def test_no_file_is_left(world: World) -> None:
    places = [Path(tempfile.gettempdir()), Path(settings.BASE_DIR) / "var"]
    code = _asked_for_at_the_counter(world, 1)
    at_screen(world, "doctor").get("/provider/consent/")
    letters = plain(code).encode()
    for place in places:
        for folder, _folders, names in os.walk(place):
            for path in (Path(folder) / name for name in names):
                if path.suffix in (".pdf", ".typ", ".json", ".log"):
                    assert letters not in _content(path)


def _content(path: Path) -> bytes:
    """What a small file holds; nothing of one that another test has just removed."""
    try:
        return path.read_bytes() if path.stat().st_size < 200_000 else b""
    except OSError:
        return b""


@pytest.mark.postgres
def test_not_even_the_number_of_the_transaction_joins_a_use_to_a_case(world: World) -> None:
    """PostgreSQL stamps every row with the transaction that wrote it: a code stored with its case would be found by it."""
    codes = [issued(world, serial)[1] for serial in range(1, 6)]
    for code in codes:
        confirm_voucher(by=world.by("doctor"), token=code, **TICKED)
    uses = _transactions("casework_voucheruse")
    assert len(uses) == 5
    for table in ("casework_case", "casework_paper", "casework_person", "casework_casetask", "ledger_event"):
        assert not uses & _transactions(table), table


def _transactions(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT xmin::text FROM {connection.ops.quote_name(table)}")
        return {row[0] for row in cursor.fetchall()}
