"""The published description against the interface itself: inputs are made from it, right and wrong ones, and every answer has
to be one that it foretells. Nobody's program comes with no account, an officer's with a token.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import schemathesis
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import resolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from casework.engine import moment
from tests.acts.steps import bring_to
from tests.api.conftest import County, Program
from tests.api.test_random_input import rows
from tests.vouchers.county import build_with_providers, issued
from tests.world import MONDAY

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 500 if os.environ.get("PROOF") else 12
QUIET = settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
# With these an address that means something is asked for, and not only one that leads nowhere.
OFFICERS = ("clerk", "head", "supervisor", "doctor", "payer", "admin")


@contextmanager
def connection_kept() -> Iterator[None]:
    """As Django's own test client does: a request doesn't close the connection that the transaction of the test is in."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


class Described(TestCase):
    """Each example in a transaction of its own, which is rolled back."""

    @classmethod
    def setUpTestData(cls) -> None:
        with moment.at(MONDAY):
            world = build_with_providers()
            cls.numbers = [bring_to(state, world) for state in ("received", "accepted", "granted")]
            cls.token = issued(world)[1]
            county = County(world)
            cls.programs = {name: county.program(name) for name in OFFICERS}
            described = cls.programs["clerk"].get("schema/").json()
        schema = schemathesis.openapi.from_dict(described)
        schema.app = WSGIHandler()
        every = [found.ok() for found in schema.get_all_operations()]
        cls.operations = every
        cls.open_to_all = [one for one in every if "security" not in one.definition.raw]

    def foretold(self, data: st.DataObject, operations: list[Any], program: Program | None) -> None:
        operation = data.draw(st.sampled_from(operations), label="operation")
        mode = data.draw(st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE]))
        case = data.draw(operation.as_strategy(generation_mode=mode))
        self.known(data, case)
        headers = {"Authorization": f"Token {program.token}"} if program else {}
        before = rows()
        cache.clear()
        with moment.at(MONDAY), connection_kept():
            answer = case.call(headers=headers)
        if resolve(urlsplit(answer.request.url).path).url_name == "api-nothing-here":
            # A number, a slug or an identifier in no form that leads anywhere: the address isn't the one described.
            assert answer.status_code in (401, 404, 405)
        else:
            case.validate_response(answer, checks=CHECKS)
        if answer.status_code >= 400:
            left = rows()
            assert {**left, "WrongGuess": 0} == {**before, "WrongGuess": 0}  # a wrong code is counted

    def known(self, data: st.DataObject, case: Any) -> None:
        """Half the time the number and the act are real."""
        if case.path_parameters and "number" in case.path_parameters and data.draw(st.booleans()):
            case.path_parameters["number"] = data.draw(st.sampled_from(self.numbers))
            if "act" in case.path_parameters:
                acts = ["accept", "register", "serve", "withdraw", "archive", "request_correction", "recuse"]
                case.path_parameters["act"] = data.draw(st.sampled_from(acts))

    @QUIET
    @given(st.data())
    def test_an_officers_program_is_answered_as_described(self, data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(OFFICERS), label="officer")
        self.foretold(data, self.operations, self.programs[who])

    @QUIET
    @given(st.data())
    def test_whoever_has_no_account_is_answered_as_described(self, data: st.DataObject) -> None:
        nobody = data.draw(st.booleans())
        self.foretold(data, self.open_to_all if nobody else self.operations, None)
