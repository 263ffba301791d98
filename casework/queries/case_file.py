"""A case as a file on the desk: everything that belongs to it, as values for a page. Nothing here decides anything."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery, Window

from audit.ledger.models import Disclosure, Event
from casework.engine import moment
from casework.engine.competence import Matter
from casework.engine.perform import matter_of
from casework.engine.scanned import scans_of
from casework.engine.schema import text_of
from casework.models import (
    Assessment,
    Case,
    CaseParty,
    CaseState,
    CaseTask,
    Certificate,
    Channel,
    Clock,
    ClockState,
    ConfirmedAddress,
    EndedPaper,
    ErasedPerson,
    FailedService,
    HandOver,
    Mandate,
    Material,
    Officer,
    Paper,
    PartyRole,
    Person,
    PublicNotice,
    Reassignment,
    Recommendation,
    Reminder,
    ReminderKind,
    Scan,
    ServiceOfPaper,
    Statement,
)
from law.identifiers import mask_identifier, mask_phone

from .find_case import Opened
from .late_entries import LateShown, late_shown
from .limits import Limit, Time, limits_of, time_of

# How many of those who looked are shown beside the case, and where the question is who looked.
LOOKS_FEW, LOOKS_ALL = 12, 300
# The acts from which a case has a certificate.
CERTIFYING = frozenset({"register", "replace_certificate"})


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
class MarkShown:
    """A mark on a material; `stands` unless the material has changed since."""

    row: Assessment
    comment: str
    stands: bool


@dataclass(frozen=True)
class MaterialShown:
    """A material with its name, the declaration where one was made, its scanned pages, and its marks, the latest first."""

    row: Material
    name: str
    document: str
    statement: str
    name_zh: str = ""
    scans: Sequence[Scan] = ()
    removed: Sequence[Scan] = ()
    marks: Sequence[MarkShown] = ()

    @property
    def mark(self) -> MarkShown | None:
        """The mark that stands."""
        return self.marks[0] if self.marks and self.marks[0].stands else None


@dataclass(frozen=True)
class PaperShown:
    """A paper with the title of its kind and how it was served, or what was tried."""

    row: Paper
    title_zh: str
    title_en: str
    service: ServiceOfPaper | None
    ended: EndedPaper | None = None
    reason: str = ""
    failed: int = 0
    notice: PublicNotice | None = None

    @property
    def state(self) -> str:
        """Issued, served, void or withdrawn."""
        if self.ended is not None:
            return str(self.ended.end)
        return "served" if self.service is not None else "issued"


@dataclass(frozen=True)
class StepShown:
    """A step of the way: done, now, ahead, or not taken."""

    title: str
    state: str
    officer: str = ""
    on: datetime | None = None


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
        return _reminders(self.case) if self.happened & {"escalate", "propose_asking"} else []

    @cached_property
    def happened(self) -> frozenset[str]:
        """The kinds of acts that the ledger knows of this case: what no act made needs no question."""
        return frozenset(event.kind for event in self.events)

    @cached_property
    def matter(self) -> Matter:
        """The case as the question of who may needs it."""
        return matter_of(self.case, tasks=self.tasks, clocks=self.clocks)

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

    @cached_property
    def facts(self) -> list[Fact]:
        """The form, field by field."""
        return _facts(self.case, self.matter)

    @cached_property
    def materials(self) -> list[MaterialShown]:
        """The materials with the marks they were given."""
        return materials_of(self.case, self.matter)

    @cached_property
    def papers(self) -> list[PaperShown]:
        """The papers in the order of issue."""
        return papers_of(self.case, self.matter)

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
        return int(self.disclosures[0].of_all) if self.disclosures else 0  # type: ignore[attr-defined]  # annotated

    @cached_property
    def opinions(self) -> list[Opinion]:
        """What was recommended and returned, the latest first."""
        return opinions_of(self.case, self.matter)

    @cached_property
    def statements(self) -> list[StatementShown]:
        """What the applicant said, the latest first."""
        if not any(event.kind == "record_statement" for event in self.events):
            return []
        found = []
        for row in Statement.objects.filter(case=self.case).select_related("taken_by").order_by("-id"):
            row.case = self.case
            found.append(StatementShown(row, str(_opened(row, "words"))))
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
        return str(_opened(self.offer, "reason"))

    @cached_property
    def reassignments(self) -> dict[int, str]:
        """The reasons of a supervisor's reassignments, by the entry that tells of each."""
        if not any(event.kind == "reassign" for event in self.events):
            return {}
        reasons = {}
        for row in Reassignment.objects.filter(case=self.case):
            row.case = self.case
            reasons[row.event_seq] = str(_opened(row, "reason"))
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


