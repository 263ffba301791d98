"""What a certificate says, for whoever has the holder's code. Without it a certificate tells only whether it stands."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.engine.items import Words
from casework.models import Case, Certificate, CertificateState, ErasedPerson

from .holder_code import code_form, code_hash

# Compared with where there is no code, so that it takes as long to say no.
NOBODYS = "0" * 64


@dataclass(frozen=True)
class FactShown:
    """One fact, with what each register said of it."""

    name: Words
    lines: Sequence[tuple[Words, str | Words]]


@dataclass(frozen=True)
class Content:
    """What stands on the paper, as its holder shows it."""

    case: Case
    person: str
    facts: Sequence[FactShown]
    sources: Words
    searched_on: date
    not_confirmed: Words | None
    note: Words


def opens(identifier: str, code: str, today: date) -> Content | None:
    """What the certificate of that identifier says; None if this isn't its code, or it no longer stands."""
    found = (
        Certificate.objects.filter(identifier=identifier)
        .select_related("case__applicant__key", "paper")
        .first()
    )
    kept = found.holder_code_hash if found is not None and found.holder_code_hash else NOBODYS
    fits = secrets.compare_digest(kept, code_hash(identifier, code_form(code)))
    if found is None or not fits or found.state != CertificateState.VALID or found.is_over(today):
        return None
    found.paper.case = found.case
    try:
        elements: Mapping[str, Any] = found.paper.unseal("elements")
    except ErasedPerson:
        return None
    if "chosen_facts" not in elements:
        return None
    return Content(
        case=found.case,
        person=elements["person"],
        facts=[
            FactShown(
                Words(**one["name"]),
                [(Words(**line["office"]), _said(line["words"])) for line in one["lines"]],
            )
            for one in elements["chosen_facts"]
        ],
        sources=Words(**elements["source_register"]),
        searched_on=date.fromisoformat(elements["searched_on"]),
        not_confirmed=Words(**elements["not_confirmed"]) if elements.get("not_confirmed") else None,
        note=Words(**elements["not_a_condition_note"]),
    )


def _said(words: Any) -> str | Words:
    return Words(**words) if isinstance(words, Mapping) else str(words)
