"""Scans over the interface for programs: the same ways, the same refusals, the same records."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from audit.ledger.models import Disclosure
from casework.models import Scan, StagedPage
from tests.world import ITEM, World, application

from .conftest import send
from .hostile import HOSTILE, content_of
from .papers import jpeg, mark, pdf
from .test_acts import received

Program = Callable[..., Client]


def post(client: Client, path: str, body: Any) -> Any:
    return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")


def marks(answer: Any) -> list[str]:
    assert answer.status_code == 201, answer.content.decode()
    return [one["scan"] for one in answer.json()["pages"]]


def test_a_program_sends_a_file_names_its_pages_and_reads_them_again(world: World, program: Program) -> None:
    client = program()
    scans = marks(send(client, "/api/v1/files/", "card.pdf", pdf(2)))
    given = application(materials={"identity": {"document": "identity_card", "scans": scans}})
    number = post(client, "cases/", {"item": ITEM, "receiving_office": "LT", "given": given}).json()["number"]
    more = marks(send(client, f"/api/v1/cases/{number}/files/", "back.jpg", jpeg()))
    added = post(
        client, f"cases/{number}/acts/attach_scan/", {"input": {"material": "identity", "scans": more}}
    )
    assert added.status_code == 200
    (held,) = [one for one in client.get(f"/api/v1/cases/{number}/").json()["materials"] if one["scans"]]
    assert (held["code"], held["pages"], [one["position"] for one in held["scans"]]) == (
        "identity",
        3,
        [1, 2, 3],
    )
    picture = client.get(
        f"/api/v1/cases/{number}/files/{held['scans'][2]['scan']}/", headers={"accept": "image/*"}
    )
    assert (picture.status_code, picture.content[:3]) == (200, b"\xff\xd8\xff")
    assert picture["Content-Disposition"].startswith("attachment; ")
    assert picture["Cache-Control"] == "no-store, private"
    assert Disclosure.objects.filter(what="scan_file").count() == 1
    out = {"scans": [str(held["scans"][0]["scan"])], "reason": "Blurred."}
    assert post(client, f"cases/{number}/acts/remove_scan/", {"input": out}).status_code == 200
    gone = client.get(f"/api/v1/cases/{number}/files/{held['scans'][0]['scan']}/")
    assert (gone.status_code, gone["Content-Type"]) == (404, "application/problem+json")


def test_the_same_file_under_the_same_key_is_the_same_pages(world: World, program: Program) -> None:
    client = program()
    twice = [
        client.post("/api/v1/files/", {"file": _file()}, headers={"idempotency-key": "a-1"})
        for _time in range(2)
    ]
    assert marks(twice[0]) == marks(twice[1])
    assert StagedPage.objects.count() == 1


def _file() -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("a.jpg", jpeg())


@pytest.mark.parametrize("one", ["pdf_with_a_script", "word_called_pdf", "name_turned_around", "empty"])
def test_a_hostile_file_is_a_fault_of_its_field_with_its_rule(
    world: World, program: Program, one: str
) -> None:
    name, _content, rule = HOSTILE[one]
    answer = send(program(language="zh-hans"), "/api/v1/files/", name, content_of(one))
    assert answer.status_code == 422
    (fault,) = answer.json()["fields"]["file"]
    assert fault["rule"] == rule
    assert not fault["text"].isascii()


def test_one_file_and_nothing_beside_it(world: World, program: Program) -> None:
    client = program()
    assert set(client.post("/api/v1/files/").json()["fields"]) == {"file"}
    beside = send(client, "/api/v1/files/", "a.jpg", jpeg(), case="1")
    assert (beside.status_code, set(beside.json()["fields"])) == (422, {"case"})
    assert post(client, "files/", {}).status_code == 415
    broken = client.post("/api/v1/files/", b"no parts", content_type="multipart/form-data; boundary=x")
    assert broken.status_code in (400, 422)
    assert StagedPage.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "status"), [("clerk", 201), ("head", 403), ("neighbour", 404), ("admin", 404)]
)
def test_a_file_for_a_case_is_kept_for_whoever_may_take_scans(
    world: World, program: Program, who: str, status: int
) -> None:
    number = received(world, mark(1))
    assert send(program(who), f"/api/v1/cases/{number}/files/", "a.jpg", jpeg()).status_code == status
    assert Scan.objects.count() == 1


def test_nobody_who_takes_in_nothing_sends_a_file(world: World, program: Program) -> None:
    assert send(program("auditor"), "/api/v1/files/", "a.jpg", jpeg()).status_code == 403
    assert StagedPage.objects.count() == 0
