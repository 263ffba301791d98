"""When an agency may go to court: not before the remedies are over, not after three months, not without the wait."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law.book import LawBook, read_shipped
from law.clock import due
from law.windows import filing_window

D = date.fromisoformat


def test_the_vector_of_the_window_holds(book):
    window = filing_window(book, D("2025-12-10"))
    assert window.opens_on == D("2026-06-11")
    assert window.closes_on == D("2026-09-10")
    assert window.latest_demand == D("2026-08-26")
    assert not window.is_open_on(D("2026-06-10"))
    assert window.is_open_on(D("2026-06-11"))
    assert window.is_open_on(D("2026-09-10"))
    assert not window.is_open_on(D("2026-09-11"))


def test_after_a_reconsideration_only_the_fifteen_days_count(book):
    window = filing_window(book, D("2025-12-10"), reconsidered_on=D("2026-03-02"))
    assert (window.opens_on, window.closes_on) == (D("2026-03-18"), D("2026-06-17"))


def test_whoever_was_not_told_has_a_year_before_anything_is_enforced(book):
    window = filing_window(book, D("2025-03-31"), told=False)
    assert (window.opens_on, window.closes_on) == (D("2026-04-01"), D("2026-06-30"))


def test_the_latest_day_is_counted_from_the_raw_end(book):
    # Six months from 20 December 2025 end on Saturday 20 June, a holiday until the 21st.
    window = filing_window(book, D("2025-12-20"))
    assert (window.opens_on, window.closes_on) == (D("2026-06-23"), D("2026-09-20"))


def test_an_unknown_year_leaves_the_window_shut(book):
    window = filing_window(book, D("2026-08-31"))
    assert window.opens_on is None
    assert window.closes_on == D("2027-05-28")
    assert window.latest_demand is None
    assert not window.is_open_on(D("2027-03-10"))


def test_without_a_known_wait_there_is_no_latest_demand(data, entry):
    entry("limits", "QZ-01")["terms"][1 if len(entry("limits", "QZ-01")["terms"]) > 1 else 0]["amount"] = None
    assert filing_window(LawBook.from_data(data), D("2025-12-10")).latest_demand is None


@given(known=st.dates(D("2024-01-01"), D("2025-12-01")))
def test_a_demand_a_day_later_would_be_too_late(known):
    book = read_shipped("2026-1")
    window = filing_window(book, known)
    wait = due(book, "QZ-01", window.latest_demand)
    assert wait.lawful_from <= window.closes_on
    assert due(book, "QZ-01", window.latest_demand + timedelta(1)).lawful_from > window.closes_on


@pytest.mark.parametrize("limit", ["SS-01", "FY-01"])
def test_nothing_opens_while_a_remedy_runs(book, limit):
    assert filing_window(book, D("2025-05-06")).opens_on > due(book, limit, D("2025-05-06")).due
