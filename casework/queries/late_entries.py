"""Late entries as they are read: what is to be done for which day, and what shows it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from casework.engine.act import acts
from casework.engine.matter import Matter
from casework.engine.schema import text_of
from casework.models import Case, ErasedPerson, LateEntry


@dataclass(frozen=True)
class LateShown:
    """A late entry that waits for a second officer, with its input in words."""

    row: LateEntry
    title: str
    evidence_words: str
    postal_number: str
    facts: Sequence[tuple[str, str]]


def late_shown(case: Case, matter: Matter) -> LateShown | None:
    """The late entry of a case that waits."""
    row = matter.late_entry
    if row is None:
        return None
    row.case = case
    try:
        words: Mapping[str, Any] = row.unseal("words") or {}
    except ErasedPerson:
        words = {}
    act = acts[row.act]
    schema = act.schema_for(matter) if act.schema_for else act.schema
    return LateShown(
        row=row,
        title=str(act.title),
        evidence_words=words.get("evidence_words", ""),
        postal_number=words.get("postal_number", ""),
        facts=list(_in_words(schema, words.get("input", {}))),
    )


def _in_words(
    schema: Mapping[str, Any], given: Mapping[str, Any], within: str = ""
) -> Iterator[tuple[str, str]]:
    """Each field that was filled in, by its label, in the order of the form."""
    for name, part in schema.get("properties", {}).items():
        value, label = given.get(name), text_of(part.get("x-label")) or name
        if value is None or value == "":
            continue
        label = f"{within} · {label}" if within else label
        if isinstance(value, Mapping):
            yield from _in_words(part, value, label)
        elif isinstance(value, list):
            yield label, "、".join(str(one) for one in value)
        elif isinstance(value, bool):
            yield label, _("yes") if value else _("no")
        else:
            yield label, text_of(part.get("x-labels", {}).get(value)) or str(value)


def late_among(case_ids: Iterable[int]) -> dict[int, LateEntry]:
    """For a list of cases: the late entry of each that waits, else the one that was confirmed last."""
    rows = LateEntry.objects.filter(case__in=list(case_ids)).exclude(confirmed=False)
    rows = rows.select_related("proposed_by").order_by("id")
    found: dict[int, LateEntry] = {}
    for row in rows:
        before = found.get(row.case_id)
        if before is None or before.decided_at is not None:
            found[row.case_id] = row
    return found
