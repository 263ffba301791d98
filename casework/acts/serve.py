"""Serve a paper (送达) and keep the proof that the law asks for."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine import moment
from casework.engine.act import Act, Schema, Together
from casework.engine.actor import Actor
from casework.engine.competence import Matter
from casework.engine.perform import work_on
from casework.engine.refusal import ActRefused, Faults, Kind, Reason
from casework.engine.work import Outcome, Work
from casework.models import Case, CaseState, ClockPurpose, Paper, ServiceOfPaper, ServiceWay
from casework.models import Outcome as CaseOutcome
from casework.papers.wording import names_of, said

WITNESSES_FOR_LEAVING = 2
DECISIONS = ("result", "refusal", "non_acceptance")


def _schema(matter: Matter) -> Schema:
    return {
        "type": "object",
        "properties": {
            "way": {
                "type": "string",
                "enum": [str(value) for value in ServiceWay.values],
                "x-labels": {str(way): way.label for way in ServiceWay},
                "x-label": _("Way of service"),
                "x-widget": "radio",
            },
            "served_on": {
                "type": "string",
                "format": "date",
                "x-day": "past",
                "x-label": _("Received on"),
                "x-help": _("The date the receiver wrote by their own hand."),
            },
            "place": {"type": "string", "maxLength": 100, "x-label": _("Place"), "x-personal": True},
            "receiver": {"type": "string", "maxLength": 60, "x-label": _("Received by"), "x-personal": True},
            "witnesses": {
                "type": "array",
                "items": {"type": "string", "maxLength": 60, "x-label": _("Witness")},
                "maxItems": 4,
                "uniqueItems": True,
                "x-label": _("Witnesses, or who took the pictures"),
                "x-help": _("Two, if the paper was left."),
                "x-personal": True,
            },
            "note": {
                "type": "string",
                "maxLength": 500,
                "x-label": _("Note on a refusal to sign, or the postal number"),
                "x-widget": "textarea",
                "x-personal": True,
            },
        },
        "required": ["way", "served_on", "place", "receiver"],
        "additionalProperties": False,
    }


def _in_person(case: Case, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Handed to the applicant themself, today."""
    return {
        "way": str(ServiceWay.IN_PERSON),
        "served_on": moment.today().isoformat(),
        "place": given["place"],
        "receiver": case.applicant.unseal("name"),
    }


def _adverse(matter: Matter) -> Reason | None:
    if matter.case.outcome not in (CaseOutcome.REFUSED, CaseOutcome.NOT_ACCEPTED):
        return None
    return Reason(
        "BATCH-02",
        _("A decision against the applicant is served by itself, with its remedies explained."),
        Kind.NOT_NOW,
        ways_out=(_("Open the case and serve it there."),),
    )


ACT = Act(
    "serve",
    _("Serve the decision"),
    schema_for=_schema,
    papers=("service",),
    together=Together(
        _("The decision is handed to the applicant in person today, and the proof of service is issued."),
        schema={
            "type": "object",
            "properties": {
                "place": {"type": "string", "maxLength": 100, "x-label": _("Place"), "x-personal": True}
            },
            "required": ["place"],
            "additionalProperties": False,
        },
        complete=_in_person,
        against=_adverse,
    ),
)


@ACT.performed_by
def serve(
    *,
    case_number: str,
    by: Actor,
    seen: int | None = None,
    way: str = "",
    served_on: str = "",
    place: str = "",
    receiver: str = "",
    witnesses: Sequence[str] = (),
    note: str = "",
) -> Outcome:
    """Record that the decision reached its addressee, and issue the proof of service (D08).

    Remedies run from this day. A date before today is a late entry, which needs evidence and a second person and is
    refused here (EX-16); a paper left without its receiver's signature needs two witnesses (MS 89).
    Raises ActRefused, BadInput.
    """
    given = {
        "way": way,
        "served_on": served_on,
        "place": place,
        "receiver": receiver,
        "witnesses": list(witnesses),
        "note": note,
    }
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        _insist_on_proof(work)
        paper = _decision(work)
        work.turn(CaseState.SERVED)
        work.stop_clock(ClockPurpose.SERVICE)
        proof = {name: work.given.get(name, "") for name in ("place", "receiver", "witnesses", "note")}
        service = ServiceOfPaper(
            paper=paper,
            way=work.given["way"],
            served_on=work.today,
            recorded_at=work.moment,
            served_by=by.officer,
        )
        service.seal("proof", proof)
        work.insert(service)
        work.issue(
            "service",
            {
                "document_number": paper.number,
                "addressee": work.case.applicant.unseal("name"),
                "way": said(f"service_{work.given['way']}"),
                "place": work.given["place"],
                "received_at": work.today.isoformat(),
                "signature_or_refusal_note": work.given.get("note") or work.given["receiver"],
                "witnesses_or_media": work.given.get("witnesses") or said("none"),
                "servers": [work.actor.name],
                "seal": names_of(work.case),
            },
        )
        work.tell(way=work.given["way"], served=paper.number)
    return work.outcome


def _insist_on_proof(work: Work) -> None:
    if date.fromisoformat(work.given["served_on"]) != work.today:
        raise ActRefused(
            Reason(
                "EX-16",
                _(
                    "Service is recorded on the day it happens; a date of before needs a late entry with evidence."
                ),
                Kind.NOT_NOW,
                model=("CF 47",),
            )
        )
    faults = Faults()
    if work.given["way"] == ServiceWay.LEFT and len(work.given.get("witnesses", ())) < WITNESSES_FOR_LEAVING:
        faults.add("witnesses", "two", _("Leaving a paper needs two witnesses."), ("MS 89",))
    if work.given["way"] == ServiceWay.POST and not work.given.get("note"):
        faults.add("note", "required", _("Give the number of the postal item."), ("MS 91",))
    faults.raise_if_any()


def _decision(work: Work) -> Paper:
    kinds = [work.item.papers[use] for use in DECISIONS if use in work.item.papers]
    paper = Paper.objects.filter(case=work.case, kind__in=kinds).order_by("-id").first()
    if paper is None:
        raise LookupError(f"case {work.case.number} has no decision to serve")
    paper.case = work.case
    return paper
