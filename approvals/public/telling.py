"""How a case stands, for the person whose case it is: whose turn, until when, what is missing. No account is needed.

Whoever holds the receipt's number and its query code is told; the code stands on the receipt and nowhere else.
Nothing here names a person or repeats what was applied with.
"""

import hashlib
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from casework.engine.looks import Look, looks_at
from casework.engine.mandates import POWERS, holds, powers_of
from casework.engine.matter import Matter
from casework.engine.perform import matter_of
from casework.models import (
    CLOSED_STATES,
    OFFICE_PURPOSES,
    Case,
    CaseState,
    Channel,
    Clock,
    ClockState,
    ErasedPerson,
    Mandate,
    Outcome,
    Paper,
    ServiceOfPaper,
    SharedQuery,
)
from casework.papers.naming import with_names
from casework.papers.serving import DECISIONS
from casework.queries.sharing import asked_about, differing
from casework.queries.way_taken import StepShown, tasks_of, way_of
from law.errors import InvalidCaseNumber
from law.identifiers import parse_case_number

CODE_LENGTH = 12
NOBODYS = "0" * 64
# The latest looks at the file; a copy of own data lists more of them.
LOOKS = 50
WAITS_FOR_APPLICANT = frozenset({CaseState.CORRECTING})
ENDED = frozenset({CaseState.SERVED, *CLOSED_STATES})


@dataclass(frozen=True)
class PaperTold:
    """A paper that was issued in the case: what it is, not what it says; `is_served` if it is served at all."""

    title_zh: str
    title_en: str
    number: str
    issued_on: date
    is_served: bool
    served_on: date | None


@dataclass(frozen=True)
class Missing:
    """What the one correction notice asked for, and how to put it right."""

    what: str
    how: str


@dataclass(frozen=True)
class AgentTold:
    """That somebody acts for the person: what they may do, until when, and whether that holds; never who."""

    powers: Sequence[str]
    until: date
    revoked_on: date | None
    holds: bool


@dataclass(frozen=True)
class Progress:
    """The answer."""

    case: Case
    item: str
    turn: str
    adverse: bool
    clock: Clock | None
    missing: Sequence[Missing]
    way: Sequence[StepShown]
    papers: Sequence[PaperTold]
    looks: Sequence[Look]
    agent: AgentTold | None
    asked: Sequence[SharedQuery]
    differs: Sequence[str]


def case_of(number: str, code: str) -> Case | None:
    """The case of that number and code; None if there is none or this isn't its code, and which of the two isn't told."""
    case = _numbered(number)
    kept = case.query_code_hash if case is not None and case.query_code_hash else NOBODYS
    told = hashlib.sha256(f"{case.number if case else number}/{code_form(code)}".encode()).hexdigest()
    return case if secrets.compare_digest(kept, told) else None


def code_form(code: str) -> str:
    """A code as it is kept: capitals and digits, without the hyphens and spaces that make it easy to read."""
    folded = unicodedata.normalize("NFKC", code).upper()
    return "".join(letter for letter in folded if letter.isalnum())[: CODE_LENGTH * 2]


def number_form(number: str) -> str:
    """A case number as it is kept, whatever the width and case in which it was typed."""
    return unicodedata.normalize("NFKC", number).strip().upper()


def _numbered(number: str) -> Case | None:
    try:
        parse_case_number(number)
    except InvalidCaseNumber:
        return None
    return Case.objects.filter(number=number).select_related("office", "applicant__key").first()


def progress_of(case: Case) -> Progress:
    """How a case stands. Whoever calls has asked for its code."""
    matter = matter_of(case)
    running = [
        one for one in matter.clocks if one.state == ClockState.RUNNING and one.purpose in OFFICE_PURPOSES
    ]
    return Progress(
        case=case,
        item=str(matter.item.name),
        turn=_turn(case),
        adverse=case.outcome in (Outcome.REFUSED, Outcome.NOT_ACCEPTED),
        clock=running[0] if running else None,
        missing=_missing(case, matter) if _turn(case) == "applicant" else (),
        way=way_of(case, matter, tasks_of(case)),
        papers=_papers(case, matter),
        looks=looks_at([case.pk], most=LOOKS),
        agent=_agent(case, matter),
        asked=asked_about(case.pk),
        differs=differing(case),
    )


def _agent(case: Case, matter: Matter) -> AgentTold | None:
    mandate = Mandate.objects.filter(case=case).first() if case.channel == Channel.AGENT else None
    if mandate is None:
        return None
    return AgentTold(
        powers=[str(POWERS[one]) for one in powers_of(mandate)],
        until=mandate.valid_until,
        revoked_on=mandate.revoked_on,
        holds=holds(mandate, matter.day) and not case.is_closed,
    )


def _turn(case: Case) -> str:
    if case.state in ENDED:
        return "nobody"
    return "applicant" if case.state in WAITS_FOR_APPLICANT else "office"


def _missing(case: Case, matter: Matter) -> list[Missing]:
    kind = matter.item.papers.get("correction", "")
    notice = Paper.objects.filter(case=case, kind=kind, ended__isnull=True).last()
    if notice is None:
        return []
    notice.case = case
    try:
        asked = notice.unseal("elements") or {}
    except ErasedPerson:
        return []
    names = with_names(asked, matter.item)["all_missing_items"]
    english = (get_language() or "").startswith("en")
    return [
        Missing(what["en" if english else "zh"] if isinstance(what, Mapping) else what, how)
        for what, how in zip(names, asked["how_to_fix"], strict=True)
    ]


def _papers(case: Case, matter: Matter) -> list[PaperTold]:
    served = dict(ServiceOfPaper.objects.filter(paper__case=case).values_list("paper_id", "served_on"))
    decisions = {matter.item.papers.get(use) for use in DECISIONS}
    found = []
    # What was made void or withdrawn counts no longer; what came in its place stands here.
    for row in Paper.objects.filter(case=case, ended__isnull=True):
        kind = matter.book.papers[row.kind]
        found.append(
            PaperTold(
                title_zh=kind.title_zh,
                title_en=kind.title_en,
                number=row.number,
                issued_on=row.issued_on,
                is_served=row.kind in decisions,
                served_on=served.get(row.pk),
            )
        )
    return found
