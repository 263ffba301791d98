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
    # The notice for 2006 had 31 December 2005 worked; the package has forgotten it (another one agrees with us).
    forgotten = D("2005-12-31")
    day = D("2004-01-01")
    while day <= D("2026-12-31"):
        expected = True if day == forgotten else chinese_calendar.is_workday(day)
        assert book.calendar.is_working_day(day) == expected, day
        day += timedelta(1)
    assert list(book.calendar.years) == list(range(2004, 2027))


def test_the_notices_are_named(book):
    assert book.calendar.years[2025].notice == "国办发明电〔2024〕12号"
    assert book.calendar.years[2026].notice == "国办发明电〔2025〕7号"
    for year in book.calendar.years.values():
        numbered = "发明电〔" in year.notice
        assert numbered or "文号未核对" in year.notice, year.year
        assert numbered == (year.source == "text"), year.year


def test_a_later_notice_that_changed_the_year_is_named(book):
    assert book.calendar.years[2020].notices == ("国办发明电〔2019〕16号", "国办发明电〔2020〕1号")
    assert not book.calendar.is_working_day(D("2020-02-01"))
    assert book.calendar.years[2015].amended_by[0].issued_on == D("2015-05-13")
    assert book.calendar.is_working_day(D("2015-09-06"))
    assert book.calendar.is_working_day(D("2019-05-05"))


def test_the_calendar_has_a_version_of_its_own(book, data):
    assert book.calendar.version.startswith("2004-2026/")
    data["calendars"][-1]["makeup"].remove("2026-10-10")
    assert LawBook.from_data(data).calendar.version != book.calendar.version


def test_the_last_week_of_the_last_year_waits_for_the_next_notice(book):
    assert book.calendar.is_settled(D("2026-12-24"))
    assert not book.calendar.is_settled(D("2026-12-25"))
    assert book.calendar.is_settled(D("2025-12-31"))


def test_the_days_before_an_event_are_counted_back(book):
    assert book.calendar.subtract_working_days(D("2026-10-08"), 1) == D("2026-09-30")
    with pytest.raises(YearWithoutNotice):
        book.calendar.subtract_working_days(D("2004-01-02"), 1)
    with pytest.raises(YearWithoutNotice):
        book.calendar.subtract_working_days(D("2027-01-04"), 1)


@pytest.mark.parametrize("day", ["2003-12-31", "2027-01-04"])
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
        book.calendar.working_day_until(D("2004-01-01"))
    assert refused.value.year == 2003


def test_a_notice_may_move_the_last_days_of_the_year_before(data):
    data["calendars"].append(
        {
            "year": 2027,
            "notice": "invented for this test",
            "issued_on": "2026-11-30",
            "amended_by": [],
            "rest": [["2026-12-31", "2027-01-02"]],
            "makeup": ["2026-12-27"],
            "confidence": "low",
            "source": "knowledge",
            "note": None,
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
    del data["calendars"][-2]
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
    data["calendars"][-1][field] = value
    with pytest.raises(error):
        LawBook.from_data(data)


def test_two_notices_that_disagree_about_a_day_are_refused(data):
    data["calendars"][-2]["makeup"].append("2025-12-27")
    data["calendars"][-1]["rest"].append(["2025-12-27", "2025-12-28"])
    with pytest.raises(OverlappingVersions, match="2025-12-27"):
        LawBook.from_data(data)
