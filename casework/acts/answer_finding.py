"""Answer the remark of a sample for the office (抽查意见反馈)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine import schema
from casework.engine.actor import Actor
from casework.engine.organisation import organise
from casework.engine.refusal import ActRefused, BadInput, Kind, Reason
from casework.engine.sampling import sampled_case
from casework.models import Duty, SampleAnswer, SampleFinding
from casework.papers.wording import text_schema

ANSWERED = "sample_answered"
SCHEMA = {
    "type": "object",
    "properties": {
        "answer": text_schema(
            _("Answer of the office"),
            help_text=_("What was put right, or why it is in order all the same."),
        )
    },
    "required": ["answer"],
    "additionalProperties": False,
}


def answer_finding(*, by: Actor, sample: int, case_number: str, given: Mapping[str, Any]) -> SampleAnswer:
    """Keep what the office's supervisor answers, once. Nobody answers their own remark.

    Raises ActRefused (GATE-01, GATE-02, EX-12, SAMPLE-04 if it was answered before), BadInput.
    """
    with organise(ANSWERED, by) as change:
        row = sampled_case(sample, case_number)
        change.insist_on(Duty.SUPERVISE, row.case.office)
        finding = SampleFinding.objects.filter(sampled=row).first()
        if finding is None or not finding.faults:
            raise BadInput.of("case", "unknown", _("There is no remark on this case."))
        finding.sampled = row
        if finding.officer_id == change.officer.pk:
            raise ActRefused(
                Reason(
                    "EX-12",
                    _("The remark is yours; somebody else answers it."),
                    Kind.MAY_NOT,
                    ways_out=(_("Another supervisor of the office has to do it."),),
                )
            )
        if SampleAnswer.objects.filter(finding=finding).exists():
            raise ActRefused(Reason("SAMPLE-04", _("This remark was answered before."), Kind.NOT_NOW))
        told = schema.clean(SCHEMA, given, change.today)
        answer = SampleAnswer(finding=finding, officer=change.officer, answered_at=change.moment)
        answer.seal("words", told["answer"])
        answer.save()
        change.tell(row.case.office, sample=row.sample_id, looked_at=row.case.number)
    return answer
