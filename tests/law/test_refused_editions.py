"""An edition that does not hold together is refused as a whole."""

from datetime import date

import pytest

from law.book import LawBook
from law.errors import (
    DuplicateKey,
    GapInVersions,
    InvalidCitation,
    InvalidEdition,
    MissingKey,
    OverlappingVersions,
    UnknownKey,
    UnknownReference,
)
from law.wording import fill


def refuse(data, error, match=None):
    with pytest.raises(error, match=match):
        LawBook.from_data(data)


@pytest.mark.parametrize(
    ("versions", "error"),
    [
        ([], GapInVersions),
        ([("2004-07-01", "2019-04-23"), ("2019-04-22", None)], OverlappingVersions),
        ([("2004-07-01", None), ("2019-04-23", None)], OverlappingVersions),
        ([("2004-07-01", "2019-04-23"), ("2019-04-24", None)], GapInVersions),
        ([("2004-07-01", "2004-07-01"), ("2004-07-01", None)], OverlappingVersions),
        ([("2004-07-01", "2026-05-01")], GapInVersions),
    ],
)
def test_versions_of_a_basis_follow_each_other_without_overlap_or_gap(data, entry, versions, error):
    entry("bases", "XK")["versions"] = [{"from": start, "until": end} for start, end in versions]
    refuse(data, error)


def test_numbers_of_a_limit_follow_each_other_without_overlap_or_gap(data, entry):
    entry("limits", "SS-01")["terms"][1]["from"] = "2015-04-30"
    refuse(data, OverlappingVersions)


@pytest.mark.parametrize("part", ["bases", "limits", "grounds", "blocked", "conventions"])
def test_an_id_that_stands_twice_is_refused(data, part):
    data[part].append(data[part][0])
    refuse(data, DuplicateKey)


def test_an_article_cannot_be_both_read_and_only_reported(data, entry):
    entry("bases", "XK")["articles"]["reported"] = ["32"]
    refuse(data, DuplicateKey)


@pytest.mark.parametrize(
    ("part", "name", "field", "value", "error"),
    [
        ("bases", "XK", "replaced_by", ["ZZ"], UnknownReference),
        ("bases", "XK", "repealed_on", "2026-05-01", GapInVersions),
        ("bases", "SF", "unusable_from", "2021-09-10", InvalidEdition),
        ("bases", "XK", "rank", "custom", MissingKey),
        ("bases", "XK", "title_zh", "", MissingKey),
        ("bases", "XK", "colour", "red", UnknownKey),
        ("limits", "XK-03", "event", "moon_full", UnknownReference),
        ("limits", "XK-03", "counted_by", "C99", UnknownReference),
        ("limits", "XK-06", "suspended_by", ["holiday"], UnknownReference),
        ("limits", "XK-06", "suspended_by", [], InvalidEdition),
        ("limits", "XK-06", "suspension", None, InvalidEdition),
        ("limits", "XK-06", "suspension", {"basis": ["XK 999"], "ground": "statute"}, UnknownReference),
        ("limits", "XK-14", "rolls_forward", True, InvalidEdition),
        ("limits", "FY-01", "untold", "FY-99", UnknownReference),
        ("safeguards", "EN-01", "evidence", ["rumour"], UnknownReference),
        ("safeguards", "EN-01", "group", "moon", MissingKey),
        ("safeguards", "EN-01", "basis", ["XK 999"], UnknownReference),
        ("transitions", "T1", "basis", ["ZZ"], UnknownReference),
        ("catalogue", "birth_registration", "limit", "XK-99", UnknownReference),
        ("legacy", "birth_permit", "rule", "T9", UnknownReference),
        ("routes", "R1", "clocks", ["XK-99"], UnknownReference),
        ("pause_grounds", "hearing", "id", "party", UnknownReference),
        ("limits", "XK-03", "track", "moon", MissingKey),
        ("limits", "XK-03", "rolls_forward", "yes", MissingKey),
        ("limits", "XK-03", "terms", [], GapInVersions),
        ("limits", "XK-03", "suspended_by", ["a", "a"], DuplicateKey),
        ("limits", "XK-03", "suspended_by", [1], MissingKey),
        ("limits", "XK-03", "id", "XK 03", MissingKey),
        ("limits", "XK-03", "title", "text", MissingKey),
        ("grounds", "duplicate", "basis", ["ZZ 1"], UnknownReference),
        ("grounds", "duplicate", "basis", ["XK 999"], UnknownReference),
        ("grounds", "duplicate", "basis", ["XK 72(1)(7)"], InvalidCitation),
        ("grounds", "duplicate", "basis", ["XK article 32"], InvalidCitation),
        ("grounds", "duplicate", "ground", "statute", InvalidEdition),
        ("grounds", "duplicate", "statute_for", ["permit"], InvalidEdition),
        ("grounds", "other_agency", "statute_for", ["moon"], InvalidEdition),
        ("papers", "D01", "must", ["applicant", "horoscope"], UnknownReference),
        ("papers", "D25", "must", ["item"], UnknownReference),
        ("remedies", "no_answer", "limit", "FY-99", UnknownReference),
        ("remedies", "no_answer", "hints", ["pray"], UnknownReference),
        ("remedies", "no_answer", "order", "never", MissingKey),
        ("blocked", "EX-06", "lapsed", ["XK"], InvalidEdition),
        ("blocked", "EX-06", "lapsed", ["ZZ"], UnknownReference),
    ],
)
def test_an_entry_that_does_not_fit_is_refused(data, entry, part, name, field, value, error):
    entry(part, name)[field] = value
    refuse(data, error)


