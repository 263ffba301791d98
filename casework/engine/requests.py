"""What a person asks for once their matter is registered (PI 46): who came, what they showed, and whether there is anything."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.models import CaseState, Outcome

from .matter import Matter
from .refusal import BadInput, Kind, Reason
from .work import Work

# A rule of ours.
MANDATE_LONGEST = timedelta(days=366)
PERSON, AGENT = "person", "agent"
REGISTERED = frozenset({CaseState.GRANTED, CaseState.SERVED, CaseState.ARCHIVED})
_BY_AGENT: Mapping[str, Any] = {"x-for": {"field": "asked_by", "values": [AGENT]}, "x-required": True}

# Who asks, and that it is their own wish: nobody else's, and nobody is asked why.
REQUEST_PROPERTIES: Mapping[str, Any] = {
    "asked_by": {
        "type": "string",
        "enum": [PERSON, AGENT],
        "x-labels": {PERSON: _("the person"), AGENT: _("an agent with the person's mandate")},
        "x-label": _("Who asks for it"),
        "x-widget": "radio",
        "x-chooses": True,
        "x-default": PERSON,
    },
    "agent_name": {
        "type": "string",
        "maxLength": 60,
        "x-label": _("Name of the agent"),
        "x-personal": True,
        **_BY_AGENT,
    },
    "mandate_signed_on": {
        "type": "string",
        "format": "date",
        "x-day": "past",
        "x-label": _("Mandate signed on"),
        **_BY_AGENT,
    },
    "mandate_until": {
        "type": "string",
        "format": "date",
        "x-day": "future",
        "x-label": _("Mandate valid until"),
        **_BY_AGENT,
    },
    "own_wish": {
        "type": "boolean",
        "const": True,
        "x-label": _("The person wants it of their own accord, and showed who they are"),
    },
}
REQUEST_NEEDS = ("asked_by", "own_wish")


def given_request(
    asked_by: str, agent_name: str, mandate_signed_on: str, mandate_until: str, own_wish: bool
) -> dict[str, Any]:
    """The part of an act's input that says who asks."""
    return {
        "asked_by": asked_by,
        "agent_name": agent_name,
        "mandate_signed_on": mandate_signed_on,
        "mandate_until": mandate_until,
        "own_wish": own_wish,
    }


def mandate_days(work: Work) -> tuple[date, date] | None:
    """The first and last day of the agent's mandate, which holds today; None where the person came. Raises BadInput."""
    if work.given["asked_by"] == PERSON:
        return None
    signed, until = (date.fromisoformat(work.given[name]) for name in ("mandate_signed_on", "mandate_until"))
    if until - signed > MANDATE_LONGEST:
        raise BadInput.of("mandate_until", "longest", _("A mandate holds for a year at most."))
    return signed, until


def not_registered(matter: Matter) -> Iterator[Reason]:
    """Why nothing can be corrected or cancelled: no registration of this case stands (REG-01)."""
    if matter.case.outcome != Outcome.GRANTED or matter.case.state not in REGISTERED:
        yield Reason("REG-01", _("No registration stands in this case."), Kind.NOT_NOW)


def not_in_hand(matter: Matter) -> Iterator[Reason]:
    """The same, and why a decision beside that of the case would have to wait: that one isn't served yet (REG-02)."""
    yield from not_registered(matter)
    if matter.case.state == CaseState.GRANTED:
        yield Reason("REG-02", _("The slip hasn't been served yet; that comes first."), Kind.NOT_NOW)
