"""The one question: may this officer do this act on this case now, and if not, why not.

The gate, the worklist, the greyed buttons, the API and `manage.py who_may` all ask here, and the gate asks again inside
the transaction, after the lock. Every rule is looked at, so that the answer names all that stands in the way.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casework.models import (
    CaseTask,
    ClockState,
    Duty,
    EnforcementCertificate,
    LateEntry,
    Office,
    PowerKind,
)

from .access import (
    ADMINISTRATOR_MODEL,
    CERTIFICATE_MODEL,
    RECUSED_MODEL,
    holds_power,
    is_kept_only,
    may_see,
    without_law,
)
from .act import Act
from .actor import Actor
from .matter import Matter
from .refusal import ActRefused, Kind, Reason, Text
from .roles import role_name, role_of
from .standing import Capacity, Standing


@dataclass(frozen=True)
class Verdict:
    """The answer, with the capacity in which the officer would act, and what was found in order."""

    act: str
    reasons: tuple[Reason, ...]
    capacity: Capacity | None = None
    step: CaseTask | None = None
    in_order: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.reasons

    def insist(self) -> "Verdict":
        """This verdict, if it allows the act. Raises ActRefused."""
        if self.reasons:
            raise ActRefused(*self.reasons)
        return self


def may(act: Act, actor: Actor, standing: Standing | None, matter: Matter) -> Verdict:
    """May this officer do this act on this case now; with every reason if not."""
    step = matter.step_for(act.name)
    reasons = list(_about_the_case(act, matter, step))
    if actor.is_applicant:
        if not act.by_applicant:
            reasons.append(Reason("GATE-08", _("This is done by an officer."), Kind.MAY_NOT))
        return Verdict(act.name, tuple(reasons), step=step)
    if actor.is_system:
        reasons += _about_the_worker(act, matter)
        return Verdict(act.name, tuple(reasons), step=step)
    assert standing is not None, "an officer has a standing"
    capacity, about_officer = _about_the_officer(act, matter, standing, step)
    reasons += about_officer
    in_order = [] if not standing.active else ["active"]
    in_order += ["certificate"] if standing.certified else []
    in_order += ["not_recused"] if standing.officer_id not in standing.recused else []
    return Verdict(act.name, tuple(reasons), capacity, step, tuple(in_order))


def _about_the_case(act: Act, matter: Matter, step: CaseTask | None) -> Iterator[Reason]:
    case = matter.case
    if case.is_closed and not act.when_closed:
        yield Reason("STEP-03", _("The case is closed."), Kind.NOT_NOW)
    elif case.is_closed and case.applicant.is_erased:
        yield Reason(
            "ERASE-04",
            _("The applicant's data were erased; nothing more can be written in this file."),
            Kind.NOT_NOW,
            basis=("PI 47",),
        )
    elif is_kept_only(case):
        yield Reason(
            "RESTRICT-02",
            _("The applicant's data are restricted: they are kept, and used for nothing."),
            Kind.NOT_NOW,
            basis=("PI 47(2)",),
        )
    elif act.name not in matter.procedure.acts() or not set(act.papers_if_known) <= set(matter.item.papers):
        yield Reason("STEP-04", _("The procedure of this item doesn't know this act."), Kind.NOT_NOW)
    elif step is None and act.name not in matter.procedure.at_any_time():
        yield Reason("STEP-01", _("The case isn't at the step for this act."), Kind.NOT_NOW)
    elif act.obstacles is not None:
        yield from act.obstacles(matter)


def _about_the_worker(act: Act, matter: Matter) -> Iterator[Reason]:
    """Time alone effects only what favours the citizen, and only when the time is up (EX-11)."""
    if act.by_worker or act.only_worker:
        return
    if act.automatic_on is None:
        yield Reason(
            "EX-11",
            _("Only a named officer can do this; nothing adverse happens by itself."),
            Kind.MAY_NOT,
            model=("PI 24(3)",),
        )
        return
    due = [
        clock
        for clock in matter.clocks
        if clock.purpose == act.automatic_on
        and clock.state == ClockState.RUNNING
        and clock.due_at is not None
    ]
    if not any(clock.due_at and clock.due_at <= matter.moment for clock in due):
        yield Reason("TIME-01", _("The time for this hasn't come."), Kind.NOT_NOW)


def _about_the_officer(
    act: Act, matter: Matter, standing: Standing, step: CaseTask | None
) -> tuple[Capacity | None, list[Reason]]:
    reasons: list[Reason] = []
    if not standing.active:
        reasons.append(Reason("GATE-01", _("The account is no longer active."), Kind.MAY_NOT))
    if standing.administers:
        reasons.append(
            Reason(
                "EX-12",
                _("An administrator has no part in any case."),
                Kind.MAY_NOT,
                model=ADMINISTRATOR_MODEL,
            )
        )
    if act.is_time_alone:
        reasons.append(Reason("TIME-02", _("This follows from the lapse of time alone."), Kind.MAY_NOT))
    if standing.officer_id in standing.recused:
        reasons.append(
            Reason("GATE-05", _("You have stepped aside in this case."), Kind.MAY_NOT, model=RECUSED_MODEL)
        )

    duties = _duties(act, matter, step)
    office = matter.office_of(step)
    held: list[Capacity | None] = [
        capacity for duty in duties for capacity in standing.capacities_for(duty, office, matter.item.slug)
    ]
    if duties and not held:
        reasons.append(_no_duty(duties, matter, standing, office))
    if duties:
        reasons += _power(standing, matter, office)
        reasons += _certificate(act, matter, standing, step)
    # Somebody may hold a duty in several ways; the way in which the fewest things stand against it counts.
    ways = [(one, list(_in_capacity(act, matter, standing, step, one))) for one in held or [None]]
    capacity, against = min(ways, key=lambda way: len(way[1]))
    return capacity, reasons + against


def _in_capacity(
    act: Act, matter: Matter, standing: Standing, step: CaseTask | None, capacity: Capacity | None
) -> Iterator[Reason]:
    yield from _separation(act, matter, standing, step, capacity)
    yield from _person_meant(act, matter, standing, step, capacity)


def _duties(act: Act, matter: Matter, step: CaseTask | None) -> tuple[str, ...]:
    """The duties of which one is needed: the step's, the act's own, or none if the act means a certain person."""
    if step is not None:
        return (str(step.flow_task.duty),)
    if act.duties or act.person is not None:
        return tuple(str(duty) for duty in act.duties)
    # The act isn't open now; the duty of the step where it would be tells whom it is for.
    return tuple(str(one.duty) for one in matter.procedure.steps() if act.name in one.acts)


def _no_duty(duties: tuple[str, ...], matter: Matter, standing: Standing, office: Office) -> Reason:
    """Why there is no duty: never had, or a delegation that would have been enough has ended."""
    last_days = [
        min(filter(None, (one.valid_until, one.revoked_on)))
        for one in standing.ended_delegations
        if set(duties) & set(one.duties)
        and office.is_within(one.office)
        and (not one.items or matter.item.slug in one.items)
    ]
    if last_days:
        last = max(last_days)
        return Reason(
            "GATE-03",
            _("The delegation under which you could have done this ended on %(day)s.")
            % {"day": last.isoformat()},
            Kind.MAY_NOT,
            ways_out=(_("Ask the officer who gave it for a new one."),),
        )
    if office.pk != matter.case.office_id and not matter.case._state.adding:
        return Reason(
            "GATE-02",
            format_lazy("{words}{office}", words=_("This is for the office that is asked: "), office=office),
            Kind.MAY_NOT,
        )
    return Reason(
        "GATE-02",
        _("You don't hold the duty for this at this office."),
        Kind.MAY_NOT,
        ways_out=(_("Hand the case to an officer who holds the duty."),),
    )


def _power(standing: Standing, matter: Matter, office: Office) -> Iterator[Reason]:
    competent = standing.competent
    if office.pk != matter.case.office_id:
        competent = holds_power(office, matter.item.slug, PowerKind.DECIDE, standing.day)
    if not competent:
        yield Reason("POWER-01", _("The office isn't competent for this item."), Kind.MAY_NOT)
    yield from without_law(standing.power_bases, standing)


def _certificate(act: Act, matter: Matter, standing: Standing, step: CaseTask | None) -> Iterator[Reason]:
    """Where the item asks for an enforcement certificate, one in force on the day."""
    if standing.certified or act.name not in matter.item.certificate_for:
        return
    last = (
        EnforcementCertificate.objects.filter(officer=standing.officer_id, valid_from__lte=standing.day)
        .order_by("-valid_until")
        .first()
    )
    text: Text
    if last is None:
        text = _("This needs an enforcement certificate, and you have none.")
    else:
        until = min(filter(None, (last.valid_until, last.revoked_on)))
        text = _("Your enforcement certificate ended on %(day)s.") % {"day": until.isoformat()}
    yield Reason("GATE-04", text, Kind.MAY_NOT, model=CERTIFICATE_MODEL)


def _clashing_role(
    role: str | None, standing: Standing, capacity: Capacity | None, matter: Matter, step: CaseTask | None
) -> tuple[int, str] | None:
    """Who already has a role that can't go together with this one: the officer, or whoever they act for."""
    people = [standing.officer_id] + ([capacity.principal_id] if capacity and capacity.principal_id else [])
    excluded = step.flow_task.not_by if step is not None else ()
    for person in people:
        for played in sorted(standing.roles_of(person)):
            if played in excluded or (role and frozenset((role, played)) in matter.book.incompatible):
                return person, played
    return None


