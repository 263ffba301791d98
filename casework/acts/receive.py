"""Take in an application (收件): the case begins, and the applicant has a receipt in the same minute."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from casework.engine import moment, schema
from casework.engine.access import may_receive
from casework.engine.act import Act, Schema
from casework.engine.actor import Actor
from casework.engine.competence import Verdict
from casework.engine.enquiries import form_for
from casework.engine.items import NOTICE_PARTS, Item
from casework.engine.lawbook import current_item, current_law
from casework.engine.lock import bounded, database_moment
from casework.engine.mandates import FILE, POWERS, insist_agent_decides_nothing, mandate_schema
from casework.engine.materials import check_given, first_rows, material_schema
from casework.engine.numbers import draw
from casework.engine.perform import Repeated, begin, refuse_on_record, refuse_repetition
from casework.engine.persons import PERSON_PROPERTIES, check_person, enter_person, identifier_form
from casework.engine.refusal import ActRefused, Faults, Kind, Reason
from casework.engine.registry import procedures
from casework.engine.requests import MANDATE_LONGEST
from casework.engine.scanned import attach_given, check_scans
from casework.engine.standing import standing_of
from casework.engine.work import Outcome, Work
from casework.models import (
    Case,
    CaseParty,
    CaseState,
    Channel,
    ClockPurpose,
    Mandate,
    Office,
    OfficeKind,
    OfficePower,
    Officer,
    PartyRole,
    PowerKind,
)
from casework.papers.wording import articles_in_force, both, listed, names_of, said, said_with, silence_after
from casework.queries.duplicates import count_possible_duplicates
from law.clock import shanghai_day
from law.identifiers import case_number

ACT = Act("receive", _("Take in an application"), papers=("receipt",))

# 32 letters and digits that nobody mistakes for each other; 12 of them are 60 bits.
_CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_LENGTH = 12


def receive_schema(item: Item) -> Schema:
    """What an application of this item has to hold: the applicant, the item's form, materials, mandate, notice."""
    person = {
        **PERSON_PROPERTIES,
        "phone": {"type": "string", "maxLength": 30, "x-label": _("Telephone"), "x-personal": True},
        "division_code": {
            "type": "string",
            "maxLength": 12,
            "x-label": _("Division of residence"),
            "x-help": _("6 to 12 digits, or choose the town or village; not the full address."),
        },
    }
    properties: dict[str, Any] = {
        "applicant": _object(person, ["identifier_kind", "name", *item.needs], _("Applicant")),
        "form": {**form_for(item, moment.today()), "x-label": _("Content")},
        "materials": material_schema(item),
        "agent": _object(dict(PERSON_PROPERTIES), ["identifier_kind", "name"], _("Agent")),
        "mandate": mandate_schema(),
        "privacy_notice": {
            "type": "boolean",
            "const": True,
            "x-label": _("The privacy notice was shown and explained"),
        },
    }
    if "privacy" in item.papers:
        properties["privacy_paper"] = {
            "type": "boolean",
            "x-label": _("The applicant wants the notice on paper"),
        }
    for role in item.parties:
        properties[role] = _object(
            dict(PERSON_PROPERTIES), ["identifier_kind", "name"], PartyRole(role).label
        )
    return {
        "type": "object",
        "properties": properties,
        "required": ["applicant", "form", "privacy_notice"],
        "additionalProperties": False,
    }


def _object(properties: Mapping[str, Any], required: list[str], label: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": required,
        "additionalProperties": False,
        "x-label": label,
    }


@ACT.performed_by
def receive(
    *,
    item: str,
    receiving_office: str,
    by: Actor,
    office: str = "",
    given: Mapping[str, Any] | None = None,
) -> Outcome:
    """Begin a case at the counter of `receiving_office` for the office that decides it (its codes).

    Issues the receipt (D01), the mandate of an agent (D24) and, if it is wanted on paper, the privacy notice (D23), as
    far as the item's edition knows these papers. The receipt comes with the query code, which is told once, in the outcome, and stands on the receipt only.
    What other registers hold is asked of them by the worker. The limit for screening starts today.
    Raises ActRefused (GATE-*, POWER-*, ITEM-01, EX-12), BadInput, Repeated.
    """
    try:
        try:
            with bounded():
                return _receive(item, receiving_office, office, by, dict(given or {}))
        except IntegrityError:
            # The same submission came in twice at the same time; the first one stands and is the answer.
            with bounded():
                return _receive(item, receiving_office, office, by, dict(given or {}))
    except ActRefused as refusal:
        refuse_on_record(refusal, ACT, by)
        raise


