"""What a form may carry: its token, and nothing beside its fields."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from audit.ledger.models import Event
from casework.models import Case, Officer
from tests.web.pages import intake_form, posted

from .conftest import undone
from .county import STATES, County
from .test_matrix import ACTS, ROLES, given_for, path_to, table
from .watching import state_of_tables, writes

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
# What a form never asks for.
EXTRA = {
    "id": "1",
    "pk": "1",
    "state": "granted",
    "outcome": "granted",
    "holder": "head",
    "holder_id": "3",
    "office_id": "2",
    "decided_on": "2020-01-01",
    "accepted_on": "2020-01-01",
    "received_on": "2020-01-01",
    "event_seq": "99",
    "number": "2026-000099-X",
    "case_number": "2026-000099-X",
    "by": "head",
    "officer_id": "3",
    "on_behalf_of": "head",
    "is_active": "on",
    "is_superuser": "on",
    "username": "root",
    "groups": "1",
    "applicant.key": "x",
    "applicant.id": "1",
    "materials.identity.state": "found",
    "deemed_accepted": "on",
    "act": "register",
}
# Drawn afresh each time, so never the same twice.
DRAWN = {"query_code_hash", "form", "task_seq", "request_id", "body", "digest", "xid"}


@pytest.mark.parametrize("role", ["clerk", "anonymous"])
def test_no_page_takes_anything_without_the_token_of_its_form(county: County, role: str) -> None:
    taken = []
    number = county.number("DT", "received")
    before = state_of_tables({"django_session"})
    for route, row in table()["web"].items():
        path = path_to(county, row, number, "accept").partition("?")[0]
        for method in UNSAFE:
            browser = county.browser(role, asks_for_csrf=True)
            response = browser.generic(method, path)
            if response.status_code != 403 or "CSRF" not in response.content.decode():
                taken.append(f"{method} {route}: {response.status_code}")
    assert not taken
    assert state_of_tables({"django_session"}) == before


def test_the_interface_takes_nothing_from_a_session_without_the_token(county: County) -> None:
    number = county.number("DT", "received")
    browser = county.browser("clerk", asks_for_csrf=True)
    for route, row in table()["api"].items():
        if row.get("for_all"):
            continue  # it knows no session and changes nothing
        path = path_to(county, row, number, "accept")
        response = browser.post(path, {}, content_type="application/json")
        assert (response.status_code, response.json()["code"]) == (403, "forbidden"), route
        for_some = isinstance(row.get("GET"), dict) or row.get("GET") == 403
        assert for_some or browser.get(path).status_code != 403
    assert Case.objects.get(number=number).state == "received"


def test_a_form_with_its_token_is_taken(county: County) -> None:
    number = county.number("DT", "received")
    browser = county.browser("clerk", asks_for_csrf=True)
    page = browser.get(f"/cases/{number}/accept/").content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    response = browser.post(f"/cases/{number}/accept/", {"csrfmiddlewaretoken": token})
    assert response.status_code == 302
    assert Case.objects.get(number=number).state == "accepted"


def _who_does(act: str) -> tuple[str, str] | None:
    """A state and a role in which an act goes through."""
    return next(
        ((state, role) for state in STATES for role in ROLES if role in ACTS[act].get(state, ())), None
    )


def _facts(number: str) -> dict[str, Any]:
    """The case and its newest entry, but for what is drawn afresh."""
    case = Case.objects.filter(number=number).values().get()
    event = Event.objects.filter(case_number=number).order_by("-case_seq").values().first() or {}
    told = {f"case {name}": value for name, value in case.items()} | {
        f"entry {name}": value for name, value in event.items() if name != "id"
    }
    return {name: value for name, value in told.items() if name.partition(" ")[2] not in DRAWN}


@pytest.mark.parametrize("act", [act for act in ACTS if _who_does(act)])
def test_fields_that_a_form_does_not_ask_for_change_nothing(
    county: County, act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.certificates.issuing.secrets", SimpleNamespace(choice=max))
    found = _who_does(act)
    assert found is not None
    state, role = found
    number = county.number(table()["roles"][role]["own"], state)
    given = given_for(county, act, role, number)
    form = {"confirmed": "1", **posted(given)}
    told = []
    for more in ({}, EXTRA):
        with undone(), writes() as journal:
            response = county.browser(role).post(f"/cases/{number}/{act}/", {**more, **form})
            assert response.status_code == 302, more
            told.append((_facts(number), journal.tables, list(Officer.objects.order_by("pk").values())))
    assert told[0] == told[1]


@pytest.mark.parametrize("act", [act for act in ACTS if _who_does(act)])
def test_the_interface_names_each_field_that_an_act_does_not_ask_for(county: County, act: str) -> None:
    found = _who_does(act)
    assert found is not None
    state, role = found
    number = county.number(table()["roles"][role]["own"], state)
    before = state_of_tables({"ledger_disclosure"})
    path = f"/api/v1/cases/{number}/acts/{act}/"
    answer = county.program(role, "POST", path, {"input": {**EXTRA, **given_for(county, act, role, number)}})
    asked = set(given_for(county, act, role, number))
    assert answer.status_code == 422
    assert {name for name in EXTRA if name not in asked} <= set(answer.json()["fields"]) | {"officer"}
    beside = county.program(role, "POST", path, {"input": given_for(county, act, role, number), **EXTRA})
    assert set(beside.json()["fields"]) == set(EXTRA)
    assert state_of_tables({"ledger_disclosure"}) == before


def test_the_account_cannot_be_changed_through_the_pages_about_it(county: County) -> None:
    officer = Officer.objects.get(username="clerk")
    before = Officer.objects.filter(pk=officer.pk).values().get()
    more = {**EXTRA, "username": "root", "is_staff": "on", "user_permissions": "1", "name_zh": "x"}
    assert county.browser("clerk").post("/language/", {"language": "en", **more}).status_code == 302
    after = Officer.objects.filter(pk=officer.pk).values().get()
    assert after == before | {"language": "en"}
    new = {"old_password": "correct horse battery", "new_password1": "another horse battery"}
    form = {**more, **new, "new_password2": new["new_password1"]}
    assert county.browser("clerk").post("/password/", form).status_code == 302
    changed = Officer.objects.filter(pk=officer.pk).values().get()
    assert {name for name in changed if changed[name] != after[name]} == {"password"}


def test_the_counter_takes_what_its_form_asks_for_and_no_more(county: County) -> None:
    told = []
    for more in ({}, EXTRA | {"holder": "clerk", "channel": "agent", "mandate.agent_officer": "clerk"}):
        with undone():
            form = intake_form() | {"receiving_office": "LT"}
            assert county.browser("clerk").post("/counter/", {**more, **form}).status_code == 200
            told.append(_facts(Case.objects.order_by("-pk").values_list("number", flat=True)[0]))
    ids = {"case id", "case process_ptr_id", "case cache_key", "entry case_id", "case applicant_id"}
    assert {k: v for k, v in told[0].items() if k not in ids} == {
        k: v for k, v in told[1].items() if k not in ids
    }


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"]
)
def test_nobody_is_led_out_of_the_house(county: County, elsewhere: str) -> None:
    language = county.browser("clerk").post("/language/", {"language": "en", "next": elsewhere})
    assert language["Location"] == "/"
    given = {"username": "clerk", "password": "correct horse battery", "next": elsewhere}
    assert county.browser("anonymous").post("/login/", given)["Location"] == "/"
