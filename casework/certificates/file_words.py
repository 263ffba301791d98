"""What is said of a file, in words: on the page, and by the command that checks without the hall."""

from collections.abc import Iterator, Mapping

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from casework.signing.verdict import Verdict

HEADLINES: Mapping[str, str] = {
    "valid": gettext_lazy("Genuine: signed by this hall, and not a byte was changed since"),
    "expired": gettext_lazy("Genuine, but its time is over"),
    "revoked": gettext_lazy("Genuine, but revoked: no longer valid"),
    "replaced": gettext_lazy("Genuine, but replaced by a newer version: this one no longer counts"),
    "void": gettext_lazy("Genuine, but made void before it was served: it never counted"),
    "withdrawn": gettext_lazy("Genuine, but withdrawn: it no longer counts"),
    "not_genuine": gettext_lazy("Not genuine"),
}
FAULTS: Mapping[str, str] = {
    "unsigned": gettext_lazy(
        "The file bears no signature. A print, a scan, or a copy that a program saved anew has lost it; the identifier beside the QR code can still be verified."
    ),
    "appended": gettext_lazy("Something was added to the file after it was signed."),
    "altered": gettext_lazy("The file was changed after it was signed, or isn't whole."),
    "other_key": gettext_lazy("It is signed, but with no key that this hall has published."),
    "unregistered": gettext_lazy(
        "It is signed with a key of this hall, but no such paper was ever issued. Please show it to the office that it names."
    ),
}


def headline(verdict: Verdict) -> str:
    """The answer in one line."""
    return str(HEADLINES[verdict.state])


def explanation(verdict: Verdict) -> str:
    """Why it isn't genuine; of a genuine one, what else has to be known."""
    if not verdict.is_genuine:
        return str(FAULTS[verdict.fault])
    if verdict.ends_known_at is None:
        return _(
            "Whether it was revoked or replaced since can't be known from the file. The hall's signed list of revocations tells it, or the hall itself at the page of verification."
        )
    at = date_format(localtime(verdict.ends_known_at), "Y-m-d H:i")
    return _("What was revoked or replaced is known as of %(moment)s.") % {"moment": at}


def rows(verdict: Verdict) -> Iterator[tuple[str, str]]:
    """What a genuine file is, line by line."""
    stated = verdict.statement
    if stated is None:
        return
    zh = (get_language() or "").startswith("zh")
    yield _("Paper"), stated.title_zh if zh else stated.title_en
    yield _("Number"), stated.number
    yield _("Issued by"), stated.office_zh if zh else stated.office_en
    yield _("Issued"), stated.issued_on.isoformat()
    if stated.certificate:
        yield _("Identifier"), stated.certificate
        yield _("Valid until"), stated.valid_until.isoformat() if stated.valid_until else _("without an end")
    if verdict.ended_on:
        yield _("Ended on"), verdict.ended_on.isoformat()
    yield _("Signed with the key"), verdict.fingerprint


def remarks(verdict: Verdict) -> Iterator[str]:
    """What whoever relies on it should know besides."""
    if verdict.is_demonstration:
        yield _("The key is one of a demonstration: the paper is without legal effect.")
    if verdict.statement is not None and verdict.statement.language != "zh":
        yield _("This file is the translation for courtesy; the Chinese paper counts.")
