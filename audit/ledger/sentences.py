"""One sentence per kind of event, in Chinese and English.

An app registers the sentences of its own events when it starts and says for each kind how it treats personal
data. A sentence is filled from the columns and facts of the event alone, never from the tables of the case,
so it reads the same in ten years. A column wins over a fact of the same name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from string import Formatter
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from audit.ledger.errors import BadTemplate, DuplicateKind
from audit.ledger.models import Event

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_FIELD = re.compile(r"[a-z][a-z0-9_]*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_COLUMNS = (
    *(
        "kind",
        "case_number",
        "case_seq",
        "actor_kind",
        "actor_name",
        "on_behalf_of_name",
        "office_code",
        "step",
    ),
    *("from_state", "to_state", "happened_on", "recorded_at", "channel", "basis"),
)


class PersonalData(StrEnum):
    """How an event of a kind treats personal data."""

    NONE = "none"
    """It concerns nobody's data; nothing is to be erased."""
    PSEUDONYM = "pseudonym"
    """It names a person by id; erasing the person's row leaves a number."""
    COMMITMENT = "commitment"
    """It commits to a person's data; destroying the person's key makes the commitment meaningless."""


@dataclass(frozen=True)
class Sentence:
    """The templates of one kind and its personal-data policy."""

    zh: str
    en: str
    personal_data: PersonalData


_sentences: dict[str, Sentence] = {}


def _refuse_bad_template(kind: str, template: str) -> None:
    try:
        parts = list(Formatter().parse(template))
    except ValueError as error:
        raise BadTemplate(f"{kind}: {error}") from error
    if not template.strip():
        raise BadTemplate(f"{kind}: an empty sentence")
    for _literal, name, specification, conversion in parts:
        # Attributes, indices and format specifications would reach beyond the event, or fail when it is read.
        if name is not None and (not _FIELD.fullmatch(name) or specification or conversion):
            raise BadTemplate(f"{kind}: a field is a plain name in braces")


def register(kind: str, *, zh: str, en: str, personal_data: PersonalData | str) -> None:
    """Register the sentence of a kind of event.

    ``zh`` and ``en`` name columns and facts in braces; ``{actor}`` and ``{on_behalf_of}`` are short for the
    names. ``personal_data`` is one of none, pseudonym, commitment. Raises DuplicateKind when the kind has a
    sentence, BadTemplate for a malformed template, ValueError for an unknown policy.
    """
    if kind in _sentences:
        raise DuplicateKind(f"{kind} has a sentence already")
    for template in (zh, en):
        _refuse_bad_template(kind, template)
    _sentences[kind] = Sentence(zh=zh, en=en, personal_data=PersonalData(personal_data))


def registered_kinds() -> tuple[str, ...]:
    """The kinds of event that have a sentence, sorted."""
    return tuple(sorted(_sentences))


def policy(kind: str) -> PersonalData:
    """The personal-data policy of a kind. Raises KeyError for a kind without a sentence."""
    return _sentences[kind].personal_data


def _words(value: object) -> str:
    """A value as it reads in the active language."""
    if value is None or value == "":
        return gettext("(not recorded)")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime):
        return date_format(value.astimezone(_SHANGHAI), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, str):
        return _day_or_text(value)
    if isinstance(value, Mapping) and set(value) == {"zh", "en"}:
        # A text in both languages, as papers and items keep it.
        return str(value["zh" if (translation.get_language() or "").startswith("zh") else "en"])
    if isinstance(value, Mapping):
        return pgettext("list separator", ", ").join(f"{key}: {_words(item)}" for key, item in value.items())
    if isinstance(value, Iterable):
        return pgettext("list separator", ", ").join(_words(item) for item in value) or gettext("none")
    return str(value)


def _day_or_text(text: str) -> str:
    if _DAY.fullmatch(text):
        try:
            return date_format(date.fromisoformat(text), "DATE_FORMAT")
        except ValueError:
            return text
    return text


def _values(event: Event) -> dict[str, object]:
    facts = event.facts if isinstance(event.facts, dict) else {}
    columns = {name: getattr(event, name) for name in _COLUMNS}
    nameless = {"system": gettext("The system"), "applicant": gettext("The applicant")}
    actor = nameless.get(event.actor_kind, event.actor_name)
    short = {"actor": actor, "on_behalf_of": event.on_behalf_of_name}
    return {**facts, **columns, **short}


def sentence(event: Event, language: str) -> str:
    """The event in one sentence; ``language`` is ``zh…`` or anything else for English.

    A field the event does not carry reads "(not recorded)"; a kind without a sentence is named plainly. Never
    raises.
    """
    chinese = language.lower().startswith("zh")
    with translation.override("zh-hans" if chinese else "en"):
        templates = _sentences.get(event.kind)
        if templates is None:
            return gettext("Event of the kind “%(kind)s”.") % {"kind": event.kind}
        values = _values(event)
        parts = Formatter().parse(templates.zh if chinese else templates.en)
        return "".join(
            literal + ("" if name is None else _words(values.get(name)))
            for literal, name, _spec, _conv in parts
        )
