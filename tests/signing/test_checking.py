"""A signed file is genuine byte for byte, by the hall's own key, or it isn't genuine at all."""

from __future__ import annotations

import io
import os
import random
import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from casework.signing.checking import Fault, NotGenuine, check_pdf
from casework.signing.keys import (
    KeyInFile,
    UnfitKey,
    demonstration_key,
    is_demonstration,
    read_certificates,
    read_key,
    to_pem,
)
from casework.signing.pdf import sign_pdf
from casework.signing.statement import NoStatement, read_statement
from tests.papers import reading

from .making import AT, STATED, new_key, pem_of, plain_paper, signed_paper

PROOF = os.environ.get("PROOF") == "1"
PLACE = re.compile(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]")


@cache
def hall() -> KeyInFile:
    return new_key("Yunxi County")


@cache
def paper() -> bytes:
    return signed_paper(hall())


def fault_of(content: bytes, *keys: KeyInFile) -> Fault | None:
    """Why a file isn't genuine; None if it is."""
    try:
        check_pdf(content, [one.certificate for one in keys or (hall(),)])
    except NotGenuine as error:
        return error.fault
    return None


def test_what_was_signed_is_genuine_and_says_what_it_is() -> None:
    found = check_pdf(paper(), [hall().certificate])
    assert (found.statement, found.certificate) == (STATED, hall().certificate)
    assert paper().startswith(plain_paper())
    assert signed_paper(hall()) == paper()


@pytest.mark.parametrize("scheme", ["rsa", "issued"])
def test_a_key_of_rsa_and_one_with_its_chain_sign_as_well(scheme: str) -> None:
    if scheme == "rsa":
        key = new_key("RSA", private=rsa.generate_private_key(65537, 2048))
        published = [key.certificate]
    else:
        key = new_key("Yunxi County", issuer=new_key("Authority", is_ca=True))
        published = [key.certificate, *key.chain]
    file = signed_paper(key)
    assert signed_paper(key) == file
    assert check_pdf(file, read_certificates(to_pem(published))).certificate == key.certificate


def test_another_program_finds_the_same_signature_and_that_it_covers_the_whole_file() -> None:
    read = PdfFileReader(io.BytesIO(paper()))
    (signature,) = read.embedded_signatures
    context = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
    status = validate_pdf_signature(signature, context)
    assert status.intact
    assert status.valid
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.sig_object["/M"].startswith("D:20261116")
    # PDF/A-2b still says so, and no field is drawn that would need a picture.
    assert "<pdfaid:part>2</pdfaid:part>" in reading.metadata(paper())
    (widget,) = (one.get_object() for one in reading.reader(paper()).pages[0]["/Annots"])
    assert ([float(one) for one in widget["/Rect"]], int(widget["/F"]) & 4) == ([0, 0, 0, 0], 4)


def test_no_single_byte_can_be_another_one() -> None:
    start, end, _rest = (int(one) for one in PLACE.findall(paper())[-1])
    signature = range(start, start + 2 * 1400)
    if PROOF:
        places = list(range(len(paper())))
    else:
        drawn = random.Random(5)
        places = [*drawn.sample(range(len(paper())), 300), *drawn.sample(signature, 80), start, end - 1]
    for place in places:
        for bit in (1, 0x20):
            changed = bytearray(paper())
            changed[place] ^= bit
            assert fault_of(bytes(changed)) is not None, (place, bit)


@given(st.integers(0, 30_000), st.integers(0, 40), st.binary(max_size=40))
def test_whatever_is_cut_out_or_put_in(at: int, length: int, put_in: bytes) -> None:
    changed = paper()[:at] + put_in + paper()[at + length :]
    assert (fault_of(changed) is None) == (changed == paper())


def test_a_file_without_a_signature_and_one_whose_signature_was_taken_out() -> None:
    assert fault_of(plain_paper()) == Fault.UNSIGNED
    assert fault_of(b"") == Fault.UNSIGNED
    with pikepdf.open(io.BytesIO(paper())) as opened:
        del opened.Root.AcroForm
        del opened.Root.Perms
        for page in opened.pages:
            del page.Annots
        stripped = io.BytesIO()
        opened.save(stripped)
    assert fault_of(stripped.getvalue()) == Fault.UNSIGNED