def _receive(slug: str, receiving: str, deciding: str, by: Actor, given: dict[str, Any]) -> Outcome:
    # First of all: what was taken in once stands, even if it couldn't be taken in today.
    refuse_repetition(by, ACT)
    at = database_moment()
    today = shanghai_day(at)
    version, item = current_item(slug, today)
    edition, book = current_law(today)
    counter, office = _offices(receiving, deciding, item, today)
    if by.officer is None:
        raise ActRefused(Reason("EX-11", _("An application is taken in by an officer."), Kind.MAY_NOT))
    case = Case(
        item_slug=item.slug,
        item_version=version,
        law_edition=edition,
        flow_class=procedures[item.procedure],
        office=office,
        receiving_office=counter,
        state=CaseState.RECEIVED,
        holder=None,
        received_on=today,
        received_at=at,
        created=at,
    )
    standing = standing_of(by.officer, today, case)
    capacity, reasons = may_receive(standing, counter, office, item, today)
    verdict = Verdict(ACT.name, reasons, capacity).insist()
    # An item whose basis has been repealed takes in nobody, whatever its own dates say (EX-10).
    articles_in_force(book, item.basis, today)
    clean = _checked(item, given, counter, by.officer, at)
    if "mandate" in clean and "agent" not in clean:
        insist_agent_decides_nothing(standing, office, item.slug)
    with begin(ACT, case=case, item=item, book=book, by=by, verdict=verdict, at=at) as work:
        work.given = clean
        case.applicant = enter_person(clean["applicant"], work.rows)
        case.channel = Channel.AGENT if "mandate" in clean else Channel.COUNTER
        case.seal("form", clean["form"])
        case.number = case_number(today.year, draw(f"case/{today.year}"))
        code = "".join(secrets.choice(_CODE_LETTERS) for _position in range(_CODE_LENGTH))
        case.query_code_hash = hashlib.sha256(f"{case.number}/{code}".encode()).hexdigest()
        _note_people(work, clean)
        materials = first_rows(case, item, clean.get("materials", {}))
        for row in materials:
            work.insert(row)
        attach_given(work, materials, clean.get("materials", {}))
        screening = work.start_clock(ClockPurpose.SCREENING)
        if screening is None:
            # Where nothing is screened, the result itself is due from the receipt on.
            work.start_clock(ClockPurpose.DECISION)
        work.secrets["query_code"] = "-".join(code[start : start + 4] for start in range(0, _CODE_LENGTH, 4))
        work.issue(
            "receipt",
            {
                "applicant": clean["applicant"]["name"],
                "item": both(item.name.zh, item.name.en),
                "number": case.number,
                "material_list_with_counts": [
                    {"code": row.code, "state": row.state, "pages": row.pages} for row in materials
                ],
                "received_at": at.isoformat(),
                "receiver": by.officer.name_zh,
                "correction_deadline": silence_after(book, screening.due_on)
                if screening
                else said("nothing_to_correct"),
                "unit_seal": names_of(case),
                "query_code": work.secrets["query_code"],
            },
        )
        _issue_mandate(work, clean)
        if clean.get("privacy_paper"):
            _issue_privacy_notice(work)
        if any(row.state == "pending" for row in materials):
            work.errand("ask_other_registers")
        work.tell(
            item=item.slug,
            item_edition=item.edition,
            law_edition=book.edition,
            receiving_office=counter.code,
            channel=str(case.channel),
            materials=len([row for row in materials if row.is_settled]),
            pages=sum(row.pages for row in materials),
            privacy_notice=str(item.privacy_notice["edition"]),
            possible_duplicates=count_possible_duplicates(case, item, clean),
        )
    return work.outcome


def _offices(receiving: str, deciding: str, item: Item, today: date) -> tuple[Office, Office]:
    faults = Faults()
    counter = Office.objects.filter(code=receiving, active=True).first()
    if counter is None:
        faults.add("receiving_office", "unknown", _("There is no such office."))
    competent = Office.objects.filter(
        OfficePower.in_force_at("powers", today),
        powers__item=item.slug,
        powers__kind=PowerKind.DECIDE,
        active=True,
    )
    office = competent.filter(code=deciding or receiving).first()
    if office is None and counter is not None and not deciding and counter.kind == OfficeKind.VILLAGE:
        # What a village brings in belongs to its township.
        office = competent.filter(children=counter).first()
    if office is None:
        faults.add("office", "unknown", _("Choose the office that decides this item."))
    faults.raise_if_any()
    assert counter is not None
    assert office is not None
    return counter, office


