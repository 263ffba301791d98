"""Correct a person's data (更正、补充个人信息) on proof shown, wherever the hall holds them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from audit.ledger.entry import Entry, tell
from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.asked import CORRECT, only_if_asked
from casework.engine.correcting import cases_of, corrected, entries_to_correct, renew_fingerprints, set_data
from casework.engine.perform import work_on
from casework.engine.persons import PERSON_PROPERTIES
from casework.engine.refusal import BadInput
from casework.engine.work import Outcome, Work
from casework.engine.writer import Rows, Stamp, write
from casework.models import Case, CaseState, ClockPurpose, IdentifierKind, Person
from casework.models import Outcome as CaseOutcome
from casework.papers.own_data import field_label, shown_as
from casework.papers.wording import bilingual, both, names_of, said, said_with, text_schema

TOLD = "person_corrected"
PROOFS = {
    "identity_card": _("identity card"),
    "household_book": _("household book"),
    "decision": _("a decision or certificate of the office that changed it"),
    "own_word": _("the person's own word (telephone and division only)"),
}
# What a person's own word is enough for: nobody certifies a telephone.
BY_OWN_WORD = frozenset({"phone", "division_code"})
_KINDS = [str(one) for one in IdentifierKind.values if one != IdentifierKind.NONE]
SCHEMA = {
    "type": "object",
    "properties": {
        "name": {**PERSON_PROPERTIES["name"], "x-help": _("Leave empty what is right.")},
        "identifier_kind": {**PERSON_PROPERTIES["identifier_kind"], "enum": _KINDS},
        "identifier": dict(PERSON_PROPERTIES["identifier"]),
        "phone": {"type": "string", "maxLength": 30, "x-label": _("Telephone"), "x-personal": True},
        "division_code": {"type": "string", "maxLength": 12, "x-label": _("Division of residence")},
        "also_in": {
            "type": "array",
            "items": {"type": "string", "maxLength": 20, "x-label": _("Case number")},
            "maxItems": 20,
            "uniqueItems": True,
            "x-label": _("Cases that stand under another name or number"),
            "x-help": _(
                "From the person's receipts. They have to share the name or the number with the person."
            ),
        },
        "proof": {
            "type": "string",
            "enum": list(PROOFS),
            "x-labels": PROOFS,
            "x-label": _("Proof shown"),
            "x-widget": "radio",
        },
        "proof_words": text_schema(_("What the proof says"), most=500),
        "original_seen": {
            "type": "boolean",
            "const": True,
            "x-label": _("I saw the original, and it is this person's"),
        },
    },
    "required": ["proof", "proof_words", "original_seen"],
    "additionalProperties": False,
}
ACT = Act(
    "correct_person",
    _("Correct the person's data"),
    role="handler",
    decides=True,
    papers=("corrected",),
    basis=("PI 46",),
    obstacles=only_if_asked(CORRECT),
    schema=SCHEMA,
)


@ACT.performed_by
def correct_person(
    *,
    case_number: str,
    by: Actor,
    seen: int | None = None,
    name: str = "",
    identifier_kind: str = "",
    identifier: str = "",
    phone: str = "",
    division_code: str = "",
    also_in: Sequence[str] = (),
    proof: str = "",
    proof_words: str = "",
    original_seen: bool = False,
) -> Outcome:
    """Correct name, paper, telephone or division in all cases of the person, open and closed (PI 46), and tell so (D61).

    What stood there stays sealed in the history; each case that is touched has an entry of its own; the person is found by
    what is right, and no longer by what was wrong. Papers that were issued stay as they are. A correction that isn't made
    is a refusal, by somebody else, with reasons and remedies; never the machine's. Raises ActRefused (OWN-01 where
    something else was asked, OWN-03 where an entry may be another person's), BadInput.
    """
    given = {
        "name": name or None,
        "identifier_kind": identifier_kind or None,
        "identifier": identifier or None,
        "phone": phone or None,
        "division_code": division_code or None,
        "also_in": list(also_in) or None,
        "proof": proof,
        "proof_words": proof_words,
        "original_seen": original_seen,
    }
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        case = work.case
        changed = corrected(case.applicant, work.given, work.item.identifiers, work.today)
        _insist_on_proof(work, changed)
        entries = entries_to_correct(case.applicant, work.given.get("also_in", ()))
        others = cases_of(entries, but=case, hold=by.rehearsal is None)
        rows = _rows(entries, changed)
        touched = [one for one in entries if set_data(one, changed, work.rows)]
        if not touched:
            raise BadInput.of("name", "same", _("This is what stands there already."))
        work.turn(CaseState.GRANTED)
        case.outcome = CaseOutcome.GRANTED
        case.decided_on = work.today
        if case.holder is None:
            # Accepted by silence: whoever takes it up first is its handler.
            case.holder = by.officer
        work.stop_clock(ClockPurpose.DECISION)
        work.start_clock(ClockPurpose.SERVICE)
        work.issue("corrected", _elements(work, rows, others))
        fields = {
            "fields_zh": "、".join(row["name"]["zh"] for row in rows),
            "fields_en": ", ".join(row["name"]["en"] for row in rows),
        }
        work.tell(cases=len(others), fields_zh=fields["fields_zh"], fields_en=fields["fields_en"])
        if by.rehearsal is None:
            for one in touched:
                renew_fingerprints(one)
            for other in others:
                _tell(work, other, fields)
    return work.outcome


def _insist_on_proof(work: Work, changed: Mapping[str, Any]) -> None:
    if work.given["proof"] == "own_word" and set(changed) - BY_OWN_WORD:
        raise BadInput.of("proof", "proof", _("A name or a number needs a paper that proves it."))


def _rows(entries: list[Person], changed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What stood in each field, in whichever entry, and what stands there from now on."""
    found = []
    shown = ["identifier" if one == "identifier_kind" else one for one in changed]
    for field in dict.fromkeys(shown):
        was = [shown_as(one, field) or said("not_recorded") for one in entries]
        found.append(
            {"field": field, "name": field_label(field), "was": list({str(one): one for one in was}.values())}
        )
    return found


