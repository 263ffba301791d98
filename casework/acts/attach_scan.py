"""Add scanned pages to a material that was handed in."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Schema
from casework.engine.actor import Actor
from casework.engine.materials import rows_of
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.refusal import BadInput, Faults
from casework.engine.scanned import attach, check_scans, scans_schema
from casework.engine.work import Outcome
from casework.models import MaterialState
from casework.papers.wording import both, named


def _schema(matter: Matter) -> Schema:
    rules = matter.item.materials
    return {
        "type": "object",
        "properties": {
            "material": {
                "type": "string",
                "enum": [rule.code for rule in rules],
                "x-labels": {rule.code: both(rule.name.zh, rule.name.en) for rule in rules},
                "x-label": _("Material"),
            },
            "scans": {**scans_schema(), "minItems": 1},
        },
        "required": ["material", "scans"],
        "additionalProperties": False,
    }


ACT = Act("attach_scan", _("Add scanned pages"), completes_step=False, schema_for=_schema)

_THERE = (MaterialState.PROVIDED, MaterialState.DECLARED)


@ACT.performed_by
def attach_scan(
    *,
    case_number: str,
    by: Actor,
    seen: int | None = None,
    material: str = "",
    scans: Sequence[str] = (),
) -> Outcome:
    """Add pages, chosen before, behind those that a material has. Its count of pages follows from them.

    Only to what was handed in or declared: what other registers hold is not asked in copy from the citizen (ZX 7).
    Raises ActRefused, BadInput.
    """
    given = {name: value for name, value in (("material", material), ("scans", scans)) if value}
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        row = next(one for one in rows_of(work) if one.code == work.given["material"])
        if row.state not in _THERE:
            raise BadInput.of(
                "material", "missing", _("This wasn't handed in yet. Take it in; its scans go with it.")
            )
        faults = Faults()
        tokens = work.given["scans"]
        check_scans({row.code: {"scans": tokens}}, "materials", by.officer, work.moment, faults, work.case)
        if faults.found:
            # Here the pages stand in a field of their own.
            raise BadInput({"scans": [one for found in faults.found.values() for one in found]})
        added = attach(work, row, tokens, "scans")
        work.tell(material=row.code, named=named(work.item, [row.code]), pages=added)
    return work.outcome
