"""How long a person's data are kept, and who decides what then becomes of them (个人信息保护法 Art. 47).

Everybody under the same paper's number is one person here: what is decided is decided for all their rows at once.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.ledger.attempts import record_attempt
from audit.ledger.entry import Entry, tell
from casework.models import (
    CLOSED_STATES,
    Case,
    Duty,
    PartyRole,
    Person,
    PersonIndex,
    PersonKey,
    RetentionHold,
)
from law.clock import add_months, shanghai_day

from .actor import Actor
from .lawbook import item_of
from .lock import bounded, database_moment, lock_case
from .refusal import ActRefused, BadInput, Kind, NoSuchCase, Reason
from .standing import Capacity, standing_of
from .writer import Rows, Stamp, write

APPLICANT = "applicant"
PARTIES = (APPLICANT, *PartyRole.values)


@dataclass
class Keeping:
    """What an act about the keeping of a person's data has at hand, and what it writes."""

    kind: str
    by: Actor
    case: Case
    capacity: Capacity | None
    moment: datetime
    family: list[Person]
    rows: Rows = field(default_factory=Rows)
    basis: tuple[str, ...] = ("PI 47",)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day of the act."""
        return shanghai_day(self.moment)

    @property
    def cases(self) -> list[Case]:
        """Every case in which the person takes part."""
        theirs = Q(applicant__in=self.family) | Q(parties__person__in=self.family)
        theirs |= Q(mandate__agent__in=self.family)
        return list(Case.objects.filter(theirs).distinct().order_by("pk"))

    def insist_erasable(self) -> None:
        """Raises ActRefused (ERASE-01 while a case is open, ERASE-02 before retention is over, ERASE-05 kept longer)."""
        cases = self.cases
        if any(case.state not in CLOSED_STATES for case in cases):
            raise _not_now(
                "ERASE-01",
                _("A case of this person is still open; their data are needed until it is closed."),
            )
        applicants = {person.pk for person in self.family}
        theirs = [case for case in cases if case.applicant_id in applicants]
        last = max((retention_ends(case) for case in theirs), default=None)
        if last is not None and self.today < last:
            raise _not_now(
                "ERASE-02",
                _("The file has to be kept until %(day)s; this goes before erasure.")
                % {"day": last.isoformat()},
            )
        held = max(holds_of(theirs).values(), default=None)
        if held is not None and self.today < held:
            raise _not_now(
                "ERASE-05",
                _("It was decided to keep the file until %(day)s; this goes before erasure.")
                % {"day": held.isoformat()},
                "PI 72(2)",
            )


def _not_now(code: str, text: Any, *basis: str) -> ActRefused:
    return ActRefused(Reason(code, text, Kind.NOT_NOW, basis=basis or ("PI 47",)))


@contextmanager
def keeping(kind: str, *, case_number: str, by: Actor, party: str = APPLICANT) -> Iterator[Keeping]:
    """One transaction, one gate, one entry for an act about the keeping of a person's data.

    Needs the duty to supervise at the case's office; the worker acts without. Raises ActRefused (GATE-*, EX-12, ERASE-03
    if the person was erased before), BadInput, NoSuchCase.
    """
    if party not in PARTIES:
        raise BadInput.of("party", "unknown", _("Choose the applicant or another person of the case."))
    case_id: int | None = None
    try:
        with bounded():
            locked = lock_case(case_number)
            if locked is None:
                raise NoSuchCase(case_number)
            case_id, _seq, moment = locked
            case = Case.objects.select_related("office", "applicant__key").get(pk=case_id)
            capacity = None if by.officer is None else _gate(case, by, shanghai_day(moment))
            at_work = Keeping(kind, by, case, capacity, moment, _family(_person(case, party)))
            yield at_work
            _close(at_work)
    except ActRefused as refusal:
        record_attempt(
            case_id=case_id,
            case_number=case_number,
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


def insist_on_officer(by: Actor) -> None:
    """Raises ActRefused (EX-11): nothing of this happens by itself."""
    if by.officer is None:
        raise ActRefused(Reason("EX-11", _("Only a named officer can do this."), Kind.MAY_NOT))


def retention_ends(case: Case) -> date:
    """The day on which the retention of a closed case is over."""
    assert case.closed_on is not None, "a closed case has the day of its closing"
    return add_months(case.closed_on, 12 * item_of(case.item_version_id).retention_years)


def holds_of(cases: Iterable[Case]) -> dict[int, date]:
    """Until when it was decided to keep some of these cases longer; the latest decision of a case counts."""
    rows = RetentionHold.objects.filter(case__in=[one.pk for one in cases]).order_by("id")
    return dict(rows.values_list("case", "until"))


def _close(work: Keeping) -> None:
    case = work.case
    case.event_seq += 1
    work.rows.update(case, "event_seq")
    history = write(work.rows, Stamp(work.by.officer, work.moment, work.kind))
    tell(
        Entry(
            kind=work.kind,
            case_id=case.pk,
            case_number=case.number,
            case_seq=case.event_seq,
            actor_kind=work.by.kind,
            actor_id=work.by.officer.pk if work.by.officer else None,
            actor_name=work.by.name,
            on_behalf_of_id=work.capacity.principal_id if work.capacity else None,
            on_behalf_of_name=work.capacity.principal_name if work.capacity else "",
            office_code=case.office.code,
            from_state=case.state,
            to_state=case.state,
            basis=work.basis,
            happened_on=work.today,
            recorded_at=work.moment,
            channel=work.by.door,
            request_id=work.by.request_id,
            facts=work.facts,
            history=tuple(history),
        )
    )


def _gate(case: Case, by: Actor, today: date) -> Capacity:
    assert by.officer is not None
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


def family_of(person: Person, *, hold: bool = True) -> list[Person]:
    """Every row under the same paper's number; locked together with its key, unless it is only rehearsed."""
    tokens = PersonIndex.objects.filter(person=person, kind="identifier").values("token")
    same = Person.objects.filter(
        Q(pk=person.pk) | Q(index__kind="identifier", index__token__in=tokens)
    ).values_list("pk", flat=True)
    # Locked in the order of their ids, before anything is asked about them: a receipt locks them too.
    persons, keys = Person.objects.all(), PersonKey.objects.all()
    if hold:
        persons, keys = persons.select_for_update(), keys.select_for_update()
    family = list(persons.filter(pk__in=set(same)).order_by("pk"))
    key_of = keys.in_bulk([one.key_id for one in family])
    for one in family:
        one.key = key_of[one.key_id]
    return family


def _family(person: Person) -> list[Person]:
    family = family_of(person)
    if any(one.pk == person.pk and one.is_erased for one in family):
        raise ActRefused(Reason("ERASE-03", _("This person was erased before."), Kind.NOT_NOW))
    return family
