"""When time limits end."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law.book import read_shipped
from law.clock import (
    add_months,
    days_left,
    due,
    end_of_day,
    shanghai_day,
    working_days_between,
)
from law.errors import (
    BasisNotInForce,
    LimitWithoutNumber,
    NaiveMoment,
    PromiseRefused,
    UnknownLimit,
    YearWithoutNotice,
)

D = date.fromisoformat

# The 2025 and 2026 notices written out once more by hand: the oracle shares no data with the edition.
REST = {
    day
    for first, last in [
        ("2025-01-01", "2025-01-01"),
        ("2025-01-28", "2025-02-04"),
        ("2025-04-04", "2025-04-06"),
        ("2025-05-01", "2025-05-05"),
        ("2025-05-31", "2025-06-02"),
        ("2025-10-01", "2025-10-08"),
        ("2026-01-01", "2026-01-03"),
        ("2026-02-15", "2026-02-23"),
        ("2026-04-04", "2026-04-06"),
        ("2026-05-01", "2026-05-05"),
        ("2026-06-19", "2026-06-21"),
        ("2026-09-25", "2026-09-27"),
        ("2026-10-01", "2026-10-07"),
    ]
    for day in (D(first) + timedelta(n) for n in range((D(last) - D(first)).days + 1))
}
MAKEUP = {
    D(day)
    for day in [
        "2025-01-26",
        "2025-02-08",
        "2025-04-27",
        "2025-09-28",
        "2025-10-11",
        "2026-01-04",
        "2026-02-14",
        "2026-02-28",
        "2026-05-09",
        "2026-09-20",
        "2026-10-10",
    ]
}


class OutOfYearsError(Exception):
    pass


def works(day):
    if day.year not in (2025, 2026):
        raise OutOfYearsError
    return day in MAKEUP or (day.weekday() < 5 and day not in REST)


def walk_forward(day):
    while not works(day):
        day += timedelta(1)
    return day


def oracle(start, amount, unit, rolls):
    """Last day, walked day by day; None where the walk leaves the known years."""
    try:
        day = start
        if unit == "working":
            works(start)
            left = amount
            while left:
                day += timedelta(1)
                left -= works(day)
            return walk_forward(day)
        if unit == "calendar":
            for _ in range(amount):
                day += timedelta(1)
        else:
            for _ in range(amount):
                day = day.replace(day=1) + timedelta(31)
                day = day.replace(day=1)
            wanted, month = start.day, day.month
            while True:
                try:
                    day = date(day.year, month, wanted)
                    break
                except ValueError:
                    wanted -= 1
        return walk_forward(day) if rolls else day
    except OutOfYearsError:
        return None


known_days = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("limit", "start", "raw", "end"),
    [
        ("FY-01", "2026-03-31", "2026-05-30", "2026-06-01"),
        ("SS-01", "2026-03-31", "2026-09-30", "2026-09-30"),
        ("SS-01", "2025-12-10", "2026-06-10", "2026-06-10"),
        # 18 September 2026 is a Friday; the 20th works, the 25th to the 27th rest.
        ("XK-03", "2026-09-18", "2026-09-24", "2026-09-24"),
        # Ten working days over the National Day: 10 October works.
        ("XK-09", "2026-09-29", "2026-10-19", "2026-10-19"),
        ("SS-04", "2026-09-21", "2026-10-06", "2026-10-08"),
        # 28 February 2015 is a Saturday that was worked.
        ("SS-01", "2014-11-30", "2015-02-28", "2015-02-28"),
        ("XK-06", "2026-09-18", "2026-10-22", "2026-10-22"),
        ("QZ-02", "2026-09-30", "2026-12-30", "2026-12-30"),
        ("QZ-02", "2026-06-10", "2026-09-10", "2026-09-10"),
        ("CF-01", "2026-07-01", "2026-09-29", "2026-09-29"),
        ("XF-02", "2026-06-05", "2026-06-20", "2026-06-22"),
        ("XX-02", "2026-01-30", "2026-03-05", "2026-03-05"),
    ],
)
def test_the_vectors_of_the_domain_reference_hold(book, limit, start, raw, end):
    reckoned = due(book, limit, D(start))
    assert (reckoned.raw, reckoned.due) == (D(raw), D(end))


def test_the_vector_of_a_petition_notice_has_an_earlier_day_for_the_office(book):
    assert due(book, "XF-02", D("2026-06-05")).internal_due == D("2026-06-18")


def test_a_suit_whose_last_day_lies_in_a_year_without_notice_has_no_due_date_yet(book):
    reckoned = due(book, "SS-01", D("2026-08-31"))
    assert reckoned.raw == D("2027-02-28")
    assert reckoned.due is None
    assert reckoned.provisional
    assert reckoned.derivation[-1].label_key == "year_without_notice"
    assert "2027" in reckoned.derivation[-1].text_zh
    assert reckoned.derivation[-1].basis[0].basis == "JR"


def test_working_days_that_reach_a_year_without_notice_are_not_guessed(book):
    reckoned = due(book, "XK-09", D("2026-12-28"))
    assert (reckoned.raw, reckoned.due, reckoned.internal_due) == (None, None, None)
    assert reckoned.provisional


def test_the_last_days_of_december_stay_provisional_until_the_next_notice(book):
    reckoned = due(book, "XK-03", D("2026-12-21"))
    assert reckoned.due == D("2026-12-28")
    assert reckoned.provisional
    assert reckoned.derivation[-1].label_key == "notice_may_change"
    assert not due(book, "XK-03", D("2026-12-17")).provisional
    assert not due(book, "XK-03", D("2025-12-24")).provisional


def test_an_agency_aims_at_the_last_working_day_before_its_calendar_days_end(book):
    # 30 days from 20 May end on Friday 19 June, a holiday until the 21st.
    reckoned = due(book, "PI-01", D("2026-05-20"))
    assert (reckoned.raw, reckoned.due, reckoned.internal_due) == (
        D("2026-06-19"),
        D("2026-06-22"),
        D("2026-06-18"),
    )
    assert [line.label_key for line in reckoned.derivation] == [
        "event",
        "day_not_counted",
        "counted_calendar",
        "rolled_forward",
        "internal",
    ]


def test_an_agency_has_no_earlier_day_when_the_whole_period_is_a_holiday(book):
    reckoned = due(book, "PI-01", D("2026-10-01"), promised=3)
    assert (reckoned.raw, reckoned.due, reckoned.internal_due) == (
        D("2026-10-04"),
        D("2026-10-08"),
        D("2026-10-08"),
    )


def test_new_years_day_of_the_first_known_year_has_no_working_day_before_it(book):
    reckoned = due(book, "PI-01", D("2025-01-01"), promised=0)
    assert reckoned.due == reckoned.internal_due == D("2025-01-02")


def test_a_citizens_window_has_no_internal_day(book):
    assert due(book, "FY-01", D("2026-03-31")).internal_due is None


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-10-09", "2026-10-09"), ("2026-10-10", "2026-10-10"), ("2026-10-03", "2026-10-08")],
)
def test_a_same_day_limit_ends_on_the_day_or_the_next_working_day(book, start, end):
    reckoned = due(book, "PS-02", D(start))
    assert reckoned.due == reckoned.internal_due == D(end)
    assert reckoned.derivation[1].label_key == "same_day"
    assert (reckoned.derivation[-1].label_key == "rolled_forward") == (start != end)


def test_a_promise_of_no_calendar_day_means_the_day_itself(book):
    assert due(book, "PI-01", D("2026-06-16"), promised=0).due == D("2026-06-16")


def test_public_notice_takes_effect_after_the_thirtieth_day_whatever_day_that_is(book):
    reckoned = due(book, "SD-01", D("2026-05-21"))
    assert (reckoned.due, reckoned.lawful_from) == (D("2026-06-20"), D("2026-06-21"))
    assert reckoned.internal_due is None
    assert not reckoned.provisional


def test_public_notice_needs_no_holiday_notice_and_knew_sixty_days_before_2022(book):
    assert due(book, "SD-01", D("2021-12-31")).due == D("2022-03-01")
    assert due(book, "SD-01", D("2022-01-01")).due == D("2022-01-31")
    assert due(book, "SD-01", D("2026-12-20")).lawful_from == D("2027-01-20")


def test_the_suit_period_is_six_months_only_since_may_2015(book):
    assert due(book, "SS-01", D("2015-04-30")).raw == D("2015-07-30")
    assert due(book, "SS-01", D("2015-05-01")).raw == D("2015-11-01")


def test_a_month_without_that_day_ends_on_its_last_day_and_says_so(book):
    reckoned = due(book, "SS-01", D("2025-08-31"))
    assert reckoned.raw == reckoned.due == D("2026-02-28")  # a Saturday that is worked
    assert "month_shortened" in [line.label_key for line in reckoned.derivation]


def test_a_limit_without_number_needs_the_items_promise(book):
    with pytest.raises(LimitWithoutNumber):
        due(book, "PS-01", D("2026-03-02"))
    reckoned = due(book, "PS-01", D("2026-03-02"), promised=5)
    assert reckoned.due == D("2026-03-09")
    assert reckoned.derivation[1].label_key == "promised"
    assert "5个工作日" in reckoned.derivation[1].text_zh


def test_a_promise_may_only_shorten(book):
    reckoned = due(book, "PI-01", D("2026-03-02"), promised=1)
    assert reckoned.due == D("2026-03-03")
    assert (
        reckoned.derivation[1].text_en
        == "The limit of 30 days is shortened by the published promise to 1 day."
    )
    with pytest.raises(PromiseRefused):
        due(book, "PI-01", D("2026-03-02"), promised=31)
    with pytest.raises(PromiseRefused):
        due(book, "PS-01", D("2026-03-02"), promised=-1)


@pytest.mark.parametrize("limit", ["FY-01", "SD-01"])
def test_no_promise_touches_a_citizens_right_or_a_minimum_wait(book, limit):
    with pytest.raises(PromiseRefused):
        due(book, limit, D("2026-03-02"), promised=5)


def test_a_promise_equal_to_the_limit_is_not_told_as_one(book):
    labels = [line.label_key for line in due(book, "PI-01", D("2026-03-02"), promised=30).derivation]
    assert labels[:2] == ["event", "day_not_counted"]


def test_an_unknown_limit_is_refused(book):
    with pytest.raises(UnknownLimit):
        due(book, "XK-99", D("2026-03-02"))


def test_a_limit_did_not_run_before_its_basis_was_in_force(book):
    with pytest.raises(BasisNotInForce) as refused:
        due(book, "PS-02", D("2021-11-30"))
    assert refused.value.starts_on == D("2021-12-01")
    assert due(book, "PS-02", D("2021-12-01")).due == D("2021-12-01")


def test_every_line_of_every_limit_speaks_both_languages(book):
    for limit in book.limits.values():
        promised = 3 if limit.amount is None else None
        last = limit.terms[-1].version.valid_until
        start = D("2026-03-31") if last is None else D("2021-08-02")
        for line in due(book, limit.id, start, promised=promised).derivation:
            assert line.text_zh.strip()
            assert line.text_en.strip()
            assert "{" not in line.text_zh + line.text_en
            assert line.text_en.isascii()


def test_a_rule_of_ours_is_never_told_as_law(book):
    lines = due(book, "PR-SCREEN", D("2026-03-31")).derivation
    assert {line.ground for line in lines} <= {"analogy", "product"}
    permit = {line.label_key: line.ground for line in due(book, "XK-03", D("2026-03-31")).derivation}
    assert permit["counted_working"] == "statute"


def test_counting_is_law_in_litigation_and_analogy_elsewhere(book):
    suit = {line.label_key: line for line in due(book, "SS-01", D("2026-03-31")).derivation}
    assert suit["day_not_counted"].ground == "statute"
    assert [str(citation) for citation in suit["counted_month"].basis] == ["SS 46(1)", "MS 85", "SS 101"]
    permit = {line.label_key: line for line in due(book, "XK-03", D("2026-03-31")).derivation}
    assert permit["day_not_counted"].ground == "analogy"


def test_a_derivation_cites_nothing_that_was_not_in_force_then(book):
    lines = due(book, "XK-03", D("2010-03-31")).derivation
    assert lines[1].label_key == "day_not_counted"
    assert lines[1].basis == ()


@given(start=known_days, limit=st.sampled_from(["XK-03", "XK-05", "XK-09", "PS-02", "PS-03", "PR-SCREEN"]))
def test_working_days_agree_with_a_walk_day_by_day(start, limit):
    book = read_shipped("2026-1")
    reckoned = due(book, limit, start)
    assert reckoned.due == oracle(start, book.limits[limit].amount, "working", True)


@given(start=known_days, limit=st.sampled_from(["FY-01", "FY-14", "SS-01", "SS-04", "PI-01", "SD-01"]))
def test_days_and_months_agree_with_a_walk_day_by_day(start, limit):
    book = read_shipped("2026-1")
    rule = book.limits[limit]
    assert due(book, limit, start).due == oracle(start, rule.amount, rule.unit, rule.rolls_forward)


@given(start=known_days, promised=st.integers(0, 60))
def test_a_due_day_is_a_working_day_and_never_before_the_raw_day(start, promised):
    book = read_shipped("2026-1")
    for limit in ("PS-01", "PI-01"):
        reckoned = due(book, limit, start, promised=min(promised, 30))
        if reckoned.due is not None:
            assert works(reckoned.due)
            assert reckoned.raw <= reckoned.due
            assert start <= reckoned.internal_due <= reckoned.due
            assert works(reckoned.internal_due)
        else:
            assert reckoned.provisional


@given(first=known_days, last=known_days)
def test_working_days_between_counts_each_day_after_the_first(first, last):
    book = read_shipped("2026-1")
    low, high = min(first, last), max(first, last)
    walked = sum(works(low + timedelta(n)) for n in range(1, (high - low).days + 1))
    assert working_days_between(book, first, last) == (walked if first <= last else -walked)


def test_days_left_are_working_days_and_turn_negative_when_overdue(book):
    assert days_left(book, D("2026-09-30"), D("2026-10-10")) == 3
    assert days_left(book, D("2026-10-10"), D("2026-10-10")) == 0
    assert days_left(book, D("2026-10-12"), D("2026-10-10")) == -1
    with pytest.raises(YearWithoutNotice) as refused:
        days_left(book, D("2026-12-31"), D("2027-01-04"))
    assert refused.value.year == 2027


@given(day=st.dates(date(1950, 1, 1), date(2100, 1, 1)), months=st.integers(0, 300))
def test_months_end_on_the_same_number_or_the_last_day(day, months):
    end = add_months(day, months)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months
    assert end.day == day.day or (end.day < day.day and (end + timedelta(1)).day == 1)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 1, 15, 59, 59, 999999, tzinfo=UTC), "2026-03-01"),
        (datetime(2026, 3, 1, 16, 0, tzinfo=UTC), "2026-03-02"),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), "2026-01-01"),
    ],
)
def test_the_legal_day_changes_at_midnight_in_shanghai(moment, day):
    assert shanghai_day(moment) == D(day)


def test_a_moment_without_time_zone_has_no_legal_day():
    with pytest.raises(NaiveMoment):
        shanghai_day(datetime(2026, 3, 1, 12, 0, tzinfo=UTC).replace(tzinfo=None))


@given(day=st.dates(date(1992, 1, 1), date(2100, 1, 1)))
def test_the_end_of_a_day_is_the_first_moment_of_the_next(day):
    end = end_of_day(day)
    assert end.tzinfo is UTC
    assert shanghai_day(end) == day + timedelta(1)
    assert shanghai_day(end - timedelta(microseconds=1)) == day
