"""Take scanned pages out of a case before it is accepted; that they were there stays on record."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Schema
from casework.engine.actor import Actor
from casework.engine.materials import rows_of
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.scanned import scans_of
from casework.engine.work import Outcome
from casework.models import MaterialSource, MaterialState
from casework.papers.wording import both, named, text_schema


def _schema(matter: Matter) -> Schema:
    names = {rule.code: rule.name for rule in matter.item.materials}
    standing = [row for row in scans_of(matter.case) if row.removed_at is None]
    labels = {
        str(row.pk): both(
            f"{names[row.material.code].zh} 第{row.position}页",
            f"{names[row.material.code].en}, page {row.position}",
        )
        for row in standing
    }
    return {
        "type": "object",
        "properties": {
            "scans": {
                "type": "array",
                "items": {"type": "string", "enum": list(labels), "x-labels": labels},
                "minItems": 1,
                "uniqueItems": True,
                "x-label": _("Pages to take out"),
                "x-help": _("They are shown no more, and stay sealed on record."),
            },
            "reason": text_schema(_("Why"), most=200),
        },
        "required": ["scans", "reason"],
        "additionalProperties": False,
    }


ACT = Act("remove_scan", _("Take out scanned pages"), completes_step=False, schema_for=_schema)


@ACT.performed_by
def remove_scan(
    *, case_number: str, by: Actor, seen: int | None = None, scans: Sequence[str] = (), reason: str = ""
) -> Outcome:
    """Take pages out, because they are somebody else's, say, or can't be read. Only before acceptance.

    A material of which nothing but its scan was there is missing again; one whose original was seen stays as it was
    noted. Raises ActRefused, BadInput.
    """
    given = {name: value for name, value in (("scans", scans), ("reason", reason)) if value}
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        rows = {row.pk: row for row in rows_of(work)}
        every = scans_of(work.case)
        removed = [row for row in every if str(row.pk) in work.given["scans"]]
        for row in removed:
            row.removed_at, row.removed_by = work.moment, by.officer
            row.seal("removal_reason", work.given["reason"])
            work.update(row, "removed_at", "removed_by", "removal_reason")
        touched = [rows[key] for key in dict.fromkeys(row.material_id for row in removed)]
        for material in touched:
            left = [row for row in every if row.material_id == material.pk and row.removed_at is None]
            material.pages = len(left)
            work.update(material, "pages")
            if not left and material.state == MaterialState.PROVIDED and not material.original_seen:
                material.state, material.document = MaterialState.MISSING, ""
                material.source = MaterialSource.PERSON
                work.update(material, "state", "document", "source")
        work.tell(
            named=named(work.item, [material.code for material in touched]),
            pages=len(removed),
            positions=[{"material": row.material.code, "page": row.position} for row in removed],
        )
    return work.outcome
