"""Do one act to several cases in one go (批量办理): each through the ordinary act, in a transaction of its own.

Only an act that is neither adverse nor a decision, and that needs no input of each case's own, is done so; which ones are
is said at the act (`Act.together`). Everything is asked again for each case when it is done.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine import moment, schema
from casework.engine.act import Act, Together, acts
from casework.engine.actor import Actor, SubmissionKey
from casework.engine.competence import may
from casework.engine.perform import Repeated, matter_of, refuse_on_record, refuse_repetition
from casework.engine.refusal import ActRefused, BadInput, Kind, NoSuchCase, Reason
from casework.engine.work import Outcome
from casework.models import Case
from casework.queries.find_case import Opened, find_case, find_case_to_act

MOST = 50


@dataclass(frozen=True)
class Entry:
    """One case of a batch, and the number of ledger entries that whoever asks for it has seen."""

    number: str
    seen: int | None = None


@dataclass(frozen=True)
class Planned:
    """What would happen to one case: the act, or why it is left out."""

    number: str
    case: Case | None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Done:
    """What happened to one case."""

    number: str
    case: Case | None
    outcome: Outcome | None = None
    reasons: tuple[Reason, ...] = ()


def batch_acts() -> list[Act]:
    """The acts that may be done to several cases in one go."""
    return [one for one in acts if one.together is not None]


def plan(*, act: str, numbers: Iterable[str], by: Actor) -> list[Planned]:
    """What would happen to each case; nothing does. Raises ActRefused (BATCH-01), BadInput."""
    chosen, together = _insist_on_together(act, by)
    return [_planned(chosen, together, number, by) for number in _each_once(numbers)]


def perform_batch(
    *, act: str, entries: Sequence[Entry], by: Actor, given: Mapping[str, Any] | None = None
) -> list[Done]:
    """Do the act to each case; what is refused for one stops none of the others.

    Raises ActRefused (BATCH-01 for an act that is weighed case by case), BadInput (nothing was done then).
    """
    chosen, together = _insist_on_together(act, by)
    clean = schema.clean(together.schema, given or {}, moment.today())
    seen = {one.number: one.seen for one in entries}
    return [_done(chosen, together, number, seen[number], clean, by) for number in _each_once(seen)]


def _insist_on_together(act: str, by: Actor) -> tuple[Act, Together]:
    if act not in acts:
        raise BadInput.of("act", "unknown", _("There is no such act."))
    together = acts[act].together
    if together is None:
        refusal = ActRefused(
            Reason(
                "BATCH-01",
                _("This act is weighed case by case and isn't done to several cases in one go."),
                Kind.MAY_NOT,
                ways_out=(_("Open each case and do it there."),),
            )
        )
        refuse_on_record(refusal, acts[act], by)
        raise refusal
    return acts[act], together


def _each_once(numbers: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(numbers))
    if not found:
        raise BadInput.of("cases", "required", _("Choose at least one case."))
    if len(found) > MOST:
        raise BadInput.of("cases", "maxItems", _("At most %(most)s cases in one go.") % {"most": MOST})
    return found


def _planned(act: Act, together: Together, number: str, by: Actor) -> Planned:
    assert by.officer is not None
    try:
        opened = find_case(number, by.officer)
    except NoSuchCase:
        return Planned(number, None, (_no_such_case(),))
    return Planned(number, opened.case, _why_not(act, together, opened, by))


def _why_not(act: Act, together: Together, opened: Opened, by: Actor) -> tuple[Reason, ...]:
    matter = matter_of(opened.case)
    reasons = may(act, by, opened.standing, matter).reasons
    against = together.against(matter) if together.against and not reasons else None
    return reasons if against is None else (against,)


def _done(
    act: Act, together: Together, number: str, seen: int | None, given: Mapping[str, Any], by: Actor
) -> Done:
    actor = replace(by, submission=_key_for(number, by.submission))
    try:
        opened = find_case_to_act(number, actor, act.name)
    except NoSuchCase:
        return Done(number, None, reasons=(_no_such_case(),))
    case = opened.case
    try:
        refuse_repetition(actor, act, number)
        against = together.against(matter_of(case)) if together.against else None
        if against is not None:
            return Done(number, case, reasons=(against,))
        # What was asked just now holds for the case as it was read; if it has moved on since, the act says so.
        outcome = act.perform(
            case_number=number,
            by=actor,
            seen=case.event_seq if seen is None else seen,
            **(together.complete(case, given) if together.complete else given),
        )
    except Repeated as repeated:
        return Done(number, case, repeated.outcome)
    except ActRefused as refusal:
        return Done(number, case, reasons=refusal.reasons)
    except BadInput as bad:
        return Done(number, case, reasons=tuple(_in_words(bad)))
    return Done(number, case, outcome)


def _in_words(bad: BadInput) -> Iterable[Reason]:
    for name, faults in bad.fields.items():
        for fault in faults:
            yield Reason(f"INPUT-{fault.rule}", fault.text, Kind.NOT_NOW, detail=name)


def _key_for(number: str, submission: SubmissionKey | None) -> SubmissionKey | None:
    """The key of the one case: the same batch sent twice does nothing twice."""
    if submission is None:
        return None
    return replace(submission, key=hashlib.sha256(f"{submission.key}/{number}".encode()).hexdigest()[:32])


def _no_such_case() -> Reason:
    return Reason("NO-CASE", _("There is no such case, or you have nothing to do with it."), Kind.NOT_NOW)
