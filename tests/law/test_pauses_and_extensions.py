"""A clock stands still only with cause and paper, is prolonged once and in time, and tells all of it."""

from datetime import date

import pytest

from law.clock import (
    Extension,
    Pause,
    due,
    longest_extension,
)
from law.errors import (
    ExtensionRefused,
    PauseRefused,
)

D = date.fromisoformat


def pause(first, last, ground="hearing", paper="温卫听〔2026〕1号"):
    return Pause(D(first), last and D(last), ground, paper)


def extension(amount=10, by="agency_head", decided="2026-10-20", told="2026-10-21", reasons="案情复杂"):
    return Extension(amount, by, reasons, "温卫许延〔2026〕1号", D(decided), D(told))


def test_the_vector_with_an_extension_holds(book):
    reckoned = due(book, "XK-06", D("2026-09-18"), extension=extension())
    assert reckoned.due == D("2026-11-05")
    line = next(line for line in reckoned.derivation if line.label_key == "extended")
    assert [str(citation) for citation in line.basis] == ["XK 42(1)"]
    assert "本行政机关负责人" in line.text_zh
    assert "温卫许延〔2026〕1号" in line.text_zh
    assert "10个工作日" in line.text_zh


def test_a_pause_takes_out_both_its_days(book):
    without = due(book, "XK-06", D("2026-03-02")).due
    assert without == D("2026-03-30")
    # Monday to Wednesday are three working days.
    reckoned = due(book, "XK-06", D("2026-03-02"), pauses=[pause("2026-03-09", "2026-03-11")])
    assert reckoned.due == D("2026-04-02")
    line = next(line for line in reckoned.derivation if line.label_key == "paused")
    assert "2026年3月9日至2026年3月11日" in line.text_zh
    assert "听证" in line.text_zh
    assert "温卫听〔2026〕1号" in line.text_zh
    assert [str(citation) for citation in line.basis] == ["XK 45"]
    assert line.ground == "statute"


def test_a_pause_of_one_day_takes_out_that_day(book):
    reckoned = due(book, "XK-06", D("2026-03-02"), pauses=[pause("2026-03-09", "2026-03-09")])
    assert reckoned.due == D("2026-03-31")


def test_a_pause_over_rest_days_only_changes_nothing_in_working_days(book):
    start = D("2026-03-02")
    assert (
        due(book, "XK-06", start, pauses=[pause("2026-03-07", "2026-03-08")]).due
        == due(book, "XK-06", start).due
    )


def test_a_day_in_two_pauses_is_taken_out_once(book):
    both = [pause("2026-03-09", "2026-03-11"), pause("2026-03-11", "2026-03-12", "expert_review")]
    joined = [pause("2026-03-09", "2026-03-12")]
    assert due(book, "XK-06", D("2026-03-02"), pauses=both).due == (
        due(book, "XK-06", D("2026-03-02"), pauses=joined).due
    )


def test_the_clock_of_calendar_days_ends_later_by_every_day_taken_out(book):
    # Sixty days from 31 March end on Saturday 30 May; ten days later is Tuesday 9 June.
    stop = pause("2026-04-10", "2026-04-19", "force_majeure")
    reckoned = due(book, "FY-01", D("2026-03-31"), pauses=[stop])
    assert (reckoned.raw, reckoned.due) == (D("2026-06-09"), D("2026-06-09"))


def test_months_end_later_by_every_day_taken_out(book):
    stop = pause("2026-02-01", "2026-02-10", "force_majeure")
    assert due(book, "SS-01", D("2025-12-10"), pauses=[stop]).due == D("2026-06-22")


def test_a_pause_on_the_day_the_end_moves_to_moves_it_on(book):
    # The raw end is Saturday 30 May; Monday 1 June is taken out.
    stop = pause("2026-06-01", "2026-06-01", "force_majeure")
    assert due(book, "FY-01", D("2026-03-31"), pauses=[stop]).due == D("2026-06-02")


def test_the_office_aims_at_no_day_that_is_taken_out(book):
    # Sixty days from 20 March and one taken out end on Wednesday 20 May.
    stop = pause("2026-05-18", "2026-05-18", "stay_art_39")
    assert due(book, "FY-09", D("2026-03-20"), pauses=[stop]).internal_due == D("2026-05-20")
    # Saturday 16 May is raw; Friday the 15th is taken out, so Thursday it is.
    stop = pause("2026-05-15", "2026-05-15", "stay_art_39")
    reckoned = due(book, "FY-09", D("2026-03-16"), pauses=[stop])
    assert (reckoned.raw, reckoned.internal_due) == (D("2026-05-16"), D("2026-05-14"))


