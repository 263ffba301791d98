"""The first administrator. Everybody else is appointed and charged by an administrator; nobody by a superuser flag."""

from datetime import date, datetime

from django.db import transaction

from audit.ledger.entry import Entry, tell
from casework.engine.organisation import grant_row, own_duties, refuse_mixture
from casework.models import Duty, Office, OfficeKind, Officer


def create_root(*, code: str, name_zh: str, name_en: str, division_code: str = "") -> Office:
    """The root of the organisation: the county government. Raises ValueError if there is one."""
    if Office.objects.exists():
        raise ValueError("the hall has its offices already")
    return Office.objects.create(
        code=code,
        kind=OfficeKind.COUNTY,
        name_zh=name_zh,
        name_en=name_en,
        division_code=division_code,
    )


def create_administrator(
    *,
    username: str,
    office: Office,
    today: date,
    now: datetime,
    name_zh: str = "",
    name_en: str = "",
    password: str | None = None,
) -> Officer:
    """An account with an administrator's keys at an office and below, and with no other duty.

    Raises ActRefused (EX-12) if the officer holds another duty, ValueError if they administer there already.
    """
    with transaction.atomic():
        officer = Officer.objects.select_for_update(no_key=True).filter(username__iexact=username).first()
        if officer is None:
            officer = Officer.objects.create_user(
                username, password, name_zh=name_zh or username, name_en=name_en
            )
        refuse_mixture(officer, Duty.ADMINISTER, today)
        if any(office.path.startswith(path) for _duty, path in own_duties(officer)):
            raise ValueError(f"{username} administers {office.code} already")
        grant_row(officer, Duty.ADMINISTER, office).save()
        tell(
            Entry(
                kind="administrator_created",
                actor_kind="system",
                actor_name="command",
                office_code=office.code,
                happened_on=today,
                recorded_at=now,
                channel="command",
                facts={"officer": officer.pk, "officer_name": officer.name_zh},
            )
        )
    return officer
