"""Erase a person (删除个人信息): their key is destroyed, and with it every copy of their data."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.ledger.attempts import record_attempt
from audit.ledger.entry import Entry, tell
from casework.engine.actor import Actor
from casework.engine.lawbook import item_of
from casework.engine.lock import bounded, database_moment, lock_case
from casework.engine.refusal import ActRefused, BadInput, Kind, NoSuchCase, Reason
from casework.engine.standing import Capacity, standing_of
from casework.engine.writer import Rows, Stamp, write
from casework.models import CLOSED_STATES, Case, Duty, PartyRole, Person, PersonIndex, PersonKey
from law.clock import add_months, shanghai_day

KIND = "person_erased"
APPLICANT = "applicant"
PARTIES = (APPLICANT, *PartyRole.values)
# Why, in the order of Art. 47(1): the purpose is reached or the period over, the person asks, it was never lawful.
REASONS = ("retention_over", "request", "unlawful")


def erase_person(*, case_number: str, by: Actor, reason: str, party: str = APPLICANT) -> tuple[int, ...]:
    """Destroy the keys of everybody on file under the same paper's number; returns the ids of their rows.

    Personal Information Protection Law, Art. 47. The rows, their history and the papers stay as ciphertext that nobody
    can open; fingerprints are deleted; entries of the ledger stand. Backups open no longer than their own keys are kept.
    What another person's application says about this one is sealed under that other person's key and goes with it.
    Needs the duty to supervise at the case's office. Raises ActRefused (ERASE-01 while a case of the person is open,
    ERASE-02 before the retention of a case they applied in is over, in calendar years from its closing, ERASE-03 if it
    was done before, GATE-*, EX-12), BadInput, NoSuchCase.
    """
    if party not in PARTIES:
        raise BadInput.of("party", "unknown", _("Choose the applicant or another person of the case."))
    if reason not in REASONS:
        raise BadInput.of("reason", "unknown", _("Choose one of the reasons."))
    case_id: int | None = None
    try:
        with bounded():
            locked = lock_case(case_number)
            if locked is None:
                raise NoSuchCase(case_number)
            case_id, _seq, moment = locked
            today = shanghai_day(moment)
            case = Case.objects.select_related("office", "applicant__key").get(pk=case_id)
            capacity = _gate(case, by, today)
            family = _family(_person(case, party))
            cases = _cases_of(family)
            _refuse_too_early(cases, family, today)
            rows = Rows()
            for person in family:
                person.key.wrapped, person.key.destroyed_at = None, moment
                person.erased_at = moment
                rows.update(person.key, "wrapped", "destroyed_at")
                rows.update(person, "erased_at")
            PersonIndex.objects.filter(person__in=family).delete()
            case.event_seq += 1
            rows.update(case, "event_seq")
            history = write(rows, Stamp(by.officer, moment, KIND))
            persons = tuple(person.pk for person in family)
            tell(
                Entry(
                    kind=KIND,
                    case_id=case.pk,
                    case_number=case.number,
                    case_seq=case.event_seq,
                    actor_kind=by.kind,
                    actor_id=by.officer.pk if by.officer else None,
                    actor_name=by.name,
                    on_behalf_of_id=capacity.principal_id,
                    on_behalf_of_name=capacity.principal_name,
                    office_code=case.office.code,
                    from_state=case.state,
                    to_state=case.state,
                    basis=("PI 47",),
                    happened_on=today,
                    recorded_at=moment,
                    channel=by.door,
                    request_id=by.request_id,
                    facts={
                        "party": party,
                        "reason": reason,
                        "persons": persons,
                        "cases": [one.pk for one in cases],
                    },
                    history=tuple(history),
                )
            )
            return persons
    except ActRefused as refusal:
        record_attempt(
            case_id=case_id,
            case_number=case_number,
            act=KIND,
            code=refusal.code,
            actor_id=by.officer.pk if by.officer else None,
            actor_name=by.name,
            actor_kind=by.kind,
            channel=by.door,
            request_id=by.request_id,
            moment=database_moment(),
        )
        raise


def _gate(case: Case, by: Actor, today: date) -> Capacity:
    if by.officer is None:
        raise ActRefused(Reason("EX-11", _("Only a named officer can do this."), Kind.MAY_NOT))
    standing = standing_of(by.officer, today, case)
    if not standing.active:
        raise ActRefused(Reason("GATE-01", _("The account is no longer active."), Kind.MAY_NOT))
    if standing.administers:
        raise ActRefused(Reason("EX-12", _("An administrator has no part in any case."), Kind.MAY_NOT))
    if standing.officer_id in standing.recused:
        raise ActRefused(Reason("GATE-05", _("You have stepped aside in this case."), Kind.MAY_NOT))
    capacity = standing.capacity_for(Duty.SUPERVISE, case.office, case.item_slug)
    if capacity is None:
        raise ActRefused(
            Reason("GATE-02", _("You don't hold the duty for this at this office."), Kind.MAY_NOT)
        )
    return capacity


def _person(case: Case, party: str) -> Person:
    if party == APPLICANT:
        return case.applicant
    named = case.parties.filter(role=party).select_related("person").first()
    if named is None:
        raise BadInput.of("party", "unknown", _("Nobody of that role takes part in this case."))
    return named.person


def _family(person: Person) -> list[Person]:
    """Every row under the same paper's number, locked together with its key. Raises ActRefused (ERASE-03)."""
    tokens = PersonIndex.objects.filter(person=person, kind="identifier").values("token")
    same = Person.objects.filter(
        Q(pk=person.pk) | Q(index__kind="identifier", index__token__in=tokens)
    ).values_list("pk", flat=True)
    # Locked in the order of their ids, before anything is asked about them: a receipt locks them too.
    family = list(Person.objects.select_for_update().filter(pk__in=set(same)).order_by("pk"))
    keys = PersonKey.objects.select_for_update().in_bulk([one.key_id for one in family])
    for one in family:
        one.key = keys[one.key_id]
    if any(one.pk == person.pk and one.is_erased for one in family):
        raise ActRefused(Reason("ERASE-03", _("This person was erased before."), Kind.NOT_NOW))
    return family


def _cases_of(family: list[Person]) -> list[Case]:
    theirs = Q(applicant__in=family) | Q(parties__person__in=family) | Q(mandate__agent__in=family)
    return list(Case.objects.filter(theirs).distinct().order_by("pk"))


def _refuse_too_early(cases: list[Case], family: list[Person], today: date) -> None:
    if any(case.state not in CLOSED_STATES for case in cases):
        raise ActRefused(
            Reason(
                "ERASE-01",
                _("A case of this person is still open; their data are needed until it is closed."),
                Kind.NOT_NOW,
                basis=("PI 47",),
            )
        )
    applicants = {person.pk for person in family}
    kept = [_kept_until(case) for case in cases if case.applicant_id in applicants]
    last = max(kept, default=None)
    if last is not None and today < last:
        raise ActRefused(
            Reason(
                "ERASE-02",
                _("The file has to be kept until %(day)s; this goes before erasure.")
                % {"day": last.isoformat()},
                Kind.NOT_NOW,
                basis=("PI 47",),
            )
        )


def _kept_until(case: Case) -> date:
    """The day on which the retention of a closed case is over."""
    assert case.closed_on is not None, "a closed case has the day of its closing"
    return add_months(case.closed_on, 12 * item_of(case.item_version_id).retention_years)
