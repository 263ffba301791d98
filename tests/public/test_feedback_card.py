"""The feedback card: a blank for everybody, on one page, with what the law's data ask of it and nothing of anybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, override_settings

from audit.ledger.models import Disclosure, Event
from tests.papers import reading
from tests.world import World

pytestmark = pytest.mark.django_db


def fetched(language: str) -> Any:
    return Client(headers={"accept-language": language}).get("/rate/card/")


def test_the_card_is_a_blank_in_five_grades_without_a_name(world: World) -> None:
    before = (Event.objects.count(), Disclosure.objects.count())
    answer = fetched("zh-hans")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    printed = reading.text(answer.content).replace("\n", "")
    grades = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
    for wanted in (*grades, "群众意见反馈卡", "可以不留姓名", "意见箱", "云溪县便民维权服务大厅"):
        assert wanted in printed
    assert len(reading.pages(answer.content)) == 1
    assert (Event.objects.count(), Disclosure.objects.count()) == before
    assert reading.squeezed("No name is needed") in reading.text(fetched("en").content)


def test_it_is_found_on_both_pages_and_names_the_page_where_one_rates(world: World) -> None:
    for page in ("/rate/", "/voucher/"):
        assert 'href="/rate/card/"' in Client().get(page).content.decode()
    assert "rate/" not in reading.text(fetched("zh-hans").content)
    with override_settings(PAPER_QR="https://hall.example/{value}"):
        printed = reading.text(fetched("zh-hans").content).replace("\n", "")
    assert "https://hall.example/rate/" in printed
