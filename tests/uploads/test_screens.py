"""Scans on the screens: nothing chosen is lost, pages are put in order without script, and each look is on record."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from audit.ledger.models import Attempt, Disclosure
from casework.models import Case, Scan, StagedPage
from tests.acts.steps import do
from tests.web.pages import hidden, intake_form, text
from tests.world import World

from .conftest import COUNTER, send, send_to_counter
from .papers import encoded, jpeg, mark, opened, pdf, png, staged
from .test_acts import identity, received

Browser = Callable[..., Client]
FIELD = "materials.identity.scans"
CHOSEN = re.compile(rf'name="{FIELD}" value="([0-9a-f]{{32}})"')


def file(name: str = "a.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, jpeg() if content is None else content)


def form(**changed: Any) -> dict[str, Any]:
    """The counter's form under one key, the count of pages left to the scans."""
    given = intake_form(**changed) | {"key": COUNTER["key"]}
    given.pop("materials.identity.pages", None)
    return given


def chosen(response: Any) -> list[str]:
    """The pages that a form names."""
    return CHOSEN.findall(response.content.decode())


def looks() -> list[tuple[str, list[int]]]:
    return [(one.what, one.items) for one in Disclosure.objects.order_by("id")]


def test_a_file_chosen_at_the_counter_is_answered_with_its_pages_and_taken_in(
    world: World, browser: Browser
) -> None:
    client = browser()
    answer = send_to_counter(client, "户口簿.pdf", pdf(2))
    tokens = chosen(answer)
    assert (answer.status_code, len(tokens)) == (200, 2)
    response = client.post("/counter/", form() | {FIELD: list(reversed(tokens))})
    assert "The application was taken in." in text(response)
    assert Case.objects.get().materials.get(code="identity").pages == 2


def test_files_that_come_with_the_form_are_taken_in_with_it(world: World, browser: Browser) -> None:
    response = browser().post("/counter/", form() | {f"{FIELD}-files": [file(), file("b.png", png())]})
    assert "The application was taken in." in text(response)
    assert Scan.objects.count() == 2


def test_a_second_press_with_the_same_files_takes_in_nothing_twice(world: World, browser: Browser) -> None:
    client = browser()
    client.post("/counter/", form() | {f"{FIELD}-files": file()})
    again = client.post("/counter/", form() | {f"{FIELD}-files": file()})
    assert again.status_code == 302
    assert (Case.objects.count(), Scan.objects.count()) == (1, 1)


def test_a_form_that_comes_back_with_a_fault_still_names_every_page(world: World, browser: Browser) -> None:
    client = browser()
    back = client.post(
        "/counter/", form(applicant={"name": ""}) | {f"{FIELD}-files": [file(), file("b.png", png())]}
    )
    assert back.status_code == 422
    tokens = chosen(back)
    assert len(tokens) == 2
    assert 'name="materials.identity.pages" value="2"' in back.content.decode()
    done = client.post("/counter/", form() | {FIELD: tokens})
    assert "The application was taken in." in text(done)
    assert Scan.objects.count() == 2


def test_a_refused_file_is_named_beside_its_field_and_the_others_stay(world: World, browser: Browser) -> None:
    bad = file("<b>照片.gif", b"GIF89a" + bytes(40))
    back = browser().post("/counter/", form() | {f"{FIELD}-files": [file(), bad]})
    page = back.content.decode()
    assert back.status_code == 422
    assert len(chosen(back)) == 1
    assert "&lt;b&gt;照片.gif: Moving pictures aren&#x27;t taken." in page
    assert f'href="#f-{FIELD.replace(".", "-")}-files"' in page
    assert "林晓雯" in page
    assert Case.objects.count() == 0


def test_pages_are_put_in_order_and_taken_out_without_script(world: World, browser: Browser) -> None:
    client = browser()
    staged(world.officers["clerk"], mark(1), mark(2), mark(3))
    every = {FIELD: [mark(1), mark(2), mark(3)]}
    for button, value, order in (
        ("up", mark(3), [1, 3, 2]),
        ("up", mark(1), [1, 2, 3]),
        ("down", mark(1), [2, 1, 3]),
        ("remove", mark(2), [1, 3]),
        ("remove", "nothing", [1, 2, 3]),
        ("add", "1", [1, 2, 3]),
    ):
        page = client.post("/counter/", form() | every | {f"{FIELD}-{button}": value})
        assert (page.status_code, chosen(page)) == (200, [mark(one) for one in order])
    assert Case.objects.count() == 0


def test_pages_whose_time_is_over_are_told_so(world: World, browser: Browser) -> None:
    page = browser().post("/counter/", form() | {FIELD: [mark(1)], f"{FIELD}-add": "1"})
    assert "1 page is no longer kept; choose its file again." in text(page)
    assert chosen(page) == []


def test_what_is_taken_is_said_beforehand(world: World, browser: Browser, settings: Any) -> None:
    settings.UPLOAD_FILE_BYTES, settings.UPLOAD_MATERIAL_PAGES = 7_000_000, 9
    page = text(browser().get("/counter/"))
    assert "a file has at most 7 MB, a material 9 pages" in page
    assert 'enctype="multipart/form-data"' in page


def test_more_than_a_request_may_hold_is_not_read_and_told_so(
    world: World, browser: Browser, program: Browser, settings: Any
) -> None:
    settings.UPLOAD_REQUEST_BYTES = 10_000_000
    answer = send_to_counter(browser(), "a.jpg", bytes(10_000_001))
    assert answer.status_code == 400
    assert "More than 10 MB were sent at once." in text(answer)
    assert send(program(), "/api/v1/files/", "a.jpg", bytes(10_000_001)).status_code == 413


