"""A case as a file on the desk: everything that belongs to it, as values for a page. Nothing here decides anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Q, Window

from audit.ledger.models import Disclosure, Event
from casework.engine import moment
from casework.engine.enquiries import form_for
from casework.engine.mandates import POWERS, powers_of
from casework.engine.matter import Matter
from casework.engine.perform import matter_of
from casework.engine.schema import text_of
from casework.models import (
    Case,
    CaseParty,
    CaseState,
    CaseTask,
    Certificate,
    CertificateState,
    Channel,
    Clock,
    ClockState,
    ConfirmedAddress,
    ErasedPerson,
    HandOver,
    Mandate,
    PartyRole,
    Person,
    Reassignment,
    Recommendation,
    Reminder,
    ReminderKind,
    Statement,
)
from law.identifiers import mask_identifier, mask_phone

from .find_case import Opened
from .late_entries import LateShown, late_shown
from .limits import Limit, Time, limits_of, time_of
from .materials_shown import MaterialShown, materials_of
from .papers_shown import PaperShown, papers_of
from .unsealed import opened_or_nothing
from .way_taken import StepShown, tasks_of, way_of

# How many of those who looked are shown beside the case, and where the question is who looked.
LOOKS_FEW, LOOKS_ALL = 12, 300
# The acts from which a case has a certificate.
CERTIFYING = frozenset({"register", "issue_extract", "replace_certificate", "correct_registration"})
# The acts by which officers say to each other what they think.
RECOMMENDING = frozenset({"propose_refusal", "return_case", "reject_late_entry"})
# The acts by which a case is offered to another officer.
OFFERING = frozenset({"hand_over", "reassign"})


@dataclass(frozen=True)
class PersonShown:
    """A person of the case, masked unless the look was asked for and recorded."""

    role: str
    person: Person
    name: str
    identifier: str
    phone: str
    division: str
    erased: bool = False


@dataclass(frozen=True)
class Fact:
    """One field of the form with its value in words."""

    label: str
    value: str


@dataclass(frozen=True)
class Opinion:
    """A recommendation or its return, with its words."""

    row: Recommendation
    ground_zh: str
    ground_en: str
    words: Mapping[str, str]


@dataclass(frozen=True)
class StatementShown:
    """What the applicant said, with its words."""

    row: Statement
    words: str


class CaseFile:
    """The whole file; each part is read when a page first asks for it."""

    def __init__(self, opened: Opened, *, in_full: bool = False, looks_shown: int = LOOKS_FEW) -> None:
        self.case: Case = opened.case
        self.in_full = in_full
        self.looks_shown = looks_shown

    @cached_property
    def tasks(self) -> list[CaseTask]:
        """Every node that was run through or is open, in order."""
        return tasks_of(self.case)

    @cached_property
    def clocks(self) -> list[Clock]:
        """Every limit, whether it runs or has ended."""
        return list(Clock.objects.filter(case=self.case))

    @cached_property
    def limits(self) -> list[Limit]:
        """The limits with their pauses and extensions, and what of each is left today."""
        stopped = self.happened & {"suspend_clock", "extend_limit"}
        promised, today = self.matter.item.promised, moment.today()
        return limits_of(self.clocks, self.matter.book, promised, today, stops=None if stopped else ({}, {}))

    @cached_property
    def time(self) -> Time:
        """How the time since the receipt was spent."""
        return time_of(self.case, self.clocks, self.limits, self.matter.book, moment.today())

    @cached_property
    def reminders(self) -> list[Reminder]:
        """What was put before somebody because of the time, and still holds."""
        waits = self.case.state == CaseState.CORRECTING and "propose_asking" in self.happened
        over = "escalate" in self.happened and any(
            one.state == ClockState.RUNNING and one.due_on and one.due_on < moment.today()
            for one in self.clocks
        )
        return _reminders(self.case) if waits or over else []

    @cached_property
    def happened(self) -> frozenset[str]:
        """The kinds of acts that the ledger knows of this case: what no act made needs no question."""
        return frozenset(event.kind for event in self.events)

    @cached_property
    def matter(self) -> Matter:
        """The case as the question of who may needs it."""
        matter = matter_of(self.case, tasks=self.tasks, clocks=self.clocks)
        # What no act has made isn't there: known without asking.
        if "propose_late_entry" not in self.happened:
            vars(matter)["late_entry"] = None
        vars(matter)["any_served"] = "serve" in self.happened
        if not self.happened & OFFERING:
            vars(matter)["offer"] = None
        valid = (one for one in self.certificates if one.state == CertificateState.VALID)
        vars(matter)["certificate"] = next(valid, None)
        return matter

    @cached_property
    def people(self) -> list[PersonShown]:
        """The applicant first, then everybody else who takes part."""
        return _people(self.case, self.in_full)

    @cached_property
    def mandate(self) -> Mandate | None:
        """The mandate of an agent, where the application came through one."""
        if self.case.channel != Channel.AGENT:
            return None
        return Mandate.objects.filter(case=self.case).select_related("agent_officer").first()

    @property
    def agent_powers(self) -> list[str]:
        """What the agent may do, in words."""
        return [str(POWERS[one]) for one in powers_of(self.mandate)] if self.mandate else []

    @cached_property
    def facts(self) -> list[Fact]:
        """The form, field by field."""
        return _facts(self.case, self.matter)

    @cached_property
    def materials(self) -> list[MaterialShown]:
        """The materials with the marks they were given."""
        return materials_of(self.case, self.matter, self.happened)

    @cached_property
    def papers(self) -> list[PaperShown]:
        """The papers in the order of issue."""
        return papers_of(self.case, self.matter, self.happened)

    @cached_property
    def certificates(self) -> list[Certificate]:
        """The certificates, the latest version first."""
        if not self.happened & CERTIFYING:
            return []
        rows = Certificate.objects.filter(case=self.case).select_related("paper")
        return list(rows.order_by("-version"))

    @cached_property
    def events(self) -> list[Event]:
        """The entries of the ledger, the latest first."""
        return list(Event.objects.filter(case_id=self.case.pk).order_by("-case_seq"))

    @cached_property
    def way(self) -> list[StepShown]:
        """The steps in the order of the flow."""
        return way_of(self.case, self.matter, self.tasks)

    @cached_property
    def disclosures(self) -> list[Disclosure]:
        """Who looked, the latest first."""
        looks = Disclosure.objects.filter(case_id=self.case.pk).annotate(of_all=Window(Count("id")))
        return list(looks.order_by("-id")[: self.looks_shown])

    @property
    def looks(self) -> int:
        """How many looks there were."""
        return int(self.disclosures[0].of_all) if self.disclosures else 0

    @cached_property
    def opinions(self) -> list[Opinion]:
        """What was recommended and returned, the latest first."""
        if not self.happened & RECOMMENDING:
            return []
        return opinions_of(self.case, self.matter)

    @cached_property
    def statements(self) -> list[StatementShown]:
        """What the applicant said, the latest first."""
        if not any(event.kind == "record_statement" for event in self.events):
            return []
        found = []
        for row in Statement.objects.filter(case=self.case).select_related("taken_by").order_by("-id"):
            row.case = self.case
            found.append(StatementShown(row, str(opened_or_nothing(row, "words"))))
        return found

    @cached_property
    def late_entry(self) -> LateShown | None:
        """The late entry that waits for a second officer."""
        return late_shown(self.case, self.matter) if "propose_late_entry" in self.happened else None

    @cached_property
    def address(self) -> ConfirmedAddress | None:
        """The address to which papers may be served electronically, as the person confirmed it last."""
        if "confirm_electronic_service" not in self.happened:
            return None
        return ConfirmedAddress.objects.filter(case=self.case).select_related("paper").last()

    @property
    def offer(self) -> HandOver | None:
        """The hand-over that waits for an answer."""
        return self.matter.offer

    @cached_property
    def offer_reason(self) -> str:
        """Why it was offered."""
        if self.offer is None:
            return ""
        self.offer.case = self.case
        return str(opened_or_nothing(self.offer, "reason"))

    @cached_property
    def reassignments(self) -> dict[int, str]:
        """The reasons of a supervisor's reassignments, by the entry that tells of each."""
        if not any(event.kind == "reassign" for event in self.events):
            return {}
        reasons = {}
        for row in Reassignment.objects.filter(case=self.case):
            row.case = self.case
            reasons[row.event_seq] = str(opened_or_nothing(row, "reason"))
        return reasons