def _elements(work: Work, rows: list[dict[str, Any]], others: list[Case]) -> dict[str, Any]:
    person = work.case.applicant
    return {
        "person": person.unseal("name"),
        "corrected_data": [
            {"name": row["name"], "was": _joined(row["was"]), "now": shown_as(person, row["field"])}
            for row in rows
        ],
        "proof_shown": said_with(
            "proof_with_words", proof=bilingual(PROOFS[work.given["proof"]]), words=work.given["proof_words"]
        ),
        "cases_corrected": [one.number for one in others] or said("only_this_request"),
        "seal": names_of(work.case),
        "date": work.today.isoformat(),
    }


def _joined(values: list[Any]) -> dict[str, str]:
    words = [one if isinstance(one, Mapping) else both(str(one), str(one)) for one in values]
    return both("；".join(one["zh"] for one in words), "; ".join(one["en"] for one in words))


def _tell(work: Work, other: Case, fields: Mapping[str, str]) -> None:
    """The entry in the ledger of another case in which the person's data were corrected."""
    other.event_seq += 1
    rows = Rows()
    rows.update(other, "event_seq")
    capacity = work.verdict.capacity
    history = write(rows, Stamp(work.actor.officer, work.moment, TOLD))
    tell(
        Entry(
            kind=TOLD,
            case_id=other.pk,
            case_number=other.number,
            case_seq=other.event_seq,
            actor_kind=work.actor.kind,
            actor_id=work.actor.officer.pk if work.actor.officer else None,
            actor_name=work.actor.name,
            on_behalf_of_id=capacity.principal_id if capacity else None,
            on_behalf_of_name=capacity.principal_name if capacity else "",
            office_code=other.office.code,
            from_state=other.state,
            to_state=other.state,
            basis=ACT.basis,
            happened_on=work.happened_on,
            recorded_at=work.moment,
            channel=work.actor.door,
            request_id=work.actor.request_id,
            facts={"request": work.case.number, **fields},
            history=tuple(history),
        )
    )
