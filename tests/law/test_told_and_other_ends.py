"""Rights nobody told of, limits that count back or stay put, what a result says, and midnight in Shanghai."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law.book import LawBook, read_shipped
from law.clock import Extension, Pause, due, elapsed, end_of_day, shanghai_day, was_posted_in_time
from law.errors import (
    BasisNotInForce,
    LimitWithoutNumber,
    NotToldRefused,
    PauseRefused,
    PromiseRefused,
    YearWithoutNotice,
)

D = date.fromisoformat


def pause(first, last, ground="hearing", paper="温卫听〔2026〕1号"):
    return Pause(D(first), last and D(last), ground, paper)


def extension(amount=10, by="agency_head", decided="2026-10-20", told="2026-10-21", reasons="案情复杂"):
    return Extension(amount, by, reasons, "温卫许延〔2026〕1号", D(decided), D(told))


def test_nobody_told_of_reconsideration_has_a_year_from_knowing_the_act(book):
    reckoned = due(book, "FY-01", D("2025-03-31"), told=False)
    assert (reckoned.limit, reckoned.due) == ("FY-02", D("2026-03-31"))
    assert reckoned.derivation[0].label_key == "not_told"
    assert due(book, "FY-02", D("2025-03-31"), told=False).due == D("2026-03-31")
    assert due(book, "SS-01", D("2025-03-31"), told=False).limit == "SS-02"


def test_whoever_was_told_later_has_the_period_from_that_day(book):
    # Sixty days from 1 June end on 31 July.
    reckoned = due(book, "FY-01", D("2026-03-31"), told=D("2026-06-01"))
    assert (reckoned.limit, reckoned.start, reckoned.due) == ("FY-01", D("2026-03-31"), D("2026-07-31"))
    assert reckoned.derivation[0].label_key == "told_later"


def test_whoever_was_told_very_late_still_ends_with_the_year(book):
    reckoned = due(book, "FY-01", D("2025-03-31"), told=D("2026-03-01"))
    assert (reckoned.limit, reckoned.due) == ("FY-02", D("2026-03-31"))


def test_while_a_late_told_period_stands_still_the_year_is_the_end(book):
    stop = pause("2026-06-05", None, "force_majeure")
    assert due(book, "FY-01", D("2026-03-31"), told=D("2026-06-01"), pauses=[stop]).limit == "FY-02"


def test_told_or_not_is_asked_only_where_it_matters(book):
    with pytest.raises(NotToldRefused):
        due(book, "XK-06", D("2026-03-31"), told=False)
    with pytest.raises(NotToldRefused):
        due(book, "FY-02", D("2026-03-31"), told=D("2026-04-01"))
    with pytest.raises(NotToldRefused):
        due(book, "FY-01", D("2026-03-31"), told=D("2026-03-30"))
    with pytest.raises(NotToldRefused):
        due(book, "FY-01", D("2026-03-31"), told=False, promised=5)
    with pytest.raises(PauseRefused):
        due(
            book,
            "FY-01",
            D("2026-03-31"),
            told=False,
            pauses=[pause("2026-04-10", "2026-04-19", "force_majeure")],
        )


@given(known=st.dates(D("2024-01-01"), D("2025-06-30")), later=st.integers(0, 800))
def test_not_being_told_never_shortens_a_right(known, later):
    book = read_shipped("2026-1")
    for limit in ("FY-01", "SS-01"):
        told = due(book, limit, known)
        late = due(book, limit, known, told=known + timedelta(later))
        never = due(book, limit, known, told=False)
        assert told.raw <= late.raw <= never.raw


def test_renewal_is_asked_for_thirty_working_days_before_the_licence_ends(book):
    reckoned = due(book, "XK-14", D("2026-10-15"))
    assert reckoned.due == D("2026-08-28")
    assert [line.label_key for line in reckoned.derivation] == ["event", "counted_back"]
    assert reckoned.internal_due is None
    unknown = due(book, "XK-14", D("2027-01-15"))
    assert (unknown.due, unknown.provisional) == (None, True)
    assert due(book, "XK-14", D("2026-12-28")).provisional


def test_a_licence_that_ends_on_a_rest_day_is_renewed_by_silence_on_that_day(book):
    reckoned = due(book, "XK-15", D("2026-10-04"))
    assert (reckoned.due, reckoned.internal_due) == (D("2026-10-04"), D("2026-10-04"))
    assert book.limits["XK-15"].effect == "renewed"


def test_what_would_burden_the_citizen_is_not_moved_forward(book):
    # Two years from 8 August 2024 end on a Saturday.
    assert due(book, "CF-07", D("2024-08-08")).due == D("2026-08-08")
    reckoned = due(book, "QZ-02", D("2026-07-02"))
    assert (reckoned.due, reckoned.internal_due) == (D("2026-10-02"), D("2026-09-30"))
    assert due(book, "QZ-02", D("2026-11-01")).internal_due is None
    assert not due(book, "QZ-02", D("2026-11-01")).provisional


def test_waits_are_over_on_the_day_after(book):
    reckoned = due(book, "QZ-01", D("2026-08-26"))
    assert (reckoned.due, reckoned.lawful_from) == (D("2026-09-09"), D("2026-09-10"))
    assert reckoned.internal_due is None


@pytest.mark.parametrize("limit", ["PS-01", "PS-06", "PS-11"])
def test_every_limit_without_number_takes_the_promise_or_is_refused(book, limit):
    start = D("2021-08-02") if limit == "PS-11" else D("2026-03-02")
    with pytest.raises(LimitWithoutNumber):
        due(book, limit, start)
    assert due(book, limit, start, promised=3).due


def test_old_limits_end_with_their_law(book):
    assert due(book, "PS-12", D("2021-09-08"))
    for limit in ("PS-11", "PS-12"):
        with pytest.raises(BasisNotInForce):
            due(book, limit, D("2021-09-09"), promised=1 if limit == "PS-11" else None)
    with pytest.raises(BasisNotInForce):
        due(book, "PS-13", D("2021-08-20"))
    assert due(book, "PS-13", D("2021-08-19")).articles


def test_the_result_says_all_it_rests_on_as_data(book):
    reckoned = due(
        book, "XK-06", D("2026-09-18"), pauses=[pause("2026-10-12", "2026-10-13")], extension=extension()
    )
    data = reckoned.to_data()
    assert json.loads(json.dumps(data)) == data
    assert data["articles"] == ["XK 42(1)", "XK 45"]
    assert data["excluded"] == [
        {"first": "2026-10-12", "last": "2026-10-13", "ground": "hearing", "paper": "温卫听〔2026〕1号"}
    ]
    assert data["extension"]["told_on"] == "2026-10-21"
    assert data["calendar"] == book.calendar.version
    assert data["notices"] == ["国办发明电〔2025〕7号"]
    assert (data["confidence"], data["rolled"], data["suspended"]) == ("high", False, False)
    assert [line["key"] for line in data["derivation"]][:2] == ["event", "paused"]
    plain = due(book, "FY-01", D("2026-03-31")).to_data()
    assert (plain["rolled"], plain["extension"], plain["excluded"]) == (True, None, [])


def test_a_date_is_no_surer_than_the_calendar_it_stands_on(book):
    assert due(book, "XK-09", D("2008-03-03")).confidence == "medium"
    assert due(book, "XK-09", D("2010-03-03")).confidence == "high"
    assert due(book, "XK-14", D("2010-03-03")).confidence == "medium"
    assert due(book, "SD-01", D("2008-03-03")).notices == ()


def test_what_was_posted_on_the_last_day_is_in_time(book):
    reckoned = due(book, "FY-01", D("2026-03-31"))
    assert was_posted_in_time(reckoned, D("2026-06-01"))
    assert not was_posted_in_time(reckoned, D("2026-06-02"))
    assert was_posted_in_time(due(book, "SS-01", D("2026-08-31")), D("2027-03-05"))


def test_time_taken_out_is_told_apart_from_time_run(book):
    stops = [pause("2026-03-09", "2026-03-11"), pause("2026-03-23", "2026-03-24")]
    run = elapsed(book, "XK-06", D("2026-03-02"), D("2026-03-20"), pauses=stops)
    assert (run.unit, run.counted, run.taken_out) == ("working", 11, 3)
    still = elapsed(book, "XK-06", D("2026-03-02"), D("2026-03-20"), pauses=[pause("2026-03-19", None)])
    assert (still.counted, still.taken_out) == (12, 2)
    days = elapsed(
        book,
        "FY-09",
        D("2026-03-02"),
        D("2026-03-12"),
        pauses=[pause("2026-03-05", "2026-03-06", "stay_art_39")],
    )
    assert (days.unit, days.counted, days.taken_out) == ("calendar", 8, 2)
    assert elapsed(book, "XK-06", D("2026-03-02"), D("2026-03-01")).counted == 0
    with pytest.raises(YearWithoutNotice):
        elapsed(book, "XK-06", D("2026-12-02"), D("2027-01-04"))


@given(start=st.dates(D("2010-01-01"), D("2026-06-30")), gone=st.integers(0, 60))
def test_time_run_and_time_left_make_up_the_limit(start, gone):
    book = read_shipped("2026-1")
    end = due(book, "XK-06", start).due
    today = start + timedelta(gone)
    left = book.calendar.working_days_between(today, end)
    assert elapsed(book, "XK-06", start, today).counted + left == 20


def test_a_promise_and_an_extension_go_together(book):
    reckoned = due(
        book,
        "XK-06",
        D("2026-09-18"),
        promised=10,
        extension=extension(decided="2026-09-28", told="2026-09-28"),
    )
    assert reckoned.due == due(book, "XK-06", D("2026-09-18")).due
    with pytest.raises(PromiseRefused):
        due(book, "XX-03", D("2026-09-18"), promised=5)


def test_an_edition_without_that_conjunction_has_no_longest_period(data, entry):
    entry("limits", "SS-04")["untold"] = None
    with pytest.raises(NotToldRefused):
        due(LawBook.from_data(data), "SS-04", D("2026-03-31"), told=False)


# One limit of each kind, unit and way of ending; a moment before midnight in Shanghai belongs to the old day.
@pytest.mark.parametrize(
    ("limit", "before", "after"),
    [
        ("XK-03", "2026-09-23", "2026-09-24"),
        ("XK-05", "2026-09-17", "2026-09-18"),
        ("CF-01", "2026-12-16", "2026-12-17"),
        ("PS-05", "2026-12-17", "2026-12-18"),
        ("XK-11", "2026-09-23", "2026-09-24"),
        ("FY-01", "2026-11-16", "2026-11-17"),
        ("GP-02", "2028-09-17", "2028-09-18"),
        ("XK-13", "2026-09-28", "2026-09-29"),
        ("SD-01", "2026-10-17", "2026-10-18"),
        ("SS-05", "2026-11-17", "2026-11-18"),
        ("XK-14", "2026-08-06", "2026-08-07"),
        ("PI-02", "2026-09-17", "2026-09-18"),
    ],
)
def test_a_second_before_midnight_in_shanghai_is_another_day(book, limit, before, after):
    moments = datetime(2026, 9, 17, 15, 59, 59, tzinfo=UTC), datetime(2026, 9, 17, 16, 0, tzinfo=UTC)
    ends = [due(book, limit, shanghai_day(moment)) for moment in moments]
    assert [end.raw for end in ends] == [D(before), D(after)]
    for end in ends:
        if end.due is not None:
            over = end_of_day(end.due)
            assert shanghai_day(over - timedelta(seconds=1)) == end.due
            assert shanghai_day(over) == end.due + timedelta(1)
