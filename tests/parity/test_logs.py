"""The application's log: nobody's number, name, telephone or words in it, whatever happens and however much is logged."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation
from django.utils.module_loading import import_string

from casework.engine import moment
from tests.world import FATHER_ID, MONDAY, MOTHER_ID, World, application, build, resident_id

from .doors import Interface, Pages
from .journeys import JOURNEYS

OTHER_ID = resident_id(7)
SECRET = (
    MOTHER_ID,
    FATHER_ID,
    OTHER_ID,
    MOTHER_ID[:-1] + "3",
    "林晓雯",
    "13712346208",
    "河口村",
    "correct horse",
)
WORDS = ("同一事项", "本人户籍", "登记库查询结果", "我不办了", "亲属", "请假")
# These would tell statements, pages, addresses or accounts; the settings keep them short.
HELD_DOWN = {
    "django.server",
    "django.db.backends",
    "django.request",
    "django.template",
    "axes",
    "django_tasks",
    "pikepdf",
}


@pytest.fixture
def world(db: None) -> Iterator[World]:
    cache.clear()
    with moment.at(MONDAY), translation.override("zh-hans"):
        yield build()


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Every logger says all it can, but for those that the settings hold down by name."""
    held = {name for name, one in settings.LOGGING["loggers"].items() if one["level"] != "INFO"}
    assert held == HELD_DOWN
    loggers = [logging.getLogger(name) for name in list(logging.root.manager.loggerDict) if name not in held]
    before = [(one, one.level, one.disabled) for one in loggers]
    for one in loggers:
        one.setLevel(logging.DEBUG)
        one.disabled = False
    with caplog.at_level(logging.DEBUG):
        yield caplog
    for one, level, disabled in before:
        one.setLevel(level)
        one.disabled = disabled


def _lines(caplog: pytest.LogCaptureFixture) -> str:
    """What was logged, as it is written in service."""
    described: dict[str, Any] = dict(settings.LOGGING["formatters"]["json"])
    formatter = import_string(described.pop("()"))(json_ensure_ascii=False, **described)
    return "\n".join(formatter.format(record) for record in caplog.records)


def _nothing_told(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("casework").debug("the log is read")
    lines = _lines(caplog)
    assert "the log is read" in lines
    assert not _found(lines)


def _found(text: str) -> list[str]:
    return [one for one in (*SECRET, *WORDS) if one in text]


@pytest.mark.parametrize("name", JOURNEYS)
def test_a_whole_journey_leaves_nothing_of_a_person_in_the_log(
    world: World, everything_logged: pytest.LogCaptureFixture, name: str
) -> None:
    pages, interface = Pages(world), Interface(world)
    JOURNEYS[name].go(pages)
    JOURNEYS[name].go(interface, applicant={"identifier": OTHER_ID})
    _nothing_told(everything_logged)


def test_what_is_refused_or_mistyped_is_not_in_the_log(
    world: World, everything_logged: pytest.LogCaptureFixture
) -> None:
    pages, interface = Pages(world), Interface(world)
    number = JOURNEYS["favourable"].go(pages)
    clerk = pages.browser("clerk")
    wrong = application(applicant={"identifier": MOTHER_ID[:-1] + "3"})
    body = {"item": "birth_registration", "receiving_office": "LT", "office": "LT", "given": wrong}
    assert interface.post("clerk", "cases/", body).status_code == 422
    assert (
        interface.post("clerk", f"cases/{number}/acts/accept/", {"input": {"林晓雯": MOTHER_ID}}).status_code
        == 422
    )
    assert interface.post("admin", f"cases/{number}/acts/accept/", {"input": {}}).status_code == 404
    token = {"HTTP_X_CSRFTOKEN": clerk.cookies[settings.CSRF_COOKIE_NAME].value}
    for typed in (MOTHER_ID, "林晓雯", "13712346208"):
        assert clerk.post("/search/", {"name": typed}, **token).status_code in (200, 302, 422)
        assert clerk.post(f"/cases/{number}/unmask/", {"purpose": typed}, **token).status_code in (200, 422)
        assert clerk.post("/search/", {"name": typed}).status_code == 403  # without its token
    anonymous = {"username": MOTHER_ID, "password": "correct horse battery"}
    assert clerk.post("/login/", anonymous, **token).status_code in (200, 302)
    _nothing_told(everything_logged)


def test_an_address_with_a_number_in_it_is_not_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    pages, interface = Pages(world), Interface(world)
    for address in (f"/cases/{MOTHER_ID}/", f"/search/{MOTHER_ID}/", f"/search/?q={MOTHER_ID}"):
        assert pages.browser("clerk").get(address).status_code in (200, 404)
    assert interface.post("clerk", f"cases/{MOTHER_ID}/acts/accept/", {}).status_code == 404
    assert pages.browser("clerk").put(f"/search/?q={MOTHER_ID}").status_code in (403, 405)
    assert not _found(_lines(caplog))
