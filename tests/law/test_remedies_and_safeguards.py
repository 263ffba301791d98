"""What a person is told, what a paper must contain, what one person may not do twice."""

from datetime import date

import pytest

from law.bases import cite
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


@pytest.mark.parametrize(
    ("act", "first", "order"),
    [
        ("on_the_spot_penalty", "应当先", "reconsideration_first"),
        ("information_not_disclosed", "应当先", "reconsideration_first"),
        ("protective_duty", "应当先自知道或者应当知道之日起60日内", "reconsideration_first"),
        ("benefit_refused", "请先", "warn_reconsideration_first"),
        ("information_none_or_not_processed", "请先", "warn_reconsideration_first"),
    ],
)
def test_where_reconsideration_comes_first_no_choice_is_printed(book, act, first, order):
    told = remedy_text(book, act, on=D("2026-11-22"), **PLACES)
    assert first in told.zh
    assert "或者自" not in told.zh
    assert "60日" in told.zh
    assert "15日" in told.zh
    assert "first apply to" in told.en
    assert told.limits == ("FY-01", "SS-04")
    assert book.remedies[act].order == order


def test_a_delegated_act_is_fought_where_its_principal_is(book):
    told = remedy_text(book, "delegated_body_act", on=D("2026-11-22"), **PLACES)
    assert told.zh.startswith("本行为由委托机关承担法律责任")
    assert told.limits == ("FY-01", "SS-01")


def test_a_petition_opinion_has_its_own_review_and_no_court(book):
    told = remedy_text(book, "petition_opinion", on=D("2026-11-22"), **PLACES)
    assert "30日内向温县人民政府请求复查" in told.zh
    assert "诉讼" not in told.zh
    assert told.limits == ("XF-06",)


def test_for_a_village_committee_no_length_is_told(book):
    told = remedy_text(book, "village_committee_conduct", on=D("2026-11-22"), **PLACES)
    assert told.limits == ()
    assert "日内" not in told.zh


def test_a_safeguard_by_analogy_is_kept_but_not_cited(book):
    stay = book.safeguards["EN-16"]
    assert stay.severity == "block"
    assert stay.footing.citable_for("enforcement") == ()
    assert book.safeguards["EN-17"].footing.citable_for("enforcement")
    assert book.safeguards["EN-18"].severity == "warn"
    assert book.safeguards["AP-04"].footing.citable_for("service") == ()
    assert book.safeguards["AP-04"].footing.citable_for("permit")


def test_nothing_new_is_opened_under_what_was_repealed(book):
    fee = book.legacy["social_maintenance_fee"]
    assert fee.is_open(D("2021-08-19"))
    assert not fee.is_open(D("2021-08-20"))
    assert book.transitions[fee.rule].footing.basis[0].basis == "SF"
    closed = book.catalogue["migrant_certificate"].closed
    assert closed.covers(D("2021-09-09"))
    assert closed.covers(D("2021-10-31"))
    assert not closed.covers(D("2021-11-01"))


def test_every_item_has_a_basis_in_force_today(book):
    for entry in book.catalogue.values():
        for citation in entry.footing.basis:
            assert cite(book, citation, D("2026-11-22")), entry.slug


def test_a_petition_shows_the_clocks_of_the_proper_remedy(book):
    assert book.routes["R1"].clocks == ("FY-01", "SS-01")
    assert book.routes["RJ"].clocks == ()


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
