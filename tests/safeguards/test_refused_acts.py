"""EX: what the product refuses whoever asks. Each is tried at both doors, as a field, a form, an address or an act."""

from __future__ import annotations

import pytest

from casework.engine.items import FORBIDDEN_FIELDS
from casework.models import Clock, Duty
from tests.acts.steps import GIVEN, bring_to
from tests.every_item import APPLICATIONS
from tests.vouchers.county import received
from tests.web.pages import text
from tests.world import World

from .doors import Doors, rows
from .test_application import whole_item

# In the addresses, forms and answers of the interface none of these is spoken of.
COUNTED = ("quota", "target", "ranking", "league", "bonus", "reward", "score", "penalty")


@pytest.mark.safeguard("EX-01")
def test_nothing_ranks_officers_or_offices_and_no_target_is_set(doors: Doors, world: World) -> None:
    doors.ready("supervisor", "clerk")
    described = doors.program("clerk").get("schema/").content.decode().lower()
    assert not [word for word in COUNTED if word in described]
    for asked in ("order=births", "rank=office", "sort=done"):
        assert doors.program("supervisor").get(f"worklist/?{asked}").status_code == 422
    for path in ("rankings/", "targets/", "statistics/"):
        assert doors.screen("supervisor").get(f"/{path}").status_code == 404
        assert doors.program("supervisor").get(path).status_code == 404
    # By their names, whatever order is asked for.
    usual, asked = (text(doors.screen("supervisor").get(f"/team/{more}")) for more in ("", "?order=done"))
    assert [asked.index(name) for name in _named(asked)] == sorted(
        asked.index(name) for name in _named(usual)
    )
    target = {"item": "birth_registration", "valid_from": "2026-12-01", "target": 500}
    doors.draft(target).not_taken("target")


def _named(page: str) -> list[str]:
    return [name for name in ("officer clerk", "officer colleague") if name in page]


@pytest.mark.safeguard("EX-02", "EX-03", "EX-04", "EX-05", "EX-06", "EX-07", "EX-08", "EX-09", "EX-14")
@pytest.mark.safeguard("CO-09", "AP-10")
@pytest.mark.parametrize("code", FORBIDDEN_FIELDS)
def test_no_item_is_drafted_that_asks_for_it_at_any_depth(doors: Doors, code: str) -> None:
    data = whole_item()
    first, *others = FORBIDDEN_FIELDS[code]
    label = {"x-label": {"zh": "问", "en": "Asked"}}
    inner = {"type": "object", "properties": {first: {"type": "string", **label}}, **label}
    data["form"]["properties"]["more"] = inner | {"additionalProperties": False}
    for name in others:
        data["materials"] = [*data["materials"], {**data["materials"][0], "code": name}]
    faults = doors.draft(data).not_taken("form", code)
    assert [one["rule"] for one in faults].count(code) == len(FORBIDDEN_FIELDS[code])


@pytest.mark.safeguard("EX-03", "EX-04", "EX-05", "EX-14", "CO-09")
@pytest.mark.parametrize("slug", APPLICATIONS)
def test_no_counter_writes_it_down(doors: Doors, slug: str) -> None:
    given = APPLICATIONS[slug]()
    given["form"] |= {
        "fetal_sex": "女胎字样",
        "pregnancy_check": "三查字样",
        "iud": "上环字样",
        "marital_status": "未婚字样",
        "social_maintenance_fee": "抚养费字样",
    }
    doors.receive("clerk", slug, given).kept_out("字样")


@pytest.mark.safeguard("EX-07", "EX-11")
def test_no_signature_and_no_refusal_comes_between_a_person_and_the_voucher(
    doors: Doors, world: World
) -> None:
    number = received(world)
    for duty in (Duty.APPROVE, Duty.ACCEPT):
        world.grant("village", duty, "LT1")
    for who, act in (
        ("clerk", "propose_refusal"),
        ("head", "refuse"),
        ("clerk", "decline"),
        ("head", "return_case"),
    ):
        doors.act(who, number, act, GIVEN[act]).hidden()  # the procedure of a voucher has no such act
    doors.act("head", number, "issue_voucher").refused("GATE-02")
    # One officer at one counter is enough.
    assert doors.program("clerk").act(number, "issue_voucher").status_code == 200


@pytest.mark.safeguard("EX-16")
def test_no_day_is_dated_back(doors: Doors, world: World) -> None:
    number = bring_to("granted", world)
    clocks = list(Clock.objects.values_list("pk", "due_on"))
    early = {**GIVEN["serve"], "served_on": "2026-11-13"}
    doors.act("clerk", number, "serve", early).refused("EX-16")
    doors.act("clerk", number, "count_receipt").refused("STEP-01")
    for act, field in (("archive", "happened_on"), ("serve", "due_on")):
        given = {**GIVEN.get(act, {}), field: "2026-11-02"}
        before = rows()
        assert field in doors.act("clerk", number, act, given).by_program().json()["fields"]
        assert rows() == before
    assert list(Clock.objects.values_list("pk", "due_on")) == clocks


@pytest.mark.safeguard("EX-16")
def test_whoever_proposes_an_earlier_day_does_not_confirm_it(doors: Doors, world: World) -> None:
    number = world.receive().case_number
    assert (
        doors.program("clerk").act(number, "propose_late_entry", **GIVEN["propose_late_entry"]).status_code
        == 200
    )
    doors.act("clerk", number, "confirm_late_entry", {"evidence_seen": True}).refused("EX-16")
    doors.act("colleague", number, "confirm_late_entry", {"evidence_seen": False}).not_taken("evidence_seen")
