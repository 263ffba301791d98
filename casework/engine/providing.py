"""What a provider does with a voucher before it is claimed: acts that may leave no trace, and so tell the ledger nothing.

The gate is that of every other act, and whoever has no business here is on record as having tried. What the gate lets
through changes one row, which belongs to nobody.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from audit.ledger.attempts import record_attempt
from casework.models import Duty, Office, OfficeKind, Officer
from law.clock import shanghai_day

from .actor import Actor
from .lock import bounded, database_moment
from .refusal import ActRefused, Kind, Reason
from .standing import Standing, standing_of


@dataclass(frozen=True)
class Desk:
    """Who acts at which provider, and when."""

    officer: Officer
    provider: Office
    moment: datetime
    today: date


@contextmanager
def provide(kind: str, by: Actor) -> Iterator[Desk]:
    """One transaction at the provider where the officer works. Raises ActRefused (EX-11, GATE-01, GATE-02)."""
    try:
        with bounded():
            if by.officer is None:
                raise ActRefused(Reason("EX-11", _("Only a named officer can do this."), Kind.MAY_NOT))
            moment = database_moment()
            standing = standing_of(by.officer, shanghai_day(moment))
            if not standing.active:
                raise ActRefused(Reason("GATE-01", _("The account is no longer active."), Kind.MAY_NOT))
            provider = provider_of(standing)
            if provider is None:
                raise ActRefused(
                    Reason("GATE-02", _("You don't hold the duty for this at this office."), Kind.MAY_NOT)
                )
            yield Desk(by.officer, provider, moment, shanghai_day(moment))
    except ActRefused as refusal:
        record_attempt(
            case_id=None,
            case_number="",
            act=kind,
            code=refusal.code,
            actor_id=by.officer.pk if by.officer else None,
            actor_name=by.name,
            actor_kind=by.kind,
            channel=by.door,
            request_id=by.request_id,
            moment=database_moment(),
        )
        raise


def provider_of(standing: Standing) -> Office | None:
    """The provider at which an officer holds the duty; nobody holds it above one."""
    paths = sorted({one.office_path for one in standing.capacities if one.duty == Duty.PROVIDE})
    found = Office.objects.filter(path__in=paths, kind=OfficeKind.PROVIDER, active=True)
    return found.order_by("path").first()
