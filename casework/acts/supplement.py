"""Take in what the applicant corrected (补正材料); screening begins again."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Schema
from casework.engine.actor import Actor
from casework.engine.enquiries import form_for
from casework.engine.mandates import CORRECT, brought_by_agent, insist_on_power
from casework.engine.materials import material_schema, note_materials
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.refusal import BadInput
from casework.engine.schema import clean
from casework.engine.work import Outcome
from casework.models import CaseState, ClockPurpose
from casework.papers.wording import named


def _schema(matter: Matter) -> Schema:
    return {
        "type": "object",
        "properties": {
            "materials": material_schema(matter.item),
            "form": {**form_for(matter.item, matter.day), "x-label": _("Corrected form")},
            **brought_by_agent(matter),
        },
        "additionalProperties": False,
    }


ACT = Act("supplement", _("Take in the corrections"), schema_for=_schema, dated=True)


@ACT.performed_by
def supplement(
    *,
    case_number: str,
    by: Actor,
    seen: int | None = None,
    materials: Mapping[str, Any] | None = None,
    form: Mapping[str, Any] | None = None,
    through_agent: bool = False,
) -> Outcome:
    """Note the corrected materials or form; the limit for screening starts anew from the day the office has them.

    What was posted counts for the applicant from its postmark (MS 85): a late entry. An agent needs the
    power to correct. Raises ActRefused (AGENT-*), BadInput.
    """
    given: dict[str, Any] = {
        name: dict(part) for name, part in (("materials", materials), ("form", form)) if part
    }
    given |= {"through_agent": True} if through_agent else {}
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        if work.given.get("through_agent"):
            insist_on_power(work, CORRECT)
        told_on = work.case.correction_told_on
        if told_on is not None:
            work.insist_not_before(told_on, _("The applicant hadn't been told yet what is missing."))
        taken = note_materials(work, work.given.get("materials", {}))
        if work.given.get("form"):
            work.case.seal("form", clean(form_for(work.item, work.today), work.given["form"], work.today))
            taken.append("form")
        if not taken:
            raise BadInput.of("materials", "required", _("Nothing was handed in or declared."))
        work.turn(CaseState.RECEIVED)
        work.start_clock(ClockPurpose.SCREENING)
        work.tell(materials=taken, named=named(work.item, taken))
    return work.outcome
