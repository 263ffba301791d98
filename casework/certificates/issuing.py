"""Certificates as acts make them: a first version with the result, a new version in place of an old one, and the end.

An identifier carries a random part, so that nobody finds certificates by counting; its check character finds every
single character that was mistyped (GB/T 36904-2018, ISO 7064 MOD 37,36).
"""

import re
import secrets
from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from casework.engine.matter import Matter
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.engine.work import Work
from casework.models import (
    CaseState,
    Certificate,
    CertificateState,
    EndedPaper,
    Office,
    Outcome,
    Paper,
    PaperEnd,
)
from law.clock import add_months
from law.codes import LicenceNumber

# Digits and capitals that nobody mistakes for each other; 16 of them are 79 bits.
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH = 16
_DIVISION = re.compile(r"[0-9]{6}")
VERSIONS_MOST = 999
# Once the slip was handed over. Before that nobody relies on it, and the paper itself can be made void.
RELIED_ON = frozenset({CaseState.SERVED, CaseState.ARCHIVED})


def issuer_code(office: Office) -> str:
    """How identifiers name an office: its credit code, else the county's division as published ones do, else nothing."""
    return office.credit_code or (office.division_code[:6] if _DIVISION.match(office.division_code) else "")


def begin_certificate(work: Work) -> Certificate | None:
    """The first version of the certificate of this case, not yet with its slip; None where none is issued.

    None is issued where the item's edition knows none, or the office has no code to name it by: a citizen's
    registration doesn't wait for that, and the slip then bears the number of the case.
    """
    rule, code = work.item.certificate, issuer_code(work.case.office)
    if rule is None or not code:
        return None
    serial = f"{work.today.year}{''.join(secrets.choice(_LETTERS) for _place in range(_LENGTH))}"
    return _version(work, LicenceNumber(rule.type_code, code, serial, 1))


def next_version(work: Work, old: Certificate) -> Certificate:
    """The version that follows, under the same serial; the old one is replaced as of today. Raises ActRefused."""
    number = LicenceNumber.parse(old.identifier)
    if number.version >= VERSIONS_MOST:
        raise ActRefused(
            Reason("CERT-04", _("This certificate has had all the versions it can have."), Kind.NOT_NOW)
        )
    _end(work, old, CertificateState.REPLACED)
    return _version(work, LicenceNumber(number.type_code, number.issuer, number.serial, number.version + 1))


def put_on(work: Work, certificate: Certificate, paper: Paper) -> None:
    """The certificate stands on this slip."""
    certificate.paper = paper
    work.insert(certificate)


def no_certificate_in_hand(matter: Matter) -> Iterator[Reason]:
    """Why nothing can be done to a certificate: there is none that is valid, or nobody has it in hand yet."""
    # Only what was granted has one.
    if matter.case.outcome != Outcome.GRANTED or matter.certificate is None:
        yield Reason("CERT-01", _("There is no valid certificate in this case."), Kind.NOT_NOW)
    elif matter.case.state not in RELIED_ON:
        yield Reason(
            "CERT-02",
            _("The slip hasn't been served yet; until then the paper itself can be made void."),
            Kind.NOT_NOW,
        )


def standing_certificate(work: Work) -> Certificate:
    """The certificate that is valid, with its slip; the gate has asked whether there is one."""
    found = Certificate.objects.filter(case=work.case, state=CertificateState.VALID)
    certificate = found.select_related("paper").get()
    certificate.case = certificate.paper.case = work.case
    return certificate


def revoke(work: Work, certificate: Certificate) -> None:
    """The certificate no longer stands as of today."""
    _end(work, certificate, CertificateState.REVOKED)


def withdraw_slip(work: Work, paper: Paper, reason: str, followed_by: Paper | None = None) -> None:
    """The slip no longer counts: what it certified was revoked, or stands on another one."""
    ended = EndedPaper(
        paper=paper,
        end=PaperEnd.WITHDRAWN,
        ended_on=work.today,
        recorded_at=work.moment,
        ended_by=work.actor.officer,
        followed_by=followed_by,
    )
    ended.seal("reason", reason)
    work.insert(ended)


def _version(work: Work, number: LicenceNumber) -> Certificate:
    rule = work.item.certificate
    months = rule.valid_months if rule else None
    return Certificate(
        case=work.case,
        issuer=work.case.office,
        # A rehearsal shows no identifier: the real one will be another.
        identifier="" if work.actor.rehearsal is not None else str(number),
        serial=number.serial,
        version=number.version,
        state=CertificateState.VALID,
        issued_on=work.today,
        valid_until=_last_day(work.today, months) if months else None,
    )


def _last_day(day: date, months: int) -> date:
    return add_months(day, months) - timedelta(days=1)


def _end(work: Work, certificate: Certificate, state: CertificateState) -> None:
    certificate.state = state
    certificate.ended_on = work.today
    work.update(certificate, "state", "ended_on")
