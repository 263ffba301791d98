"""What may be cited, on which day, and how it is printed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from law.bases import Citation, cite, cite_on_paper, cited_text
from law.errors import ArticleUnverified, BasisNotInForce, InvalidCitation, InvalidEdition, UnknownBasis

D = date.fromisoformat


@pytest.mark.parametrize("text", ["XK 32(1)(4)", "SYDJ", "ZF30", "PI 45", "MF 1219", "FN 21(3)"])
def test_a_citation_reads_as_it_is_written(text):
    assert str(Citation.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "xk 32", "XK  32", "XK 32(0)", "XK 032", "XK 32(1)(4)(2)", "XK 45-47", "XK -", "XK 32 "]
)
def test_what_is_no_citation_is_refused(text):
    with pytest.raises(InvalidCitation):
        Citation.parse(text)


@given(numbers=st.lists(st.integers(1, 1500), min_size=1, max_size=3))
def test_any_numbers_survive_the_round_trip(numbers):
    text = f"XK {numbers[0]}" + "".join(f"({number})" for number in numbers[1:])
    citation = Citation.parse(text)
    assert str(citation) == text
    assert citation.numbers == tuple(numbers)


@pytest.mark.parametrize(
    ("citation", "zh", "en"),
    [
        (
            "XK 32(1)(4)",
            "《中华人民共和国行政许可法》第三十二条第一款第（四）项",
            "Administrative Licensing Law, Art. 32(1)(4)",
        ),
        (
            "XK 72(7)",
            "《中华人民共和国行政许可法》第七十二条第（七）项",
            "Administrative Licensing Law, Art. 72(7)",
        ),
        (
            "JZ 13(6)",
            "《居住证暂行条例》第十三条第（六）项",
            "Interim Regulations on Residence Permits, Art. 13(6)",
        ),
        ("MF 1219", "《中华人民共和国民法典》第一千二百一十九条", "Civil Code, Art. 1219"),
        ("MF 1034", "《中华人民共和国民法典》第一千零三十四条", "Civil Code, Art. 1034"),
        (
            "SYDJ",
            "《国家卫生健康委办公厅关于完善生育登记制度的指导意见》",
            "National Health Commission Guidance on the Birth Registration System",
        ),
    ],
)
def test_a_citation_is_printed_in_full(book, citation, zh, en):
    assert cited_text(book, Citation.parse(citation), "zh") == zh
    assert cited_text(book, Citation.parse(citation), "en") == en


@pytest.mark.parametrize(
    ("number", "spelled"),
    [
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (112, "一百一十二"),
        (1000, "一千"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (1100, "一千一百"),
        (1219, "一千二百一十九"),
        (9999, "九千九百九十九"),
    ],
)
def test_numbers_are_spelled_as_statutes_spell_them(book, number, spelled):
    assert book.wording.numeral(number) == spelled


@pytest.mark.parametrize("number", [0, 10000])
def test_no_article_has_such_a_number(book, number):
    with pytest.raises(InvalidEdition):
        book.wording.numeral(number)


@pytest.mark.parametrize(
    ("citation", "last_day", "first_day_gone"),
    [
        ("LD 7", "2021-09-08", "2021-09-09"),
        ("JS 21", "2021-09-08", "2021-09-09"),
        ("SF", "2021-08-19", "2021-08-20"),
    ],
)
def test_a_repealed_basis_carries_nothing_from_the_day_of_repeal(book, citation, last_day, first_day_gone):
    wanted = Citation.parse(citation)
    assert cite(book, wanted, D(last_day)) == wanted
    with pytest.raises(BasisNotInForce) as refused:
        cite(book, wanted, D(first_day_gone))
    assert refused.value.code == "EX-10"
    assert refused.value.basis == wanted.basis
    assert refused.value.on == D(first_day_gone)
    assert refused.value.ended_on == D(first_day_gone)
    assert "EX-10" in str(refused.value)


def test_the_fee_measures_were_repealed_later_than_they_became_unusable(book):
    measures = book.bases["SF"]
    assert (measures.unusable_from, measures.repealed_on) == (D("2021-08-20"), D("2021-09-09"))
    assert not measures.in_force_on(D("2021-09-01"))


def test_a_law_carries_nothing_before_it_starts(book):
    with pytest.raises(BasisNotInForce) as refused:
        cite(book, Citation.parse("PI 45"), D("2021-10-31"))
    assert refused.value.starts_on == D("2021-11-01")
    assert refused.value.ended_on is None
    assert cite(book, Citation.parse("PI 45"), D("2021-11-01"))


def test_an_article_number_is_not_projected_on_an_earlier_text(book):
    assert cite(book, Citation.parse("FY"), D("2023-12-31"))
    with pytest.raises(BasisNotInForce) as refused:
        cite(book, Citation.parse("FY 24(1)(2)"), D("2023-12-31"))
    assert refused.value.basis == "FY 24(1)(2)"
    assert cite(book, Citation.parse("FY 24(1)(2)"), D("2024-01-01"))


def test_an_earlier_text_has_a_register_of_its_own(book):
    henan = Citation.parse("HN 16(2)")
    assert cite(book, henan, D("2020-06-03")) == henan
    with pytest.raises(BasisNotInForce):
        cite(book, henan, D("2020-06-02"))
    with pytest.raises(ArticleUnverified):
        cite_on_paper(book, henan, D("2021-11-27"))
    assert cite_on_paper(book, henan, D("2021-11-26"))
    assert book.bases["HN"].is_verified(henan, D("2021-01-01"))
    assert not book.bases["HN"].is_verified(henan)
    assert not book.bases["HN"].is_verified(henan, D("2010-01-01"))


def test_an_article_nobody_has_read_stands_on_no_paper(book):
    with pytest.raises(ArticleUnverified):
        cite_on_paper(book, Citation.parse("ZWSJ 19"), D("2026-01-01"))
    assert cite(book, Citation.parse("ZWSJ 19"), D("2026-01-01"))
    for allowed in ("XK 32(1)(4)", "SYDJ"):
        assert cite_on_paper(book, Citation.parse(allowed), D("2026-01-01"))


def test_the_version_of_the_day_is_known(book):
    law = book.bases["XK"]
    assert law.version_on(D("2019-04-22")).valid_from == D("2004-07-01")
    assert law.version_on(D("2019-04-23")).valid_from == D("2019-04-23")


def test_an_unknown_basis_is_refused(book):
    with pytest.raises(UnknownBasis):
        cite(book, Citation.parse("ZZ 1"), D("2026-01-01"))
    with pytest.raises(UnknownBasis):
        cited_text(book, Citation.parse("ZZ 1"), "zh")


def test_what_was_read_and_what_was_only_reported_can_be_told_apart(book):
    assert book.bases["XK"].is_verified(Citation.parse("XK 32(1)(4)"))
    assert book.bases["XK"].is_verified(Citation.parse("XK"))
    assert not book.bases["ZWSJ"].is_verified(Citation.parse("ZWSJ 19"))
    assert not book.bases["XK"].is_verified(Citation.parse("XK 999"))
    assert not book.bases["SYDJ"].is_verified(Citation.parse("SYDJ"))


def test_licensing_law_binds_permits_and_is_only_a_model_for_registrations(book):
    receipt = book.papers["D01"].footing
    assert receipt.ground_for("permit") == "statute"
    assert [str(citation) for citation in receipt.citable_for("permit")] == ["XK 32(2)"]
    assert receipt.ground_for("service") == "analogy"
    assert receipt.citable_for("service") == ()


def test_the_screening_of_registrations_is_never_cited_as_law(book):
    rule = book.limits["PR-SCREEN"]
    assert (rule.amount, rule.unit, rule.effect) == (5, "working", "accepted_as_of_receipt")
    assert rule.ground == "analogy"
    assert rule.citable == ()
    assert [str(citation) for citation in book.limits["XK-03"].citable] == ["XK 32(1)(4)", "XK 82"]


def test_a_registration_is_refused_for_three_reasons_only(book):
    grounds = {
        ground.id
        for ground in book.grounds.values()
        if ground.used_for == "refusal" and ground.serves("registration")
    }
    assert grounds == {"not_competent_area", "identity_not_established", "duplicate"}
    assert not any(
        ground.serves("licence") for ground in book.grounds.values() if ground.used_for == "refusal"
    )


def test_non_acceptance_names_the_right_agency(book):
    assert book.grounds["other_agency"].needs == ("competent_agency",)
    assert book.grounds["other_agency"].serves("registration")
    assert book.grounds["no_application_matter"].used_for == "non_acceptance"
