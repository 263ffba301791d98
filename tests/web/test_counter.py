"""The counter: taking in, what is said about bad input, and that nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.ledger.models import Disclosure
from casework.models import Case, Mandate, Paper, Submission
from tests.papers.reading import text as written
from tests.world import World, resident_id

from .pages import hidden, intake_form, text

Screen = Callable[..., Client]
COUNTER = "/counter/"


def _send(client: Client, **changed: Any) -> Any:
    key = hidden(client.get(COUNTER + "?item=birth_registration"))["key"]
    return client.post(COUNTER, {"key": key, **intake_form(**changed)})


def test_the_receipt_shows_number_and_query_code_this_once(world: World, at_screen: Screen) -> None:
    client = at_screen("clerk")
    response = _send(client)
    case = Case.objects.get()
    page = text(response)
    assert response.status_code == 200
    assert case.number in page
    code = (
        Paper.objects.select_related("case__applicant__key").get(case=case).unseal("elements")["query_code"]
    )
    # In figures, on the receipt, and in the form that fetches it as a file.
    assert page.count(code) == 3
    paper = Paper.objects.get(case=case)
    again = text(client.get(reverse("paper", kwargs={"number": case.number, "paper": paper.pk})))
    assert code not in again
    assert "told once" in again


def test_the_receipt_is_a_file_with_its_query_code_for_whoever_has_the_code(
    world: World, at_screen: Screen
) -> None:
    client = at_screen("clerk")
    page = text(_send(client))
    given = {"number": Case.objects.get().number, "query_code": hidden_code(page)}
    answer = client.post(reverse("counter_receipt"), given)
    assert answer["Content-Type"] == "application/pdf"
    assert given["query_code"] in written(answer.content)
    assert Disclosure.objects.filter(what="paper_file").count() == 1
    assert client.post(reverse("counter_receipt"), {**given, "query_code": "AAAA"}).status_code == 404
    assert at_screen("neighbour").post(reverse("counter_receipt"), given).status_code == 404


def hidden_code(page: str) -> str:
    found = re.search(r'name="query_code" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_fresh_form_begins_at_its_first_empty_field(world: World, at_screen: Screen) -> None:
    page = text(at_screen("clerk").get(COUNTER))
    assert page.count("data-focus") == 1
    assert re.search(r'id="f-applicant-identifier"[^>]*data-focus', page)
    assert '<option value="resident_id" selected>' in page


def test_the_second_press_takes_in_nothing(world: World, at_screen: Screen) -> None:
    client = at_screen("clerk")
    form = {"key": hidden(client.get(COUNTER))["key"], **intake_form()}
    client.post(COUNTER, form)
    second = client.post(COUNTER, form)
    assert second["Location"] == reverse("case", kwargs={"number": Case.objects.get().number})
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"applicant": {"identifier": "419923199403154523"}}, "f-applicant-identifier", "check digit"),
        ({"applicant": {"identifier": "41992319940230452X"}}, "f-applicant-identifier", ""),
        ({"applicant": {"name": ""}}, "f-applicant-name", "This is needed."),
        ({"applicant": {"phone": "12"}}, "f-applicant-phone", "telephone number"),
        ({"form": {"stage": "born", "birth_month": "2027-05"}}, "f-form-birth_month", "future"),
        ({"form": {"declared_true": False}}, "f-form-declared_true", "confirmed"),
        ({"privacy_notice": False}, "f-privacy_notice", "confirmed"),
        ({"materials": {"identity": {"pages": 2}}}, "f-materials-identity-document", "Say which document"),
        ({"agent": {"identifier_kind": "none", "name": "乙"}}, "f-mandate", "signed mandate"),
    ],
)
def test_a_fault_names_its_field_and_rule_and_nothing_typed_is_lost(
    world: World, at_screen: Screen, changed: dict[str, Any], field: str, words: str
) -> None:
    response = _send(
        at_screen("clerk"), applicant={"name": "䶮𠮷·买买提"} | changed.pop("applicant", {}), **changed
    )
    page = text(response)
    assert response.status_code == 422
    assert f'<a href="#{field}' in page
    assert words in page
    assert 'value="13712346208"' in page or "phone" in field
    assert "䶮𠮷·买买提" in page or "name" in field
    assert not Case.objects.exists()


@pytest.mark.parametrize("bad", ["a" * 1_000_000, "a\0b", "\x1b[31m", "<script>alert(1)</script>" * 9])
def test_no_input_is_an_error_of_ours(world: World, at_screen: Screen, bad: str) -> None:
    response = _send(at_screen("clerk"), applicant={"name": bad}, materials={"residence": {"statement": bad}})
    assert response.status_code == 422
    assert "<script>alert" not in response.content.decode()
    assert not Case.objects.exists()


def test_rare_characters_and_middle_dots_are_ordinary_names(world: World, at_screen: Screen) -> None:
    assert _send(at_screen("clerk"), applicant={"name": "阿依古丽·䶮𠮷"}).status_code == 200
    assert Case.objects.get().applicant.unseal("name") == "阿依古丽·䶮𠮷"


def test_a_village_files_under_a_mandate_and_says_when_it_is_missing(world: World, at_screen: Screen) -> None:
    client = at_screen("village")
    assert "the mandate is needed" in text(client.get(COUNTER))
    missing = client.post(COUNTER, intake_form() | {"receiving_office": "LT1"})
    assert "signed mandate" in text(missing)
    mandate = {"mandate": {"signed_on": "2026-11-16", "valid_until": "2027-01-31"}}
    assert client.post(COUNTER, intake_form(**mandate) | {"receiving_office": "LT1"}).status_code == 200
    assert Mandate.objects.get().agent_officer == world.officers["village"]
    assert Case.objects.get().office == world.offices["LT"]


def test_the_hall_chooses_among_the_competent_offices_only(world: World, at_screen: Screen) -> None:
    client = at_screen("hall")
    page = text(client.get(COUNTER))
    assert '<option value="SQ"' in page
    assert '<option value="WJ"' not in page
    sent = intake_form() | {"receiving_office": "DT"}
    assert "Choose the office that decides this item." in text(client.post(COUNTER, sent | {"office": "WJ"}))
    assert client.post(COUNTER, sent | {"office": "SQ"}).status_code == 200
    assert Case.objects.get().office == world.offices["SQ"]


def test_whoever_forgot_the_office_is_told_of_everything_else_at_once(
    world: World, at_screen: Screen
) -> None:
    page = text(
        at_screen("hall").post(COUNTER, intake_form(applicant={"name": ""}) | {"receiving_office": "DT"})
    )
    assert "Choose the office that decides this item." in page
    assert '<a href="#f-applicant-name"' in page
    assert not Case.objects.exists()


def test_places_are_offered_by_their_names(world: World, at_screen: Screen) -> None:
    client = at_screen("clerk")
    page = text(client.get(COUNTER + "?item=birth_registration"))
    office = world.offices["LT"]
    assert f'<option value="{office.division_code}">' in page
    assert 'list="divisions"' in page


def test_whoever_may_not_take_in_is_refused_with_the_reason(world: World, at_screen: Screen) -> None:
    client = at_screen("head")
    assert "can't take in this item" in text(client.get(COUNTER, {"item": "birth_registration"}))
    assert _post_without_key(client).status_code in (403, 422)
    assert not Case.objects.exists()
    assert 'href="/counter/"' not in text(client.get("/"))


def _post_without_key(client: Client) -> Any:
    return client.post(COUNTER, intake_form())


@pytest.mark.parametrize("typed", ["sydj", "SYDJ", "生育", "birth", "1"])
def test_an_item_is_found_by_name_code_or_initials(world: World, at_screen: Screen, typed: str) -> None:
    assert "Birth registration" in text(at_screen("clerk").get(COUNTER, {"find": typed}))


def test_an_item_that_does_not_exist_is_not_found(world: World, at_screen: Screen) -> None:
    assert "No item of this name." in text(at_screen("clerk").get(COUNTER, {"find": "\0zz"}))


class TestCheckingWhileTyping:
    def _check(self, client: Client, field: str, **changed: Any) -> Any:
        return client.post(COUNTER + "check/", {"field": field, **intake_form(**changed)})

    def test_a_good_number_tells_what_it_says(self, world: World, at_screen: Screen) -> None:
        page = text(self._check(at_screen("clerk"), "applicant.identifier"))
        assert "The check digit fits" in page
        assert "Born 1994-03" in page

    def test_a_bad_number_is_told_at_once_and_nothing_is_stored(
        self, world: World, at_screen: Screen
    ) -> None:
        page = text(
            self._check(
                at_screen("clerk"), "applicant.identifier", applicant={"identifier": "419923199403154523"}
            )
        )
        assert "check digit" in page
        assert 'value="419923199403154523"' in page
        assert not Case.objects.exists()

    def test_an_empty_field_is_not_scolded_while_one_types(self, world: World, at_screen: Screen) -> None:
        assert "This is needed." not in text(
            self._check(at_screen("clerk"), "applicant.name", applicant={"name": ""})
        )

    def test_an_earlier_application_is_shown_to_those_who_may_see_it(
        self, world: World, at_screen: Screen
    ) -> None:
        number = world.receive().case_number
        mine = text(self._check(at_screen("colleague"), "form.birth_month"))
        assert number in mine
        assert Disclosure.objects.get().what == "cases_of_person"
        theirs = text(
            at_screen("neighbour").post(
                COUNTER + "check/",
                {"field": "form.birth_month", **intake_form(), "receiving_office": "SQ"},
            )
        )
        assert number not in theirs
        assert "none that you may open" in theirs
        assert Disclosure.objects.count() == 1

    def test_nobody_learns_that_somebody_applied_elsewhere(self, world: World, at_screen: Screen) -> None:
        """What the neighbour's counter is answered is the same, whether there is such a case or none."""
        sent = {"field": "form.birth_month", **intake_form(), "receiving_office": "SQ"}
        before = text(at_screen("neighbour").post(COUNTER + "check/", sent))
        world.receive()
        assert text(at_screen("neighbour").post(COUNTER + "check/", sent)) == before
        assert not Disclosure.objects.exists()

    def test_open_and_earlier_cases_of_the_same_person_are_shown_as_soon_as_the_number_is_there(
        self, world: World, at_screen: Screen, do: Any
    ) -> None:
        withdrawn, still_open = (
            world.receive(form={"birth_month": f"2027-0{at}"}).case_number for at in (3, 4)
        )
        do(withdrawn, "withdraw", own_wish=True, words="not needed")
        page = text(self._check(at_screen("clerk"), "applicant.identifier", form={"birth_month": ""}))
        assert page.index(still_open) < page.index(withdrawn)
        assert "about the same" not in page
        assert "about the same" in text(
            self._check(at_screen("clerk"), "form.birth_month", form={"birth_month": "2027-04"})
        )

    def test_somebody_else_of_the_same_month_is_no_duplicate(self, world: World, at_screen: Screen) -> None:
        world.receive(applicant={"identifier": resident_id(7)})
        assert "no duplicate" in text(self._check(at_screen("clerk"), "form.birth_month"))

    @pytest.mark.parametrize("field", ["", "x", "applicant", "applicant.password", "\0"])
    def test_a_field_that_does_not_exist_is_not_found(
        self, world: World, at_screen: Screen, field: str
    ) -> None:
        assert self._check(at_screen("clerk"), field).status_code in (200, 404)
