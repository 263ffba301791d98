"""Codes of organisations, licences and items have the check characters the standards ask for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from law.codes import (
    USCC_ALPHABET,
    ItemCode,
    LicenceNumber,
    is_org_code,
    is_uscc,
    org_code_check,
    uscc_check,
)
from law.errors import InvalidCode

LICENCES = [
    "1.2.156.3005.2.11100000000013338W032.11220000013544541J.2430599.001.F",
    "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
    "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0",
    "1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9",
]
ITEM = "11430225MB0N86167D4000723008000"


@pytest.mark.parametrize("code", ["91350100M000100Y43", "11220000013544541J", "11430225MB0N86167D"])
def test_real_credit_codes_have_the_check_character_we_compute(code):
    assert is_uscc(code)
    assert not is_uscc(code[:-1] + ("0" if code[-1] != "0" else "1"))


@pytest.mark.parametrize("code", ["013544541", "MB0N86167"])
def test_real_organisation_codes_have_the_check_character_we_compute(code):
    assert is_org_code(code)
    assert not is_org_code(code[:-1] + "X")
    assert not is_org_code(code[:-1])


def test_an_organisation_code_ends_in_a_digit_or_x():
    checks = {org_code_check(f"{number:08d}") for number in range(200)}
    assert checks == set("0123456789X")


@given(st.text(USCC_ALPHABET, min_size=15, max_size=15))
def test_credit_codes_agree_with_another_implementation(rest):
    body = "91" + rest
    assert uscc_check(body) == uscc.calc_check_digit(body)


@given(body=st.text(USCC_ALPHABET, min_size=17, max_size=17), data=st.data())
def test_one_wrong_character_of_a_credit_code_is_noticed(body, data):
    place = data.draw(st.integers(0, 16))
    wrong = data.draw(st.sampled_from(USCC_ALPHABET).filter(lambda other: other != body[place]))
    assert not is_uscc(body[:place] + wrong + body[place + 1 :] + uscc_check(body))


@pytest.mark.parametrize("text", ["", "91350100M000100Y4", "91350100M000100I4", "９1350100M000100Y4"])
def test_what_is_no_body_of_a_credit_code_has_no_check_character(text):
    if len(text) == 17 and text.isascii() and "I" not in text:
        assert uscc_check(text)
    else:
        with pytest.raises(InvalidCode):
            uscc_check(text)


@pytest.mark.parametrize("text", ["1234567", "1234567a", "123456789"])
def test_what_is_no_body_of_an_organisation_code_is_refused(text):
    with pytest.raises(InvalidCode):
        org_code_check(text)


@pytest.mark.parametrize("text", LICENCES)
def test_published_licence_identifiers_are_read_and_written(text):
    assert str(LicenceNumber.parse(text)) == text


def test_the_parts_of_a_licence_identifier_are_told():
    licence = LicenceNumber.parse(LICENCES[2])
    assert licence.type_code == "11100000000013338W009"
    assert licence.issuer == "11330105002500287C"
    assert (licence.serial, licence.version) == ("2025052201", 2)


@pytest.mark.parametrize(
    "text", [LICENCES[0][:-1] + "E", LICENCES[0].replace("3005", "3006"), LICENCES[0] + "\n", ""]
)
def test_what_is_no_licence_identifier_is_refused(text):
    with pytest.raises(InvalidCode):
        LicenceNumber.parse(text)


def test_an_item_code_says_who_at_which_level_does_what_kind_of_item():
    code = ItemCode.parse(ITEM)
    assert (code.agency, code.level, code.basic, code.business) == (
        "11430225MB0N86167D",
        4,
        "000723008000",
        None,
    )
    assert (code.region, code.type_code, code.department) == ("00", "07", "23")
    assert str(code) == ITEM
    assert str(ItemCode.parse(ITEM + "01")) == ITEM + "01"


@pytest.mark.parametrize(
    "text",
    [
        ITEM[:-1],
        ITEM + "1",
        ITEM.replace("D4", "E4"),
        ITEM.replace("D4", "D7"),
        ITEM.replace("0007", "0011"),
        "",
    ],
)
def test_what_is_no_item_code_is_refused(text):
    with pytest.raises(InvalidCode):
        ItemCode.parse(text)


def test_the_national_code_of_an_item_is_a_basic_code(book):
    for entry in book.catalogue.values():
        if entry.national_code:
            assert ItemCode.parse("11430225MB0N86167D4" + entry.national_code).type_code == entry.type_code
