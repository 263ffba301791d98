"""EX-10: nothing of today rests on the three repealed regulations, by whatever door; what is dated to their time may."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from knox.models import AuthToken
from ruamel.yaml import YAML

from casework.acts.draft_change import draft_change
from casework.engine import lawbook
from casework.engine.items import Item
from casework.engine.refusal import ActRefused, BadInput
from casework.models import EditionSource, EditionState, ItemVersion, OfficePower
from tests.acts.steps import do
from tests.items.test_new_item import one_child_family
from tests.web.pages import intake_form
from tests.world import ITEM, World, application

BACKEND = "django.contrib.auth.backends.ModelBackend"
# Social maintenance fees, migrants, technical services; the last day on which each carried anything.
REPEALED = {"SF": date(2021, 8, 19), "LD 7": date(2021, 9, 8), "JS 21": date(2021, 9, 8)}


def item_on(basis: str, **changed: Any) -> dict[str, Any]:
    return {**one_child_family(), "slug": "old_item", "basis": [basis], "valid_from": "2027-01-01", **changed}


def as_yaml(data: dict[str, Any]) -> str:
    out = io.StringIO()
    YAML(typ="safe", pure=True).dump(json.loads(json.dumps(data, default=str)), out)
    return out.getvalue()


@pytest.fixture
def browser(world: World) -> Callable[[str], Client]:
    def of(name: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(world.officers[name], backend=BACKEND)
        return client

    return of


def program(world: World, name: str, path: str, body: Any) -> Any:
    token = AuthToken.objects.create(world.officers[name])[1]
    return Client().post(
        f"/api/v1/{path}", json.dumps(body), content_type="application/json",
        headers={"Authorization": f"Token {token}", "Accept-Language": "en"},
    )  # fmt: skip


@pytest.fixture
def resting_on(world: World) -> Callable[[str], None]:
    """The item of the county comes to rest on another basis, as if it had been stored before the repeal."""

    def change(basis: str) -> None:
        _version, item = lawbook.current_item(ITEM, date(2026, 12, 25))
        data = {**item.data, "basis": [basis]}
        row = Item.from_data(data)
        ItemVersion.objects.create(
            slug=ITEM, edition="old", valid_from=date(2026, 12, 1), sha256=row.sha256, body=row.to_json(),
            source=EditionSource.LOCAL, state=EditionState.APPROVED,
        )  # fmt: skip

    return change


@pytest.mark.safeguard("EX-10")
@pytest.mark.parametrize("basis", REPEALED)
def test_an_item_on_a_repealed_basis_takes_in_nobody_today_by_any_door(
    world: World, browser: Callable[[str], Client], resting_on: Callable[[str], None], basis: str
) -> None:
    resting_on(basis)
    page = browser("clerk").post("/counter/", intake_form() | {"receiving_office": "LT", "office": "LT"})
    assert page.status_code == 403
    assert "EX-10" in page.content.decode()
    body = {"item": ITEM, "receiving_office": "LT", "office": "LT", "given": application()}
    answer = program(world, "clerk", "cases/", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "EX-10")
    with pytest.raises(ActRefused) as refused:
        world.receive(door="command")
    assert refused.value.code == "EX-10"


@pytest.mark.parametrize("basis", REPEALED)
def test_no_item_of_today_is_loaded_or_drafted_on_a_repealed_basis(
    world: World, tmp_path: Path, basis: str
) -> None:
    (tmp_path / "old.yaml").write_text(as_yaml(item_on(basis)), encoding="utf-8")
    for command in (
        ("load_items", str(tmp_path)),
        ("law_change", "draft", str(tmp_path / "old.yaml"), "--by", "jurist"),
        ("rehearse", str(tmp_path / "old.yaml")),
    ):
        with pytest.raises(CommandError, match="EX-10"):
            call_command(*command, stdout=io.StringIO())
    with pytest.raises(BadInput) as bad:
        draft_change(by=world.by("jurist"), given=item_on(basis))
    assert bad.value.fields["basis"][0].rule == "EX-10"


@pytest.mark.parametrize(("basis", "last"), REPEALED.items())
def test_an_item_dated_to_the_time_of_its_basis_may_be_stored_and_opens_nothing_today(
    world: World, tmp_path: Path, basis: str, last: date
) -> None:
    dated = item_on(
        basis, valid_from="2010-01-01", limits={}, promised={}, papers={**one_child_family()["papers"]}
    )
    dated["papers"].pop("acceptance", None)
    (tmp_path / "dated.yaml").write_text(as_yaml({**dated, "valid_until": str(last)}), encoding="utf-8")
    call_command("load_items", str(tmp_path), stdout=io.StringIO())
    assert "old_item" not in [item.slug for _version, item in lawbook.current_items(date(2026, 12, 25))]
    assert "old_item" in [item.slug for _version, item in lawbook.current_items(last)]
    open_ended = tmp_path / "later"
    open_ended.mkdir()
    (open_ended / "dated.yaml").write_text(as_yaml({**dated, "edition": "2"}), encoding="utf-8")
    with pytest.raises(CommandError, match="EX-10"):
        call_command("load_items", str(open_ended), stdout=io.StringIO())


@pytest.mark.safeguard("EX-10")
@pytest.mark.parametrize("basis", REPEALED)
def test_an_office_whose_power_rests_on_a_repealed_basis_may_do_nothing_by_any_door(
    world: World, browser: Callable[[str], Client], basis: str
) -> None:
    number = world.receive().case_number
    OfficePower.objects.filter(office__code="LT").update(basis=basis)
    page = browser("clerk").post(f"/cases/{number}/accept/", {"confirmed": "1"})
    assert page.status_code == 403
    assert "EX-10" in page.content.decode()
    answer = program(world, "clerk", f"cases/{number}/acts/accept/", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "EX-10")
    with pytest.raises(ActRefused) as refused:
        do("accept", number, world.by("clerk", "command"))
    assert refused.value.code == "EX-10"
    with pytest.raises(ActRefused) as refused:
        world.receive()
    assert refused.value.code == "EX-10"


def test_a_power_carried_as_long_as_its_basis_was_in_force(world: World) -> None:
    from casework.engine.access import without_law
    from casework.engine.standing import Standing

    law = lawbook.current_law(date(2026, 12, 25))[0].sha256
    for basis, last in REPEALED.items():
        then = Standing(1, last, active=True, law=law)
        after = Standing(1, date.fromordinal(last.toordinal() + 1), active=True, law=law)
        assert not list(without_law([basis], then))
        assert [one.code for one in without_law([basis], after)] == ["EX-10"]
        assert not list(without_law([basis, "RK 18"], after))


@pytest.mark.parametrize(("basis", "last"), REPEALED.items())
def test_a_paper_cites_the_old_regulations_for_their_time_only(world: World, basis: str, last: date) -> None:
    from casework.papers.wording import articles_in_force
    from law.bases import Citation, cite
    from law.errors import BasisNotInForce

    _edition, book = lawbook.current_law(date(2026, 12, 25))
    cited = Citation.parse(basis)
    with pytest.raises(ActRefused) as refused:
        articles_in_force(book, (cited,), date(2026, 12, 25))
    assert refused.value.code == "EX-10"
    assert cite(book, cited, last) == cited
    with pytest.raises(BasisNotInForce):
        cite(book, cited, date.fromordinal(last.toordinal() + 1))
