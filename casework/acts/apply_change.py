"""Bring an open case under a change of the law here (适用变更): its limits are reckoned anew, and both days are told."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Schema
from casework.engine.actor import Actor
from casework.engine.following import Move, Target, in_words, moves, stops_of, target, waiting_for
from casework.engine.matter import Matter
from casework.engine.organisation import in_both
from casework.engine.perform import work_on
from casework.engine.reckoning import RECKONED, reckon_into
from casework.engine.refusal import ActRefused, BadInput, Kind, Reason
from casework.engine.schema import text_of
from casework.engine.work import Outcome, Work
from casework.models import Case, ChangeKind, Duty, LawChange
from law.bases import Citation


def _schema(matter: Matter) -> Schema:
    waiting = waiting_for(matter.case, matter.day)
    return {
        "type": "object",
        "properties": {
            "change": {
                "type": "integer",
                "enum": [one.pk for one in waiting],
                "x-labels": {one.pk: f"{ChangeKind(one.kind).label} {one.subject}" for one in waiting},
                "x-label": _("Change"),
                "x-widget": "radio",
            },
            "also_later": {
                "type": "boolean",
                "x-label": _("Also where the office would have more time than it was told"),
                "x-help": _("Only where the change itself orders it. Without this the case stays as it is."),
            },
        },
        "required": ["change"],
        "additionalProperties": False,
    }


def _nothing_waits(matter: Matter) -> Iterator[Reason]:
    if not waiting_for(matter.case, matter.day):
        yield Reason("LAW-03", _("No change of the law waits for this case."), Kind.NOT_NOW)


ACT = Act(
    "apply_change",
    _("Apply a change of the law"),
    schema_for=_schema,
    duties=(Duty.SUPERVISE,),
    by_worker=True,
    completes_step=False,
    obstacles=_nothing_waits,
    when_called_for=True,
)


@ACT.performed_by
def apply_change(
    *, case_number: str, by: Actor, seen: int | None = None, change: int = 0, also_later: bool = False
) -> Outcome:
    """Reckon the limits that run anew, under the calendar or the item version that two officers brought into force.

    Everything else that the case is pinned to stays: a later notice changes the calendar of its own edition, nothing
    more. What was shown before stands in the clock's history and in the entry, with the old and the new day. A limit
    moves to the citizen's disadvantage only if an officer says so by name (`also_later`); the worker never does.
    Raises ActRefused (LAW-03 if the change doesn't wait for this case, LAW-04 where the citizen would stand worse,
    GATE-*, EX-11), BadInput, NoSuchCase.
    """
    given: dict[str, Any] = {"change": change} | ({"also_later": True} if also_later else {})
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        row = LawChange.objects.get(pk=work.given["change"])
        goal = target(row, work.case)
        if goal is None:
            raise BadInput.of("change", "enum", _("Choose one of the values offered."))
        found = list(moves(work.clocks, goal, *stops_of(work.clocks)))
        worse = [one for one in found if one.harms]
        if worse and not (work.given.get("also_later") and by.officer is not None):
            raise _would_harm(worse)
        _follow(work, goal, found)
        work.tell(
            basis=tuple(str(one) for one in _basis(row, goal)),
            change=row.pk,
            subject=row.subject,
            calendar=goal.book.calendar.version,
            item_edition=goal.item.edition,
            clocks=[_data(one) for one in found],
            moves=[in_words(one) for one in found if one.moves],
            **in_both("kind", ChangeKind(row.kind).label),
        )
    return work.outcome


def _would_harm(worse: list[Move]) -> ActRefused:
    told = "；".join(text_of(in_words(one)) for one in worse)
    return ActRefused(
        Reason(
            "LAW-04",
            _("The citizen would stand worse: %(moves)s. The case stays as it is.") % {"moves": told},
            Kind.NOT_NOW,
            ways_out=(_("A supervisor may apply it by name, where the change itself orders it."),),
        )
    )


def _basis(row: LawChange, goal: Target) -> tuple[Citation, ...]:
    """The holiday measures, where a notice under them moves the case; a promise of ours is no law to cite."""
    return goal.book.conventions["REST"].footing.basis if row.kind == ChangeKind.CALENDAR else ()


def _follow(work: Work, goal: Target, found: list[Move]) -> None:
    """The case under its new edition, its clocks reckoned anew, and the open steps due as their clocks are."""
    case: Case = work.case
    if goal.law_edition is not None:
        case.law_edition = goal.law_edition
    if goal.item_version is not None:
        case.item_version = goal.item_version
    pauses, extensions = stops_of(work.clocks)
    for one in found:
        clock = one.clock
        before = (clock.due_on, clock.provisional, clock.derivation, clock.promised_on)
        promised = goal.item.promised.get(clock.purpose)
        reckon_into(clock, goal.book, promised, pauses.get(clock.pk, ()), extensions.get(clock.pk))
        work.update(clock, *RECKONED)
        if before == (clock.due_on, clock.provisional, clock.derivation, clock.promised_on):
            continue
        for step in work.matter.open_steps:
            if step.flow_task.limit == clock.purpose:
                step.due_at = clock.due_at
                work.update(step, "due_at")


def _data(one: Move) -> dict[str, Any]:
    before, after = one.days
    return {
        "purpose": str(one.clock.purpose),
        "limit": one.clock.limit,
        "before": before.isoformat() if before else "",
        "before_provisional": one.before_provisional,
        "after": after.isoformat() if after else "",
        "after_provisional": one.due.provisional,
        "effect": one.effect,
    }
