"""Late entry: an ordinary act for the day on which it happened, once a second officer has seen the evidence (EX-16).

The proposal keeps the act's own input. Confirming it performs that act, by the officer who proposed it, in the same
transaction and behind the same gate; there is no other way to an earlier day. The entry of the confirmation holds no
lock of its own, so that the act behind it may still draw its numbers.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.models import LateEntry
from law.clock import shanghai_day

from .act import Act, acts
from .actor import Actor, Late
from .matter import Matter
from .refusal import ActRefused, BadInput, Fault, Kind, Reason
from .rehearsal import Rehearsed
from .work import Outcome, Work


def dated_acts(matter: Matter) -> tuple[Act, ...]:
    """The acts of the procedure that may be entered later, in its own order."""
    return tuple(acts[name] for name in matter.procedure.acts() if acts[name].dated)


def is_open(act: Act, matter: Matter) -> bool:
    """Whether the case stands where the act may be done."""
    if matter.step_for(act.name) is not None:
        return True
    return act.name in matter.procedure.at_any_time() and not any(
        act.obstacles(matter) if act.obstacles else ()
    )


def waiting(case_id: int) -> LateEntry | None:
    """The late entry of a case that waits for a second officer."""
    return (
        LateEntry.objects.filter(case=case_id, decided_at__isnull=True).select_related("proposed_by").first()
    )


def set_day(work: Work, late: Late) -> None:
    """Let the act count from the day of a late entry. Raises PermissionError unless a second officer confirmed it."""
    if late.entry_id is not None:
        row = LateEntry.objects.filter(pk=late.entry_id, case=work.case, act=work.act.name).first()
        by = work.actor.officer
        if (
            row is None
            or by is None
            or not row.confirmed
            or (row.proposed_by_id, row.happened_on, row.arrived_on)
            != (by.pk, late.happened_on, late.arrived_on)
            or row.decided_by_id in (None, by.pk)
            or row.decided_at is None
            or work.case.event_seq != row.confirmed_seq
        ):
            raise PermissionError(f"no late entry of {work.act.name} was confirmed just now")
    work.happened_on = late.happened_on
    work.office_day = late.arrived_on or late.happened_on


def rehearse(work: Work, act: Act, late: Late, given: Mapping[str, Any]) -> None:
    """See whether an act could be entered for that day, and leave nothing behind. Raises what the act raises."""
    by = Actor(work.actor.officer, work.actor.door, work.actor.request_id, late=late)
    try:
        act.perform(case_number=work.case.number, by=by, **_input(act, given, late.happened_on))
    except Rehearsed:
        return
    raise AssertionError("a rehearsal is always undone")


def perform_late(work: Work, entry: LateEntry) -> Outcome:
    """Perform what a late entry proposed, in the transaction that confirms it.

    Raises ActRefused, LATE-02 where what was proposed no longer fits the case.
    """
    act = acts[entry.act]
    late = Late(entry.happened_on, entry.arrived_on, entry.evidence, entry.pk, work.actor)
    by = Actor(entry.proposed_by, work.actor.door, work.actor.request_id, late=late)
    given = entry.unseal("words")["input"]
    try:
        outcome: Outcome = act.perform(
            case_number=work.case.number, by=by, **_input(act, given, entry.happened_on)
        )
    except BadInput as bad:
        raise ActRefused(
            Reason(
                "LATE-02",
                _("What was proposed no longer fits the case: %(words)s")
                % {"words": " ".join(str(one.text) for faults in bad.fields.values() for one in faults)},
                Kind.NOT_NOW,
                ways_out=(_("Reject it with this reason; it can be proposed afresh."),),
            )
        ) from bad
    return outcome


def _input(act: Act, given: Mapping[str, Any], happened_on: date) -> dict[str, Any]:
    return {**given, **({act.day_field: happened_on.isoformat()} if act.day_field else {})}


def faults_within(act: Act, bad: BadInput) -> dict[str, list[Fault]]:
    """The faults of an act's input as faults of the proposal, in which it stands as a part."""
    named = {act.day_field: "happened_on", "happened_on": "happened_on"}
    return {named.get(name, f"{act.name}.{name}"): list(faults) for name, faults in bad.fields.items()}


def day_is_fixed() -> ActRefused:
    """The refusal where a day that was entered once would be entered anew (EX-16)."""
    return ActRefused(
        Reason(
            "EX-16",
            _("The day of this was entered before; a day that the law counts from isn't changed afterwards."),
            Kind.NOT_NOW,
            ways_out=(
                _("If the entry is wrong, note it on the file and tell the supervisor; the entry stands."),
            ),
            model=("CF 47",),
        )
    )


def is_late(happened_on: date, recorded_at: Any) -> bool:
    """Whether something was entered on a later day than the one on which it happened."""
    return happened_on < shanghai_day(recorded_at)
