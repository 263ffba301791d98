"""What a person is told, what a paper must contain, what one person may not do twice."""

from datetime import date

import pytest

from law.book import LawBook
from law.errors import BasisNotInForce, InvalidEdition, LimitWithoutNumber, UnknownRemedy
from law.remedies import remedy_text

D = date.fromisoformat
PLACES = {
    "reconsider_at_zh": "温县人民政府",
    "reconsider_at_en": "the People's Government of Wen County",
    "court_zh": "有管辖权的人民法院",
    "court_en": "the People's Court that has jurisdiction",
}


@pytest.mark.parametrize(
    ("act", "organ"), [("township_decision", "FY 24(1)(2)"), ("county_department_decision", "FY 24(1)(1)")]
)
def test_a_decision_tells_both_ways_their_lengths_and_the_document_behind_it(book, act, organ):
    told = remedy_text(book, act, on=D("2026-11-22"), **PLACES)
    assert (
        "自收到本决定书之日起60日内向温县人民政府申请行政复议，或者自收到本决定书之日起6个月内向有管辖权的人民法院提起行政诉讼"
        in told.zh
    )
    assert "规范性文件" in told.zh
    assert "within 60 days" in told.en
    assert "within 6 months" in told.en
    assert "normative document" in told.en
    assert [str(citation) for citation in told.citations] == [
        organ,
        "FY 20(1)",
        "FY 20(2)",
        "SS 46(1)",
        "FY 13",
    ]
    assert told.limits == ("FY-01", "SS-01")


def test_no_answer_goes_to_reconsideration_first(book):
    told = remedy_text(book, "no_answer", on=D("2026-11-22"), **PLACES)
    assert "应当先自期限届满之日起60日内向温县人民政府申请行政复议" in told.zh
    assert "自收到复议决定书之日起15日内" in told.zh
    assert "或者" not in told.zh
    assert "must first" in told.en
    assert told.limits == ("FY-14", "SS-04")
    assert book.remedies["no_answer"].order == "reconsideration_first"


def test_the_lengths_come_from_the_limits(data, entry):
    entry("limits", "FY-01")["terms"][0]["amount"] = 90
    told = remedy_text(LawBook.from_data(data), "township_decision", on=D("2026-11-22"), **PLACES)
    assert "90日内" in told.zh


def test_a_limit_without_number_cannot_be_told(data, entry):
    entry("limits", "FY-01")["terms"][0]["amount"] = None
    with pytest.raises(LimitWithoutNumber):
        remedy_text(LawBook.from_data(data), "township_decision", on=D("2026-11-22"), **PLACES)


def test_todays_remedies_are_not_told_for_acts_under_the_old_law(book):
    with pytest.raises(BasisNotInForce):
        remedy_text(book, "township_decision", on=D("2023-12-31"), **PLACES)
    assert remedy_text(book, "township_decision", on=D("2024-01-01"), **PLACES)


@pytest.mark.parametrize("place", PLACES)
def test_a_remedy_that_names_no_place_is_not_told(book, place):
    with pytest.raises(InvalidEdition):
        remedy_text(book, "township_decision", on=D("2026-11-22"), **(PLACES | {place: " "}))


def test_an_act_without_remedy_is_refused(book):
    with pytest.raises(UnknownRemedy):
        remedy_text(book, "weather", on=D("2026-11-22"), **PLACES)


def test_a_paper_says_which_elements_it_lacks(book):
    receipt = book.papers["D01"]
    full = dict.fromkeys(receipt.must, "x")
    assert receipt.missing(full) == ()
    assert receipt.missing(full | {"receiver": " ", "material_list_with_counts": []}) == (
        "material_list_with_counts",
        "receiver",
    )
    assert receipt.missing({}) == receipt.must
    assert book.papers["D03"].missing(dict.fromkeys(book.papers["D03"].must, 0)) == ()


def test_every_mandatory_element_has_a_name_in_both_languages(book):
    for paper in book.papers.values():
        for element in paper.must:
            assert book.elements[element].zh
            assert book.elements[element].en


def test_who_accepts_does_not_approve(book):
    assert frozenset({"acceptor", "approver"}) in book.incompatible
    (clash,) = book.duties.clashes({"acceptor"}, "approver")
    assert clash.roles == {"acceptor", "approver"}
    assert clash.footing.ground == "product"
    assert book.duties.clashes({"acceptor"}, "acceptor") == ()
    assert book.duties.clashes({"acceptor"}, "payment_maker") == ()


def test_an_administrator_of_the_system_holds_no_role_in_a_case(book):
    case_roles = set(book.duties.roles) - {"system_admin"}
    for role in case_roles:
        assert frozenset({"system_admin", role}) in book.incompatible
    assert len(book.incompatible) == 8 + len(case_roles)


def test_the_role_split_is_law_for_penalties_only(book):
    (pair,) = book.duties.clashes({"handler"}, "legal_reviewer")
    assert pair.footing.ground_for("penalty") == "statute"
    assert pair.footing.citable_for("service") == ()


def test_what_rests_on_a_repealed_basis_stays_blocked(book):
    assert book.blocked["EX-04"].lapsed == ("SF",)
    assert book.blocked["EX-06"].lapsed == ("LD",)
    assert book.blocked["EX-10"].what.en == "Legal basis not in force on a relevant date"
