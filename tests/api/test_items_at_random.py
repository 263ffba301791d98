"""Each item's own form, filled in rightly, nearly rightly and with malice, at the counter and over the interface.

Whatever is sent: never an error of ours; a refusal leaves nothing, and an application that was taken in is one case with one
entry in the ledger and one receipt.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from audit.ledger.models import Event
from casework.engine import moment
from casework.engine.lawbook import current_items
from casework.models import Case, Paper
from tests.api.conftest import County, Program
from tests.api.test_random_input import ANYTHING, from_schema, rows
from tests.every_item import APPLICATIONS, give_every_power
from tests.vouchers.county import BACKEND, build_with_providers
from tests.web.pages import posted
from tests.world import MONDAY

# What people, programs and attackers send in place of a text, a number, a day, a choice or a whole section.
MALICE = st.sampled_from(
    [
        *("", " ", "\u3000", "\x00", "a\x00b", "\x1b[31m", "\r\n", "\ud800", "林\udfff", "\ufeff林", "\u200b", "林\u200d雯"),
        *("\u202e林晓雯", "\u2066x\u2069", "ﷺ" * 40, "e\u0301" * 300, "\U0010ffff", "\ufffe", "䶮𠮷·阿依古丽", "Ⅷ", "½"),
        *("x" * 501, "长" * 20_000, "<script>alert(1)</script>", "' OR 1=1 --", "{{ 7*7 }}", "%00", "../../etc/passwd", "${x}"),
        *("2026-02-30", "2026-2-3", "20261116", "16/11/2026", "２０２６-11-16", "2026-11-16T00:00:00Z", "0000-00-00", "-1-01-01"),
        *("10000-01", "2026-13", "9999-12", "0001-01", "明天", "true", "null", "NaN", "1e9", "-0", "0x10", "١٢٣", "１２３"),
        *("419923199403154522", "419923199403154523", "41992319940315452X", "419923199402304522", "13712346208", "+86 137"),
        *(None, True, False, 0, -1, 1, 2**31, 2**63, 10**40, 0.5, -0.0, 1e308, [], {}, [[]], [{}], {"a": {"b": {"c": []}}}),
        *([None] * 50, ["print"] * 3, {"x": "y"}, {"\ud800": "\ud800"}, ["household_place", "household_place"], "print ", "PRINT"),
    ]
) | ANYTHING  # fmt: skip
KEYS = st.sampled_from(
    [
        "x",
        "",
        "given",
        "case",
        "number",
        "state",
        "office",
        "received_on",
        "__proto__",
        "form.form",
        "\ud800",
        "a" * 200,
    ]
) | st.text(max_size=8)
EXAMPLES = 600 if os.environ.get("PROOF") else 10
QUIET = settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in an application, whole sections among them."""
    if at:
        yield at
    for key, part in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from places(part, (*at, key))


def spoilt(draw: Any, form: Any, filled: dict[str, Any]) -> dict[str, Any]:
    """An application in which nothing, something or much was changed."""
    filled = copy.deepcopy(filled)
    for _change in range(draw(st.integers(0, 3))):
        every = sorted(places(filled), key=str)
        if not every:
            break
        *way, last = draw(st.sampled_from(every))
        section = filled
        for step in way:
            section = section[step]
        match draw(st.sampled_from(("malice", "schema", "out", "more"))):
            case "malice":
                section[last] = draw(MALICE)
            case "schema" if not way and last in form["properties"]:
                section[last] = draw(from_schema(form["properties"][last]))
            case "out":
                del section[last]
            case _ if isinstance(section, dict):
                section[draw(KEYS)] = draw(MALICE)
            case _:
                section.append(draw(MALICE))
    return filled


def body_of(filled: Any) -> bytes:
    """As a browser would post it; what can't be written in UTF-8 is sent as the bytes that a broken client would send."""
    fields = posted(filled) if isinstance(filled, dict) else {"form": str(filled)}
    pairs = []
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            pairs.append(f"{_quoted(name)}={_quoted(one)}")
    return "&".join(pairs).encode()


def _quoted(value: Any) -> str:
    return quote_plus(str(value).encode("utf-8", "surrogatepass"))


class AtRandom(TestCase):
    """Each example in a transaction of its own, which is rolled back."""

    @classmethod
    def setUpTestData(cls) -> None:
        with moment.at(MONDAY):
            world = build_with_providers()
            give_every_power(world)
            cls.program: Program = County(world).program("clerk")
            cls.screen = Client()
            cls.screen.force_login(world.officers["clerk"], backend=BACKEND)
            told = cls.program.get("items/").json()["items"]
            cls.forms = {one["slug"]: one["form_schema"] for one in told}
            assert (
                set(cls.forms)
                == set(APPLICATIONS)
                == {item.slug for _version, item in current_items(MONDAY.date())}
            )

    def left(self, answer: Any, before: dict[str, int], cases: int) -> None:
        """Nothing after a refusal; after a success one case, one entry, one receipt."""
        assert answer.status_code < 500, answer.content.decode()
        if answer.status_code >= 400:
            assert rows() == before
            return
        assert Case.objects.count() == cases + 1
        case = Case.objects.latest("pk")
        assert Event.of_case(case.pk).count() == case.event_seq == 1
        assert rows()["Event"] == before["Event"] + 1
        assert Paper.objects.filter(case=case, kind="D01").count() == 1

    def application(self, data: st.DataObject) -> tuple[str, Any]:
        slug = data.draw(st.sampled_from(sorted(APPLICATIONS)))
        return slug, spoilt(data.draw, self.forms[slug], APPLICATIONS[slug]())

    @QUIET
    @given(st.data())
    def test_no_application_over_the_interface_is_half_taken_in(self, data: st.DataObject) -> None:
        slug, filled = self.application(data)
        cache.clear()
        before, cases = rows(), Case.objects.count()
        with moment.at(MONDAY):
            answer = self.program.post("cases/", {"item": slug, "receiving_office": "LT", "given": filled})
        assert answer.status_code == 201 or answer.headers["Content-Type"] == "application/problem+json"
        json.loads(answer.content)
        self.left(answer, before, cases)

    @QUIET
    @given(st.data())
    def test_no_application_at_the_counter_is_half_taken_in(self, data: st.DataObject) -> None:
        slug, filled = self.application(data)
        sent = body_of({"item": slug, "receiving_office": "LT"}) + b"&" + body_of(filled)
        before, cases = rows(), Case.objects.count()
        with moment.at(MONDAY):
            answer = self.screen.post("/counter/", sent, content_type="application/x-www-form-urlencoded")
        if answer.status_code == 200 and Case.objects.count() == cases:
            # Asked for one more row, or which item is meant: the form again.
            assert rows() == before
            return
        self.left(answer, before, cases)
