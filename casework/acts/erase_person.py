"""Erase a person (删除个人信息): their key is destroyed, and with it every copy of their data."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from casework.engine.actor import Actor
from casework.engine.refusal import ActRefused, BadInput, Kind, Reason
from casework.engine.retention import APPLICANT, PARTIES, Keeping, insist_on_officer, keeping
from casework.models import ErasureProposal, PersonIndex

KIND = "person_erased"
# Why, in the order of Art. 47(1): the purpose is reached or the period over, the person asks, it was never lawful.
REASONS = {
    "retention_over": _("The purpose is reached and the time of keeping is over"),
    "request": _("The person asks for it"),
    "unlawful": _("The data should never have been processed"),
}
SCHEMA = {
    "type": "object",
    "properties": {
        "reason": {
            "type": "string",
            "enum": list(REASONS),
            "x-labels": REASONS,
            "x-label": _("Why"),
            "x-widget": "radio",
        },
        "final": {
            "type": "boolean",
            "const": True,
            "x-label": _("I know that nobody can bring these data back"),
        },
    },
    "required": ["reason", "final"],
    "additionalProperties": False,
}


def erase_person(*, case_number: str, by: Actor, reason: str, party: str = APPLICANT) -> tuple[int, ...]:
    """Destroy the keys of everybody on file under the same paper's number; returns the ids of their rows.

    Personal Information Protection Law, Art. 47. The rows, their history and the papers stay as ciphertext that nobody
    can open; fingerprints are deleted; entries of the ledger stand. Backups open no longer than their own keys are kept.
    What another person's application says about this one is sealed under that other person's key and goes with it.
    Needs the duty to supervise at the case's office, and, where the house wants two (ERASURE_BY_TWO), that another
    officer proposed it. Raises ActRefused (ERASE-01 while a case of the person is open, ERASE-02 before the retention of
    a case they applied in is over, in calendar years from its closing, ERASE-03 if it was done before, ERASE-05 if it was
    decided to keep a file longer, ERASE-06 without a proposal by somebody else, GATE-*, EX-12), BadInput, NoSuchCase.
    """
    if reason not in REASONS:
        raise BadInput.of("reason", "unknown", _("Choose one of the reasons."))
    with keeping(KIND, case_number=case_number, by=by, party=party) as work:
        insist_on_officer(by)
        work.insist_erasable()
        _insist_on_second(work)
        for person in work.family:
            person.key.wrapped, person.key.destroyed_at = None, work.moment
            person.erased_at = work.moment
            work.rows.update(person.key, "wrapped", "destroyed_at")
            work.rows.update(person, "erased_at")
        PersonIndex.objects.filter(person__in=work.family).delete()
        persons = tuple(person.pk for person in work.family)
        work.facts = {
            "party": party,
            "reason": reason,
            "persons": persons,
            "cases": [one.pk for one in work.cases],
        }
    return persons


def _insist_on_second(work: Keeping) -> None:
    if not settings.ERASURE_BY_TWO:
        return
    proposed = ErasureProposal.objects.filter(case__in=[one.pk for one in work.cases])
    if not proposed.exclude(proposed_by=None).exclude(proposed_by=work.by.officer).exists():
        raise ActRefused(
            Reason(
                "ERASE-06",
                _("In this hall a person is erased by two: another officer has to propose it first."),
                Kind.NOT_NOW,
                ways_out=(_("Propose it, and let another supervisor erase."),),
            )
        )


__all__ = ["APPLICANT", "KIND", "PARTIES", "REASONS", "SCHEMA", "erase_person"]
