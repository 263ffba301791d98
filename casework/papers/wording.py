"""Texts that several acts put on their papers."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from ruamel.yaml import YAML

from casework.engine.items import Item
from casework.engine.lawbook import current_law
from casework.engine.refusal import ActRefused, BadInput, Fault, Kind, Reason
from casework.models import Case
from law.bases import Citation, cite, cited_text
from law.book import LawBook
from law.errors import BasisNotInForce
from law.remedies import remedy_text


def both(zh: str, en: str) -> dict[str, str]:
    """A text in both languages, as papers keep it."""
    return {"zh": zh, "en": en}


@cache
def _texts() -> dict[str, dict[str, str]]:
    with (Path(__file__).parent / "texts.yaml").open(encoding="utf-8") as file:
        return dict(YAML(typ="safe", pure=True).load(file))


def said(key: str) -> dict[str, str]:
    """A standing text of our papers, in both languages. Raises KeyError."""
    text = _texts()[key]
    return both(text["zh"], text["en"])


def said_with(key: str, **values: Any) -> dict[str, str]:
    """A standing text with its places filled in; a value in two languages stands in each in its own. Raises KeyError."""

    def within(language: str) -> dict[str, Any]:
        return {name: one[language] if isinstance(one, dict) else one for name, one in values.items()}

    text = said(key)
    return both(text["zh"].format(**within("zh")), text["en"].format(**within("en")))


def listed(parts: Iterable[Mapping[str, str]], key: str) -> dict[str, str]:
    """A standing text with several others in it, one after the other. Raises KeyError."""
    found = list(parts)
    return said_with(
        key, listed=both("、".join(one["zh"] for one in found), ", ".join(one["en"] for one in found))
    )


def bilingual(label: Any) -> dict[str, str]:
    """A label of the screen in both languages, for a paper."""
    found = {}
    for key, language in (("zh", "zh-hans"), ("en", "en")):
        with override(language):
            found[key] = str(label)
    return found


def named(item: Item, codes: Iterable[str]) -> list[dict[str, str]]:
    """Materials by their names, for a sentence that people read; `form` is the application form itself."""
    names = {rule.code: both(rule.name.zh, rule.name.en) for rule in item.materials} | {"form": said("form")}
    return [names[code] for code in codes]


def silence_after(book: LawBook, last_day: date | None) -> dict[str, str]:
    """What it means if the office says nothing until the last day; that day may not be fixed yet (no holiday notice)."""
    if last_day is None:
        return said("deemed_acceptance_on_a_day_not_known")
    day = book.wording.day(last_day)
    text = said("deemed_acceptance_after_receipt")
    return both(text["zh"].format(day=day.zh), text["en"].format(day=day.en))


def names_of(case: Case) -> dict[str, Any]:
    """The office that issues a paper."""
    return both(case.office.name_zh, case.office.name_en)


def articles_in_force(book: LawBook, citations: tuple[Citation, ...], on: date) -> list[dict[str, str]]:
    """The articles as a paper cites them. Raises ActRefused (EX-10) if one isn't in force on the day.

    Limits follow the law the case was received under; whether an article stands today is asked of today's law too.
    """
    _edition, newest = current_law(on)
    with _only_law_in_force(on):
        for one in citations:
            if one.basis in newest.bases:
                cite(newest, one, on)
        return [
            both(cited_text(book, cite(book, one, on), "zh"), cited_text(book, cite(book, one, on), "en"))
            for one in citations
        ]


@contextmanager
def _only_law_in_force(on: date) -> Iterator[None]:
    try:
        yield
    except BasisNotInForce as error:
        raise ActRefused(
            Reason(
                "EX-10",
                _("The legal basis %(basis)s isn't in force on %(day)s.")
                % {"basis": error.basis, "day": on.isoformat()},
                Kind.MAY_NOT,
                model=("CF 37", "CF 38"),
            )
        ) from error


def remedies_against(book: LawBook, item: Item, on: date) -> dict[str, str]:
    """The paragraph on reconsideration and court for a decision of this item (AP-04).

    Raises ActRefused (EX-10) if what it rests on isn't in force on the day: a remedy that can't be told correctly isn't
    told at all, and neither is the decision.
    """
    hall = settings.HALL
    with _only_law_in_force(on):
        text = remedy_text(
            book,
            item.remedy,
            reconsider_at_zh=hall["reconsider_at_zh"],
            reconsider_at_en=hall["reconsider_at_en"],
            court_zh=hall["court_zh"],
            court_en=hall["court_en"],
            on=on,
        )
    return both(text.zh, text.en)


def ground_schema(item: Item, use: str, book: LawBook) -> dict[str, Any]:
    """The choice of a ground: only those the item allows for that use."""
    return {
        "type": "string",
        "enum": list(item.grounds.get(use, ())),
        "x-labels": {
            one: both(book.grounds[one].text_zh, book.grounds[one].text_en)
            for one in item.grounds.get(use, ())
        },
        "x-label": _("Ground"),
        "x-widget": "radio",
    }


def text_schema(label: Any, *, most: int = 2000, least: int = 1, help_text: Any = "") -> dict[str, Any]:
    """A longer text in the officer's own words."""
    return {
        "type": "string",
        "minLength": least,
        "maxLength": most,
        "x-label": label,
        "x-help": help_text,
        "x-widget": "textarea",
        "x-personal": True,
    }


NEEDED = {
    "competent_agency": _("The office that is competent, where the applicant should go instead"),
    "checks_made": _("What was done to establish the identity"),
    "earlier_registration": _("The earlier registration"),
    "entry_checks": _("What was done to check the entry"),
    "secrecy_rule": _("The rule that demands secrecy"),
}


def particulars_schema(item: Item, use: str, book: LawBook) -> dict[str, Any]:
    """What a paper must state beside its facts, depending on the ground chosen."""
    needs = dict.fromkeys(need for ground in item.grounds.get(use, ()) for need in book.grounds[ground].needs)
    return {
        "type": "object",
        "properties": {need: text_schema(NEEDED.get(need, need), most=500) for need in needs},
        "additionalProperties": False,
        "x-label": _("What the ground requires to be stated"),
    }


def insist_on_particulars(book: LawBook, ground: str, given: Mapping[str, Any]) -> None:
    """Raises BadInput if a fact is missing that the ground requires."""
    missing = [need for need in book.grounds[ground].needs if not given.get(need)]
    if missing:
        raise BadInput(
            {
                f"particulars.{need}": [Fault("required", _("This ground needs it to be stated."))]
                for need in missing
            }
        )
