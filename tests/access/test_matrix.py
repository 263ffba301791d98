"""Every address, every role, own and other offices, every state, every method: held against `matrix.yaml`."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from ruamel.yaml import YAML

from casework.models import Case, Paper
from law.identifiers import case_number
from tests.uploads.conftest import send, send_to_counter
from tests.uploads.papers import png
from tests.web.pages import intake_form, posted
from tests.world import ITEM, application

from .conftest import undone
from .county import GIVEN, MANDATE, STATES, County
from .watching import state_of_tables, writes

UNKNOWN = case_number(2026, 99)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SAFE = ("GET", "HEAD")
UPLOADS = ("upload", "counter_upload", "api-files", "api-case-files", "api-check")
READINGS, ATTEMPTS, SESSIONS = "ledger_disclosure", "ledger_attempt", "django_session"
REFUSED = (403, 409)
# What the one who takes in sends: the counter of each role that does.
COUNTER_OF = {
    "clerk": "LT",
    "colleague": "LT",
    "recused": "LT",
    "hall": "DT",
    "village": "LT1",
    "neighbour": "SQ",
}


@cache
def table() -> dict[str, Any]:
    read: dict[str, Any] = YAML(typ="safe", pure=True).load(Path(__file__).with_name("matrix.yaml"))
    return read


ROLES = tuple(table()["roles"])
# The table hangs on no database: every role is asked on SQLite, and these on the second one too.
ON_BOTH_DATABASES = ("anonymous", "clerk", "supervisor")
# In an ordinary run a role is asked one in so many, drawn by the seed of the run; all of them with PROOF=1 (`make proof-access`).
ONE_IN = 1 if os.environ.get("PROOF") else 8
ROUTES: dict[str, dict[str, Any]] = {**table()["web"], **table()["api"]}
ACTS: dict[str, dict[str, list[str]]] = table()["acts"]


def _named(patterns: list[Any]) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _named(one.url_patterns)
        else:
            assert isinstance(one, URLPattern)
            assert one.name, f"{one} has no name to stand in the matrix under"
            yield one.name


def test_every_address_stands_in_the_matrix_and_no_other() -> None:
    assert sorted(_named(get_resolver().url_patterns)) == sorted(ROUTES)


def test_every_act_and_state_stands_in_the_matrix() -> None:
    known = set(Case.objects.first().flow_class.acts())
    assert set(ACTS) == known
    assert {state for row in ACTS.values() for state in row} <= set(STATES)
    assert {role for row in ACTS.values() for names in row.values() for role in names} <= set(ROLES)


@dataclass(frozen=True)
class Check:
    """One request and the answer that the table wants."""

    role: str
    route: str
    method: str
    path: str
    answer: Any
    state: str = ""
    act: str = ""

    @property
    def of_api(self) -> bool:
        return self.route in table()["api"]

    def __str__(self) -> str:
        return f"{self.role} {self.method} {self.route} {self.act} {self.state} ({self.path})"


@pytest.mark.parametrize("role", ROLES)
def test_a_role_gets_the_answers_of_the_matrix_and_changes_nothing_else(county: County, role: str) -> None:
    if os.environ.get("ONLY_DATABASE_TESTS") == "1" and role not in ON_BOTH_DATABASES:
        pytest.skip("asked on SQLite; make test-sqlite")
    untouched = state_of_tables({READINGS, ATTEMPTS})
    all_of_them = [*_without_case(county, role), *_with_case(county, role)]
    asked = [check for check in all_of_them if random.randrange(ONE_IN) == 0]
    deviations = [told for check in asked for told in _deviations(county, check)]
    assert not deviations, "\n".join([f"{len(deviations)} of {len(asked)}", *deviations])
    after = state_of_tables({READINGS, ATTEMPTS})
    assert after == untouched, [name for name in untouched if after[name] != untouched[name]]


def _without_case(county: County, role: str) -> Iterator[Check]:
    for route, row in ROUTES.items():
        if "{number}" not in row["at"]:
            for method in METHODS:
                yield Check(role, route, method, path_to(county, row), _wanted(role, route, method))


def _with_case(county: County, role: str) -> Iterator[Check]:
    who = table()["roles"][role]
    for whose in ("own", "other"):
        for place, state in enumerate(STATES):
            number = county.number(who[whose], state)
            for route, row in ROUTES.items():
                if "{number}" in row["at"]:
                    for method in METHODS if whose == "own" and place == 0 else ("GET", "POST"):
                        # What somebody who is out is answered, or a method that isn't offered, hangs on no state.
                        if place == 0 or (_offered(row, method) and not who.get("out")):
                            yield from _of_case(county, role, whose, state, number, route, method)


def _of_case(
    county: County, role: str, whose: str, state: str, number: str, route: str, method: str
) -> Iterator[Check]:
    row, who = ROUTES[route], table()["roles"][role]
    opens = whose in who["opens"]
    for act in _acts_to_try(role, whose, state, route, method) if "{act}" in row["at"] else [""]:
        path = path_to(county, row, number, act)
        wanted = _wanted(role, route, method, act, state)
        if _offered(row, method) and not opens and not who.get("out"):
            wanted = 404
        yield Check(role, route, method, path, wanted, state, act)


def path_to(county: County, row: dict[str, Any], number: str = "", act: str = "") -> str:
    names = {"number": number, "act": act, "chosen": county.chosen["clerk"]}
    if number:
        names |= {"paper": str(county.papers[number]), "scan": str(county.scans[number])}
    return str(row["at"].format(**names) + row.get("query", ""))


def _acts_to_try(role: str, whose: str, state: str, route: str, method: str) -> list[str]:
    """All acts are tried in a long run (PROOF=1); else those that go through, and every so manieth of the others."""
    if whose not in table()["roles"][role]["opens"] or method not in ("GET", "POST"):
        return ["accept"]
    every = 1 if os.environ.get("PROOF") else 8 if route.startswith("api") else 23
    if connection.vendor == "postgresql" and every > 1:
        every *= 3  # the same gate was asked on the other database
    place = ROLES.index(role) + STATES.index(state) + METHODS.index(method) + (whose == "own")
    return [
        act
        for at, act in enumerate(ACTS)
        if (at + place) % every == 0 or (method == "POST" and whose == "own" and _goes(role, act, state))
        if whose == "own" or act not in table()["own-only"]
    ]


def _goes(role: str, act: str, state: str) -> bool:
    return role in ACTS[act].get(state, ())


def _offered(row: dict[str, Any], method: str) -> bool:
    return ("GET" if method == "HEAD" else method) in row


def _wanted(role: str, route: str, method: str, act: str = "", state: str = "") -> Any:
    row = ROUTES[route]
    method = "GET" if method == "HEAD" else method
    if table()["roles"][role].get("out"):
        if route in table()["api"] and not row.get("for_all"):
            return 401
        if "out" in row:
            return row["out"].get(method, 405)
        if not row.get("for_all"):
            return "sign-in"
    wanted = row.get(method, row.get("any", 405))
    if wanted in ("act", "preview", "draft") and act == "receive":
        return 404  # a case is begun at the counter, not on a case
    if wanted == "preview":
        return 200 if _goes(role, act, state) else REFUSED
    if wanted == "draft":
        further = (302, *REFUSED) if act in table()["look-further"] else REFUSED
        return "go" if _goes(role, act, state) else further
    if wanted == "act":
        done = 200 if method == "GET" or route in table()["api"] else "go"
        further = method == "GET" and act in table()["look-further"]
        return done if _goes(role, act, state) else (200, *REFUSED) if further else REFUSED
    if wanted == "upload":
        done = 201 if route in table()["api"] else 200
        return done if _goes(role, "attach_scan", state) else REFUSED
    if wanted == "take-in":
        done = 201 if route in table()["api"] else 200
        return done if role in table()["take-in"] else 403
    if isinstance(wanted, dict):
        return next(status for status, names in wanted.items() if names == "others" or role in names)
    return wanted


def _deviations(county: County, check: Check) -> Iterator[str]:
    row = ROUTES[check.route]
    goes_through = check.method not in SAFE and check.answer in (200, 201, "go")
    allowed = set() if goes_through else {READINGS} if check.method in SAFE else {ATTEMPTS}
    may_be_kept = isinstance(check.answer, tuple) and 302 in check.answer
    if (goes_through or may_be_kept) and row.get("writes") != "any":
        allowed = (allowed if may_be_kept else set()) | set(row.get("writes", ()))
    if table()["roles"][check.role].get("out"):
        allowed = allowed | {SESSIONS}  # a session that is over is closed
    with undone(), writes() as journal:
        response = _send(county, check)
        touched = journal.tables
    if not _fits(response, check.answer):
        yield f"{check}: {response.status_code} {response.get('Location', '')}, wanted {check.answer}"
    if touched - allowed and not (goes_through and row.get("writes") == "any"):
        yield f"{check}: wrote to {sorted(touched - allowed)}"
    tells = row.get("POST") == "act"
    if check.act and check.method == "POST" and goes_through and tells and "ledger_event" not in touched:
        yield f"{check}: went through without an entry in the ledger"


def _fits(response: Any, wanted: Any) -> bool:
    status, onward = response.status_code, response.get("Location", "")
    if wanted == "sign-in":
        return bool(status == 302 and onward.startswith("/login/"))
    if wanted == "go":
        return bool(status == 302)
    return status in (wanted if isinstance(wanted, tuple) else (wanted,))


def _send(county: County, check: Check) -> Any:
    if check.route in UPLOADS and check.method == "POST":
        return _upload(county, check)
    if check.of_api:
        return county.program(check.role, check.method, check.path, _body(county, check))
    client = county.browser(check.role)
    if check.method == "POST":
        return client.post(check.path, _form(county, check))
    return client.generic(check.method, check.path)


def _upload(county: County, check: Check) -> Any:
    if not check.of_api:
        return send_to_counter(county.browser(check.role), "a.png", png(), path=check.path)
    token = county.tokens.get(check.role)
    client = Client(headers={"Authorization": f"Token {token}"} if token else {})
    return send(client, check.path, "a.png", png())


def _given(county: County, check: Check) -> dict[str, Any]:
    return given_for(county, check.act, check.role, check.path.split("cases/")[1].partition("/")[0])


def given_for(county: County, act: str, role: str, number: str) -> dict[str, Any]:
    """Input that fits, for that officer and that case; a paper is made void by its own number, that of the receipt."""
    if act == "void_paper":
        receipt = Paper.objects.get(case__number=number, kind="D01")
        return {"paper": receipt.number, "reason": "打印机卡纸。", "again": True}
    scans = {
        "attach_scan": [county.chosen.get(role, "")],
        "remove_scan": [str(county.scans[number])],
    }
    return {**GIVEN.get(act, {}), **({"scans": scans[act]} if act in scans else {})}


def _body(county: County, check: Check) -> dict[str, Any]:
    if check.route == "api-cases":
        counter = COUNTER_OF.get(check.role, "LT")
        return {
            "item": ITEM,
            "receiving_office": counter,
            "office": "SQ" if counter == "SQ" else "LT",
            "given": application(**({"mandate": MANDATE} if counter == "LT1" else {})),
        }
    if check.route == "api-batches":
        # Only the question what would happen: it is answered to everybody, and changes nothing.
        return {"act": "accept", "cases": [{"number": UNKNOWN}], "preview": True}
    return {"input": _given(county, check)} if check.act else {}


def _form(county: County, check: Check) -> dict[str, Any]:
    match check.route:
        case "counter":
            counter = COUNTER_OF.get(check.role, "LT")
            mandate = {"mandate": MANDATE} if counter == "LT1" else {}
            office = {"receiving_office": counter, "office": "SQ" if counter == "SQ" else "LT"}
            return intake_form(**mandate) | office
        case "counter_check":
            return intake_form() | {"field": "applicant.identifier"}
        case "unmask":
            return {"purpose": "comparing"}
        case "verify":
            return {"identifier": "1.2.156.3005.2.0"}
        case "search":
            return {"q": "林晓雯"}
        case "batch":
            return {"act": "accept", "case": UNKNOWN}
        case "set_language":
            return {"language": "en"}
        case "act" | "preview":
            return {"confirmed": "1", **posted(_given(county, check))}
        case _:
            return {}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_paper_of_another_case_is_not_found_under_a_case_of_ones_own(county: County, method: str) -> None:
    mine = county.number("DT", "granted")
    for theirs in (county.number("SQ", "granted"), county.number("DT", "accepted")):
        paper = county.papers[theirs]
        for role in ("clerk", "supervisor", "auditor"):
            answer = county.browser(role).generic(method, f"/cases/{mine}/papers/{paper}/")
            assert answer.status_code == 404
    own = county.papers[mine]
    assert county.browser("clerk").generic(method, f"/cases/{mine}/papers/{own}/").status_code == 200
