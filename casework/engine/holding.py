"""Who holds a step or a case, and who could take it."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from casework.models import Absence, CaseTask, Duty, HandOver, Officer

from .act import acts
from .actor import Actor
from .competence import may
from .matter import Matter
from .refusal import ActRefused, BadInput, Kind, Reason
from .standing import standing_of
from .work import Work


def officer_named(username: str, field: str) -> Officer:
    """The active officer of that username. Raises BadInput."""
    officer = Officer.objects.filter(username__iexact=username, is_active=True).first()
    if officer is None:
        raise BadInput.of(field, "unknown", _("There is no active officer of that name."))
    return officer


def claimable_step(work: Work) -> CaseTask:
    """The open step that the officer may take: one whose acts include one they may do. Raises ActRefused."""
    refusals: list[Reason] = []
    for task in work.tokens.open_steps():
        reasons = why_not_at(work.matter, task, work.actor.officer)
        if not reasons and task.owner_id is None:
            return task
        refusals += reasons or [
            Reason("STEP-02", _("The step is with %(officer)s.") % {"officer": task.owner}, Kind.NOT_NOW)
        ]
    raise ActRefused(
        *(refusals or [Reason("STEP-01", _("The case isn't at the step for this act."), Kind.NOT_NOW)])
    )


def refuse_unless_able(work: Work, officer: Officer, code: str) -> None:
    """Raises ActRefused unless the officer may lawfully go on with an open step of the case."""
    reasons = _why_not_able(work, officer)
    if reasons:
        raise _not_able(officer, code, reasons)


def refuse_unless_able_at(work: Work, step: CaseTask, officer: Officer, code: str) -> None:
    """Raises ActRefused unless the officer may lawfully do an act of this very step, whoever holds it now."""
    reasons = [one for one in why_not_at(work.matter, step, officer) if one.code != "STEP-02"]
    if reasons:
        raise _not_able(officer, code, reasons)


def refuse_while_offered(work: Work) -> None:
    """Raises ActRefused (HO-01) while an offer waits for an answer.

    An offer that can no longer be accepted (its officer was deactivated, stepped aside or lost the duty) blocks nobody:
    it counts as declined.
    """
    waiting = (
        HandOver.objects.filter(case=work.case, answered_at__isnull=True).select_related("to_officer").first()
    )
    if waiting is None:
        return
    if not _why_not_able(work, waiting.to_officer):
        raise ActRefused(
            Reason("HO-01", _("A hand-over of this case is waiting for an answer."), Kind.NOT_NOW)
        )
    waiting.answered_at, waiting.accepted = work.moment, False
    work.update(waiting, "answered_at", "accepted")


def takes_effect_at_once(work: Work, step: CaseTask) -> bool:
    """Whether a supervisor's word moves a step, or only offers it.

    A first handler who is there and may go on keeps the case until the next one accepts it. Nobody else does.
    """
    owner = step.owner
    if owner is None or owner.pk != work.case.holder_id:
        return True
    away = Absence.objects.filter(officer=owner, first_day__lte=work.today, last_day__gte=work.today)
    return away.exists() or bool(why_not_at(work.matter, step, owner))


def open_offer(work: Work) -> HandOver:
    """The hand-over offered to the officer who acts."""
    offer = HandOver.objects.get(case=work.case, to_officer=work.actor.officer, answered_at__isnull=True)
    offer.case = work.case
    return offer


def supervises(work: Work) -> bool:
    """Whether the officer who acts supervises the case's office."""
    assert work.actor.officer is not None, "time supervises nobody"
    standing = work.standing or standing_of(work.actor.officer, work.today, work.case)
    return standing.capacity_for(Duty.SUPERVISE, work.case.office, work.item.slug) is not None


def _not_able(officer: Officer, code: str, reasons: Sequence[Reason]) -> ActRefused:
    return ActRefused(
        Reason(
            code,
            _("%(officer)s may not go on with this case.") % {"officer": officer.name},
            Kind.NOT_NOW,
            detail=" ".join(str(one.text) for one in reasons),
        )
    )


def _why_not_able(work: Work, officer: Officer) -> list[Reason]:
    """Why an officer could go on with none of the open steps; empty if there is one, whoever holds it now."""
    reasons: list[Reason] = []
    for task in work.tokens.open_steps():
        if task.office_id != work.case.office_id:
            # Whoever could answer another office's enquiry could not for that go on with the case.
            standing = standing_of(officer, work.today, work.case)
            if standing.capacity_for(task.duty, work.case.office, work.item.slug) is not None:
                return []
            reasons.append(
                Reason("GATE-02", _("You don't hold the duty for this at this office."), Kind.MAY_NOT)
            )
            continue
        found = [one for one in why_not_at(work.matter, task, officer) if one.code != "STEP-02"]
        if not found:
            return []
        reasons += found
    return reasons


def why_not_at(matter: Matter, task: CaseTask, officer: Officer | None) -> list[Reason]:
    """Why an officer may do none of the acts of a step; empty if there is one they may do."""
    if officer is None:
        return [Reason("EX-11", _("Only a named officer can do this."), Kind.MAY_NOT)]
    standing = standing_of(officer, matter.day, matter.case)
    actor = Actor(officer=officer, door="web")
    # Of several open steps only this one is asked about.
    matter = replace(matter, open_steps=(task,))
    first: list[Reason] = []
    for name in task.flow_task.acts:
        act = acts[name]
        if act.is_time_alone:
            continue
        reasons = may(act, actor, standing, matter).reasons
        blocking = [one for one in reasons if not (one.code == "STEP-02" and task.owner_id is None)]
        if not blocking:
            return []
        first = first or blocking
    return first
