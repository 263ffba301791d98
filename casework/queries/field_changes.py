"""What changed in the rows of a case: which field, from what to what, by whom, in which act. Sealed values stay masked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from casework.engine.items import Item
from casework.models import (
    Case,
    Clock,
    ClockExtension,
    ClockPause,
    DamagedSecret,
    ErasedPerson,
    HandOver,
    Mandate,
    Material,
    Officer,
    Person,
    Reassignment,
    Recusal,
)
from casework.models.sealed import SealedField
from law.identifiers import mask_identifier, mask_phone

from .case_file import CaseFile

# Bookkeeping of the engine; what it stands for is told by other fields.
LEFT_OUT = frozenset({"event_seq", "status", "created", "finished", "flow_class", "due_at", "derivation"})
OF_A_CASE: tuple[type[models.Model], ...] = (Material, Clock, Mandate, HandOver, Recusal, Reassignment)
OF_A_CLOCK: tuple[type[models.Model], ...] = (ClockPause, ClockExtension)
SEALED = "••••"


@dataclass(frozen=True)
class FieldChange:
    """One field that was changed."""

    at: datetime
    officer: str
    act: str
    what: str
    field: str
    label: str
    before: str
    after: str


def field_changes(file: CaseFile) -> list[FieldChange]:
    """The changes of all rows of a case, the latest first; what was first written down is no change."""
    pairs = [pair for rows in _histories(file) for pair in _pairs(rows)]
    officers = _officers(pairs)
    names = {rule.code: str(rule.name) for rule in file.matter.item.materials}
    people = {one.person.pk: one.person for one in file.people}
    found = [
        change for before, after in pairs for change in _changes(before, after, officers, names, people, file)
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _histories(file: CaseFile) -> Iterator[Sequence[Any]]:
    """The history of each table in which the ledger says that something of this case was written twice."""
    case, written = file.case, _written(file)
    yield _rows(Case, id=case.pk)
    yield _rows(Person, id__in=[one.person.pk for one in file.people])
    for model in OF_A_CASE:
        if model._meta.label_lower in written:
            yield _rows(model, case_id=case.pk)
    for model in OF_A_CLOCK:
        if model._meta.label_lower in written:
            yield _rows(model, clock_id__in=[one.pk for one in file.clocks])


def _written(file: CaseFile) -> set[str]:
    told: list[Any] = [row for event in file.events for row in event.content()["history"]]
    return {str(row["model"]) for row in told}


def _rows(model: type[models.Model], **where: Any) -> Sequence[Any]:
    manager: Any = model.history
    return list(manager.filter(**where).order_by("id", "history_id"))


def _pairs(rows: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    for before, after in pairwise(rows):
        if before.id == after.id and after.history_type == "~":
            yield before, after


def _officers(pairs: Sequence[tuple[Any, Any]]) -> Mapping[int, str]:
    wanted: set[int] = set()
    for before, after in pairs:
        wanted.add(after.history_user_id)
        for one in after.tracked_fields:
            if one.is_relation and one.remote_field.model is Officer:
                wanted |= {getattr(before, one.attname), getattr(after, one.attname)}
    return {one.pk: one.name for one in Officer.objects.filter(pk__in=wanted - {None})}


def _changes(
    before: Any,
    after: Any,
    officers: Mapping[int, str],
    names: Mapping[str, str],
    people: Mapping[int, Person],
    file: CaseFile,
) -> Iterator[FieldChange]:
    for one in after.tracked_fields:
        old, new = getattr(before, one.attname), getattr(after, one.attname)
        if one.name in LEFT_OUT or _plain(old) == _plain(new):
            continue
        if isinstance(one, SealedField):
            owner = people.get(after.id) if after.instance_type is Person else None
            shown = (_masked(one.name, old, owner), _masked(one.name, new, owner))
        else:
            shown = (_in_words(one, old, officers, file), _in_words(one, new, officers, file))
        yield FieldChange(
            at=after.history_date,
            officer=officers.get(after.history_user_id, ""),
            act=after.history_change_reason or "",
            what=_what(after, names),
            field=f"{after.instance_type._meta.model_name}.{one.name}",
            label=str(one.verbose_name),
            before=shown[0],
            after=shown[1],
        )


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _what(row: Any, names: Mapping[str, str]) -> str:
    if row.instance_type is Material:
        return names.get(row.code, row.code)
    if row.instance_type is Clock:
        return str(Clock(purpose=row.purpose).get_purpose_display())
    return ""


def _masked(name: str, sealed: Any, owner: Person | None) -> str:
    """A sealed value as the page masks it; what it doesn't mask by parts isn't opened at all."""
    if sealed is None:
        return ""
    mask = {"identifier": mask_identifier, "phone": mask_phone}.get(name)
    if mask is None or owner is None:
        return SEALED
    holder = Person(pk=owner.pk, key=owner.key)
    setattr(holder, name, sealed)
    try:
        return mask(holder.unseal(name) or "")
    except (ErasedPerson, DamagedSecret):
        return SEALED


def _in_words(one: Any, value: Any, officers: Mapping[int, str], file: CaseFile) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if one.is_relation and one.remote_field.model is Officer:
        return officers.get(value, "")
    if one.choices:
        return str(dict(one.flatchoices).get(value, value))
    if isinstance(value, datetime):
        return localtime(value).strftime("%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if one.name == "document":
        return _document(str(value), file.matter.item)
    return str(value)


def _document(code: str, item: Item) -> str:
    found = (name for rule in item.materials for one, name in rule.alternatives if one == code)
    return str(next(found, code))
