"""Take in a material, or a written declaration instead of it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Schema
from casework.engine.actor import Actor
from casework.engine.materials import material_schema, note_materials
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.refusal import BadInput
from casework.engine.work import Outcome
from casework.papers.wording import named


def _schema(matter: Matter) -> Schema:
    return {
        "type": "object",
        "properties": {"materials": material_schema(matter.item)},
        "required": ["materials"],
        "additionalProperties": False,
    }


ACT = Act("take_material", _("Take in a material"), completes_step=False, schema_for=_schema)


@ACT.performed_by
def take_material(
    *, case_number: str, by: Actor, seen: int | None = None, materials: Mapping[str, Any] | None = None
) -> Outcome:
    """Note what the applicant handed in or declared; a written declaration stands in where the item says so.

    What other registers hold is not asked from the citizen (ZX 7, ZWSJ 19). Raises ActRefused, BadInput.
    """
    with work_on(
        ACT, case_number=case_number, by=by, seen=seen, given={"materials": dict(materials or {})}
    ) as work:
        taken = note_materials(work, work.given.get("materials", {}))
        if not taken:
            raise BadInput.of("materials", "required", _("Nothing was handed in or declared."))
        work.tell(materials=taken, named=named(work.item, taken))
    return work.outcome
