"""Tell the applicant once, and completely, what is missing (补正, 一次性告知)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from audit.ledger.models import Event
from casework.engine.act import Act, Schema
from casework.engine.actor import Actor
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.refusal import ActRefused, BadInput, Fault, Kind, Reason
from casework.engine.work import Outcome, Work
from casework.models import CaseState, ClockPurpose, Material, MaterialState
from casework.papers.wording import articles_in_force, both, named, names_of, said, text_schema


def _schema(matter: Matter) -> Schema:
    codes = [rule.code for rule in matter.item.materials] + ["form"]
    labels: dict[str, Any] = {rule.code: both(rule.name.zh, rule.name.en) for rule in matter.item.materials}
    labels["form"] = _("The application form")
    missing = {
        "type": "object",
        "properties": {
            "what": {"type": "string", "enum": codes, "x-labels": labels, "x-label": _("What is missing")},
            "how": text_schema(_("How to put it right"), most=500),
        },
        "required": ["what", "how"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "missing": {
                "type": "array",
                "items": missing,
                "minItems": 1,
                "maxItems": len(codes),
                "x-label": _("Everything that is missing"),
                "x-help": _("All at once: there is no second notice."),
            }
        },
        "required": ["missing"],
        "additionalProperties": False,
    }


ACT = Act(
    "request_correction",
    _("Tell what is missing"),
    role="acceptor",
    schema_for=_schema,
    papers=("correction",),
)


@ACT.performed_by
def request_correction(
    *, case_number: str, by: Actor, seen: int | None = None, missing: Sequence[Any] = ()
) -> Outcome:
    """Issue the one correction notice (D02) and wait for the applicant; the waiting has no end set by law.

    Raises ActRefused (COR-01) for a second notice: what could have been listed first can't be asked later; BadInput,
    also for what another register holds or wasn't asked for yet (ZX 7, AP-02).
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given={"missing": list(missing)}) as work:
        if work.case.correction_told_on is not None:
            raise ActRefused(
                Reason(
                    "COR-01",
                    _("The applicant was told on %(day)s what is missing; a second notice isn't lawful.")
                    % {"day": work.case.correction_told_on.isoformat()},
                    Kind.NOT_NOW,
                    ways_out=(_("Accept with a written declaration, or decide on what is there."),),
                )
            )
        asked = [entry["what"] for entry in work.given["missing"]]
        if len(set(asked)) != len(asked):
            raise BadInput.of("missing", "unique", _("Each may be named once."))
        _insist_on_registers_first(work, asked)
        work.turn(CaseState.CORRECTING)
        work.case.correction_told_on = work.today
        work.case.holder = by.officer
        work.stop_clock(ClockPurpose.SCREENING)
        office = work.case.office
        work.issue(
            "correction",
            {
                "all_missing_items": [entry["what"] for entry in work.given["missing"]],
                "how_to_fix": [entry["how"] for entry in work.given["missing"]],
                "basis": articles_in_force(work.book, work.item.basis, work.today),
                "contact": office.telephone or names_of(work.case),
                "deemed_acceptance_note": said("deemed_acceptance_after_correction"),
                "seal": names_of(work.case),
                "date": work.today.isoformat(),
            },
        )
        work.tell(missing=asked, named=named(work.item, asked))
    return work.outcome


def _insist_on_registers_first(work: Work, asked: Sequence[str]) -> None:
    """Raises BadInput where a person would be asked for what sharing gives. Where a register stays silent, it was asked."""
    rows = Material.objects.filter(case=work.case, code__in=asked)
    states = dict(rows.values_list("code", "state"))
    entries = Event.of_case(work.case.pk).filter(kind="check_shared_data")
    was_asked = MaterialState.PENDING not in states.values() or entries.exists()
    told = _("Another register holds this, or hasn't been asked yet: check the shared data first.")
    faults = {
        f"missing.{at}.what": [Fault("sharing", told, basis=("ZX 7",))]
        for at, code in enumerate(asked)
        if states.get(code) == MaterialState.FOUND
        or (states.get(code) == MaterialState.PENDING and not was_asked)
    }
    if faults:
        raise BadInput(faults)
