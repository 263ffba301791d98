"""Record what was found in a case of a sample, point by point."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine import schema
from casework.engine.actor import Actor
from casework.engine.organisation import organise
from casework.engine.refusal import ActRefused, BadInput, Kind, Reason
from casework.engine.sampling import insist_on_looking, insist_on_no_part, sampled_case
from casework.models import Checked, CheckPoint, SampleFinding
from casework.papers.wording import bilingual, said, text_schema

FOUND = "sample_looked_at"
POINT: Mapping[str, Any] = {
    "type": "string",
    "enum": [str(one) for one in Checked.values],
    "x-labels": {str(one): one.label for one in Checked},
    "x-widget": "radio",
}
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        **{str(point): {**POINT, "x-label": point.label} for point in CheckPoint},
        "remark": text_schema(
            _("Remark to the office"), help_text=_("Needed where a point isn't in order, and only there.")
        ),
    },
    "required": [str(point) for point in CheckPoint],
    "additionalProperties": False,
}


def record_finding(*, by: Actor, sample: int, case_number: str, given: Mapping[str, Any]) -> SampleFinding:
    """Keep the finding, once; a fault goes back to the office as a remark, which its supervisor answers.

    Never by somebody who acted in the case. Raises ActRefused (GATE-01, GATE-02, EX-12, SAMPLE-03 if it was looked at
    before, ERASE-04), BadInput.
    """
    with organise(FOUND, by) as change:
        change.capacity = insist_on_looking(change.standing)
        row = sampled_case(sample, case_number)
        insist_on_no_part(change.officer, row.case)
        if SampleFinding.objects.filter(sampled=row).exists():
            raise ActRefused(Reason("SAMPLE-03", _("This case was looked at before."), Kind.NOT_NOW))
        if row.case.applicant.is_erased:
            raise ActRefused(
                Reason(
                    "ERASE-04",
                    _("The applicant's data were erased; nothing more can be written in this file."),
                    Kind.NOT_NOW,
                    basis=("PI 47",),
                )
            )
        told = schema.clean(SCHEMA, given, change.today)
        finding = SampleFinding(
            sampled=row,
            points={str(point): told[point] for point in CheckPoint},
            officer=change.officer,
            found_at=change.moment,
        )
        if finding.faults and not told.get("remark"):
            raise BadInput.of("remark", "required", _("Say what isn't in order, for the office to answer."))
        if told.get("remark") and not finding.faults:
            raise BadInput.of("remark", "not_asked", _("Everything is in order; then there is no remark."))
        finding.seal("remark", told.get("remark"))
        finding.save()
        change.tell(
            row.case.office,
            sample=row.sample_id,
            looked_at=row.case.number,
            faults=[bilingual(point.label) for point in finding.faults] or [said("none")],
        )
    return finding
