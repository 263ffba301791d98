"""Find cases: by number, by whom they are about, by item, state, office and day; only those the officer may open.

What is asked about a person is held as fingerprints (see `casework.models.vault`): a search can be kept, repeated and
leafed through without a name or a number standing anywhere.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from casework.engine import moment
from casework.engine.initials import initials_typed
from casework.engine.lawbook import current_items
from casework.engine.persons import NAME_MAX, identifier_token, initials_token, name_token
from casework.engine.refusal import BadInput
from casework.engine.schema import clean
from casework.engine.standing import Standing, standing_of
from casework.models import CLOSED_STATES, Case, CaseState, Duty, IdentifierKind, Officer, PersonIndex
from law.identifiers import fold_name

from .offices import offices_within

PAGE_SIZE = 25
SHORTEST_IDENTIFIER = 5
SHORTEST_ITEM = 2
LONGEST_TEXT = 100
# What an identity number may be looked up for; the reason stands in the record of who looked.
PURPOSES = {
    "visitor": _("the person is here and asks about their case"),
    "application": _("checking an application that is being worked on"),
    "objection": _("a correction, complaint or objection of the person"),
    "oversight": _("supervision or inspection"),
}
# What says something about a person, and so never stands in an address.
PERSONAL = ("text", "name", "identifier_kind", "identifier", "initials", "purpose")
PLAIN = ("number", "item", "state", "office", "received_from", "received_until")
_NUMBER = re.compile(r"[0-9]{4}-[0-9]{0,9}(-[0-9A-Z])?")


@dataclass(frozen=True)
class Wanted:
    """What is looked for. Each entry of `persons` are fingerprints of which the applicant has one; all entries hold."""

    persons: tuple[tuple[str, ...], ...] = ()
    number: str = ""
    items: tuple[str, ...] = ()
    item: str = ""
    state: str = ""
    office: str = ""
    received_from: str = ""
    received_until: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked."""
        return not any(asdict(self).values())

    def as_data(self) -> dict[str, Any]:
        """As JSON, to be kept with a session."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Wanted":
        """Back from JSON."""
        return cls(
            **{
                **data,
                "persons": tuple(tuple(one) for one in data["persons"]),
                "items": tuple(data["items"]),
            }
        )


@dataclass(frozen=True)
class Found:
    """One page of cases, the latest first."""

    cases: Sequence[Case]
    page: int
    pages: int
    total: int


def search(officer: Officer, wanted: Wanted, page: int = 1) -> Found:
    """The cases that fit, among those the officer may open."""
    cases = Case.objects.filter(visible(standing_of(officer, moment.today())), _fits(wanted))
    total = cases.count()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    shown = cases.select_related("office", "receiving_office", "applicant__key", "holder").order_by(
        "-received_on", "-id"
    )[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Found(list(shown), page, pages, total)


def visible(standing: Standing) -> Q:
    """The cases that an officer may open, as a condition; says the same as `engine.access.may_see`."""
    if not standing.active or standing.administers:
        return Q(pk__in=[])
    within = Q(pk__in=[])
    for one in standing.capacities:
        scope = Q(item_slug__in=one.items) if one.items else Q()
        within |= scope & Q(office__path__startswith=one.office_path)
        if one.duty == Duty.RECEIVE:
            within |= scope & Q(receiving_office__path__startswith=one.office_path)
    kept_only = Q(state__in=CLOSED_STATES, applicant__restricted_at__isnull=False)
    return within & ~Q(recusals__officer=standing.officer_id) & ~kept_only


def search_schema(standing: Standing) -> dict[str, Any]:
    """What can be asked, as the page draws it and the interface reads it; offices are those of the officer."""
    offices = offices_within(standing)
    items = [item for _version, item in current_items(moment.today())]
    return {
        "type": "object",
        "properties": {
            "text": _text(_("Number, name, initials or item"), LONGEST_TEXT)
            | {"x-help": _("A whole name, its pinyin initials, a whole identity number, or a case number.")},
            "number": _text(_("Case number"), 20),
            "name": _text(_("Name"), NAME_MAX),
            "identifier_kind": {
                "type": "string",
                "enum": [str(value) for value in IdentifierKind.values],
                "x-labels": {str(kind): kind.label for kind in IdentifierKind},
                "x-label": _("Kind of paper"),
            },
            "identifier": _text(_("Number of the paper"), 30),
            "initials": _text(_("Initials"), 20),
            "purpose": {
                "type": "string",
                "enum": list(PURPOSES),
                "x-labels": PURPOSES,
                "x-label": _("What for"),
                "x-help": _("Needed for an identity number; the look-up is put on record."),
            },
            "item": {
                "type": "string",
                "enum": [item.slug for item in items],
                "x-labels": {item.slug: {"zh": item.name.zh, "en": item.name.en} for item in items},
                "x-label": _("Item"),
            },
            "state": {
                "type": "string",
                "enum": [str(value) for value in CaseState.values],
                "x-labels": {str(state): state.label for state in CaseState},
                "x-label": _("State"),
            },
            "office": {
                "type": "string",
                "enum": [one.code for one in offices],
                "x-labels": {one.code: one.name for one in offices},
                "x-label": _("Office"),
            },
            "received_from": {"type": "string", "format": "date", "x-label": _("Received from")},
            "received_until": {"type": "string", "format": "date", "x-label": _("Received until")},
        },
        "additionalProperties": False,
    }


def _text(label: Any, most: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": most, "x-label": label}


@dataclass(frozen=True)
class Asked:
    """What is looked for, and for what purpose if that had to be said."""

    wanted: Wanted
    purpose: str = ""

    @property
    def about_person(self) -> bool:
        """Whether it was asked who somebody's cases are: on record even if there are none."""
        return bool(self.wanted.persons)


