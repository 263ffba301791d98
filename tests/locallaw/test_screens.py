"""The pages of the law: read by everybody, drafted on by one officer, approved on by another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from casework.acts.approve_change import approve_change
from casework.models import ItemVersion, LawChange
from tests.locallaw.conftest import YAML, notice
from tests.locallaw.test_item_versions import TODAY, shorter
from tests.locallaw.test_notice import LATER, bring_in, draft, screening
from tests.web.pages import posted, text
from tests.world import ITEM, World

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def at_screen(world: World) -> Callable[..., Client]:
    def sign_in(name: str, language: str = "en") -> Client:
        client = Client(headers={"accept-language": language})
        client.force_login(world.officers[name], backend=BACKEND)
        return client

    return sign_in


@pytest.mark.parametrize("page", ["", "bases/", "limits/", "unconfirmed/"])
def test_every_officer_reads_the_law(at_screen: Callable[..., Client], page: str) -> None:
    for name in ("clerk", "admin"):
        answer = at_screen(name).get(f"/law/{page}")
        assert answer.status_code == 200
    told = text(answer)
    wanted = {"": "no notice yet", "bases/": "nothing since 2021-08-20", "limits/": "PR-SCREEN"}
    assert wanted.get(page, "nobody has read") in told


def test_a_notice_is_drafted_approved_and_followed_on_the_screen(
    world: World, at_screen: Callable[..., Client]
) -> None:
    number = world.receive().case_number
    assert "day not known yet" in text(at_screen("clerk").get(f"/cases/{number}/"))
    jurist, supervisor = at_screen("jurist"), at_screen("supervisor")
    drafted = jurist.post("/law/notice/", posted(notice()))
    change = LawChange.objects.get()
    assert drafted["Location"] == f"/law/changes/{change.pk}/"
    page = text(jurist.get(drafted["Location"]))
    assert number in page
    assert "→ 2027-01-04" in page
    assert "Nobody approves what they drafted" not in page  # the jurist lacks the duty anyway
    assert jurist.post(f"/law/changes/{change.pk}/approve/").status_code == 403
    assert screening(number).due_on is None
    approved = supervisor.post(f"/law/changes/{change.pk}/approve/", {"exceptions": ""}, follow=True)
    assert "1 open cases have followed" in text(approved)
    case = text(at_screen("clerk").get(f"/cases/{number}/"))
    assert "2027-01-04" in case
    assert screening(number).calendar in case


def test_what_was_typed_stays_when_something_is_wrong(at_screen: Callable[..., Client]) -> None:
    given = posted(notice(makeup=["2027-01-05"], notice="国办发明电〔2026〕9号"))
    answer = at_screen("jurist").post("/law/notice/", given)
    told = text(answer)
    assert answer.status_code == 422
    assert "This is a working day without any notice." in told
    assert 'value="国办发明电〔2026〕9号"' in told
    assert 'value="2027-01-05"' in told
    more = text(at_screen("jurist").post("/law/notice/", {**given, "rest-add": "1"}))
    assert 'name="rest.2.first"' in more


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"year: 2027\nyear: 2028", "found duplicate key"),
        (b"\xff\xfe", "isn't in UTF-8"),
        (b"x" * 400_001, "too long"),
        (b"year: 2027\nnotice: x\nissued_on: 2026-11-10\nrest: []", "rest"),
    ],
)
def test_a_file_that_cannot_be_taken_is_told_why(
    at_screen: Callable[..., Client], file: bytes, words: str
) -> None:
    answer = at_screen("jurist").post("/law/notice/", {"file": SimpleUploadedFile("2027.yaml", file)})
    assert answer.status_code == 422
    assert words in text(answer)


def test_a_file_is_drafted(at_screen: Callable[..., Client]) -> None:
    answer = at_screen("jurist").post("/law/notice/", {"yaml": YAML})
    assert answer.status_code == 302
    assert LawChange.objects.get().subject == "2027"


def test_a_shorter_promise_is_drafted_and_approved_for_open_cases(
    world: World, at_screen: Callable[..., Client]
) -> None:
    number = world.receive().case_number
    jurist = at_screen("jurist")
    too_long = {"valid_from": TODAY.isoformat(), "promised.screening": "9"}
    assert jurist.post(f"/law/items/{ITEM}/", too_long).status_code == 422
    jurist.post(f"/law/items/{ITEM}/", {**too_long, "promised.screening": "2", "reason": "承诺压缩"})
    change = LawChange.objects.get()
    at_screen("supervisor").post(f"/law/changes/{change.pk}/approve/", {"to_open_cases": "1"})
    assert ItemVersion.objects.get(change=change).edition == "2026-2.1"
    assert screening(number).promised_on is not None


def test_a_worse_case_is_named_and_applied_on_its_own_page_only(
    world: World, at_screen: Callable[..., Client]
) -> None:
    number = world.receive().case_number
    bring_in(world)
    change = bring_in(world, **LATER)
    supervisor = at_screen("supervisor")
    told = text(supervisor.get(f"/law/changes/{change.pk}/"))
    assert "the citizen would stand worse" in told
    case = f"/cases/{number}/apply_change/"
    assert case in told
    refused = supervisor.post(case, {"change": str(change.pk)})
    assert (refused.status_code, "LAW-04" in text(refused)) == (409, True)
    supervisor.post(case, {"change": str(change.pk), "also_later": "on"})
    assert str(screening(number).due_on) == "2027-01-05"
    assert supervisor.get(case).status_code == 409 or "LAW-03" in text(supervisor.get(case))


@pytest.mark.parametrize("name", ["clerk", "head", "admin", "neighbour"])
def test_drafts_and_what_they_would_do_are_not_for_everybody(
    world: World, at_screen: Callable[..., Client], name: str
) -> None:
    change = draft(world)
    client = at_screen(name)
    assert client.get(f"/law/changes/{change.pk}/").status_code == 403
    for act in ("approve", "withdraw", "apply"):
        assert client.post(f"/law/changes/{change.pk}/{act}/").status_code == 403
    assert client.post("/law/notice/", posted(notice())).status_code == 403
    assert client.post(f"/law/items/{ITEM}/", {}).status_code == 403
    assert LawChange.objects.get().state == "draft"


def test_a_choice_that_is_no_day_or_no_case_is_told(world: World, at_screen: Callable[..., Client]) -> None:
    change = draft(world)
    client = at_screen("supervisor")
    for choice in ({"received_from": "2026-02-30"}, {"exceptions": "2026-999999-9"}):
        answer = client.post(f"/law/changes/{change.pk}/approve/", choice)
        assert answer.status_code == 422
        assert next(iter(choice.values())) in text(answer)
    assert client.post(f"/law/changes/{change.pk}/withdraw/", {"reason": ""}).status_code == 422
    assert client.post(f"/law/changes/{change.pk}/withdraw/", {"reason": "抄错"}).status_code == 302
    assert client.get(f"/law/changes/{change.pk}/").status_code == 200


def test_the_pages_stand_in_chinese_too(world: World, at_screen: Callable[..., Client]) -> None:
    approve_change(by=world.by("supervisor"), change=shorter(world).pk)
    change = draft(world)
    client: Any = at_screen("supervisor", "zh-hans")
    for address in (
        "/law/",
        "/law/bases/",
        "/law/limits/",
        "/law/unconfirmed/",
        f"/law/changes/{change.pk}/",
    ):
        assert client.get(address).status_code == 200
