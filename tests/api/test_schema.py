"""The published description is valid, and the answers keep to it."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from typing import Any

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from casework.engine.act import acts
from casework.engine.late import dated_acts
from casework.engine.perform import matter_of
from casework.models import Case
from tests.api.conftest import Program

# What asks for no token.
OPEN = ("/certificates/", "/guide/", "/rate/", "/shared-data/", "/voucher/complaints/")


@pytest.fixture
def description(clerk: Program) -> Any:
    GENERATOR_STATS.reset()
    answer = clerk.get("schema/")
    assert answer.status_code == 200
    return answer.json()


def test_the_description_is_valid_openapi_3_1_and_made_without_a_warning(description: Any) -> None:
    assert description["openapi"].startswith("3.1")
    validate_schema(description)
    assert not GENERATOR_STATS._warn_cache
    assert not GENERATOR_STATS._error_cache


def test_every_address_is_described_with_its_problems(description: Any) -> None:
    assert set(description["paths"]) == {
        "/api/v1/items/",
        "/api/v1/cases/",
        "/api/v1/cases/{number}/",
        "/api/v1/cases/{number}/files/",
        "/api/v1/cases/{number}/files/{scan}/",
        "/api/v1/files/",
        "/api/v1/cases/{number}/enquiry/",
        "/api/v1/cases/{number}/acts/",
        "/api/v1/cases/{number}/acts/{act}/",
        "/api/v1/cases/{number}/acts/{act}/preview/",
        "/api/v1/certificates/{identifier}/verify/",
        "/api/v1/certificates/check/",
        "/api/v1/certificates/keys/",
        "/api/v1/certificates/revocations/",
        "/api/v1/guide/",
        "/api/v1/guide/{slug}/",
        "/api/v1/rate/",
        "/api/v1/voucher/complaints/",
        "/api/v1/voucher/complaints/answer/",
        "/api/v1/ratings/",
        "/api/v1/ratings/{rating}/",
        "/api/v1/ratings/{rating}/{act}/",
        "/api/v1/complaints/",
        "/api/v1/complaints/{complaint}/",
        "/api/v1/complaints/{complaint}/{act}/",
        "/api/v1/worklist/",
        "/api/v1/search/",
        "/api/v1/batches/",
        "/api/v1/samples/",
        "/api/v1/samples/{sample}/",
        "/api/v1/samples/{sample}/cases/{number}/{act}/",
        "/api/v1/suspensions/",
        "/api/v1/retention/",
        "/api/v1/shared-data/",
        "/api/v1/sharing/",
        "/api/v1/sharing/log/",
        "/api/v1/sharing/requests/",
        "/api/v1/sharing/{agreement}/{act}/",
        "/api/v1/provider/look/",
        "/api/v1/provider/confirm/",
        "/api/v1/provider/take-back/",
        "/api/v1/provider/claim/",
        "/api/v1/voucher-batches/",
        "/api/v1/voucher-batches/{batch}/pay/",
        "/api/v1/law/",
        "/api/v1/law/changes/",
        "/api/v1/law/changes/{change}/",
        "/api/v1/law/changes/{change}/{act}/",
    }
    for path, methods in description["paths"].items():
        for operation in methods.values():
            if any(one in path for one in OPEN):
                assert "security" not in operation
                continue
            assert "application/problem+json" in operation["responses"]["401"]["content"]
            assert {"knoxApiToken": []} in operation["security"]


def test_the_description_takes_no_parameters(clerk: Program) -> None:
    assert clerk.get("schema/?lang=../../x").status_code == 422


def _check(description: Any, path: str, method: str, answer: Any) -> None:
    content = description["paths"][path][method]["responses"][str(answer.status_code)]["content"]
    (shape,) = [one["schema"] for kind, one in content.items() if kind in answer.headers["Content-Type"]]
    text = json.dumps({**shape, "components": description["components"]})
    Draft202012Validator(json.loads(text)).validate(answer.json())


def test_the_answers_keep_to_the_description(description: Any, clerk: Program) -> None:
    received = clerk.receive()
    number = received.json()["number"]
    _check(description, "/api/v1/law/", "get", clerk.get("law/"))
    _check(description, "/api/v1/law/changes/", "get", clerk.get("law/changes/"))
    _check(description, "/api/v1/cases/", "post", received)
    _check(description, "/api/v1/cases/", "post", clerk.post("cases/", {}))
    _check(description, "/api/v1/cases/", "post", clerk.post("cases/", "{"))
    one, act = "/api/v1/cases/{number}/", "/api/v1/cases/{number}/acts/{act}/"
    _check(description, act, "post", clerk.act(number, "accept", seen=1))
    _check(description, act, "post", clerk.act(number, "accept", seen=1))
    _check(description, act, "post", clerk.act(number, "accept", by="me"))
    _check(description, act, "post", clerk.act(number, "nothing"))
    _check(description, f"{act}preview/", "post", clerk.post(f"cases/{number}/acts/register/preview/", {}))
    _check(description, f"{act}preview/", "post", clerk.post(f"cases/{number}/acts/refuse/preview/", {}))
    asked = "certificates/1.2.156.3005.2.0/verify/"
    verified = "/api/v1/certificates/{identifier}/verify/"
    _check(description, verified, "get", Program("").get(asked))
    _check(description, verified, "get", Program("").get(f"{asked}?x=1"))
    for published in ("certificates/keys/", "certificates/revocations/"):
        _check(description, f"/api/v1/{published}", "get", Program("").get(published))
    _check(description, "/api/v1/guide/", "get", Program("").get("guide/"))
    guide = "/api/v1/guide/{slug}/"
    for slug in ("birth_registration", "petition_intake", "pre_pregnancy_check"):
        _check(description, guide, "get", Program("").get(f"guide/{slug}/"))
    _check(description, guide, "get", Program("").get("guide/birth_permit/"))
    _check(description, one, "get", clerk.get(f"cases/{number}/"))
    _check(description, one, "get", clerk.get("cases/2026-000099-9/"))
    _check(description, f"{one}acts/", "get", clerk.get(f"cases/{number}/acts/"))
    _check(description, "/api/v1/items/", "get", clerk.get("items/"))
    _check(description, "/api/v1/worklist/", "get", clerk.get("worklist/"))
    _check(description, "/api/v1/worklist/", "get", clerk.get("worklist/?page=0"))
    _check(description, "/api/v1/items/", "get", Program("").get("items/"))


def _texts(schema: Any) -> Iterator[Any]:
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "title":
                yield value
            yield from _texts(value)


def test_every_published_input_is_a_json_schema_in_words(clerk: Program) -> None:
    number = clerk.receive().json()["number"]
    schemas = [item["form_schema"] for item in clerk.get("items/").json()["items"]]
    schemas += [one["input_schema"] for one in clerk.get(f"cases/{number}/acts/").json()["acts"]]
    for schema in schemas:
        Draft202012Validator.check_schema(schema)
        assert schema["additionalProperties"] is False
    form = schemas[0]["properties"]["form"]["properties"]
    assert form["stage"]["x-labels"] == {"expected": "Not yet born", "born": "Born"}
    assert form["stage"]["title"] == "At the time of registration"


def test_an_act_takes_exactly_what_it_publishes(clerk: Program) -> None:
    number = clerk.receive().json()["number"]
    case = Case.objects.select_related("office", "applicant__key").get(number=number)
    for name in case.flow_class.acts():
        act = acts[name]
        if name == "receive":
            continue
        schema = act.schema_for(matter_of(case)) if act.schema_for else act.schema
        parameters = inspect.signature(act.function[0]).parameters.values()
        taken = {one.name for one in parameters if one.kind is one.KEYWORD_ONLY} - {
            "case_number",
            "by",
            "seen",
            # Asked only where the application came through an agent.
            "through_agent",
        }
        if name == "check_shared_data":
            taken.remove("arrived")  # an answer of a register that the worker brings; nobody sends one
        # A proposal holds the input of whatever acts the procedure allows to be entered late.
        parts = {one.name for one in dated_acts(matter_of(case))} if name == "propose_late_entry" else set()
        own = {"happened_on", "evidence", "evidence_words", "arrived_on", "postal_number"} if parts else set()
        assert taken == set(schema["properties"]) - parts - own, name