def asked_by(given: Mapping[str, Any], schema: Mapping[str, Any]) -> Asked:
    """The search that was asked for. Raises BadInput, also for an identity number without a purpose."""
    fit = clean(schema, given, moment.today())
    wanted = by_text(fit["text"]) if fit.get("text") else Wanted()
    persons = list(wanted.persons)
    if fit.get("identifier"):
        persons.append(by_identifier(fit["identifier"], fit.get("identifier_kind", "")))
    if fit.get("name"):
        persons.append((name_token(fit["name"]),))
    if fit.get("initials"):
        initials = initials_typed(fit["initials"])
        if not initials:
            raise BadInput.of("initials", "pattern", _("Initials are two Latin letters or more."))
        persons.append((initials_token(initials),))
    if "purpose" not in fit and (fit.get("identifier") or is_identifier(fit.get("text", ""))):
        raise BadInput.of("purpose", "required", _("Say what you look this number up for."))
    plain = {name: fit[name] for name in PLAIN if fit.get(name)}
    if "number" in plain:
        plain["number"] = _number_form(plain["number"])
    return Asked(replace(wanted, persons=tuple(persons), **plain), fit.get("purpose", ""))


def is_identifier(typed: str) -> bool:
    """Whether a text is meant as the number of somebody's paper: letters and digits, some of these, and long enough."""
    number = fold_name(typed)
    return (
        len(number) >= SHORTEST_IDENTIFIER
        and number.isascii()
        and number.isalnum()
        and any(character.isdigit() for character in number)
    )


def by_identifier(number: str, kind: str = "") -> tuple[str, ...]:
    """The fingerprints of a paper's number, of whatever kind unless one is named."""
    return tuple(identifier_token(one, number) for one in ([kind] if kind else IdentifierKind.values))


def by_text(typed: str) -> Wanted:
    """What somebody means who types into the one field: a number, a name or its initials, or an item."""
    number = _number_form(typed)
    if _NUMBER.fullmatch(number):
        return Wanted(number=number)
    if is_identifier(typed):
        return Wanted(persons=(by_identifier(typed),))
    initials = initials_typed(typed)
    tokens = (name_token(typed), *([initials_token(initials)] if initials else ()))
    return Wanted(persons=(tokens,), items=_items_named(typed))


def _number_form(typed: str) -> str:
    """A case number, or its beginning, as numbers are stored."""
    number = unicodedata.normalize("NFKC", typed).replace(" ", "").upper()
    return re.sub("[\u2010-\u2015\u2212]", "-", number)


def _items_named(typed: str) -> tuple[str, ...]:
    """The items whose name holds what was typed, or whose code or initials it is."""
    wanted = fold_name(typed)
    if len(wanted) < SHORTEST_ITEM:
        return ()
    return tuple(
        item.slug
        for _version, item in current_items(moment.today())
        if any(wanted in fold_name(name) for name in (item.name.zh, item.name.en))
        or wanted in (item.slug, item.initials)
    )


def _fits(wanted: Wanted) -> Q:
    fits = Q()
    if wanted.persons:
        person = Q()
        for tokens in wanted.persons:
            person &= Q(Exists(PersonIndex.objects.filter(person=OuterRef("applicant"), token__in=tokens)))
        # The one field may mean a person or an item.
        fits &= person | Q(item_slug__in=wanted.items) if wanted.items else person
    if wanted.number:
        fits &= Q(number__startswith=wanted.number)
    if wanted.item:
        fits &= Q(item_slug=wanted.item)
    if wanted.state:
        fits &= Q(state=wanted.state)
    if wanted.office:
        fits &= Q(office__code=wanted.office)
    if wanted.received_from:
        fits &= Q(received_on__gte=date.fromisoformat(wanted.received_from))
    if wanted.received_until:
        fits &= Q(received_on__lte=date.fromisoformat(wanted.received_until))
    return fits
