"""Answers as plain data, in the language at hand; `shapes` lets through what is allowed."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from audit.ledger.models import Event
from audit.ledger.sentences import sentence
from casework.acts.receive import receive_schema
from casework.engine import moment
from casework.engine.act import acts
from casework.engine.items import Item, Words
from casework.engine.late import is_late, waiting
from casework.engine.lawbook import book_of, current_items, current_law, item_of
from casework.engine.mandates import powers_of
from casework.engine.matter import Matter
from casework.engine.refusal import ActRefused
from casework.engine.scanned import scans_of
from casework.engine.schema import plain
from casework.engine.work import Outcome
from casework.models import (
    Case,
    CaseParty,
    CaseState,
    Clock,
    ErasedPerson,
    LateEntry,
    Mandate,
    Material,
    Office,
    OfficePower,
    Paper,
    Person,
    PowerKind,
    Scan,
)
from casework.papers.wording import articles_in_force
from casework.queries.acts_now import ActNow
from casework.queries.limits import limits_of, time_of
from casework.queries.worklist import Row, Worklist
from law.book import LawBook
from law.identifiers import mask_identifier, mask_name, mask_phone

from . import clock_answers
from .citing import cited, language
from .problems import reason_data


def items_open(today: date) -> dict[str, Any]:
    """The items that take in applications today. One whose basis has been repealed takes in none (EX-10)."""
    _edition, book = current_law(today)
    entries = []
    for _version, item in current_items(today):
        try:
            articles_in_force(book, item.basis, today)
        except ActRefused:
            continue
        entries.append(_item(item, book, today))
    return {"day": today, "items": entries}


def _item(item: Item, book: LawBook, today: date) -> dict[str, Any]:
    notice = item.privacy_notice
    return {
        "slug": item.slug,
        "edition": item.edition,
        "name": str(item.name),
        "names": {"zh": item.name.zh, "en": item.name.en},
        "kind": str(item.kind),
        "who": str(item.who),
        "basis": cited(item.basis, book),
        "limits": [_limit(item, book, purpose, today) for purpose in item.limits],
        "materials": [
            {
                "code": rule.code,
                "name": str(rule.name),
                "source": rule.source,
                "alternatives": [{"code": code, "name": str(name)} for code, name in rule.alternatives],
                "declaration_instead": rule.declaration_instead,
            }
            for rule in item.materials
        ],
        "fee": 0,
        "privacy_notice": {
            "edition": str(notice["edition"]),
            "text": str(Words(zh=str(notice["zh"]), en=str(notice["en"]))),
            "zh": str(notice["zh"]),
            "en": str(notice["en"]),
        },
        "offices": _with_power(item, today, PowerKind.DECIDE),
        "receiving_offices": _with_power(item, today, PowerKind.DECIDE, PowerKind.RECEIVE),
        "form_schema": plain(receive_schema(item)),
    }


def _limit(item: Item, book: LawBook, purpose: str, today: date) -> dict[str, Any]:
    limit = book.limits[item.limits[purpose]]
    term = limit.term_on(today)
    citable = term.basis if limit.ground in ("statute", "policy") else ()
    return {
        "purpose": purpose,
        "limit": limit.id,
        "title": str(Words(zh=limit.title.zh, en=limit.title.en)),
        "amount": term.amount,
        "unit": str(term.unit),
        "promised": item.promised.get(purpose),
        "ground": str(limit.ground),
        "basis": cited(citable, book),
    }


def _with_power(item: Item, today: date, *kinds: PowerKind) -> list[dict[str, str]]:
    of_item = Q(powers__item=item.slug, powers__kind__in=kinds)
    offices = Office.objects.filter(OfficePower.in_force_at("powers", today), of_item, active=True)
    return [place(one) for one in offices.distinct().order_by("path")]


def place(office: Office) -> dict[str, str]:
    """An office."""
    return {"code": office.code, "name": office.name}


def done(outcome: Outcome, case: Case) -> dict[str, Any]:
    """What an act led to; of the case only the law it is pinned to is taken, so that a repetition reads the same."""
    book = book_of(case.law_edition_id)
    return {
        "act": outcome.act,
        "number": outcome.case_number,
        "state": outcome.state,
        "state_text": str(CaseState(outcome.state).label),
        "event_seq": outcome.event_seq,
        "papers": [
            {"kind": kind, "name": paper_name(book, kind), "number": number}
            for kind, number in outcome.papers
        ],
        "holder_code": outcome.secrets.get("holder_code"),
        **({"token": outcome.secrets["token"]} if "token" in outcome.secrets else {}),
    }


def case_file(case: Case, matter: Matter) -> dict[str, Any]:
    """A case as its officers see it, everybody in it masked."""
    book, item = matter.book, matter.item
    clocks, today = list(Clock.objects.filter(case=case)), moment.today()
    limits = limits_of(clocks, book, item.promised, today)
    return {
        "number": case.number,
        "event_seq": case.event_seq,
        "state": str(case.state),
        "state_text": case.get_state_display(),
        "outcome": str(case.outcome),
        "item": item.slug,
        "item_name": str(item.name),
        "item_edition": item.edition,
        "law_edition": book.edition,
        "office": place(case.office),
        "receiving_office": place(case.receiving_office),
        "channel": str(case.channel),
        "holder": case.holder.name if case.holder else "",
        "received_on": case.received_on,
        "accepted_on": case.accepted_on,
        "deemed_accepted": case.deemed_accepted,
        "correction_told_on": case.correction_told_on,
        "decided_on": case.decided_on,
        "closed_on": case.closed_on,
        "people": _people(case),
        "late_entry": _late(waiting(case.pk)),
        "mandate": _mandate(Mandate.objects.filter(case=case).first()),
        "steps": [
            {
                "step": task.flow_task.name,
                "title": str(task.flow_task.task_title),
                "duty": task.duty,
                "owner": task.owner.name if task.owner else "",
                "waits_for_applicant": task.waits_for_applicant,
            }
            for task in matter.open_steps
        ],
        "clocks": [clock_answers.clock(one, book) for one in limits],
        "time": clock_answers.time_spent(time_of(case, clocks, limits, book, today)),
        "materials": _materials(case, item),
        "papers": [
            {
                "kind": row.kind,
                "name": paper_name(book, row.kind),
                "number": row.number,
                "issued_on": row.issued_on,
                "paper_state": _paper_state(row),
            }
            for row in Paper.objects.filter(case=case).defer("elements").prefetch_related("services", "ended")
        ],
        "timeline": [_event(row, book) for row in Event.of_case(case.pk)],
    }


def _people(case: Case) -> list[dict[str, Any]]:
    parties = CaseParty.objects.filter(case=case).select_related("person__key").order_by("id")
    others = [(str(party.role), party.person) for party in parties]
    return [masked(role, person) for role, person in [("applicant", case.applicant), *others]]


def masked(role: str, person: Person) -> dict[str, Any]:
    """Somebody, masked; of an erased person only that they took part."""
    try:
        name, number, phone = (person.unseal(field) or "" for field in ("name", "identifier", "phone"))
    except ErasedPerson:
        name = number = phone = ""
    return {
        "role": role,
        "name": mask_name(name),
        "identifier_kind": str(person.identifier_kind),
        "identifier": mask_identifier(number),
        "phone": mask_phone(phone),
        "erased": person.is_erased,
    }


def _late(row: LateEntry | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "late_act": row.act,
        "title": str(acts[row.act].title),
        "happened_on": row.happened_on,
        "arrived_on": row.arrived_on,
        "evidence": str(row.evidence),
        "recorded_at": row.decided_at or row.proposed_at,
        "proposed_by": row.proposed_by.name_zh,
        "waits": row.decided_at is None,
    }


def _materials(case: Case, item: Item) -> list[dict[str, Any]]:
    scans = [one for one in scans_of(case) if one.removed_at is None]
    return [
        _material(row, item) | {"scans": [_scan(one) for one in scans if one.material_id == row.pk]}
        for row in Material.objects.filter(case=case)
    ]


def _scan(row: Scan) -> dict[str, Any]:
    return {"scan": row.pk, "position": row.position, "width": row.width, "height": row.height}


def _material(row: Material, item: Item) -> dict[str, Any]:
    names = {rule.code: str(rule.name) for rule in item.materials}
    return {
        "code": row.code,
        "name": names.get(row.code, row.code),
        "source": str(row.source),
        "material_state": str(row.state),
        "state_text": row.get_state_display(),
        "document": row.document,
        "original_seen": row.original_seen,
        "pages": row.pages,
    }


def paper_name(book: LawBook, kind: str) -> str:
    """What a kind of paper is called."""
    paper = book.papers[kind]
    return str(Words(zh=paper.title_zh, en=paper.title_en))


def _paper_state(row: Paper) -> str:
    if ended := getattr(row, "ended", None):
        return str(ended.end)
    return "served" if row.services.all() else "issued"


def _event(row: Event, book: LawBook) -> dict[str, Any]:
    return {
        "seq": row.case_seq,
        "kind": row.kind,
        "happened_on": row.happened_on,
        "recorded_at": row.recorded_at,
        "late": is_late(row.happened_on, row.recorded_at),
        "actor": row.actor_name,
        "sentence": sentence(row, language()),
        "basis": cited(row.basis, book),
    }


def acts_of(case: Case, found: Iterable[ActNow]) -> dict[str, Any]:
    """The acts there are, each allowed or with every reason why not."""
    return {
        "number": case.number,
        "event_seq": case.event_seq,
        "state": str(case.state),
        "acts": [
            {
                "act": one.act.name,
                "title": str(one.act.title),
                "of_step": one.of_step,
                "adverse": one.act.adverse,
                "basis": cited(one.act.basis),
                "allowed": one.allowed,
                "reasons": [reason_data(reason) for reason in one.verdict.reasons],
                "input_schema": one.plain_schema,
            }
            for one in found
        ],
    }


def worklist_page(found: Worklist) -> Mapping[str, Any]:
    """A page of the worklist."""
    return {
        "view": found.view,
        "counts": found.counts,
        "page": found.page,
        "pages": found.pages,
        "total": found.total,
        "rows": [_row(row) for row in found.rows],
    }


def _row(row: Row) -> dict[str, Any]:
    case = row.task.process
    return {
        "number": case.number,
        "item": case.item_slug,
        "item_name": str(item_of(case.item_version_id).name),
        "office": place(case.office),
        "applicant": masked("applicant", case.applicant)["name"],
        "state": str(case.state),
        "state_text": case.get_state_display(),
        "step": row.task.flow_task.name,
        "title": str(row.task.flow_task.task_title),
        "turn": row.turn,
        "owner": row.task.owner.name if row.task.owner else "",
        "due_on": row.due_on,
        "promised_on": row.limit.promised_on if row.limit else None,
        "days_left": row.days_left,
        "time_state": row.state,
        "derivation": clock_answers.derivation(row.clock.derivation, book_of(case.law_edition_id))
        if row.clock
        else [],
        "late_entry": _late(row.late),
        "unread": row.unread,
        "provisional": row.clock.provisional if row.clock else False,
    }


def _mandate(mandate: Mandate | None) -> dict[str, Any] | None:
    if mandate is None:
        return None
    return {
        "signed_on": mandate.signed_on,
        "valid_until": mandate.valid_until,
        "revoked_on": mandate.revoked_on,
        "powers": powers_of(mandate),
    }