@pytest.mark.parametrize(
    ("since", "itemised", "error"),
    [("2005-01-01", [], InvalidEdition), ("2004-07-01", ["999"], InvalidEdition)],
)
def test_a_register_of_articles_that_does_not_fit_its_texts_is_refused(data, entry, since, itemised, error):
    entry("bases", "XK")["articles"].update(since=since, itemised=itemised)
    refuse(data, error)


@pytest.mark.parametrize(
    ("basis", "start", "error"),
    [
        (["ZZ 1"], "2004-07-01", UnknownReference),
        (["LD 7"], "2009-10-01", InvalidEdition),
        (["XK 32(1)(4)"], "2004-06-30", InvalidEdition),
        ([], "2004-07-01", InvalidEdition),
    ],
)
def test_a_limit_rests_on_a_basis_that_is_known_and_in_force(data, entry, basis, start, error):
    entry("limits", "XK-03")["terms"][0].update({"basis": basis, "from": start})
    refuse(data, error)


def test_a_limit_with_an_extension_is_read_and_its_basis_checked(data, entry):
    extension = {
        "amount": 10,
        "unit": "working",
        "times": 1,
        "by": "agency_head",
        "authority": {"zh": "本行政机关负责人", "en": "head of the agency"},
        "basis": ["XK 42"],
    }
    entry("limits", "XK-03")["extension"] = extension
    read = LawBook.from_data(data).limits["XK-03"].extension
    assert (read.amount, read.unit, read.times, read.by) == (10, "working", 1, "agency_head")
    extension["basis"] = ["ZZ 1"]
    refuse(data, UnknownReference)


def test_a_limit_is_prolonged_in_the_unit_it_is_counted_in(data, entry):
    entry("limits", "XK-06")["extension"]["unit"] = "calendar"
    refuse(data, InvalidEdition)


def test_only_working_days_are_counted_back(data, entry):
    entry("limits", "XK-14")["terms"][0]["unit"] = "month"
    refuse(data, InvalidEdition, "counted back")


@pytest.mark.parametrize(
    ("since", "until", "error"),
    [
        ("2020-06-04", "2021-11-27", InvalidEdition),
        ("2020-06-03", "2021-11-28", OverlappingVersions),
        ("2020-06-03", "2020-06-03", OverlappingVersions),
    ],
)
def test_an_earlier_register_belongs_to_an_earlier_text(data, entry, since, until, error):
    entry("bases", "HN")["articles"]["earlier"][0].update(since=since, until=until)
    refuse(data, error)


def test_evidence_nobody_asks_for_is_refused(data):
    data["safeguards"]["evidence"]["rumour"] = {"zh": "x", "en": "x"}
    refuse(data, UnknownReference, "rumour")


def test_a_field_left_out_is_refused(data, entry):
    del entry("limits", "XK-03")["kind"]
    refuse(data, MissingKey, "kind")


def test_an_unknown_part_is_refused(data):
    data["horoscope"] = []
    refuse(data, UnknownKey)


def test_another_layout_is_refused(data):
    data["layout"] = 2
    refuse(data, InvalidEdition)


def test_what_json_cannot_hold_exactly_is_refused(data):
    data["layout"] = 1.0
    refuse(data, InvalidEdition)


def test_dates_are_read_as_dates_or_text_but_never_loosely(data):
    data["valid_from"] = date(2026, 1, 1)
    assert LawBook.from_data(data).valid_from == date(2026, 1, 1)
    data["valid_from"] = "20260101"
    refuse(data, MissingKey)


def test_counting_needs_its_conventions(data):
    data["conventions"] = [rule for rule in data["conventions"] if rule["id"] != "C3"]
    refuse(data, UnknownReference, "C3")


@pytest.mark.parametrize(
    ("roles", "error"),
    [
        (["acceptor"], InvalidEdition),
        (["acceptor", "wizard"], UnknownReference),
        (["approver", "acceptor"], DuplicateKey),
    ],
)
def test_a_pair_of_roles_that_does_not_fit_is_refused(data, roles, error):
    data["duties"]["incompatible"].append(data["duties"]["incompatible"][0] | {"roles": roles})
    refuse(data, error)


def test_a_role_is_either_a_case_role_or_another(data):
    data["duties"]["other_roles"]["handler"] = {"zh": "x", "en": "x"}
    refuse(data, DuplicateKey)


def test_the_basis_of_a_pair_of_roles_is_checked(data):
    data["duties"]["incompatible"][1]["basis"] = ["CF 999"]
    refuse(data, UnknownReference, "handler and legal_reviewer")


def test_a_remedy_text_names_where_and_how_long(data, entry):
    entry("remedies", "no_answer")["text"] = {"zh": "可以起诉", "en": "You may sue."}
    refuse(data, InvalidEdition)


def test_a_sentence_left_out_or_unknown_is_refused(data):
    del data["wording"]["sentences"]["event"]
    refuse(data, MissingKey, "event")


def test_a_sentence_asks_only_for_what_it_is_told(data):
    data["wording"]["sentences"]["event"]["zh"] = "{event.__class__} {secret}"
    refuse(data, UnknownReference, "secret")


def test_units_are_all_worded(data):
    del data["wording"]["units"]["month"]
    refuse(data, MissingKey)


def test_numerals_are_complete(data):
    data["wording"]["citation"]["digits"] = "零一二"
    refuse(data, MissingKey)


def test_a_template_cannot_reach_into_objects():
    assert fill("{a.__class__}{a}", {"a": "x"}) == "{a.__class__}x"
    with pytest.raises(InvalidEdition):
        fill("{b}", {"a": "x"})