def _separation(
    act: Act, matter: Matter, standing: Standing, step: CaseTask | None, capacity: Capacity | None
) -> Iterator[Reason]:
    clash = _clashing_role(
        role_of(act, matter.item, step.duty if step else None), standing, capacity, matter, step
    )
    if clash is not None:
        person, played = clash
        text = (
            _("You have had a part in this case that can't go together with this act: %(role)s.")
            if person == standing.officer_id
            else _(
                "The officer you act for has had a part in this case that can't go together with this act: %(role)s."
            )
        )
        # The split of acceptor and approver is control practice; the statutes split reviewer and decider.
        yield Reason(
            "EX-12",
            text % {"role": role_name(played)},
            Kind.MAY_NOT,
            ways_out=(_("Somebody else with the duty has to do it."),),
        )
    if capacity and capacity.principal_id in standing.recused:
        yield Reason(
            "GATE-05",
            _("The officer you act for has stepped aside in this case."),
            Kind.MAY_NOT,
            model=RECUSED_MODEL,
        )


def _person_meant(
    act: Act, matter: Matter, standing: Standing, step: CaseTask | None, capacity: Capacity | None
) -> Iterator[Reason]:
    """A step that somebody holds is theirs; a hand-over is for whom it was offered to."""
    me = {standing.officer_id} | ({capacity.principal_id} if capacity and capacity.principal_id else set())
    if step is not None and step.owner_id and step.owner_id not in me:
        yield Reason(
            "STEP-02",
            _("The step is with %(officer)s.") % {"officer": step.owner.name if step.owner else ""},
            Kind.MAY_NOT,
            ways_out=(_("Ask for the case to be handed over."),),
        )
    supervises = standing.capacity_for(Duty.SUPERVISE, matter.case.office, matter.item.slug) is not None
    stands_for = {standing.officer_id} | {one.principal_id for one in standing.capacities if one.absence_id}
    match act.person:
        case "holder" if matter.case.holder_id not in stands_for and not supervises:
            yield Reason(
                "GATE-06", _("Only the holder of the case or a supervisor may do this."), Kind.MAY_NOT
            )
        case "owner" if not supervises and not any(one.owner_id in stands_for for one in matter.open_steps):
            yield Reason("STEP-05", _("You hold no step of this case."), Kind.NOT_NOW)
        case "who_may_act":
            yield from _why_not_claim(standing, matter)
        case "who_may_see" if not (may_see(standing, matter.case) or _is_asked(standing, matter)):
            yield Reason("GATE-08", _("You have nothing to do with this case."), Kind.MAY_NOT)
        case "offered_to" if matter.offer is None or matter.offer.to_officer_id != standing.officer_id:
            yield Reason("GATE-07", _("No hand-over of this case is offered to you."), Kind.NOT_NOW)
        case "second_officer":
            yield from _why_not_second(matter.late_entry, me)


