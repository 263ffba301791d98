"""Finding cases: by number, person, item, state, office and day; what is on record; what stands nowhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from audit.ledger.models import Disclosure
from casework.engine import moment
from casework.engine.access import may_see
from casework.engine.standing import standing_of
from casework.models import Case, Delegation, Duty, PersonIndex
from casework.queries.search import visible
from tests.world import MONDAY, MOTHER_ID, World, resident_id

from .pages import text

Screen = Callable[..., Client]
SEARCH = "/search/"


def found(client: Client, **asked: Any) -> str:
    """The page of results as it is read."""
    return text(client.post(SEARCH, asked, follow=True))


def test_a_case_number_leads_to_the_case_however_it_was_typed(world: World, at_screen: Screen) -> None:
    number = world.receive().case_number
    client = at_screen("clerk")
    for typed in (f" {number.lower()} ", number.replace("-", "－")):
        assert client.post(SEARCH, {"q": typed})["Location"].endswith(f"/cases/{number}/")
    assert number in found(client, text=number[:9])


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("林晓雯", ["林晓雯", "林 晓雯", "lxw", "LXW", "ｌｘｗ"]),
        ("阿依古丽·买买提", ["阿依古丽・买买提", "阿依古丽买买提", "ayglmmt"]),
        ("单雅琴", ["单雅琴", "syq", "dyq"]),
        ("曾可儿", ["zke", "cke"]),
        ("Maria Lopez", ["ＭＡＲＩＡ lopez", "ml"]),
    ],
)
def test_an_applicant_is_found_by_name_and_by_initials(
    world: World, at_screen: Screen, name: str, typed: list[str]
) -> None:
    number = world.receive(applicant={"name": name}).case_number
    other = world.receive(applicant={"name": "王芳", "identifier": resident_id(2)}).case_number
    for one in typed:
        page = found(at_screen("clerk"), q=one)
        assert number in page, one
        assert other not in page, one


def test_an_identity_number_is_looked_up_for_a_purpose_that_is_put_on_record(
    world: World, at_screen: Screen
) -> None:
    number = world.receive().case_number
    client = at_screen("clerk")
    asked = client.post(SEARCH, {"q": MOTHER_ID})
    assert asked.status_code == 422
    assert "Say what you look this number up for." in text(asked)
    assert f'value="{MOTHER_ID}"' in text(asked)
    assert not Disclosure.objects.exists()
    assert number in found(client, text=MOTHER_ID.lower(), purpose="visitor")
    entry = Disclosure.objects.get()
    assert (entry.what, entry.purpose, entry.items) == ("found_cases", "visitor", [Case.objects.get().pk])
    assert "0 cases found" in found(client, text=resident_id(9), purpose="oversight")
    assert list(Disclosure.objects.order_by("id").values_list("purpose", "items"))[1] == ("oversight", [])


def test_nothing_that_was_typed_stands_in_an_address_or_a_session(world: World, at_screen: Screen) -> None:
    world.receive()
    client = at_screen("clerk")
    for typed in ({"q": "林晓雯"}, {"text": MOTHER_ID, "purpose": "visitor"}):
        where = client.post(SEARCH, typed)["Location"]
        assert where.startswith("/search/?s=")
        assert len(where) < 30
    kept = " ".join(str(one.get_decoded()) for one in Session.objects.all())
    assert "persons" in kept
    assert "林" not in kept
    assert MOTHER_ID not in kept


def test_each_page_of_results_is_one_entry_and_another_window_keeps_its_own(
    world: World, at_screen: Screen
) -> None:
    numbers = [
        world.receive(applicant={"identifier": resident_id(at), "name": "王芳"}).case_number
        for at in range(1, 28)
    ]
    client = at_screen("clerk")
    first = client.post(SEARCH, {"q": "王芳"})["Location"]
    second = client.post(SEARCH, {"q": "wf"})["Location"]
    assert "27 cases found" in text(client.get(first))
    page = text(client.get(first + "&page=2"))
    assert [one for one in numbers if one in page] == numbers[:2]
    assert [len(one.items) for one in Disclosure.objects.order_by("id")] == [25, 2]
    assert "27 cases found" in text(client.get(second))
    for strange in ("?s=nothing", "?s=000000000000&page=2", "?page=9"):
        assert client.get(SEARCH + strange).status_code == 200


def test_state_office_item_and_day_narrow_it_down(world: World, at_screen: Screen, do: Any) -> None:
    early = world.receive().case_number
    do(early, "accept")
    with moment.at(MONDAY + timedelta(days=2)):
        late = world.receive("neighbour", at="SQ", applicant={"identifier": resident_id(2)}).case_number
    client = at_screen("supervisor")
    for asked, wanted in (
        ({"state": "accepted"}, [early]),
        ({"office": "SQ"}, [late]),
        ({"item": "birth_registration"}, [early, late]),
        ({"received_from": "2026-11-17"}, [late]),
        ({"received_until": "2026-11-17"}, [early]),
        ({"q": "sydj", "office": "LT"}, [early]),
        ({"q": "lxw", "state": "received"}, [late]),
        ({"received_from": "2026-11-17", "received_until": "2026-11-16"}, []),
    ):
        page = found(client, **asked)
        assert [one for one in (early, late) if one in page] == wanted, asked


def test_bad_input_names_its_field_and_is_kept(world: World, at_screen: Screen) -> None:
    for bad, field in (({"received_from": "tomorrow"}, "received_from"), ({"office": "XX"}, "office")):
        answer = at_screen("clerk").post(SEARCH, {"text": "王芳", **bad})
        assert answer.status_code == 422
        assert f'href="#f-{field}"' in text(answer)
        assert 'value="王芳"' in text(answer)
    assert at_screen("clerk").post(SEARCH, {"q": "a\0b"}).status_code == 422
    assert at_screen("clerk").post(SEARCH, {"q": "王" * 101}).status_code == 422


def test_nobody_finds_what_they_may_not_open(world: World, at_screen: Screen) -> None:
    number = world.receive().case_number
    for name in ("neighbour", "admin"):
        assert number not in found(at_screen(name), q="林晓雯")
        assert at_screen(name).post(SEARCH, {"q": number}, follow=True).status_code == 200


def test_who_is_erased_is_found_no_more(world: World, at_screen: Screen) -> None:
    world.receive()
    assert PersonIndex.objects.filter(kind="initials").count() == 1
    PersonIndex.objects.all().delete()  # what the erasure does; tests/organisation asks the erasure itself
    assert "0 cases found" in found(at_screen("clerk"), q="lxw")


def test_the_search_sees_what_may_be_opened_and_nothing_else(world: World, do: Any) -> None:
    for by, at, office in (
        ("clerk", "LT", ""),
        ("hall", "DT", "SQ"),
        ("neighbour", "SQ", ""),
        ("hall", "DT", "LT"),
    ):
        world.receive(by, at=at, office=office, applicant={"identifier": resident_id(len(by) + len(office))})
    do(Case.objects.first().number, "recuse", by="colleague", ground="a relative")
    world.officer("delegate")
    for items in ([], ["something_else"]):
        Delegation.objects.create(
            principal=world.officers["head"],
            delegate=world.officers["delegate"],
            office=world.offices["LT"],
            duties=[str(Duty.APPROVE)],
            items=items,
            valid_from=MONDAY.date(),
            valid_until=MONDAY.date() + timedelta(days=9),
            reason="training",
        )
    cases = list(Case.objects.select_related("office", "receiving_office"))
    for name, officer in world.officers.items():
        asked = {one.pk for one in cases if may_see(standing_of(officer, MONDAY.date(), one), one)}
        seen = set(
            Case.objects.filter(visible(standing_of(officer, MONDAY.date()))).values_list("pk", flat=True)
        )
        assert seen == asked, name


def test_the_bar_leads_to_the_search(world: World, at_screen: Screen) -> None:
    page = text(at_screen("clerk").get("/"))
    assert f'action="{reverse("search")}"' in page
    assert 'data-key="/"' in page


def test_an_item_is_chosen_by_its_name(world: World, at_screen: Screen) -> None:
    assert '<option value="birth_registration">Birth registration</option>' in text(
        at_screen("clerk").get(SEARCH)
    )
