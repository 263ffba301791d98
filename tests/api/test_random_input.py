"""Whatever is sent: no crash, no half-made case."""

from __future__ import annotations

import json
from typing import Any

from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from casework.engine import moment
from casework.engine.act import acts as registry
from casework.models import Case
from tests.api.conftest import County, Program
from tests.world import ITEM, MONDAY, application, build

TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", " ", "\u0000", "䶮𠮷·", "2026-11-16", "2026-02-30", "0000-00", "9999-12", "１", "x" * 3000]
    ),
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
QUIET = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def from_schema(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that mostly keep to a published schema, and sometimes don't."""
    return st.one_of(_fitting(schema), _fitting(schema), _fitting(schema), ANYTHING)


def _fitting(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "enum" in schema:
        return st.sampled_from(schema["enum"]) if schema["enum"] else st.none()
    if "const" in schema:
        return st.just(schema["const"])
    match schema.get("type"):
        case "object":
            parts = {name: from_schema(part) for name, part in schema.get("properties", {}).items()}
            needed = {name: parts[name] for name in schema.get("required", ()) if name in parts}
            return st.fixed_dictionaries(
                needed, optional={name: part for name, part in parts.items() if name not in needed}
            )
        case "array":
            return st.lists(from_schema(schema.get("items", {})), max_size=schema.get("maxItems", 5) + 1)
        case "integer":
            return st.integers(schema.get("minimum", -5), schema.get("maximum", 5) + 1)
        case "boolean":
            return st.booleans()
        case _:
            dates = {"date": ["2026-11-16", "2026-11-15"], "month": ["2026-11", "2027-02"]}
            return st.one_of(
                TEXTS, st.sampled_from(dates.get(schema.get("format", ""), ["林", "13712346208"]))
            )


def rows() -> dict[str, int]:
    """How many rows each table of cases, persons and the ledger has; attempts and disclosures aside."""
    left_out = {"Attempt", "Disclosure"}
    models = [*apps.get_app_config("casework").get_models(), *apps.get_app_config("ledger").get_models()]
    return {
        model.__name__: model._default_manager.count() for model in models if model.__name__ not in left_out
    }


class RandomInput(TestCase):
    """Each example in a transaction of its own, which is rolled back."""

    @classmethod
    def setUpTestData(cls) -> None:
        county = County(build())
        cls.clerk, cls.head = county.program("clerk"), county.program("head")
        cls.clerk.client.raise_request_exception = cls.head.client.raise_request_exception = True
        with moment.at(MONDAY):
            cls.form = cls.clerk.get("items/").json()["items"][0]["form_schema"]
            cls.numbers = {}
            for state, done in {
                "screen": (),
                "correct": ("request_correction",),
                "register": ("accept",),
                "decide": ("accept", "propose_refusal"),
                "serve": ("accept", "register"),
            }.items():
                number = cls.clerk.receive().json()["number"]
                for act in done:
                    answer = cls.clerk.act(number, act, **PLAIN.get(act, {}))
                    assert answer.status_code == 200, answer.content.decode()
                cls.numbers[state] = number
            cls.inputs = {}
            for number in cls.numbers.values():
                for program in (cls.clerk, cls.head):
                    for one in program.get(f"cases/{number}/acts/").json()["acts"]:
                        cls.inputs[number, one["act"]] = one["input_schema"]

    def sent(self, program: Program, path: str, body: Any, before: dict[str, int]) -> None:
        with moment.at(MONDAY):
            answer = program.post(path, body)
        assert answer.status_code < 500, answer.content.decode()
        after = rows()
        if answer.status_code >= 400:
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert after == before
        else:
            told = answer.json()
            assert after["Event"] == before["Event"] + 1
            assert after["Paper"] == before["Paper"] + len(told["papers"])
            assert Case.objects.get(number=told["number"]).event_seq == told["event_seq"]

    @QUIET
    @given(st.data())
    def test_no_reception_crashes_or_is_half_made(self, data: st.DataObject) -> None:
        if data.draw(st.booleans()):
            filled = data.draw(from_schema(self.form))
        else:
            filled = application()
            section = data.draw(st.sampled_from(sorted(self.form["properties"])))
            filled[section] = data.draw(from_schema(self.form["properties"][section]))
        body = {"item": ITEM, "receiving_office": "LT", "given": filled}
        if data.draw(st.integers(0, 4)) == 0:
            body[data.draw(st.sampled_from(["item", "receiving_office", "office", "given", "x"]))] = (
                data.draw(ANYTHING)
            )
        self.sent(self.clerk, "cases/", body, rows())

    @QUIET
    @given(st.data())
    def test_no_act_crashes_or_is_half_done(self, data: st.DataObject) -> None:
        number, act = data.draw(st.sampled_from(sorted(self.inputs)))
        body: dict[str, Any] = {"input": data.draw(from_schema(self.inputs[number, act]))}
        if data.draw(st.integers(0, 4)) == 0:
            body["seen"] = data.draw(ANYTHING)
        assert act in registry
        program = data.draw(st.sampled_from([self.clerk, self.head]))
        self.sent(program, f"cases/{number}/acts/{act}/", body, rows())

    @QUIET
    @given(st.binary(max_size=60) | ANYTHING.map(lambda value: json.dumps(value)[:-1].encode()))
    def test_no_body_whatever_crashes(self, body: bytes) -> None:
        before = rows()
        self.sent(self.clerk, "cases/", body, before)
        self.sent(self.clerk, f"cases/{self.numbers['serve']}/acts/serve/", body, before)

    @QUIET
    @given(st.dictionaries(st.sampled_from(["view", "item", "page", "x"]), st.text(max_size=12), max_size=3))
    def test_no_question_to_the_worklist_crashes(self, asked: dict[str, str]) -> None:
        with moment.at(MONDAY):
            answer = self.clerk.client.get(
                "/api/v1/worklist/",
                {name: value.encode("utf-8", "replace").decode() for name, value in asked.items()},
                headers={"Authorization": f"Token {self.clerk.token}"},
            )
        assert answer.status_code in (200, 422)


PLAIN: dict[str, Any] = {
    "propose_refusal": {"ground": "duplicate", "facts": "重复", "reasons": "已登记"},
    "request_correction": {"missing": [{"what": "identity", "how": "请提供身份证"}]},
}