def test_a_file_larger_than_one_may_be_is_told_so(world: World, browser: Browser, settings: Any) -> None:
    settings.UPLOAD_FILE_BYTES = 1_000_000
    answer = send_to_counter(browser(), "a.jpg", jpeg() + bytes(2_000_000))
    assert (answer.status_code, "larger than 1 MB" in text(answer)) == (422, True)


def test_nobody_without_a_session_has_a_file_read(world: World, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000
    stranger = Client(enforce_csrf_checks=True)
    stranger.get("/login/")  # else not even the beginning would be looked at
    answer = send(stranger, "/counter/upload/", "a.jpg", bytes(200_000))
    assert answer.status_code == 400
    assert StagedPage.objects.count() == 0


def test_no_file_of_a_request_is_ever_written_to_a_disk(
    world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_more: Any) -> Any:
        raise AssertionError("a file was about to be written")

    for name in ("NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    picture = encoded("PNG", Image.effect_noise((2000, 2000), 80))
    assert len(picture) > 3_000_000, "more than Django itself holds in memory"
    assert send_to_counter(browser(), "a.png", picture).status_code == 200


def test_a_file_for_a_case_is_kept_for_whoever_may_take_scans_now(world: World, browser: Browser) -> None:
    number = received(world, mark(1))
    path = f"/cases/{number}/upload/"
    field = {"field": "scans", "key": COUNTER["key"]}
    assert send(browser(), path, "a.jpg", jpeg(), **field).status_code == 200
    assert send(browser("head"), path, "a.jpg", jpeg(), **field).status_code == 403
    assert send(browser("neighbour"), path, "a.jpg", jpeg(), **field).status_code == 404
    assert Attempt.objects.filter(act="attach_scan", code="GATE-08").count() == 1
    do("accept", number, world.by("clerk"))
    late = send(browser(), path, "a.jpg", jpeg(), **field)
    assert (late.status_code, "isn't at the step" in text(late)) == (409, True)
    assert StagedPage.objects.count() == 1


def test_pages_are_added_and_taken_out_on_the_case(world: World, browser: Browser) -> None:
    number = received(world, mark(1))
    client = browser()
    page = client.get(f"/cases/{number}/attach_scan/")
    added = client.post(
        f"/cases/{number}/attach_scan/", hidden(page) | {"material": "identity", "scans-files": file()}
    )
    assert added.status_code == 302
    page = client.get(f"/cases/{number}/remove_scan/")
    assert "Identity card or household book, page 2" in text(page)
    assert page.content.decode().count("/small/?opening=") == 2
    first = str(Scan.objects.get(position=1).pk)
    out = client.post(f"/cases/{number}/remove_scan/", hidden(page) | {"scans": first, "reason": "Blurred."})
    assert out.status_code == 302
    shown = text(client.get(f"/cases/{number}/scans/"))
    assert "Page no. 1 was taken out" in shown
    assert client.get(f"/cases/{number}/scans/{first}/large/").status_code == 404
    assert client.get(f"/cases/{number}/scans/{first}/file/").status_code == 404


def test_a_page_leaves_as_a_file_that_can_do_nothing(world: World, browser: Browser) -> None:
    number = received(world, mark(1))
    scan = Scan.objects.get()
    answer = browser().get(f"/cases/{number}/scans/{scan.pk}/file/")
    assert answer.content == jpeg()
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == f'attachment; filename="{number}-identity-1.jpg"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store, private"
    assert looks() == [("scan_file", [scan.pk])]
    inline = browser().get(f"/cases/{number}/scans/{scan.pk}/small/")
    assert inline["Content-Disposition"] == "inline"
    assert max(opened(inline.content).size) <= 200


def test_a_page_with_its_pictures_is_one_look_and_a_picture_by_itself_another(
    world: World, browser: Browser
) -> None:
    number = received(world, mark(1), mark(2))
    every = list(Scan.objects.order_by("position").values_list("pk", flat=True))
    client = browser()
    for path, size in ((f"/cases/{number}/", "small"), (f"/cases/{number}/scans/", "large")):
        page = client.get(path).content.decode()
        pictures = re.findall(rf'<img src="([^"]+/{size}/\?opening=[^"]+)"', page)
        assert len(pictures) == 2
        assert all(client.get(one.replace("&amp;", "&")).status_code == 200 for one in pictures)
    assert looks() == [("case", []), ("scans", every)]
    # The mark of the small pictures opens no large one in silence, nor one for anybody else.
    small = re.findall(r"\?opening=[^\"]+", client.get(f"/cases/{number}/").content.decode())[0]
    before = len(looks())
    client.get(f"/cases/{number}/scans/{every[0]}/large/{small}")
    browser("colleague").get(f"/cases/{number}/scans/{every[0]}/small/{small}")
    client.get(f"/cases/{number}/scans/{every[0]}/small/")
    assert looks()[before:] == [("scan", [every[0]])] * 3


def test_a_page_of_another_case_is_not_found_under_ones_own(world: World, browser: Browser) -> None:
    mine = received(world, mark(1))
    staged(world.officers["neighbour"], mark(2))
    world.receive("neighbour", at="SQ", materials=identity(mark(2)))
    theirs = Scan.objects.order_by("-pk").values_list("pk", flat=True)[0]
    for kind in ("large", "small", "file", "other"):
        assert browser().get(f"/cases/{mine}/scans/{theirs}/{kind}/").status_code == 404
    assert looks() == []


@pytest.mark.parametrize(("who", "status"), [("clerk", 200), ("colleague", 404), ("supervisor", 404)])
def test_what_is_only_chosen_is_seen_by_whoever_chose_it(
    world: World, browser: Browser, who: str, status: int
) -> None:
    staged(world.officers["clerk"], mark(1))
    assert browser(who).get(f"/uploads/{mark(1)}/large/").status_code == status