def test_what_is_appended_after_the_signature_makes_it_another_file() -> None:
    update = IncrementalPdfFileWriter(io.BytesIO(paper()))
    update.root["/Lang"] = update.root["/Lang"]
    update.update_root()
    appended = io.BytesIO()
    update.write(appended)
    assert appended.getvalue().startswith(paper())
    assert fault_of(appended.getvalue()) == Fault.APPENDED
    assert fault_of(paper() + b"\n") == Fault.APPENDED
    assert fault_of(paper()[:-1]) is not None
    start, end, _rest = (int(one) for one in PLACE.findall(paper())[-1])
    # A range that leaves out what was put in, or that was widened over it.
    shadow = b"\n/ByteRange [0 %d %d %d]\n" % (start, end, len(paper()) - end)
    assert fault_of(paper() + shadow) is not None
    widened = b"/ByteRange [0 %d %d %d]" % (start, end, len(paper()) - end + 1)
    assert fault_of(PLACE.sub(widened, paper()).replace(b"] ", b"]", 1) + b"\n") is not None


def test_another_s_key_and_a_second_signature_over_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    forger = new_key("Yunxi County")
    assert fault_of(signed_paper(forger)) == Fault.OTHER_KEY
    assert fault_of(paper(), forger) == Fault.OTHER_KEY
    assert fault_of(paper(), forger, hall()) is None
    # Nothing keeps a forger's program from signing once more what was closed against changes.
    monkeypatch.setattr("casework.signing.pdf.FIELD", "Second")
    twice = sign_pdf(paper(), STATED, forger, AT)
    assert twice.startswith(paper())
    assert fault_of(twice) == Fault.OTHER_KEY


def test_who_issues_certificates_signs_no_papers() -> None:
    authority = new_key("Authority", is_ca=True)
    assert fault_of(signed_paper(authority), authority) == Fault.OTHER_KEY


def test_a_signature_by_the_right_key_that_states_something_else_is_none_of_a_paper() -> None:
    class Odd:
        def to_json(self) -> str:
            return '{"form":1}'

        def __getattr__(self, name: str) -> object:
            return getattr(STATED, name)

    assert fault_of(signed_paper(hall(), Odd())) == Fault.ALTERED
    for text in (
        "",
        "[]",
        "{}",
        "null",
        '{"form":2}',
        "[" * 5000,
        STATED.to_json().replace("2029-11-15", "soon"),
    ):
        with pytest.raises(NoStatement):
            read_statement(text)
    plain = replace(STATED, certificate="", valid_until=None, end="withdrawn", ended_on=date(2026, 12, 1))
    assert read_statement(plain.to_json()) == plain


def test_keys_are_read_from_files_and_what_is_no_key_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_bytes(pem_of(new_key("County", issuer=new_key("Authority", is_ca=True)), b"open"))
    assert len(read_key(file, "open").chain) == 1
    for passphrase in ("", "wrong"):
        with pytest.raises(UnfitKey, match="passphrase"):
            read_key(file, passphrase)
    weak = new_key("Weak", private=rsa.generate_private_key(65537, 1024))
    for content, words in (
        (pem_of(weak), "bits"),
        (pem_of(new_key("Authority", is_ca=True)), "signing documents"),
        (pem_of(hall()).partition(b"-----BEGIN CERT")[0], "no certificate"),
        (b"nothing", "opens with"),
    ):
        file.write_bytes(content)
        with pytest.raises(UnfitKey, match=words):
            read_key(file)
    made = read_key(demonstration_key(tmp_path / "demo.pem"))
    assert is_demonstration(made.certificate)
    assert not is_demonstration(hall().certificate)
    assert made.certificate.not_valid_before_utc < AT < made.certificate.not_valid_after_utc
    with pytest.raises(UnfitKey, match="certificates"):
        read_certificates(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
