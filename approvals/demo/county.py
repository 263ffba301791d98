"""The invented county: its offices, its officers, and what each is charged with."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from casework.acts.appoint_officer import appoint_officer
from casework.acts.approve_agreement import approve_agreement
from casework.acts.certify_officer import certify_officer
from casework.acts.delegate_duties import delegate_duties
from casework.acts.draft_agreement import draft_agreement
from casework.acts.grant_duty import grant_duty
from casework.acts.record_absence import record_absence
from casework.engine import moment
from casework.engine.actor import Actor
from casework.management.bootstrap import create_administrator, create_root
from casework.models import Office, OfficePower, Officer

from .data import read
from .days import Days

# Working days back: when the hall was set up, when somebody's certificate ended, when somebody fell ill.
SET_UP, CERTIFICATE_ENDED, FELL_ILL = 36, 5, 1
CERTIFIED_FROM = date(2024, 1, 1)
CERTIFIED_FOR = timedelta(days=3 * 365)


def is_there() -> bool:
    """Whether the county has been set up."""
    return Office.objects.filter(code=read("county")["offices"][0]["code"]).exists()


def build(days: Days) -> None:
    """Set the county up, through the acts wherever there is one."""
    county = read("county")
    with moment.at(days.moment(SET_UP, "08:00")):
        admin = _administrator(county)
        for entry in county["offices"][1:]:
            _office(entry, county)
        for entry in county["officers"]:
            _officer(entry, admin, days)
        for entry in county["groups"]:
            group = Group.objects.create(name=entry["name"])
            group.user_set.set(Officer.objects.filter(username__in=entry["members"]))
            for duty, office in entry["duties"].items():
                grant_duty(by=admin, duty=duty, office=office, group=entry["name"])
        _delegate(county["delegation"], days)
        _agree(county["agreements"])
    # One digest for all: it is the same word, and making a digest is slow on purpose.
    Officer.objects.update(password=make_password(county["password"]))


def somebody_falls_ill(days: Days) -> tuple[datetime, Callable[[], None]]:
    """The absence that holds just now, and the moment at which it is recorded."""
    entry = read("county")["absence"]

    def recorded() -> None:
        record_absence(
            by=Actor(officer=Officer.objects.get(username=entry["officer"]), door="web"),
            stand_in=entry["stand_in"],
            first_day=days.back(FELL_ILL),
            last_day=days.today + timedelta(days=entry["days"]),
        )

    return days.moment(FELL_ILL, "07:30"), recorded


def _administrator(county: Mapping[str, Any]) -> Actor:
    root, who = county["offices"][0], county["administrator"]
    office = create_root(
        code=root["code"],
        name_zh=root["name"]["zh"],
        name_en=root["name"]["en"],
        division_code=root["division"],
    )
    officer = create_administrator(
        username=who["username"],
        office=office,
        today=moment.today(),
        now=moment.now(),
        name_zh=who["name"]["zh"],
        name_en=who["name"]["en"],
    )
    return Actor(officer=officer, door="web")


def _office(entry: Mapping[str, Any], county: Mapping[str, Any]) -> None:
    office = Office.objects.create(
        code=entry["code"],
        kind=entry["kind"],
        parent=Office.objects.get(code=entry["parent"]),
        name_zh=entry["name"]["zh"],
        name_en=entry["name"]["en"],
        division_code=entry["division"],
        document_word=entry.get("word", ""),
        credit_code=entry.get("credit", ""),
        telephone=entry.get("phone", ""),
    )
    if "power" in entry:
        for more in ({"item": county["item"], "basis": county["power_basis"]}, *county["more_powers"]):
            OfficePower.objects.create(
                office=office,
                item=more["item"],
                kind=entry["power"],
                basis=more["basis"],
                valid_from=date.fromisoformat(more.get("from", county["power_from"])),
            )


def _officer(entry: Mapping[str, Any], admin: Actor, days: Days) -> None:
    appoint_officer(
        by=admin,
        username=entry["username"],
        name_zh=entry["name"]["zh"],
        name_en=entry["name"]["en"],
        office=entry["office"],
        title_zh=entry["title"]["zh"],
        title_en=entry["title"]["en"],
        valid_from=moment.today(),
    )
    for duty, office in entry["duties"].items():
        grant_duty(by=admin, duty=duty, office=office, officer=entry["username"])
    if "certificate" in entry:
        ended = entry["certificate"] == "ended"
        certify_officer(
            by=admin,
            officer=entry["username"],
            number=f"豫99{entry['username'].upper():0>8}",
            valid_from=CERTIFIED_FROM,
            valid_until=days.back(CERTIFICATE_ENDED) if ended else days.today + CERTIFIED_FOR,
        )


def _delegate(entry: Mapping[str, Any], days: Days) -> None:
    delegate_duties(
        by=Actor(officer=Officer.objects.get(username=entry["principal"]), door="web"),
        delegate=entry["delegate"],
        office=entry["office"],
        duties=entry["duties"],
        items=[entry["item"]],
        valid_from=moment.today(),
        valid_until=days.today + timedelta(days=entry["days"]),
        reason=entry["reason"],
    )


def _agree(told: Mapping[str, Any]) -> None:
    """The agreements under which registers are asked; before them nobody was."""
    by = {
        part: Actor(officer=Officer.objects.get(username=told[part]), door="web")
        for part in ("drafts", "approves")
    }
    today = moment.today()
    spans = {
        "valid_from": today.isoformat(),
        "valid_until": (today + timedelta(days=told["days"])).isoformat(),
    }
    for entry in told["entries"]:
        row = draft_agreement(by=by["drafts"], given={**entry["given"], **spans})
        if not entry.get("waits"):
            approve_agreement(by=by["approves"], agreement=row.pk)
