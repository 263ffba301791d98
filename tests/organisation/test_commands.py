"""The commands of the organisation."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from knox.auth import TokenAuthentication

from audit.ledger.models import Event
from casework.acts.grant_duty import grant_duty
from casework.acts.record_absence import record_absence
from casework.engine import moment
from casework.engine.actor import Actor
from casework.models import Office, Officer
from tests.world import MONDAY, World

PASSWORD = "correct horse battery staple"


def run(*args: str, **options: Any) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def test_a_token_is_printed_once_and_works(world: World) -> None:
    token = run("api_token", "CLERK", "--days", "3").strip()
    officer, _row = TokenAuthentication().authenticate_credentials(token.encode())
    assert officer == world.officers["clerk"]
    told = Event.objects.get()
    assert (told.kind, told.actor_kind) == ("api_token_issued", "system")
    assert token not in told.body


@pytest.mark.parametrize("args", [("nobody",), ("clerk", "--days", "0"), ("clerk", "--days", "400")])
def test_no_token_for_strangers_or_forever(world: World, args: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run("api_token", *args)
    assert not Event.objects.exists()


def test_who_may_answers_for_one_and_for_all(world: World) -> None:
    number = world.receive().case_number
    assert "officer clerk (clerk)" in run("who_may", number, "accept", "--officer", "clerk")
    everybody = run("who_may", number, "accept")
    assert everybody.count("GATE-02") >= 5
    assert "EX-12" in everybody


def test_who_may_names_whom_somebody_acts_for(world: World) -> None:
    number = world.receive().case_number
    world.officer("stand_in", certified=False)
    assert "GATE-02" in run("who_may", number, "accept", officer="stand_in")
    record_absence(by=world.by("clerk"), stand_in="stand_in", first_day=MONDAY.date(), last_day=MONDAY.date())
    said = [line for line in run("who_may", number, "accept").splitlines() if "stand_in" in line]
    assert len(said) == 1
    assert "officer clerk" in said[0]


def test_who_may_shows_nothing_about_the_applicant_and_knows_its_limits(world: World) -> None:
    number = world.receive().case_number
    assert "林晓雯" not in run("who_may", number, "accept")
    for args in ((number, "no_such_act"), ("2026-000009-9", "accept"), (number, "accept", "--officer", "x")):
        with pytest.raises(CommandError):
            run("who_may", *args)


@pytest.mark.django_db
def test_the_first_administrator_of_an_empty_hall_can_charge_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    with moment.at(MONDAY):
        run("create_administrator", "root", "--office", "YX", "--office-name-zh", "云溪县人民政府")
        admin = Officer.objects.get(username="root")
        Officer.objects.create_user("clerk", PASSWORD, name_zh="办事员")
        grant_duty(by=Actor(admin, "web"), duty="receive", office="YX", officer="clerk")
    assert admin.check_password(PASSWORD)
    assert not admin.is_superuser
    assert list(Event.objects.order_by("id").values_list("kind", flat=True)) == [
        "administrator_created",
        "duty_granted",
    ]


def test_an_officer_of_cases_is_no_administrator_even_by_command(world: World) -> None:
    with pytest.raises(CommandError) as refused:
        run("create_administrator", "clerk", "--office", "YX")
    assert "EX-12" in str(refused.value)
    with pytest.raises(CommandError):
        run("create_administrator", "admin", "--office", "LT")


def test_a_command_makes_no_second_root_and_no_weak_password(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    with pytest.raises(CommandError):
        run("create_administrator", "other", "--office", "YX")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    with pytest.raises(CommandError):
        run("create_administrator", "other", "--office", "ZZ", "--office-name-zh", "另一个县")
    assert not Officer.objects.filter(username="other").exists()
    assert not Office.objects.filter(code="ZZ").exists()
