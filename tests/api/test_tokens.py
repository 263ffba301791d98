"""Whoever acts is known by a token of their own or by their session."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from casework.models import Case
from tests.api.conftest import ROOT, County, Program
from tests.world import ITEM, application


def test_a_deactivated_officers_token_is_refused(county: County, clerk: Program) -> None:
    assert clerk.get("items/").status_code == 200
    officer = county.world.officers["clerk"]
    officer.is_active = False
    officer.save()
    answer = clerk.get("items/")
    assert (answer.status_code, answer.json()["code"]) == (401, "sign-in")
    assert clerk.receive().status_code == 401
    assert Case.objects.count() == 0


def test_a_token_that_ran_out_or_was_deleted_is_refused(county: County, clerk: Program) -> None:
    AuthToken.objects.update(expiry=timezone.now() - timedelta(days=1))
    assert clerk.get("items/").status_code == 401
    other = county.program("clerk")
    assert other.get("items/").status_code == 200
    AuthToken.objects.all().delete()
    assert other.get("items/").status_code == 401


def test_a_token_is_one_officers_and_gives_no_more_than_their_duties(county: County) -> None:
    assert county.program("auditor").receive().status_code == 403
    assert county.program("admin").receive().json()["code"] in {"EX-12", "GATE-02"}
    assert county.program("admin").get("worklist/").json()["rows"] == []


def test_a_browsers_session_may_read_and_needs_its_csrf_token_to_act(county: County) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(county.world.officers["clerk"], backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get(f"{ROOT}items/").status_code == 200
    body = {"item": ITEM, "receiving_office": "LT", "given": application()}
    answer = browser.post(f"{ROOT}cases/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert Case.objects.count() == 0
    trusting = Client()
    trusting.force_login(county.world.officers["clerk"], backend="django.contrib.auth.backends.ModelBackend")
    assert trusting.post(f"{ROOT}cases/", body, content_type="application/json").status_code == 201
