"""Working days come from official notices and from nowhere else."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from law.book import LawBook
from law.calendar import Calendar
from law.errors import (
    DuplicateKey,
    GapInVersions,
    InvalidEdition,
    MissingKey,
    OverlappingVersions,
    YearWithoutNotice,
)

D = date.fromisoformat


def test_every_day_agrees_with_an_independent_calendar(book):
    day = D("2025-01-01")
    while day <= D("2026-12-31"):
        assert book.calendar.is_working_day(day) == chinese_calendar.is_workday(day), day
        day += timedelta(1)


def test_the_notices_are_named(book):
    assert book.calendar.years[2025].notice == "国办发明电〔2024〕12号"
    assert book.calendar.years[2026].notice == "国办发明电〔2025〕7号"


@pytest.mark.parametrize("day", ["2024-12-31", "2027-01-04"])
def test_a_day_outside_the_notices_is_neither_work_nor_rest(book, day):
    assert not book.calendar.knows(D(day))
    assert not book.calendar.is_settled(D(day))
    for question in (
        book.calendar.is_working_day,
        book.calendar.next_working_day,
        book.calendar.working_day_from,
        book.calendar.working_day_until,
    ):
        with pytest.raises(YearWithoutNotice) as refused:
            question(D(day))
        assert refused.value.year == D(day).year


def test_the_next_working_day_is_never_the_day_itself(book):
    assert book.calendar.next_working_day(D("2026-09-30")) == D("2026-10-08")
    assert book.calendar.next_working_day(D("2026-10-09")) == D("2026-10-10")


def test_after_the_last_working_day_nothing_is_known(book):
    with pytest.raises(YearWithoutNotice) as refused:
        book.calendar.next_working_day(D("2026-12-31"))
    assert refused.value.year == 2027


def test_before_the_first_working_day_nothing_is_known(book):
    assert book.calendar.working_day_until(D("2026-01-01")) == D("2025-12-31")
    with pytest.raises(YearWithoutNotice) as refused:
        book.calendar.working_day_until(D("2025-01-01"))
    assert refused.value.year == 2024


def test_a_notice_may_move_the_last_days_of_the_year_before(data):
    data["calendars"].append(
        {
            "year": 2027,
            "notice": "invented for this test",
            "issued_on": "2026-11-30",
            "rest": [["2026-12-31", "2027-01-02"]],
            "makeup": ["2026-12-27"],
            "confidence": "low",
            "source": "knowledge",
        }
    )
    calendar = LawBook.from_data(data).calendar
    assert calendar.is_working_day(D("2026-12-27"))
    assert not calendar.is_working_day(D("2026-12-31"))
    assert calendar.is_settled(D("2026-12-31"))
    assert not calendar.is_settled(D("2027-12-31"))


def test_a_calendar_without_years_is_refused():
    with pytest.raises(GapInVersions):
        Calendar({})


def test_a_year_left_out_is_refused(data):
    data["calendars"][0]["year"] = 2024
    data["calendars"][0]["rest"] = []
    data["calendars"][0]["makeup"] = []
    with pytest.raises(GapInVersions, match="2025"):
        LawBook.from_data(data)


def test_two_notices_for_one_year_are_refused(data):
    data["calendars"].append(data["calendars"][0])
    with pytest.raises(DuplicateKey):
        LawBook.from_data(data)


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("rest", [["2026-01-01", "2026-01-04"]], OverlappingVersions),
        ("rest", [["2026-05-01", "2026-05-05"], ["2026-05-05", "2026-05-06"]], OverlappingVersions),
        ("rest", [["2026-05-05", "2026-05-01"]], InvalidEdition),
        ("rest", [["2026-05-05"]], InvalidEdition),
        ("rest", ["2026-05-05"], InvalidEdition),
        ("rest", [["2025-12-24", "2025-12-25"]], InvalidEdition),
        ("rest", [["2026-02-30", "2026-03-01"]], MissingKey),
        ("rest", "none", MissingKey),
        ("makeup", ["2026-01-05"], InvalidEdition),
        ("makeup", ["2026-01-04", "2026-01-04"], DuplicateKey),
        ("makeup", ["2027-01-09"], InvalidEdition),
        ("year", True, MissingKey),
        ("notice", " ", MissingKey),
    ],
)
def test_a_spoiled_notice_is_refused(data, field, value, error):
    data["calendars"][1][field] = value
    with pytest.raises(error):
        LawBook.from_data(data)


def test_two_notices_that_disagree_about_a_day_are_refused(data):
    data["calendars"][0]["makeup"].append("2025-12-27")
    data["calendars"][1]["rest"].append(["2025-12-27", "2025-12-28"])
    with pytest.raises(OverlappingVersions, match="2025-12-27"):
        LawBook.from_data(data)
