"""Whatever is sent for this item and its acts: no crash, no half-made case, no half-given answer."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from casework.engine import moment
from casework.models import Case
from tests.api import test_random_input as at_random
from tests.api.conftest import County, Program
from tests.world import MONDAY

from .county import ITEM, application, bring_to, county

# How far a case has come, who then does what.
STAGES = {
    "accepted": (("clerk", "search_register"), ("neighbour", "answer_enquiry")),
    "answered": (("clerk", "compile_extract"), ("clerk", "propose_refusal")),
    "drafted": (("head", "issue_extract"), ("head", "return_case")),
    "served": (
        ("clerk", "give_holder_code"),
        ("clerk", "replace_certificate"),
        ("clerk", "revoke_certificate"),
    ),
}


class RandomInput(TestCase):
    """Each example in a transaction of its own, which is rolled back."""

    @classmethod
    def setUpTestData(cls) -> None:
        world = county()
        programs = County(world)
        cls.programs = {name: programs.program(name) for name in ("clerk", "head", "neighbour")}
        cls.inputs: dict[tuple[str, str, str], Any] = {}
        with moment.at(MONDAY):
            items = cls.programs["clerk"].get("items/").json()["items"]
            cls.form = next(one["form_schema"] for one in items if one["slug"] == ITEM)
            for stage, acts in STAGES.items():
                number = bring_to(stage, world)
                for who, act in acts:
                    cls.inputs[number, who, act] = cls.schema_of(number, who, act)

    @classmethod
    def schema_of(cls, number: str, who: str, act: str) -> Any:
        """The input of an act as the interface publishes it."""
        if act == "answer_enquiry":
            return cls.programs[who].get(f"cases/{number}/enquiry/").json()["input_schema"]
        acts = cls.programs[who].get(f"cases/{number}/acts/").json()["acts"]
        return next(one["input_schema"] for one in acts if one["act"] == act)

    def sent(self, program: Program, path: str, body: Any) -> None:
        before = at_random.rows()
        with moment.at(MONDAY):
            answer = program.post(path, body)
        assert answer.status_code < 500, answer.content.decode()
        after = at_random.rows()
        if answer.status_code >= 400:
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert after == before
            return
        told = answer.json()
        assert after["Event"] == before["Event"] + 1
        assert after["Paper"] == before["Paper"] + len(told["papers"])
        assert Case.objects.get(number=told["number"]).event_seq == told["event_seq"]

    @at_random.QUIET
    @given(st.data())
    def test_no_reception_crashes_or_is_half_made(self, data: st.DataObject) -> None:
        filled = application()
        filled["form"] = data.draw(at_random.from_schema(self.form["properties"]["form"]))
        self.sent(self.programs["clerk"], "cases/", {"item": ITEM, "receiving_office": "LT", "given": filled})

    @at_random.QUIET
    @given(st.data())
    def test_no_act_crashes_or_is_half_done(self, data: st.DataObject) -> None:
        number, who, act = data.draw(st.sampled_from(sorted(self.inputs)))
        body = {"input": data.draw(at_random.from_schema(self.inputs[number, who, act]))}
        self.sent(self.programs[who], f"cases/{number}/acts/{act}/", body)