@pytest.mark.parametrize(
    ("limit", "stop"),
    [
        ("XK-06", pause("2026-03-09", "2026-03-11", "site_check")),
        ("XK-06", pause("2026-03-09", "2026-03-11", "applicant_correction")),
        ("XK-09", pause("2026-03-09", "2026-03-11")),
        ("XK-06", pause("2026-03-09", "2026-03-11", paper=" ")),
        ("XK-06", pause("2026-03-11", "2026-03-09")),
        ("XK-06", pause("2026-03-01", "2026-03-09")),
        ("XK-06", pause("2026-03-31", "2026-04-09")),
    ],
    ids=["no ground", "other limit's ground", "no pause", "no paper", "backwards", "too early", "too late"],
)
def test_a_pause_that_the_law_does_not_know_is_refused(book, limit, stop):
    with pytest.raises(PauseRefused):
        due(book, limit, D("2026-03-02"), pauses=[stop])


def test_a_pause_without_paper_names_the_paper_it_lacks(book):
    with pytest.raises(PauseRefused, match="written notice of the time needed"):
        due(book, "XK-06", D("2026-03-02"), pauses=[pause("2026-03-09", "2026-03-11", "testing", "")])


def test_two_pauses_on_one_ground_do_not_overlap(book):
    stops = [pause("2026-03-09", "2026-03-11"), pause("2026-03-11", "2026-03-12")]
    with pytest.raises(PauseRefused, match="2026-03-11"):
        due(book, "XK-06", D("2026-03-02"), pauses=stops)


def test_a_pause_may_begin_on_the_last_day_but_not_after(book):
    assert due(book, "XK-06", D("2026-03-02"), pauses=[pause("2026-03-30", "2026-03-30")]).due == D(
        "2026-03-31"
    )
    with pytest.raises(PauseRefused, match="had ended"):
        due(book, "XK-06", D("2026-03-02"), pauses=[pause("2026-03-31", "2026-03-31")])


def test_while_the_clock_stands_still_no_day_is_named(book):
    reckoned = due(book, "XK-06", D("2026-03-02"), pauses=[pause("2026-03-09", None)])
    assert (reckoned.raw, reckoned.due, reckoned.internal_due) == (None, None, None)
    assert reckoned.suspended
    assert not reckoned.provisional
    assert reckoned.derivation[-1].label_key == "suspended"
    with pytest.raises(PauseRefused):
        due(book, "XK-06", D("2026-03-02"), pauses=[pause("2026-03-31", None)])
    with pytest.raises(PauseRefused):
        due(
            book,
            "XK-06",
            D("2026-03-02"),
            pauses=[pause("2026-03-09", None), pause("2026-03-12", "2026-03-13")],
        )


@pytest.mark.parametrize(
    "decision",
    [
        extension(by="government_head"),
        extension(amount=11),
        extension(amount=0),
        extension(reasons=" "),
        extension(told="2026-10-19"),
        extension(decided="2026-10-23", told="2026-10-23"),
        extension(decided="2026-09-17"),
    ],
    ids=["authority", "too long", "nothing", "no reasons", "told before", "too late", "before the start"],
)
def test_an_extension_that_the_law_does_not_know_is_refused(book, decision):
    with pytest.raises(ExtensionRefused):
        due(book, "XK-06", D("2026-09-18"), extension=decision)


def test_an_extension_needs_the_paper_that_tells_it(book):
    bare = Extension(10, "agency_head", "reasons", "", D("2026-10-20"), D("2026-10-20"))
    with pytest.raises(ExtensionRefused):
        due(book, "XK-06", D("2026-09-18"), extension=bare)


def test_a_limit_without_extension_cannot_be_prolonged(book):
    with pytest.raises(ExtensionRefused):
        due(book, "XK-03", D("2026-09-18"), extension=extension())


def test_an_extension_may_be_decided_on_the_last_day(book):
    assert due(book, "XK-06", D("2026-09-18"), extension=extension(decided="2026-10-22", told="2026-10-26"))


def test_a_pause_may_begin_in_the_prolonged_time(book):
    stop = pause("2026-11-02", "2026-11-03")
    with pytest.raises(PauseRefused):
        due(book, "XK-06", D("2026-09-18"), pauses=[stop])
    assert due(book, "XK-06", D("2026-09-18"), pauses=[stop], extension=extension()).due == D("2026-11-09")


def test_the_longest_extension_is_what_the_limit_allows(book):
    supposed = longest_extension(book.limits["XK-06"], D("2026-09-18"))
    assert due(book, "XK-06", D("2026-09-18"), extension=supposed).due == D("2026-11-05")
    for limit in ("XK-03", "FY-06"):
        with pytest.raises(ExtensionRefused):
            longest_extension(book.limits[limit], D("2026-09-18"))


def test_where_the_law_names_no_length_any_reasonable_one_is_taken(book):
    longer = Extension(7, "reconsideration_organ", "reasons", "paper", D("2026-03-03"), D("2026-03-03"))
    assert due(book, "FY-06", D("2026-03-02"), extension=longer).due == D("2026-03-25")


def test_an_extension_that_reaches_an_unknown_year_names_no_day(book):
    decision = extension(decided="2026-12-10", told="2026-12-10")
    reckoned = due(book, "XK-06", D("2026-12-01"), extension=decision)
    assert (reckoned.due, reckoned.provisional) == (None, True)
    assert "extended" not in [line.label_key for line in reckoned.derivation]
