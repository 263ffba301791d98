"""Materials of an application: what is there, what is declared, what other registers answered."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.models import Assessment, Case, Material, MaterialSource, MaterialState

from .items import Item, MaterialRule
from .refusal import ActRefused, Faults, Kind, Reason
from .scanned import attach_given, check_scans, scans_schema
from .work import Work

PAGES_MOST = 500


def material_schema(item: Item) -> dict[str, Any]:
    """The part of an input in which the materials stand, one object a material."""
    return {
        "type": "object",
        "properties": {rule.code: _one(rule) for rule in item.materials},
        "additionalProperties": False,
        "x-label": _("Materials"),
    }


def _one(rule: MaterialRule) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    if rule.source == "person":
        properties["document"] = {
            "type": "string",
            "enum": [code for code, _name in rule.alternatives],
            "x-labels": {code: {"zh": name.zh, "en": name.en} for code, name in rule.alternatives},
            "x-label": _("Which document"),
        }
        properties["original_seen"] = {"type": "boolean", "x-label": _("Original seen and given back")}
        properties["pages"] = {"type": "integer", "minimum": 0, "maximum": PAGES_MOST, "x-label": _("Pages")}
    if rule.declaration_instead:
        properties["statement"] = {
            "type": "string",
            "maxLength": 1000,
            "x-label": _("Written declaration instead"),
            "x-widget": "textarea",
            "x-personal": True,
        }
    properties["scans"] = scans_schema()
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "x-label": {"zh": rule.name.zh, "en": rule.name.en},
    }


def first_rows(case: Case, item: Item, given: Mapping[str, Any]) -> list[Material]:
    """The rows of a new case: handed in, declared, missing, or to be asked for from other registers first."""
    rows = []
    for rule in item.materials:
        sharing = rule.source == "sharing"
        row = Material(
            case=case,
            code=rule.code,
            source=MaterialSource.SHARING if sharing else MaterialSource.PERSON,
            state=MaterialState.PENDING if sharing else MaterialState.MISSING,
        )
        take(row, rule, given.get(rule.code) or {})
        rows.append(row)
    return rows


def take(row: Material, rule: MaterialRule, given: Mapping[str, Any]) -> list[str]:
    """Note what was handed in or declared for a material; the columns that changed."""
    if given.get("document"):
        row.state = MaterialState.PROVIDED
        row.source = MaterialSource.PERSON
        row.document = given["document"]
        row.original_seen = bool(given.get("original_seen"))
        row.pages = int(given.get("pages") or 0)
        return ["state", "source", "document", "original_seen", "pages"]
    if given.get("statement") and rule.declaration_instead:
        row.state = MaterialState.DECLARED
        row.source = MaterialSource.DECLARATION
        row.seal("statement", given["statement"])
        return ["state", "source", "statement"]
    return []


def check_given(item: Item, given: Mapping[str, Any], field: str, faults: Faults) -> None:
    """Note materials that were named without what makes them count."""
    for rule in item.materials:
        entry = given.get(rule.code)
        if not isinstance(entry, Mapping):
            continue
        named = entry.get("document") or entry.get("statement")
        noted = entry.get("original_seen") or entry.get("pages") or entry.get("scans")
        if rule.source == "person" and not named and noted:
            faults.add(f"{field}.{rule.code}.document", "required", _("Say which document was shown."))
        elif not named and noted:
            faults.add(f"{field}.{rule.code}.statement", "required", _("Write down what is declared."))


def rows_of(work: Work) -> list[Material]:
    """The materials of the case at hand, each with that very case."""
    rows = list(Material.objects.filter(case=work.case))
    for row in rows:
        row.case = work.case
    return rows


def insist_on_materials(work: Work) -> None:
    """Raises ActRefused (MAT-01) while a material is neither there, nor found, nor declared."""
    reason = unsettled(work.case, work.item)
    if reason is not None:
        raise ActRefused(reason)


def unsettled(case: Case, item: Item) -> Reason | None:
    """The reason (MAT-01) for which a case can't be accepted, if a material of it isn't settled."""
    names = {rule.code: str(rule.name) for rule in item.materials}
    rows = Material.objects.filter(case=case)
    open_ones = [names.get(row.code, row.code) for row in rows if not row.is_settled]
    if not open_ones:
        return None
    return Reason(
        "MAT-01",
        _("Not settled yet: %(names)s.") % {"names": "、".join(open_ones)},
        Kind.NOT_NOW,
        ways_out=(
            _(
                "Take in the material, take a written declaration, or tell the applicant once what is missing."
            ),
        ),
    )


def note_materials(work: Work, given: Mapping[str, Any]) -> list[str]:
    """Note materials on the rows of the case; the codes of those that changed. Raises BadInput."""
    faults = Faults()
    check_given(work.item, given, "materials", faults)
    check_scans(given, "materials", work.actor.officer, work.moment, faults, work.case)
    faults.raise_if_any()
    rules = {rule.code: rule for rule in work.item.materials}
    rows = rows_of(work)
    taken = []
    for row in rows:
        columns = take(row, rules[row.code], given.get(row.code) or {})
        if columns:
            work.update(row, *columns)
            taken.append(row.code)
    attach_given(work, rows, given)
    return taken


def versions_of(case: Case) -> dict[str, int]:
    """The newest version of each material: the number of the history row that its last change left."""
    history: Any = Material.history
    rows = history.filter(case_id=case.pk).order_by("id", "history_id").values_list("code", "history_id")
    return dict(rows)


def standing_marks(case: Case, versions: Mapping[str, int]) -> dict[str, Assessment]:
    """The mark that stands on each material: the last one, unless the material has changed since."""
    marks: dict[str, Assessment] = {}
    for row in Assessment.objects.filter(case=case).select_related("material", "officer").order_by("id"):
        row.case = case
        if row.version == versions.get(row.material.code):
            marks[row.material.code] = row
    return marks