def case_file(opened: Opened, *, in_full: bool = False, looks_shown: int = LOOKS_FEW) -> CaseFile:
    """The file of a case that the officer may open. `in_full` shows numbers unmasked: record that look first."""
    return CaseFile(opened, in_full=in_full, looks_shown=looks_shown)


def _reminders(case: Case) -> list[Reminder]:
    """What was put before somebody because of the time and still holds: limits that have lapsed, a long silence."""
    rows = Reminder.objects.filter(clock__case=case).exclude(kind=ReminderKind.NEAR)
    lapsed = Q(kind=ReminderKind.LAPSED, clock__state=ClockState.RUNNING, about_day=F("clock__due_on"))
    silent = Q(kind=ReminderKind.SILENT, clock__case__state=CaseState.CORRECTING)
    return list(rows.filter(lapsed | silent).select_related("office"))


def person_shown(person: Person, role: str, in_full: bool = False) -> PersonShown:
    """A person with number and telephone masked, or in full after a recorded look."""
    try:
        number, phone = person.unseal("identifier") or "", person.unseal("phone") or ""
        return PersonShown(
            role=role,
            person=person,
            name=person.unseal("name") or "",
            identifier=number if in_full else mask_identifier(number),
            phone=phone if in_full else mask_phone(phone),
            division=person.unseal("division_code") or "",
        )
    except ErasedPerson:
        return PersonShown(role, person, "", "", "", "", erased=True)


