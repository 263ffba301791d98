"""Whether a paper's file is genuine and counts today, by the register; and what the hall publishes for who checks alone.

A file that is checked is never kept, and the answer tells nothing that the file doesn't tell itself.
"""

from datetime import date, datetime

from django.core.cache import cache

from casework.engine import moment
from casework.models import Certificate, CertificateState, EndedPaper, Paper
from casework.signing.configured import published, signer_at
from casework.signing.revocations import Ended, write_list
from casework.signing.statement import Statement, key_of_certificate, key_of_paper
from casework.signing.verdict import Unregistered, Verdict, judge

# The list is made anew after so many seconds.
LIST_SECONDS = 60


def verify_file(content: bytes, today: date) -> Verdict:
    """What is to be said of a file today. Nothing in it is read but its signature, and the register is asked last."""
    return judge(content, published(), today, _in_the_register, moment.now())


def _in_the_register(stated: Statement) -> Ended | None:
    """What became of that paper and of the certificate on it. Raises Unregistered if neither was ever issued."""
    paper = (
        Paper.objects.filter(number=stated.number, digest=stated.digest, kind=stated.kind)
        .select_related("ended")
        .first()
    )
    if paper is None:
        raise Unregistered
    if stated.certificate:
        certificate = Certificate.objects.filter(identifier=stated.certificate, case=paper.case_id).first()
        if certificate is None:
            raise Unregistered
        if certificate.state != CertificateState.VALID and certificate.ended_on:
            return Ended(certificate.state, certificate.ended_on)
    return Ended(paper.ended.end, paper.ended.ended_on) if paper.has_ended else None


def revocation_list() -> str | None:
    """The signed list of every certificate and paper that was ended; None where this hall signs nothing."""
    signer = signer_at(moment.now())
    if signer is None:
        return None
    known: str | None = cache.get("casework.certificates.revocations")
    if known is None:
        known = write_list(_ended(), _to_the_second(moment.now()), signer)
        cache.set("casework.certificates.revocations", known, timeout=LIST_SECONDS)
    return known


def _ended() -> dict[str, Ended]:
    certificates = Certificate.objects.exclude(state=CertificateState.VALID).exclude(ended_on=None)
    papers = EndedPaper.objects.values_list("paper__digest", "end", "ended_on")
    return {
        **{key_of_paper(digest): Ended(end, on) for digest, end, on in papers},
        **{
            key_of_certificate(identifier): Ended(state, on)
            for identifier, state, on in certificates.values_list("identifier", "state", "ended_on")
        },
    }


def _to_the_second(at: datetime) -> datetime:
    return at.replace(microsecond=0)
