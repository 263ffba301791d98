"""The accounts of the demo, as the sign-in page shows them; nothing anywhere else."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from casework.engine.organisation import own_duties
from casework.models import Duty, Office, Officer

from .data import read


@dataclass(frozen=True)
class Account:
    """One row of the table."""

    username: str
    name: str
    office: str
    duties: str
    password: str


def shown() -> list[Account]:
    """The officers of the demo county that are there, those whom a visitor tries first at the top."""
    if not settings.DEMO:
        return []
    county = read("county")
    named = [*county["officers"], {**county["administrator"], "office": county["offices"][0]["code"]}]
    officers = {one.username: one for one in Officer.objects.filter(is_active=True)}
    offices = {one.code: one for one in Office.objects.all()}
    separator = ", " if (get_language() or "").startswith("en") else "、"
    accounts = []
    for entry in named:
        officer, office = officers.get(entry["username"]), offices.get(entry["office"])
        if officer is not None and office is not None:
            held = {duty for duty, _path in own_duties(officer)}
            accounts.append(
                Account(
                    username=officer.username,
                    name=officer.name,
                    office=office.name,
                    duties=separator.join(str(duty.label) for duty in Duty if duty in held),
                    password=county["password"],
                )
            )
    return accounts