def opinions_of(case: Case, matter: Matter) -> list[Opinion]:
    """What was recommended and returned, the latest first."""
    found = []
    for row in Recommendation.objects.filter(case=case).select_related("officer").order_by("-id"):
        row.case = case
        ground = matter.book.grounds.get(row.ground)
        words = opened_or_nothing(row, "words") or {}
        found.append(Opinion(row, ground.text_zh if ground else "", ground.text_en if ground else "", words))
    return found


def _people(case: Case, in_full: bool) -> list[PersonShown]:
    people = [person_shown(case.applicant, "applicant", in_full)]
    for party in CaseParty.objects.filter(case=case).select_related("person__key"):
        people.append(person_shown(party.person, str(PartyRole(party.role)), in_full))
    return people


def _facts(case: Case, matter: Matter) -> list[Fact]:
    form = opened_or_nothing(case, "form") or {}
    facts = []
    for name, part in in_order(form_for(matter.item)):
        if name in form and part.get("type") != "boolean":
            value = form[name]
            facts.append(Fact(text_of(part.get("x-label")), _in_words(part, value)))
    return facts


def _in_words(part: Mapping[str, Any], value: Any) -> str:
    """A value of the form as it is read; of several chosen ones each in its words."""
    if isinstance(value, list):
        return "、".join(_in_words(part.get("items", {}), one) for one in value)
    words = text_of(part.get("x-labels", {}).get(value)) if isinstance(value, str) else ""
    return words or str(value)


def in_order(form: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """The fields of an item's form in the order its `required` names them, the optional ones behind.

    The stored edition is canonical JSON, which keeps the order of lists but not of names.
    """
    required = list(form.get("required", ()))
    place = {name: at for at, name in enumerate(required)}
    return sorted(form.get("properties", {}).items(), key=lambda entry: place.get(entry[0], len(place)))
