"""A paper's file is checked by the hall and without it: genuine, changed, revoked, replaced, over, void."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, override_settings

from audit.ledger.models import Disclosure
from casework.engine import moment
from casework.models import Certificate, Paper
from casework.papers.render import render
from casework.signing.configured import published, signer_at
from casework.signing.keys import fingerprint, read_certificates, to_pem
from casework.signing.pdf import sign_pdf
from casework.signing.statement import key_of_certificate, key_of_paper
from tests.acts.steps import bring_to, do
from tests.signing.making import AT, STATED, new_key, pem_of, plain_paper, signed_paper
from tests.web.pages import text
from tests.world import MONDAY, World

from .test_acts import slip

pytestmark = pytest.mark.django_db
Checked = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def offline(tmp_path: Path) -> Checked:
    """Check a file as somebody does who has no more than what the hall publishes, and no database."""

    def check(
        content: bytes, *, with_list: bool = True, on: date | None = None, key: bytes = b""
    ) -> tuple[int, dict[str, Any]]:
        anybody, files = Client(), [tmp_path / name for name in ("paper.pdf", "key.pem", "list.json")]
        cache.clear()
        for file, what in zip(
            files,
            (
                content,
                key or anybody.get("/verify/key.pem").content,
                anybody.get("/verify/revocations.json").content,
            ),
            strict=True,
        ):
            file.write_bytes(what)
        arguments = [str(files[0]), "--key", str(files[1]), "--json", "--language", "en"]
        arguments += ["--revocations", str(files[2])] if with_list else []
        out, code = io.StringIO(), 0

        def none(*_more: Any) -> Any:
            raise AssertionError("the database was asked")

        with connection.execute_wrapper(none):
            try:
                call_command("verify_file", *arguments, "--on", str(on or moment.today()), stdout=out)
            except SystemExit as end:
                code = int(end.code or 0)
        return code, json.loads(out.getvalue())

    return check


def online(content: bytes) -> Any:
    """What the page tells of a file."""
    file = SimpleUploadedFile("paper.pdf", content, "application/pdf")
    return Client(headers={"accept-language": "en"}).post("/verify/", {"file": file, "asks_file": "1"})


def program(content: bytes) -> dict[str, Any]:
    file = SimpleUploadedFile("paper.pdf", content, "application/pdf")
    answer = Client(headers={"accept-language": "en"}).post("/api/v1/certificates/check/", {"file": file})
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def test_a_slip_is_genuine_for_the_hall_for_a_program_and_for_whoever_has_the_key_alone(
    world: World, offline: Checked
) -> None:
    number = bring_to("archived", world)
    paper, row = slip(number), Certificate.objects.get()
    content = render(paper)
    looks = Disclosure.objects.count()
    page = online(content)
    assert page.status_code == 200
    assert "Genuine: signed by this hall" in text(page)
    assert row.identifier in text(page)
    assert "without legal effect" in text(page)
    told = program(content)
    assert (told["state"], told["identifier"], told["valid_until"]) == ("valid", row.identifier, "2029-11-15")
    assert told["key"] == fingerprint(published()[0])
    code, alone = offline(content)
    assert (code, alone["state"], alone["statement"]["certificate"]) == (0, "valid", row.identifier)
    # The signature states what the ledger's entry committed to.
    assert alone["statement"]["digest"] == paper.digest
    assert paper.digest in json.dumps([one["sha256"] for one in last_event_of_issue(number)])
    for private in ("林晓雯", "419923199403154522", number):
        assert private not in json.dumps([told, alone], ensure_ascii=False) + text(page)
    # Nothing of it is kept, and nobody is said to have looked.
    assert Disclosure.objects.count() == looks
    code, alone = offline(content, with_list=False)
    assert (code, alone["revocations_known_at"]) == (0, None)
    assert "can't be known from the file" in alone["words"][1]


def last_event_of_issue(number: str) -> list[dict[str, Any]]:
    from audit.ledger.models import Event

    return [one for event in Event.objects.filter(case_number=number) for one in event.papers]


@pytest.mark.parametrize("state", ["revoked", "replaced"])
def test_revoked_and_replaced_is_said_online_and_offline(world: World, offline: Checked, state: str) -> None:
    number = bring_to("archived", world)
    before, identifier = render(slip(number)), Certificate.objects.get().identifier
    do({"revoked": "revoke_certificate", "replaced": "replace_certificate"}[state], number, world.by("clerk"))
    words = {"revoked": "Genuine, but revoked", "replaced": "Genuine, but replaced"}[state]
    assert words in text(online(before))
    assert (program(before)["state"], program(before)["ended_on"]) == (state, "2026-11-16")
    code, alone = offline(before)
    assert (code, alone["state"], alone["ended_on"]) == (4, state, "2026-11-16")
    assert words in alone["words"][0]
    # Without the list the file can't know; with it nobody else finds out what it names.
    assert offline(before, with_list=False)[:1] == (0,)
    listed = Client().get("/verify/revocations.json").content.decode()
    assert key_of_certificate(identifier) in listed
    assert identifier not in listed
    if state == "replaced":
        assert offline(render(slip(number)))[1]["state"] == "valid"
    else:
        # The file as it is set today says itself that it was withdrawn.
        again = render(slip(number))
        assert offline(again, with_list=False)[:1] == (4,)


def test_its_time_is_over_online_and_offline(world: World, offline: Checked) -> None:
    number = bring_to("archived", world)
    content, last = render(slip(number)), Certificate.objects.get().valid_until
    assert last is not None
    assert offline(content, on=last)[0] == 0
    code, alone = offline(content, on=last + timedelta(days=1))
    assert (code, alone["state"]) == (3, "expired")
    with moment.at(MONDAY + timedelta(days=1200)):
        assert "its time is over" in text(online(content))
        assert program(content)["state"] == "expired"


def test_a_slip_made_void_before_it_was_served(world: World, offline: Checked) -> None:
    number = bring_to("granted", world)
    first = slip(number)
    content = render(first)
    do("void_paper", number, world.by("clerk"), paper=first.number, reason="姓名写错了一个字。", again=True)
    assert program(content)["state"] == "void"
    assert offline(content)[1]["state"] == "void"
    assert key_of_paper(first.digest) in Client().get("/verify/revocations.json").content.decode()


def test_a_changed_file_a_forger_s_and_what_is_no_paper_at_all(world: World, offline: Checked) -> None:
    number = bring_to("granted", world)
    content = render(slip(number))
    changed = content.replace(b"/MediaBox", b"/MediaBux", 1)
    forger = new_key("演示用章")
    for made, fault in (
        (changed, "altered"),
        (content + b"%", "appended"),
        (signed_paper(forger), "other_key"),
        (plain_paper(), "unsigned"),
        (os.urandom(2000), "unsigned"),
        (b"%PDF-1.7\n/ByteRange [0 1 999999999 9999999999]", "altered"),
    ):
        assert (program(made)["state"], program(made)["fault"]) == ("not_genuine", fault)
        page = online(made)
        assert "Not genuine" in text(page)
        assert "Genuine:" not in text(page)
        code, alone = offline(made)
        assert (code, alone["fault"]) == (1, fault)
        cache.clear()
    assert offline(content, key=to_pem([forger.certificate]), with_list=False)[1]["fault"] == "other_key"


def test_a_paper_that_the_key_signed_and_the_register_does_not_know(world: World) -> None:
    signer = signer_at(MONDAY)
    assert signer is not None
    made = program(sign_pdf(plain_paper(), STATED, signer, AT))
    assert (made["state"], made["fault"]) == ("not_genuine", "unregistered")


def test_a_new_key_signs_from_now_on_and_papers_of_the_old_one_can_still_be_checked(
    world: World, offline: Checked, tmp_path: Path
) -> None:
    number = bring_to("archived", world)
    old, former = render(slip(number)), tmp_path / "former.pem"
    former.write_bytes(to_pem(published()))
    key = tmp_path / "new.pem"
    key.write_bytes(pem_of(new_key("Yunxi County", issuer=new_key("Authority", is_ca=True)), b"open"))
    with override_settings(
        PAPER_KEY=str(key), PAPER_KEY_PASSPHRASE="open", PAPER_FORMER_CERTIFICATES=str(former)
    ):
        new = render(slip(number))
        assert new != old
        assert [program(one)["state"] for one in (old, new)] == ["valid", "valid"]
        assert [offline(one)[0] for one in (old, new)] == [0, 0]
        assert "without legal effect" not in text(online(new))
        assert len(read_certificates(Client().get("/verify/key.pem").content)) == 3
        keys = Client().get("/api/v1/certificates/keys/").json()["keys"]
        assert [one["use"] for one in keys] == ["today", "issuer", "former"]
        page = text(Client(headers={"accept-language": "en"}).get("/verify/key/"))
        assert "papers were signed with it" in page
    with override_settings(PAPER_FORMER_CERTIFICATES="", PAPER_KEY=str(key), PAPER_KEY_PASSPHRASE="open"):
        assert program(old)["fault"] == "other_key"


def test_a_hall_that_signs_nothing_says_so(world: World) -> None:
    number = bring_to("granted", world)
    with override_settings(PAPER_KEY="", PAPER_FORMER_CERTIFICATES=""):
        assert program(render(slip(number)))["fault"] == "unsigned"
        assert "doesn't sign" in text(Client(headers={"accept-language": "en"}).get("/verify/key/"))
        for address in ("/verify/key.pem", "/verify/revocations.json", "/api/v1/certificates/revocations/"):
            assert Client().get(address).status_code == 404


def test_files_are_guessed_at_and_sent_within_bounds(world: World) -> None:
    with override_settings(VERIFY_FAILURE_LIMIT=2):
        assert [online(b"x").status_code for _file in range(3)] == [200, 200, 429]
        file = SimpleUploadedFile("paper.pdf", b"x")
        assert Client().post("/api/v1/certificates/check/", {"file": file}).status_code == 429
    cache.clear()
    assert online(b"x" * 6_000_000).status_code in (400, 413)
    assert Client().post("/verify/", {"asks_file": "1"}).status_code == 422


def test_a_list_or_a_key_that_is_none_is_told_apart_from_a_paper_that_is_not_genuine(
    world: World, tmp_path: Path
) -> None:
    key, known, file = (tmp_path / name for name in ("key.pem", "list.json", "paper.pdf"))
    key.write_bytes(Client().get("/verify/key.pem").content)
    file.write_bytes(plain_paper())
    whole = Client().get("/verify/revocations.json").json()
    for bad in (
        {**whole, "list": whole["list"].replace("2026", "2027")},
        {**whole, "certificate": "00" * 32},
        {"list": 1},
        [],
    ):
        known.write_text(json.dumps(bad))
        with pytest.raises(CommandError) as refusal:
            call_command("verify_file", str(file), "--key", str(key), "--revocations", str(known))
        assert refusal.value.returncode == 5
    for arguments in ((str(file), "--key", str(file)), (str(tmp_path / "none"), "--key", str(key))):
        with pytest.raises(CommandError) as refusal:
            call_command("verify_file", *arguments)
        assert refusal.value.returncode == 5
    out = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("verify_file", str(file), "--key", str(key), "--language", "zh-hans", stdout=out)
    assert end.value.code == 1
    assert out.getvalue().startswith("不真实")


def test_several_papers_in_one_file_bear_no_broken_signature(world: World) -> None:
    number = bring_to("granted", world)
    client = Client()
    client.force_login(world.officers["clerk"])
    answer = client.post("/batches/papers/", {"which": "latest", "case": number})
    assert answer["Content-Type"] == "application/pdf"
    assert b"/ByteRange" not in answer.content
    paper = Paper.objects.filter(case__number=number).latest("id")
    alone = client.get(f"/cases/{number}/papers/{paper.pk}/file/")
    assert program(alone.content)["state"] == "valid"