def papers_of(case: Case, matter: Matter) -> list[PaperShown]:
    """The papers in the order of issue."""
    served = {
        one.paper_id: one
        for one in ServiceOfPaper.objects.filter(paper__case=case).select_related("served_by")
    }
    failed = Counter(FailedService.objects.filter(paper__case=case).values_list("paper_id", flat=True))
    notices = {one.paper_id: one for one in PublicNotice.objects.filter(paper__case=case)}
    ended = {
        one.paper_id: one
        for one in EndedPaper.objects.filter(paper__case=case).select_related("ended_by", "followed_by")
    }
    shown = []
    for row in Paper.objects.filter(case=case).select_related("issued_by", "office"):
        row.case = case
        kind = matter.book.papers[row.kind]
        end = ended.get(row.pk)
        if end is not None:
            end.paper = row
        shown.append(
            PaperShown(
                row,
                kind.title_zh,
                kind.title_en,
                served.get(row.pk),
                end,
                _opened(end, "reason") if end else "",
                failed[row.pk],
                notices.get(row.pk),
            )
        )
    return shown


def opinions_of(case: Case, matter: Matter) -> list[Opinion]:
    """What was recommended and returned, the latest first."""
    found = []
    for row in Recommendation.objects.filter(case=case).select_related("officer").order_by("-id"):
        row.case = case
        ground = matter.book.grounds.get(row.ground)
        words = _opened(row, "words") or {}
        found.append(Opinion(row, ground.text_zh if ground else "", ground.text_en if ground else "", words))
    return found


def _opened(row: Any, field: str) -> Any:
    try:
        return row.unseal(field) or ""
    except ErasedPerson:
        return ""


def _people(case: Case, in_full: bool) -> list[PersonShown]:
    people = [person_shown(case.applicant, "applicant", in_full)]
    for party in CaseParty.objects.filter(case=case).select_related("person__key"):
        people.append(person_shown(party.person, str(PartyRole(party.role)), in_full))
    return people


def _facts(case: Case, matter: Matter) -> list[Fact]:
    form = _opened(case, "form") or {}
    facts = []
    for name, part in in_order(matter.item.form):
        if name in form and part.get("type") != "boolean":
            value = form[name]
            words = text_of(part.get("x-labels", {}).get(value)) if isinstance(value, str) else ""
            facts.append(Fact(text_of(part.get("x-label")), words or str(value)))
    return facts


def in_order(form: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """The fields of an item's form in the order its `required` names them, the optional ones behind.

    The stored edition is canonical JSON, which keeps the order of lists but not of names.
    """
    required = list(form.get("required", ()))
    place = {name: at for at, name in enumerate(required)}
    return sorted(form.get("properties", {}).items(), key=lambda entry: place.get(entry[0], len(place)))


def materials_of(case: Case, matter: Matter) -> list[MaterialShown]:
    """The materials with their names and declarations."""
    rules = {rule.code: rule for rule in matter.item.materials}
    scans = scans_of(case)
    history: Any = Material.history
    newest = history.filter(id=OuterRef("pk")).order_by("-history_id").values("history_id")[:1]
    marks: dict[int, list[Assessment]] = {}
    for mark in Assessment.objects.filter(case=case).select_related("officer").order_by("-id"):
        mark.case = case
        marks.setdefault(mark.material_id, []).append(mark)
    shown = []
    for row in Material.objects.filter(case=case).annotate(version=Subquery(newest)):
        row.case = case
        rule = rules[row.code]
        documents = {code: str(name) for code, name in rule.alternatives}
        shown.append(
            MaterialShown(
                row=row,
                name=str(rule.name),
                name_zh=rule.name.zh,
                document=documents.get(row.document, ""),
                statement=_opened(row, "statement"),
                scans=[one for one in scans if one.material_id == row.pk and one.removed_at is None],
                removed=[one for one in scans if one.material_id == row.pk and one.removed_at is not None],
                marks=[
                    MarkShown(mark, _opened(mark, "comment"), mark.version == row.version)
                    for mark in marks.get(row.pk, ())
                ],
            )
        )
    return shown


def tasks_of(case: Case) -> list[CaseTask]:
    """Every node of a case that was run through or is open, in order."""
    return list(CaseTask.objects.filter(process=case).select_related("owner").order_by("id"))


def way_of(case: Case, matter: Matter, tasks: Iterable[CaseTask]) -> list[StepShown]:
    """The steps in the order of the flow; what was run through again stands once, with its latest end."""
    latest = {row.flow_task.name: row for row in tasks if row.duty and row.flow_task is not None}
    shown = []
    for step in matter.procedure.steps():
        row = latest.get(step.name)
        title = str(step.task_title or step.name)
        if row is None:
            # A closed case leaves aside what it did not need; in an open one it may still come.
            shown.append(StepShown(title, "off" if _is_over(case, step, latest, matter) else "ahead"))
        elif row.finished is None:
            shown.append(StepShown(title, "now", _name(row.owner)))
        elif row.status == "CANCELED":
            shown.append(StepShown(title, "off"))
        else:
            shown.append(StepShown(title, "done", _name(row.owner), row.finished))
    return shown


def _is_over(case: Case, step: Any, latest: Mapping[str, CaseTask], matter: Matter) -> bool:
    if case.is_closed or case.finished is not None:
        return True
    order = [one.name for one in matter.procedure.steps()]
    return any(
        name in order[order.index(step.name) + 1 :] for name, row in latest.items() if row.finished is None
    )


def _name(officer: Officer | None) -> str:
    return officer.name if officer else ""
