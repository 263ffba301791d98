"""Every text that a person reads exists in Simplified Chinese; English is the text itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from .sources import ROOT, texts

PO = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
# Which arguments of a call are texts: context and the forms of the text.
CALLS: dict[str, tuple[int | None, tuple[int, ...]]] = {
    "_": (None, (0,)),
    "gettext": (None, (0,)),
    "gettext_lazy": (None, (0,)),
    "gettext_noop": (None, (0,)),
    "ngettext": (None, (0, 1)),
    "ngettext_lazy": (None, (0, 1)),
    "ngettext_noop": (None, (0, 1)),
    "pgettext": (0, (1,)),
    "pgettext_lazy": (0, (1,)),
    "npgettext": (0, (1, 2)),
    "npgettext_lazy": (0, (1, 2)),
}
Text = tuple[str | None, str]  # context, text


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def _constant(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def texts_in_python(source: str) -> Iterator[Text]:
    """The texts marked for translation in one module: the first form of each, with its context."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in CALLS:
            context_at, forms = CALLS[called]
            if len(node.args) > forms[0] and (text := _constant(node.args[forms[0]])):
                context = None if context_at is None else _constant(node.args[context_at])
                yield context, text


MARKED = re.compile(
    r"(?<![A-Za-z])(_|gettext|ngettext|pgettext|npgettext)(\((?:u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")|,\s*|count|\s)+\))"
)


def texts_in_template(source: str) -> Iterator[Text]:
    """The texts marked for translation in one template, as Django's own extraction sees them."""
    for called, arguments in MARKED.findall(templatize(source)):
        yield from texts_in_python(called + arguments)


def _sources() -> Iterator[tuple[Path, Text]]:
    for path, source in texts(".py", ".html", ".txt"):
        if path.parts[0] in {"tests", "benchmarks", "docs", "requirements"}:
            continue
        if path.suffix == ".py":
            yield from ((path, text) for text in texts_in_python(source))
        elif path.parts[0] == "templates" or "templates" in path.parts:
            yield from ((path, text) for text in texts_in_template(source))


def test_every_text_in_the_sources_is_in_the_catalogue(catalogue: Catalog) -> None:
    missing = sorted(
        f"{path}: {text[1]!r}" for path, text in _sources() if catalogue.get(text[1], context=text[0]) is None
    )
    assert not missing, "Run `make messages` and translate:\n" + "\n".join(missing)


def test_every_text_in_the_catalogue_is_translated(catalogue: Catalog) -> None:
    empty = [
        str(message.id)
        for message in catalogue
        if message.id
        and (message.fuzzy or not all(message.string if message.pluralizable else [message.string]))
    ]
    assert not empty, "Not translated, or only guessed:\n" + "\n".join(empty)


def test_no_translation_loses_or_invents_a_placeholder(catalogue: Catalog) -> None:
    placeholder = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")
    wrong = []
    for message in catalogue:
        if not message.id:
            continue
        texts_of = message.id if message.pluralizable else [message.id]
        allowed = {mark for text in texts_of for mark in placeholder.findall(text)}
        needed = set(placeholder.findall(texts_of[-1]))
        for string in message.string if message.pluralizable else [message.string]:
            marks = set(placeholder.findall(string))
            if not (needed <= marks <= allowed):
                wrong.append(f"{message.id!r} -> {string!r}")
    assert not wrong, "\n".join(wrong)


def test_texts_are_found_in_modules_and_templates() -> None:
    module = 'x = _("one")\ny = ngettext("%(n)s day", "%(n)s days", 2)\nz = t.pgettext("who", "name")\n_(variable)\n'
    assert list(texts_in_python(module)) == [(None, "one"), (None, "%(n)s day"), ("who", "name")]
    template = (
        '{% load i18n %}<a title="{% translate "two" %}">{% translate \'it"s\' context "c" %}</a>'
        "{% blocktranslate count n=days trimmed %}\n {{ n }} day\n{% plural %}{{ n }} days{% endblocktranslate %}"
        '{{ _("three") }}{% translate "it\'s" as x %}'
    )
    assert list(texts_in_template(template)) == [
        (None, "two"),
        ("c", 'it"s'),
        (None, "%(n)s day"),
        (None, "three"),
        (None, "it's"),
    ]
