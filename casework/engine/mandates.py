"""What an agent may do under the person's mandate (代办, by analogy to XK 29(2)): each power ticked on its own, for a time.

The mandate is the person's: it ends when they say so, and nothing else hangs on it.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models import Channel, Duty, Mandate, OfficeKind, Officer

from .matter import Matter
from .refusal import ActRefused, Kind, Reason, Text
from .standing import Standing
from .work import Work

MODEL = ("XK 29(2)", "YS 37(4)")
FILE, CORRECT, RECEIVE, WITHDRAW = "file", "correct", "receive_papers", "withdraw"
POWERS: Mapping[str, Any] = {
    FILE: _("to file the application"),
    CORRECT: _("to hand in corrections"),
    RECEIVE: _("to receive papers"),
    WITHDRAW: _("to withdraw the application"),
}
# What the paper of earlier mandates said, which named no powers one by one.
EARLIER = (FILE, CORRECT, RECEIVE)
# What nobody in a village may hold: there papers are brought in, and nothing is decided (AP-12).
NOT_IN_A_VILLAGE = frozenset({Duty.ACCEPT, Duty.DECIDE, Duty.APPROVE, Duty.EXAMINE, Duty.LEGAL_REVIEW})


def mandate_schema() -> dict[str, Any]:
    """What the counter asks of a mandate. Where no power is ticked the agent has filed, and may do no more."""
    day = {"type": "string", "format": "date"}
    return {
        "type": "object",
        "properties": {
            "signed_on": {**day, "x-day": "past", "x-label": _("Signed on")},
            "valid_until": {**day, "x-day": "future", "x-label": _("Valid until")},
            "powers": {
                "type": "array",
                "items": {"type": "string", "enum": list(POWERS), "x-labels": POWERS},
                "uniqueItems": True,
                "x-label": _("What the agent may do"),
                "x-help": _("Only what the person ticked and signed; without a tick: to file, and no more."),
            },
        },
        "required": ["signed_on", "valid_until"],
        "additionalProperties": False,
        "x-label": _("Mandate of the agent"),
    }


def powers_of(mandate: Mandate) -> tuple[str, ...]:
    """The powers that a mandate names, in the order of the form."""
    named = mandate.powers or EARLIER
    return tuple(one for one in POWERS if one in named)


def holds(mandate: Mandate, day: date) -> bool:
    """Whether the agent may act on a day: not yet ended, and not revoked before."""
    revoked = mandate.revoked_on is not None and mandate.revoked_on <= day
    return day <= mandate.valid_until and not revoked


def brought_by_agent(matter: Matter) -> dict[str, Any]:
    """The question whether the agent brings it; asked only where the application came through one."""
    if matter.case.channel != Channel.AGENT:
        return {}
    return {
        "through_agent": {
            "type": "boolean",
            "x-label": _("The agent brings it, not the person"),
            "x-help": _("Then the mandate has to hold today and to name this power."),
        }
    }


def without_agent(matter: Matter) -> Iterator[Reason]:
    """What stands against acts about an agent where the application came without one."""
    if matter.case.channel != Channel.AGENT:
        yield Reason("AGENT-02", _("No mandate holds in this case."), Kind.NOT_NOW)


def insist_on_power(work: Work, power: str) -> None:
    """Raises ActRefused (AGENT-02 without a mandate that holds, AGENT-01 beyond its powers)."""
    mandate = Mandate.objects.filter(case=work.case).first()
    if mandate is None or not holds(mandate, work.happened_on):
        raise _refused(
            "AGENT-02", _("The mandate has ended or was revoked: nobody acts for the person any more.")
        )
    if power not in powers_of(mandate):
        raise _refused("AGENT-01", _("The mandate doesn't give the agent this power."))


def _refused(code: str, text: Text) -> ActRefused:
    return ActRefused(
        Reason(
            code,
            text,
            Kind.NOT_NOW,
            ways_out=(_("The person does it themself, or signs a mandate that names it."),),
            model=MODEL,
        )
    )


def insist_agent_decides_nothing(standing: Standing, office: Any, item: str) -> None:
    """Raises ActRefused (AP-12) if the officer who would be the agent could decide the same case."""
    if any(standing.capacity_for(duty, office, item) is not None for duty in NOT_IN_A_VILLAGE):
        raise decides_nothing()


def insist_not_of_a_village(officers: list[Officer], duty: Duty, office: Any, day: date) -> None:
    """Raises ActRefused (AP-12) if somebody of a village would come to accept, examine or decide."""
    if duty not in NOT_IN_A_VILLAGE:
        return
    works_there = Officer.objects.filter(
        Q(posts__valid_until__isnull=True) | Q(posts__valid_until__gte=day),
        pk__in=[one.pk for one in officers],
        posts__office__kind=OfficeKind.VILLAGE,
        posts__valid_from__lte=day,
    )
    if office.kind == OfficeKind.VILLAGE or works_there.exists():
        raise decides_nothing()


def decides_nothing() -> ActRefused:
    """The refusal where a village or an agent would have a say in the decision."""
    return ActRefused(
        Reason(
            "AP-12",
            _("Whoever works for a village, or acts as an agent, accepts, examines and decides nothing."),
            Kind.MAY_NOT,
            model=("XK 24",),
        )
    )
