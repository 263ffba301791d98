"""A case as a file on the desk: everything that belongs to it, as values for a page. Nothing here decides anything."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from audit.ledger.models import Disclosure, Event
from casework.engine import moment
from casework.engine.competence import Matter
from casework.engine.perform import matter_of
from casework.engine.scanned import scans_of
from casework.engine.schema import text_of
from casework.models import (
    Case,
    CaseParty,
    CaseState,
    CaseTask,
    Certificate,
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
    Recommendation,
    Reminder,
    ReminderKind,
    Scan,
    ServiceOfPaper,
)
from law.identifiers import mask_identifier, mask_phone

from .find_case import Opened
from .late_entries import LateShown, late_shown
from .limits import Limit, Time, limits_of, time_of

DISCLOSURES_SHOWN = 12


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
class MaterialShown:
    """A material with its name, where one was made the declaration, and its scanned pages."""

    row: Material
    name: str
    document: str
    statement: str
    scans: Sequence[Scan] = ()
    removed: Sequence[Scan] = ()


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
class CaseFile:
    """The whole file."""

    case: Case
    matter: Matter
    people: Sequence[PersonShown]
    mandate: Mandate | None
    facts: Sequence[Fact]
    materials: Sequence[MaterialShown]
    papers: Sequence[PaperShown]
    certificates: Sequence[Certificate]
    events: Sequence[Event]
    limits: Sequence[Limit]
    time: Time
    reminders: Sequence[Reminder]
    way: Sequence[StepShown]
    disclosures: Sequence[Disclosure]
    looks: int
    opinions: Sequence[Opinion]
    late_entry: LateShown | None
    address: ConfirmedAddress | None
    offer: HandOver | None
    offer_reason: str


def case_file(opened: Opened, *, in_full: bool = False) -> CaseFile:
    """Read a case that the officer may open. `in_full` shows numbers unmasked: record that look first."""
    case = opened.case
    matter = matter_of(case)
    offer = HandOver.objects.filter(case=case, answered_at__isnull=True).select_related(
        "from_officer", "to_officer"
    )
    open_offer = offer.first()
    if open_offer:
        open_offer.case = case
    looks = Disclosure.objects.filter(case_id=case.pk)
    clocks, today = list(Clock.objects.filter(case=case)), moment.today()
    limits = limits_of(clocks, matter.book, matter.item.promised, today)
    return CaseFile(
        case=case,
        matter=matter,
        people=_people(case, in_full),
        mandate=Mandate.objects.filter(case=case).select_related("agent_officer").first(),
        facts=_facts(case, matter),
        materials=materials_of(case, matter),
        papers=papers_of(case, matter),
        certificates=list(Certificate.objects.filter(case=case).select_related("paper").order_by("-version")),
        events=list(Event.objects.filter(case_id=case.pk).order_by("-case_seq")),
        limits=limits,
        time=time_of(case, clocks, limits, matter.book, today),
        reminders=_reminders(case),
        way=way_of(case, matter),
        disclosures=list(looks.order_by("-id")[:DISCLOSURES_SHOWN]),
        looks=looks.count(),
        opinions=opinions_of(case, matter),
        late_entry=late_shown(case, matter),
        address=ConfirmedAddress.objects.filter(case=case).select_related("paper").last(),
        offer=open_offer,
        offer_reason=_opened(open_offer, "reason") if open_offer else "",
    )


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
    shown = []
    for row in Material.objects.filter(case=case):
        row.case = case
        rule = rules[row.code]
        documents = {code: str(name) for code, name in rule.alternatives}
        shown.append(
            MaterialShown(
                row,
                str(rule.name),
                documents.get(row.document, ""),
                _opened(row, "statement"),
                [one for one in scans if one.material_id == row.pk and one.removed_at is None],
                [one for one in scans if one.material_id == row.pk and one.removed_at is not None],
            )
        )
    return shown


def way_of(case: Case, matter: Matter) -> list[StepShown]:
    """The steps in the order of the flow; what was run through again stands once, with its latest end."""
    rows = CaseTask.objects.filter(process=case).exclude(duty="").select_related("owner").order_by("id")
    latest = {row.flow_task.name: row for row in rows if row.flow_task is not None}
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