def _checked(
    item: Item, given: dict[str, Any], counter: Office, officer: Officer, at: datetime
) -> dict[str, Any]:
    """The input, clean. All that is wrong with it is told at once. Raises BadInput."""
    faults, today = Faults(), shanghai_day(at)
    clean = schema.clean_into(receive_schema(item), given, today, faults)
    for field in ("applicant", *item.parties, "agent"):
        if isinstance(clean.get(field), dict):
            kinds = item.identifiers if field == "applicant" else ()
            check_person(clean[field], field, kinds, today, faults)
    _check_nobody_is_two(clean, ("agent", *item.parties), faults)
    if isinstance(clean.get("materials"), dict):
        check_given(item, clean["materials"], "materials", faults)
        check_scans(clean["materials"], "materials", officer, at, faults)
    by_village = counter.kind == OfficeKind.VILLAGE
    if "agent" in clean and "mandate" not in clean:
        faults.add("mandate", "required", _("An agent needs the applicant's signed mandate."))
    if by_village and "mandate" not in clean:
        faults.add(
            "mandate",
            "required",
            _("A village may only bring papers in under the applicant's signed mandate."),
        )
    if "mandate" in clean and "agent" not in clean and not by_village:
        faults.add("agent", "required", _("Say who holds the mandate."))
    _check_mandate(clean.get("mandate"), faults)
    faults.raise_if_any()
    return clean


def _check_nobody_is_two(clean: Mapping[str, Any], roles: tuple[str, ...], faults: Faults) -> None:
    """Nobody is their own agent, or both parents."""
    applicant = _paper_of(clean.get("applicant"))
    for role in roles:
        if applicant is not None and _paper_of(clean.get(role)) == applicant:
            faults.add(f"{role}.identifier", "applicant", _("This is the applicant's own number."))


def _paper_of(person: Any) -> tuple[str, str] | None:
    if not isinstance(person, dict) or not person.get("identifier"):
        return None
    return str(person.get("identifier_kind")), identifier_form(str(person["identifier"]))


def _check_mandate(mandate: Any, faults: Faults) -> None:
    try:
        signed, until = (date.fromisoformat(mandate[key]) for key in ("signed_on", "valid_until"))
    except (TypeError, KeyError, ValueError):
        return
    if until < signed:
        faults.add("mandate.valid_until", "order", _("A mandate can't end before it was signed."))
    if mandate.get("powers") and FILE not in mandate["powers"]:
        faults.add("mandate.powers", "file", _("Under this mandate the agent can't file the application."))
    if until - signed > MANDATE_LONGEST:
        faults.add("mandate.valid_until", "longest", _("A mandate holds for a year at most."))


def _note_people(work: Work, clean: Mapping[str, Any]) -> None:
    """Everybody else whom the application names, and the mandate."""
    case = work.case
    for role in work.item.parties:
        if role in clean:
            work.insert(CaseParty(case=case, person=enter_person(clean[role], work.rows), role=role))
    if "mandate" in clean:
        agent = enter_person(clean["agent"], work.rows) if "agent" in clean else None
        if agent is not None:
            work.insert(CaseParty(case=case, person=agent, role=PartyRole.AGENT))
        work.insert(
            Mandate(
                case=case,
                agent=agent,
                agent_officer=None if agent else work.actor.officer,
                signed_on=date.fromisoformat(clean["mandate"]["signed_on"]),
                valid_until=date.fromisoformat(clean["mandate"]["valid_until"]),
                powers=_powers(clean["mandate"]),
            )
        )


def _powers(mandate: Mapping[str, Any]) -> list[str]:
    ticked = mandate.get("powers") or [FILE]
    return [one for one in POWERS if one in ticked]


def _issue_mandate(work: Work, clean: Mapping[str, Any]) -> None:
    """The mandate on paper (D24, by analogy XK 29(2)): what the agent may do, until when, and that it can be revoked."""
    if "mandate" not in clean or "mandate" not in work.item.papers:
        return
    signed, until = (
        work.book.wording.day(date.fromisoformat(clean["mandate"][key]))
        for key in ("signed_on", "valid_until")
    )
    signed_words, until_words = both(signed.zh, signed.en), both(until.zh, until.en)
    agent: Any = clean["agent"]["name"] if "agent" in clean else work.actor.name
    work.issue(
        "mandate",
        {
            "principal": clean["applicant"]["name"],
            "agent": agent,
            "item": both(work.item.name.zh, work.item.name.en),
            "scope": listed(
                [said(f"mandate_to_{one}") for one in _powers(clean["mandate"])], "mandate_scope"
            ),
            "term": said_with("mandate_term", signed=signed_words, until=until_words),
            "revocation": said("mandate_revocation"),
            "signatures": said_with("mandate_signed", signed=signed_words),
        },
    )


def _issue_privacy_notice(work: Work) -> None:
    """The privacy notice on paper (D23, PI 17, 30)."""
    told = work.item.privacy_notice["paper"]
    office = work.case.office
    work.issue(
        "privacy",
        {
            "processor": names_of(work.case),
            "contact": office.telephone or names_of(work.case),
            **{name: both(told[name]["zh"], told[name]["en"]) for name in NOTICE_PARTS},
            "seal": names_of(work.case),
        },
    )


__all__ = ["ACT", "Repeated", "receive", "receive_schema"]