def _is_asked(standing: Standing, matter: Matter) -> bool:
    """Whether a step of the case stands at another office, where the officer holds its duty: they see that step alone."""
    if not standing.active or standing.administers or standing.officer_id in standing.recused:
        return False
    return any(
        standing.capacity_for(str(one.duty), matter.office_of(one), matter.item.slug) is not None
        for one in matter.open_steps
        if matter.office_of(one).pk != matter.case.office_id
    )


def _why_not_second(entry: LateEntry | None, me: set[int]) -> Iterator[Reason]:
    """A late entry is decided by somebody who didn't propose it, nor acts for whoever did."""
    if entry is None:
        yield Reason("LATE-01", _("No late entry of this case waits for a second officer."), Kind.NOT_NOW)
    elif entry.proposed_by_id in me:
        yield Reason(
            "EX-16",
            _("You proposed this late entry; a second officer has to look at the evidence."),
            Kind.MAY_NOT,
            ways_out=(_("Ask a colleague or a supervisor to decide it."),),
            model=("CF 47",),
        )


def _why_not_claim(standing: Standing, matter: Matter) -> Iterator[Reason]:
    """A step can be taken by who holds its duty, as long as nobody has taken it."""
    with_duty = [
        one
        for one in matter.open_steps
        if standing.capacity_for(str(one.duty), matter.office_of(one), matter.item.slug) is not None
    ]
    if not with_duty:
        yield Reason("GATE-02", _("You don't hold the duty for this at this office."), Kind.MAY_NOT)
    elif all(one.owner_id for one in with_duty):
        owner = with_duty[0].owner
        yield Reason(
            "STEP-02",
            _("The step is with %(officer)s.") % {"officer": owner.name if owner else ""},
            Kind.NOT_NOW,
        )
