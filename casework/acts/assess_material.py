"""Mark materials as accepted, accepted with a remark, or rejected (采纳、附意见、不采纳)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Schema
from casework.engine.actor import Actor
from casework.engine.materials import rows_of, standing_marks, versions_of
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.refusal import BadInput, Faults
from casework.engine.work import Outcome, Work
from casework.models import Assessment, AssessmentResult, Material, MaterialState
from casework.papers.wording import named, text_schema

# Nothing is there that could be looked at.
NOTHING_THERE = (MaterialState.MISSING, MaterialState.PENDING)


def _schema(matter: Matter) -> Schema:
    mark = {
        "type": "object",
        "properties": {
            "result": {
                "type": "string",
                "enum": AssessmentResult.values,
                "x-labels": dict(AssessmentResult.choices),
                "x-label": _("Mark"),
                "x-widget": "radio",
            },
            "comment": text_schema(
                _("Comment"), most=1000, help_text=_("Needed unless the material is simply accepted.")
            ),
        },
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "materials": {
                "type": "object",
                "properties": {
                    rule.code: {**mark, "x-label": {"zh": rule.name.zh, "en": rule.name.en}}
                    for rule in matter.item.materials
                },
                "additionalProperties": False,
                "x-label": _("Materials"),
            }
        },
        "required": ["materials"],
        "additionalProperties": False,
    }


ACT = Act(
    "assess_material", _("Assess the materials"), role_of_step=True, completes_step=False, schema_for=_schema
)


@ACT.performed_by
def assess_material(
    *, case_number: str, by: Actor, seen: int | None = None, materials: Mapping[str, Any] | None = None
) -> Outcome:
    """Put marks on materials as they are now; whoever decides sees them. Earlier marks stay on file.

    A mark like the one that stands is not made again. Raises ActRefused, BadInput (a remark or a rejection without a
    comment, a mark on a material that isn't there).
    """
    given = {"materials": dict(materials or {})}
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        rows = {row.code: row for row in rows_of(work)}
        marks = work.given.get("materials", {})
        _check(marks, rows)
        versions = versions_of(work.case)
        standing = standing_marks(work.case, versions)
        made: dict[str, list[str]] = {str(result): [] for result in AssessmentResult.values}
        for code, mark in marks.items():
            if mark and not _stands(standing.get(code), mark):
                work.insert(_assessment(work, rows[code], versions[code], mark))
                made[mark["result"]].append(code)
        if not any(made.values()):
            raise BadInput.of("materials", "required", _("No mark was set or changed."))
        work.tell(
            marks=[{"code": code, "result": result} for result, codes in made.items() for code in codes],
            named_accepted=named(work.item, made[AssessmentResult.ACCEPTED]),
            named_remark=named(work.item, made[AssessmentResult.REMARK]),
            named_rejected=named(work.item, made[AssessmentResult.REJECTED]),
        )
    return work.outcome


def _check(marks: Mapping[str, Any], rows: Mapping[str, Material]) -> None:
    faults = Faults()
    for code, mark in marks.items():
        result, comment = mark.get("result"), mark.get("comment")
        if comment and not result:
            faults.add(f"materials.{code}.result", "required", _("Choose a mark for this comment."))
        elif result and rows[code].state in NOTHING_THERE:
            faults.add(f"materials.{code}.result", "nothing", _("This material isn't there yet."))
        elif result in (AssessmentResult.REMARK, AssessmentResult.REJECTED) and not comment:
            faults.add(
                f"materials.{code}.comment", "required", _("Say why; the applicant has a right to know.")
            )
    faults.raise_if_any()


def _stands(row: Assessment | None, mark: Mapping[str, Any]) -> bool:
    return (
        row is not None
        and row.result == mark["result"]
        and (row.unseal("comment") or "") == mark.get("comment", "")
    )


def _assessment(work: Work, row: Material, version: int, mark: Mapping[str, Any]) -> Assessment:
    step = work.verdict.step
    made = Assessment(
        case=work.case,
        material=row,
        version=version,
        result=mark["result"],
        officer=work.actor.officer,
        step=step.flow_task.name if step is not None else "",
        event_seq=work.case.event_seq + 1,
        made_at=work.moment,
    )
    if mark.get("comment"):
        made.seal("comment", mark["comment"])
    return made
