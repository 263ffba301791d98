"""The materials of a case as screens show them: with declarations, scanned pages, and the marks they were given."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from casework.engine.matter import Matter
from casework.engine.scanned import scans_of
from casework.models import Assessment, Case, Material, Scan

from .unsealed import opened_or_nothing


@dataclass(frozen=True)
class MarkShown:
    """A mark on a material; `stands` unless the material has changed since."""

    row: Assessment
    comment: str
    stands: bool


@dataclass(frozen=True)
class MaterialShown:
    """A material with its name, the declaration where one was made, its scanned pages, and its marks, the latest first."""

    row: Material
    name: str
    document: str
    statement: str
    name_zh: str = ""
    scans: Sequence[Scan] = ()
    removed: Sequence[Scan] = ()
    marks: Sequence[MarkShown] = ()

    @property
    def mark(self) -> MarkShown | None:
        """The mark that stands."""
        return self.marks[0] if self.marks and self.marks[0].stands else None


def materials_of(case: Case, matter: Matter, happened: Collection[str] | None = None) -> list[MaterialShown]:
    """The materials with their names, declarations, marks and scans.

    `happened` are the kinds of acts the case knows, where that was asked.
    """
    rules = {rule.code: rule for rule in matter.item.materials}
    history: Any = Material.history
    newest = history.filter(id=OuterRef("pk")).order_by("-history_id").values("history_id")[:1]
    scanned = Exists(Scan.objects.filter(material=OuterRef("pk")))
    rows = list(Material.objects.filter(case=case).annotate(version=Subquery(newest), scanned=scanned))
    scans = scans_of(case) if any(row.scanned for row in rows) else []
    marks: dict[int, list[Assessment]] = {}
    for mark in _marks(case) if happened is None or "assess_material" in happened else ():
        mark.case = case
        marks.setdefault(mark.material_id, []).append(mark)
    shown = []
    for row in rows:
        row.case = case
        rule = rules[row.code]
        documents = {code: str(name) for code, name in rule.alternatives}
        shown.append(
            MaterialShown(
                row=row,
                name=str(rule.name),
                name_zh=rule.name.zh,
                document=documents.get(row.document, ""),
                statement=opened_or_nothing(row, "statement"),
                scans=[one for one in scans if one.material_id == row.pk and one.removed_at is None],
                removed=[one for one in scans if one.material_id == row.pk and one.removed_at is not None],
                marks=[
                    MarkShown(mark, opened_or_nothing(mark, "comment"), mark.version == row.version)
                    for mark in marks.get(row.pk, ())
                ],
            )
        )
    return shown


def _marks(case: Case) -> QuerySet[Assessment]:
    return Assessment.objects.filter(case=case).select_related("officer").order_by("-id")
