"""All pages of a material leave as one PDF: what was kept and nothing else, as an attachment, in one look."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from django.test import Client

from audit.ledger.models import Disclosure
from casework.models import Case, Scan
from casework.scans.child import pages_of
from casework.scans.examine import bounds
from tests.acts.steps import do
from tests.web.pages import text
from tests.world import World

from .conftest import send_to_counter
from .papers import HIGH, WIDE, drawing, encoded, jpeg, mark
from .test_acts import received

Browser = Callable[..., Client]


def address(number: str, material: str = "identity") -> str:
    return f"/cases/{number}/materials/{material}/file/"


def test_the_pages_of_a_material_come_as_one_file_that_can_do_nothing(world: World, browser: Browser) -> None:
    number = received(world, mark(1), mark(2), mark(3))
    do(
        "remove_scan",
        number,
        world.by("clerk"),
        scans=[str(Scan.objects.get(position=2).pk)],
        reason="双份。",
    )
    left = list(Scan.objects.filter(removed_at__isnull=True).values_list("pk", flat=True))
    answer = browser().get(address(number))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{number}-identity.pdf"'
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store, private"
    with pikepdf.open(BytesIO(answer.content)) as document:
        assert len(document.pages) == 2
        for page in document.pages:
            assert page.Resources.XObject.P.read_raw_bytes() == jpeg()
            wide, high = (float(side) for side in page.MediaBox[2:])
            assert high == pytest.approx(841.89, abs=0.01)
            assert wide / high == pytest.approx(WIDE / HIGH, abs=0.001)
        assert "林晓雯" not in str(document.docinfo)
    # What leaves could come back in: it is a PDF that shows pages and does nothing else.
    assert len(pages_of(answer.content, bounds())) == 2
    looked = Disclosure.objects.get(what="scan_file")
    assert (looked.items, looked.actor_id) == (left, world.officers["clerk"].pk)


def test_the_page_of_the_scans_offers_it(world: World, browser: Browser) -> None:
    number = received(world, mark(1), mark(2))
    page = text(browser().get(f"/cases/{number}/scans/"))
    assert f'href="{address(number)}"' in page
    assert "All pages as one PDF" in page


def test_grey_and_coloured_pages_stand_in_one_file(world: World, browser: Browser) -> None:
    client = browser()
    grey = send_to_counter(client, "a.jpg", encoded("JPEG", drawing("L"))).content.decode()
    token = grey.partition('name="materials.identity.scans" value="')[2][:32]
    number = received(world, mark(1))
    do("attach_scan", number, world.by("clerk"), material="identity", scans=[token])
    with pikepdf.open(BytesIO(client.get(address(number)).content)) as document:
        spaces = [str(page.Resources.XObject.P.ColorSpace) for page in document.pages]
    assert spaces == ["/DeviceRGB", "/DeviceGray"]


@pytest.mark.parametrize("who", ["neighbour", "admin", "hall"])
def test_nobody_else_gets_it(world: World, browser: Browser, who: str) -> None:
    number = received(world, mark(1))
    assert browser(who).get(address(number)).status_code == 404
    assert not Disclosure.objects.exists()


def test_a_material_without_a_page_or_of_no_such_name_or_erased_is_not_found(
    world: World, browser: Browser
) -> None:
    number = received(world, mark(1))
    for material in ("household", "no_such_material", "x"):
        assert browser().get(address(number, material)).status_code == 404
    key = Case.objects.select_related("applicant__key").get(number=number).applicant.key
    type(key).objects.filter(pk=key.pk).update(wrapped=None)
    assert browser().get(address(number)).status_code == 404
    assert not Disclosure.objects.filter(what="scan_file").exists()
