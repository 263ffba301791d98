"""Registers asked through folders: nothing readable at rest, each answer in effect once, what is bad put aside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from approvals.sharing import file_drop
from audit.ledger.models import Event
from casework.acts.check_shared_data import check_shared_data
from casework.acts.revoke_agreement import revoke_agreement
from casework.engine.actor import worker
from casework.management.periodic import Swept, take_in_answers
from casework.models import Material, SharedQuery, SharedReply, SharingAgreement
from tests.world import MOTHER_ID, World

from .test_agreements import pending


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_SHARING = "approvals.sharing.file_drop.FileDrop"
    settings.SHARING_FOLDER = str(tmp_path)
    settings.SHARING_KEY = "a secret that both ends of the exchange hold"
    return tmp_path


def put(folder: Path, mark: str, told: Any, *, under: str = "") -> Path:
    path = folder / "in" / f"{mark}.answer"
    path.parent.mkdir(exist_ok=True)
    file_drop.write(path, file_drop.locked("answer", under or mark, told))
    return path


def answer(*, found: bool = True, **facts: str) -> dict[str, Any]:
    return {"answer": "found" if found else "not_found", "facts": facts}


def test_a_question_goes_out_as_a_file_and_its_answer_takes_effect_once(world: World, folder: Path) -> None:
    number = pending(world)
    check_shared_data(case_number=number, by=worker())
    check_shared_data(case_number=number, by=worker())
    household, residence = SharedQuery.objects.order_by("material")  # asked once, however often it is tried
    files = sorted(path.name for path in (folder / "out").iterdir())
    assert files == sorted(f"{one.mark}.request" for one in (household, residence))
    request = folder / "out" / f"{household.mark}.request"
    assert request.stat().st_mode & 0o077 == 0
    assert MOTHER_ID.encode() not in request.read_bytes()
    asked = file_drop.unlocked("request", household.mark, request.read_bytes())
    assert (asked["identifier"], asked["fields"]) == (MOTHER_ID, ["exists"])
    assert take_in_answers() == Swept()
    file = put(folder, household.mark, answer(exists="yes"))
    kept = file.read_bytes()
    assert take_in_answers() == Swept(done=1)
    assert not file.exists()
    assert Material.objects.get(code="household").state == "found"
    entries = Event.objects.filter(case_number=number).count()
    file.write_bytes(kept)  # the worker was cut off before it deleted the file
    assert take_in_answers() == Swept(done=1)
    assert SharedReply.objects.count() == 1
    assert Event.objects.filter(case_number=number).count() == entries
    put(folder, residence.mark, answer(found=False))
    assert take_in_answers() == Swept(done=1)
    assert Material.objects.get(code="residence").state == "not_found"
    assert not any((folder / "in").iterdir())


def test_what_is_no_answer_to_a_question_of_ours_is_put_aside_with_its_reason(
    world: World, folder: Path
) -> None:
    check_shared_data(case_number=pending(world), by=worker())
    household, residence = SharedQuery.objects.order_by("material")
    put(folder, household.mark, answer(), under=residence.mark)  # another question's answer under its name
    put(folder, "0" * 32, answer())
    put(folder, "not-a-mark", answer())
    put(folder, residence.mark, answer(exists="yes", birth_month="2027-02"))
    assert take_in_answers() == Swept(failed=2)  # two that could be read; the others never came so far
    reasons = {path.name.split(".")[0]: path.read_text() for path in (folder / "aside").glob("*.reason")}
    assert reasons == {
        household.mark: "not-authentic",
        "0" * 32: "unknown",
        "not-a-mark": "name",
        residence.mark: "more-than-asked",
    }
    assert not SharedReply.objects.exists()
    assert set(Material.objects.filter(source="sharing").values_list("state", flat=True)) == {"pending"}
    put(folder, household.mark, ["found"])
    (folder / "in" / f"{residence.mark}.answer").write_bytes(b"x" * (file_drop.ANSWER_BYTES_MOST + 1))
    take_in_answers()
    reasons = {path.name.split(".")[0]: path.read_text() for path in (folder / "aside").glob("*.reason")}
    assert (reasons[household.mark], reasons[residence.mark]) == ("shape", "size")


def test_an_answer_counts_for_nothing_when_its_agreement_has_ended_or_the_case_has_moved_on(
    world: World, folder: Path
) -> None:
    number = pending(world)
    check_shared_data(case_number=number, by=worker())
    household, residence = SharedQuery.objects.order_by("material")
    ended = SharingAgreement.objects.get(register="household")
    revoke_agreement(by=world.by("supervisor"), agreement=ended.pk, reason="对方不再提供。")
    put(folder, household.mark, answer())
    take_in_answers()
    assert (folder / "aside" / f"{household.mark}.answer.reason").read_text() == "no-agreement"
    from casework.acts.withdraw import withdraw

    withdraw(case_number=number, by=world.by("clerk"), own_wish=True, words="我要撤回申请。")
    put(folder, residence.mark, answer())
    assert take_in_answers() == Swept(done=1)
    assert not (folder / "in" / f"{residence.mark}.answer").exists()
    assert not SharedReply.objects.exists()
