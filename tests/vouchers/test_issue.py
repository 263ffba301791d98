"""A voucher for whoever asks: the same day, for an identity paper, with nothing asked and nothing to refuse."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from approvals.catalogue import read_items
from approvals.procedures.voucher import Voucher2026
from audit.ledger.models import Event
from casework.acts.receive import receive
from casework.engine import moment
from casework.engine.act import acts
from casework.engine.items import FORBIDDEN_FIELDS, Item, ItemRefused
from casework.engine.lawbook import current_items
from casework.models import Case, Clock, Paper
from law.book import read_shipped
from tests.acts.steps import last_event, not_taken, open_steps, refused
from tests.papers import reading
from tests.web.pages import hidden, posted, text
from tests.world import MONDAY, World

from .county import VOUCHER, asking, at_screen, issued, later, program, received

pytestmark = pytest.mark.django_db
ASKED = {"type": "string", "x-label": {"zh": "问", "en": "Asked"}}
SHIPPED = next(item for item in read_items() if item.slug == VOUCHER)


def test_who_asks_has_the_voucher_in_hand_the_same_day(world: World) -> None:
    number, code = issued(world)
    case = Case.objects.get(number=number)
    assert (case.state, case.outcome, case.closed_on) == ("archived", "granted", MONDAY.date())
    clock = Clock.objects.get(case=case)
    assert (clock.purpose, clock.limit, clock.due_on, clock.state) == (
        "decision",
        "PS-01",
        MONDAY.date(),
        "met",
    )
    assert [paper.kind for paper in Paper.objects.filter(case=case).order_by("pk")] == ["D01", "D27"]
    assert [entry.kind for entry in Event.of_case(case.pk).order_by("case_seq")] == [
        "receive",
        "issue_voucher",
        "hand_voucher",
        "archive",
    ]
    assert code


def test_the_item_asks_for_an_identity_paper_and_for_nothing_else() -> None:
    assert [rule.code for rule in SHIPPED.materials] == ["identity"]
    assert list(SHIPPED.form["properties"]) == ["own_request"]
    assert SHIPPED.grounds == {}
    assert not SHIPPED.parties


def test_the_procedure_knows_no_way_to_a_no() -> None:
    adverse = [name for name in Voucher2026.acts() if acts[name].adverse]
    assert not adverse
    assert [step.name for step in Voucher2026.steps()] == ["issue", "hand", "file"]


@pytest.mark.parametrize(
    ("code", "name"), [(code, name) for code, names in FORBIDDEN_FIELDS.items() for name in names]
)
def test_no_edition_of_the_item_can_ask_for_what_no_item_may_ask(code: str, name: str) -> None:
    form = {**SHIPPED.form, "properties": {**SHIPPED.form["properties"], name: ASKED}}
    with pytest.raises(ItemRefused, match=code):
        Item.from_data({**SHIPPED.data, "form": form}).check(read_shipped())


def test_nobody_applies_but_of_their_own_accord(world: World) -> None:
    with not_taken("form.own_request"):
        received(world, form={"own_request": False})
    with not_taken("form.own_request"):
        received(world, form={})


def test_a_village_brings_nobody_in_without_their_mandate(world: World) -> None:
    with not_taken("mandate", "required"):
        received(world, by="village", at="LT1")


def test_an_agent_needs_the_mandate_of_the_person(world: World) -> None:
    agent = {"identifier_kind": "passport", "identifier": "E12345678", "name": "何春生"}
    with not_taken("mandate", "required"):
        received(world, agent=agent)
    mandate = {"signed_on": "2026-11-16", "valid_until": "2026-12-31"}
    number = received(world, agent=agent, mandate=mandate)
    assert Case.objects.get(number=number).channel == "agent"
    acts["issue_voucher"].perform(case_number=number, by=world.by("clerk"))
    with refused("AGENT-01"):
        acts["hand_voucher"].perform(
            case_number=number, by=world.by("clerk"), own_hands=True, through_agent=True
        )
    acts["revoke_mandate"].perform(case_number=number, by=world.by("clerk"), own_wish=True)
    acts["hand_voucher"].perform(case_number=number, by=world.by("clerk"), own_hands=True)


def test_the_worker_issues_nothing_of_its_own_accord(world: World) -> None:
    from casework.engine.actor import worker

    number = received(world)
    with refused("EX-11"):
        acts["issue_voucher"].perform(case_number=number, by=worker())


@pytest.mark.parametrize(
    "asked",
    ["procedure", "method", "iud", "marital_status", "number_of_children", "spouse_consent", "provider"],
)
def test_what_the_voucher_would_be_for_cannot_even_be_entered(world: World, asked: str) -> None:
    with not_taken(f"form.{asked}", "unknown"):
        received(world, form={"own_request": True, asked: "x"})


def test_without_an_identity_paper_it_waits_for_one_and_is_never_refused(world: World) -> None:
    number = received(world, materials={})
    with refused("MAT-01"):
        acts["issue_voucher"].perform(case_number=number, by=world.by("clerk"))
    identity = {"identity": {"document": "other_identity", "original_seen": True, "pages": 1}}
    acts["take_material"].perform(case_number=number, by=world.by("clerk"), materials=identity)
    assert acts["issue_voucher"].perform(case_number=number, by=world.by("clerk")).secrets["token"]


def test_whoever_asks_again_is_given_another(world: World) -> None:
    first, second = issued(world, 7), issued(world, 7)
    assert first[1] != second[1]
    assert last_event(second[0]).kind == "archive"


def test_it_is_handed_to_nobody_but_the_person(world: World) -> None:
    number = received(world)
    acts["issue_voucher"].perform(case_number=number, by=world.by("clerk"))
    with not_taken("own_hands"):
        acts["hand_voucher"].perform(case_number=number, by=world.by("clerk"), own_hands=False)
    assert open_steps(number) == ["hand"]


def test_whoever_thinks_better_of_it_withdraws(world: World) -> None:
    number = received(world)
    acts["withdraw"].perform(case_number=number, by=world.by("clerk"), own_wish=True, words="不要了。")
    assert Case.objects.get(number=number).state == "withdrawn"
    assert open_steps(number) == []


def test_under_the_law_of_2020_there_is_no_such_item(world: World) -> None:
    with moment.at(MONDAY.replace(year=2020, month=5, day=6)):
        assert VOUCHER not in [item.slug for _version, item in current_items(moment.today())]


def test_the_paper_in_the_file_tells_no_code_and_no_service(world: World) -> None:
    number, code = issued(world)
    paper = Paper.objects.select_related("case__applicant__key").get(case__number=number, kind="D27")
    elements = paper.unseal("elements")
    assert code not in str(elements)
    assert code.replace("-", "") not in str(elements)
    assert "不留存" in elements["token"]["zh"]
    assert elements["providers"] == [
        {"zh": "云溪县妇幼保健院", "en": "Hospital FY"},
        {"zh": "云溪县人民医院", "en": "Hospital RY"},
    ]
    assert "2027年5月31日" in elements["validity"]["zh"]
    for wanted in ("自愿", "随时停止"):
        assert wanted in elements["voluntary_note"]["zh"]
    assert "投诉" in elements["complaint_way"]["zh"]


def test_the_counter_tells_the_code_once_and_prints_it(world: World) -> None:
    screen = at_screen(world, "clerk")
    form = {"item": VOUCHER, "receiving_office": "LT", **posted(asking())}
    assert screen.post("/counter/", form).status_code == 200
    number = Case.objects.get().number
    page = screen.post(
        f"/cases/{number}/issue_voucher/", hidden(screen.get(f"/cases/{number}/issue_voucher/"))
    )
    assert page.status_code == 200
    code = hidden(page)["token"]
    assert text(page).count(code) >= 2  # beside the button, and on the paper that is shown
    assert page["Cache-Control"] == "no-store, private"
    answer = screen.post("/counter/voucher/", {"number": number, "token": code})
    assert answer["Content-Type"] == "application/pdf"
    printed = reading.text(answer.content)
    assert code in printed.replace("\n", "")
    for told in ("林晓雯", number, Paper.objects.get(kind="D27").number, "11月16日"):
        assert told not in printed
    # No page tells it again.
    for path in (f"/cases/{number}/", f"/cases/{number}/papers/{Paper.objects.get(kind='D27').pk}/"):
        assert code not in text(screen.get(path))
    assert screen.post("/counter/voucher/", {"number": number, "token": "x"}).status_code == 404
    assert screen.post("/counter/voucher/", {"number": "2026-000099-X", "token": code}).status_code == 404
    assert at_screen(world, "neighbour").post(
        "/counter/voucher/", {"number": number, "token": code}
    ).status_code in (404,)


def test_a_repeated_submission_issues_no_second_voucher_and_cannot_tell_the_code(world: World) -> None:
    clerk = program(world, "clerk")
    number = received(world)
    first = clerk.act(number, "issue_voucher", key="once")
    again = clerk.act(number, "issue_voucher", key="once")
    assert len(first.json()["token"].replace("-", "")) == 25
    assert "token" not in again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Paper.objects.filter(kind="D27").count() == 1


def test_both_doors_lead_to_the_same_entries(world: World) -> None:
    screen, clerk = at_screen(world, "clerk"), program(world, "clerk")
    form = {"item": VOUCHER, "receiving_office": "LT", **posted(asking(1))}
    screen.post("/counter/", form)
    by_hand = Case.objects.get().number
    for act, more in (("issue_voucher", {}), ("hand_voucher", {"own_hands": "on"}), ("archive", {})):
        path = f"/cases/{by_hand}/{act}/"
        assert screen.post(path, hidden(screen.get(path)) | more).status_code in (200, 302)
    body = {"item": VOUCHER, "receiving_office": "LT", "given": asking(2)}
    by_program = clerk.post("cases/", body).json()["number"]
    for act, given in (("issue_voucher", {}), ("hand_voucher", {"own_hands": True}), ("archive", {})):
        assert clerk.act(by_program, act, **given).status_code == 200
    assert _told(by_hand) == _told(by_program)


def _told(number: str) -> list[tuple[Any, ...]]:
    case = Case.objects.get(number=number)
    return [
        (
            *(entry.kind, entry.from_state, entry.to_state, entry.actor_name, entry.basis),
            # What lay before whoever decided: papers of this case, by number.
            {name: value for name, value in entry.facts.items() if name != "seen"},
        )
        for entry in Event.of_case(case.pk).order_by("case_seq")
    ]


def test_the_public_page_names_the_way_to_complain_and_needs_no_account(world: World) -> None:
    page = Client(headers={"accept-language": "zh-hans"}).get("/voucher/")
    assert page.status_code == 200
    for wanted in ("投诉", "自愿", "云溪县妇幼保健院", "随访卡", "群众意见反馈卡"):
        assert wanted in text(page)


def test_the_voucher_lapses_by_itself_and_nothing_follows(world: World) -> None:
    _number, code = issued(world)
    before = Event.objects.count()
    with moment.at(later(MONDAY, days=220)):
        answer = program(world, "doctor").post("provider/look/", {"token": code}).json()
    assert answer == {"voucher_state": "expired", "valid_until": "2027-05-31"}
    assert Event.objects.count() == before


def test_an_unknown_item_leaves_nothing(world: World) -> None:
    with refused("POWER-02"):
        receive(item=VOUCHER, receiving_office="WJ", office="LT", by=world.by("payer"), given=asking())
