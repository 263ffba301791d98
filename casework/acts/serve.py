"""Serve a paper (送达) and keep the proof that the law asks for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine import moment
from casework.engine.act import Act, Schema, Together
from casework.engine.actor import Actor
from casework.engine.mandates import RECEIVE, insist_on_power
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.refusal import ActRefused, Faults, Kind, Reason
from casework.engine.windows import open_windows
from casework.engine.work import Outcome, Work
from casework.models import (
    Case,
    CaseState,
    Channel,
    ClockPurpose,
    ClockState,
    ConfirmedAddress,
    Paper,
    PublicNotice,
    ServiceOfPaper,
    ServiceWay,
)
from casework.models import Outcome as CaseOutcome
from casework.papers.serving import (
    ADVERSE,
    DECISIONS,
    SERVERS,
    chosen_paper,
    confirmed_address,
    kinds_for,
    nothing_to_serve,
    paper_choice,
)
from casework.papers.wording import bilingual, both, names_of, said, said_with

WITNESSES_FOR_LEAVING = 2
RECEIVED_AS = {
    "addressee": _("the addressee"),
    "family": _("an adult of the family living there"),
    "agent": _("the agent or whoever the addressee named to receive it"),
}
HANDED = (str(ServiceWay.IN_PERSON), str(ServiceWay.POST))
AT_A_PLACE = (*HANDED, str(ServiceWay.LEFT))


def _for(*ways: str, required: bool = True) -> dict[str, Any]:
    return {"x-for": {"field": "way", "values": list(ways)}, **({"x-required": True} if required else {})}


def _text(label: Any, most: int = 100, help_text: Any = "") -> dict[str, Any]:
    return {
        "type": "string",
        "maxLength": most,
        "x-label": label,
        "x-help": help_text,
        "x-personal": True,
    }


def _confirmed(label: Any) -> dict[str, Any]:
    return {"type": "boolean", "const": True, "x-label": label}


def _schema(matter: Matter) -> Schema:
    post, left = str(ServiceWay.POST), str(ServiceWay.LEFT)
    electronic = str(ServiceWay.ELECTRONIC)
    return {
        "type": "object",
        "properties": {
            **paper_choice(matter),
            "way": {
                "type": "string",
                "enum": [str(value) for value in ServiceWay.values],
                "x-labels": {str(way): way.label for way in ServiceWay},
                "x-label": _("Way of service"),
                "x-widget": "radio",
                "x-chooses": True,
                "x-default": str(ServiceWay.IN_PERSON),
            },
            "served_on": {
                "type": "string",
                "format": "date",
                "x-day": "past",
                "x-default": matter.day.isoformat(),
                "x-label": _("Received on"),
                "x-help": _("The day the receiver wrote by their own hand, or the proof shows."),
                **_for(*AT_A_PLACE, electronic),
            },
            "place": _text(_("Place")) | _for(*AT_A_PLACE),
            "receiver": _text(_("Received by"), 60) | _for(*HANDED),
            "received_as": {
                "type": "string",
                "enum": list(RECEIVED_AS),
                "x-labels": RECEIVED_AS,
                "x-label": _("The receiver is"),
                "x-widget": "radio",
                **_for(*HANDED),
            },
            "signed": _confirmed(_("The receiver signed the proof and dated it by their own hand"))
            | _for(str(ServiceWay.IN_PERSON)),
            "tracking_number": _text(_("Number of the postal item"), 40) | _for(post),
            "acknowledged": _confirmed(_("The acknowledgement came back, signed and dated")) | _for(post),
            "reference": _text(_("Reference of the message"), 80) | _for(electronic),
            "arrived": _confirmed(_("The system shows that it arrived")) | _for(electronic),
            "refused_by": _text(_("Who refused to sign"), 60) | _for(left),
            "refusal_note": _text(
                _("Why and when signing was refused"), 500, _("What was explained, and what was said to it.")
            )
            | {"x-widget": "textarea"}
            | _for(left),
            "witnesses": {
                "type": "array",
                "items": {"type": "string", "maxLength": 60, "x-label": _("Witness")},
                "maxItems": 4,
                "uniqueItems": True,
                "x-label": _("Witnesses who signed"),
                "x-help": _("Two of the village, the neighbourhood or the workplace; or pictures instead."),
                "x-personal": True,
                **_for(left, required=False),
            },
            "media": _text(_("Photos or video, by file number")) | _for(left, required=False),
            "note": _text(_("Note"), 500) | {"x-widget": "textarea"},
        },
        "required": ["way"],
        "additionalProperties": False,
    }


def _in_person(case: Case, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Handed to the applicant themself, today."""
    return {
        "way": str(ServiceWay.IN_PERSON),
        "served_on": moment.today().isoformat(),
        "place": given["place"],
        "receiver": case.applicant.unseal("name"),
        "received_as": "addressee",
        "signed": given["signed"],
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
    _("Serve a paper"),
    schema_for=_schema,
    duties=SERVERS,
    papers=("service",),
    obstacles=nothing_to_serve,
    when_closed=True,
    when_called_for=True,
    dated=True,
    day_field="served_on",
    together=Together(
        _("The decision is handed to the applicant in person today, and the proof of service is issued."),
        schema={
            "type": "object",
            "properties": {
                "place": _text(_("Place")),
                "signed": _confirmed(_("Each receiver signed the proof and dated it by their own hand")),
            },
            "required": ["place", "signed"],
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
    paper: str = "",
    way: str = "",
    served_on: str = "",
    place: str = "",
    receiver: str = "",
    received_as: str = "",
    signed: bool | None = None,
    tracking_number: str = "",
    acknowledged: bool | None = None,
    reference: str = "",
    arrived: bool | None = None,
    refused_by: str = "",
    refusal_note: str = "",
    witnesses: Sequence[str] = (),
    media: str = "",
    note: str = "",
) -> Outcome:
    """Record that a paper reached its addressee, and issue the proof of service (D08).

    What proves it hangs on the way (MS 87-95, by analogy): a signature dated by the receiver's own hand; the postal
    acknowledgement; arrival at a channel the addressee confirmed (D09); two witnesses or pictures where it was left;
    the 30 days of a public notice. Remedies against a decision run from the day after. The decision is served at its step,
    which ends with it; any other paper whenever it comes up, and the case goes on as it was. A day before today is a late
    entry and refused here (EX-16). Raises ActRefused (SRV-01 to SRV-04, EX-16, AGENT-*), BadInput.
    """
    given = {
        "paper": paper,
        "way": way,
        "served_on": served_on,
        "place": place,
        "receiver": receiver,
        "received_as": received_as,
        "signed": signed,
        "tracking_number": tracking_number,
        "acknowledged": acknowledged,
        "reference": reference,
        "arrived": arrived,
        "refused_by": refused_by,
        "refusal_note": refusal_note,
        "witnesses": list(witnesses) or None,
        "media": media,
        "note": note,
    }
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        if work.given.get("received_as") == "agent" and work.case.channel == Channel.AGENT:
            insist_on_power(work, RECEIVE)
        if "served_on" in work.given:
            work.insist_on_day("served_on")
        served = chosen_paper(work.matter, work.given.get("paper", ""))
        work.insist_not_before(served.issued_on, _("The paper was issued after that day."))
        proof, elements = _proof(work, served)
        day = elements.pop("day")
        service = ServiceOfPaper(
            paper=served,
            way=work.given["way"],
            served_on=day,
            recorded_at=work.moment,
            served_by=by.officer,
        )
        service.seal("proof", proof)
        work.insert(service)
        work.issue(
            "service",
            {
                "document_number": served.number,
                "addressee": work.case.applicant.unseal("name"),
                "way": said(f"service_{work.given['way']}"),
                "received_at": day.isoformat(),
                "servers": [work.actor.name],
                "seal": names_of(work.case),
                "witnesses_or_media": said("none"),
                **elements,
            },
        )
        # A later decision in the case, on a correction, may be of the same kind of paper as that of the case itself.
        if served.kind in kinds_for(work.matter, DECISIONS) and work.matter.step_for(ACT.name):
            work.turn(CaseState.SERVED)
            work.stop_clock(ClockPurpose.SERVICE)
        else:
            work.keep_step_open()
        _end_the_wait(work, served)
        if served.kind in kinds_for(work.matter, ADVERSE):
            open_windows(work, day, told=bool(served.unseal("elements").get("remedies")))
        work.tell(way=work.given["way"], served=served.number, served_on=day.isoformat())
    return work.outcome


def _end_the_wait(work: Work, served: Paper) -> None:
    """The 30 days of this paper's public notice are over, or no longer waited for; those of another paper run on."""
    notice = PublicNotice.objects.filter(paper=served).first()
    waited = work.running(ClockPurpose.NOTICE)
    if notice is not None and waited is not None and waited.started_on == notice.published_on:
        by_notice = work.given["way"] == ServiceWay.NOTICE
        work.stop_clock(ClockPurpose.NOTICE, ClockState.MET if by_notice else ClockState.ENDED)


def _proof(work: Work, paper: Paper) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is kept as proof, and what the proof of service says of it. Raises ActRefused, BadInput."""
    given: Mapping[str, Any] = work.given
    proof = {name: value for name, value in given.items() if name not in ("paper", "way", "served_on")}
    said_of: dict[str, Any] = {"day": work.happened_on, "place": given.get("place", "")}
    match ServiceWay(given["way"]):
        case ServiceWay.IN_PERSON:
            said_of["signature_or_refusal_note"] = said_with(
                "signed_in_person",
                receiver=given["receiver"],
                received_as=bilingual(RECEIVED_AS[given["received_as"]]),
            )
        case ServiceWay.POST:
            said_of["signature_or_refusal_note"] = said_with(
                "signed_by_post", receiver=given["receiver"], number=given["tracking_number"]
            )
        case ServiceWay.ELECTRONIC:
            confirmed = _confirmed_channel(work)
            proof["confirmed_by"] = confirmed.paper.number
            said_of["place"] = said_with(
                "at_the_channel",
                channel=bilingual(confirmed.get_channel_display()),
                address=confirmed.unseal("address")["e_address"],
            )
            said_of["signature_or_refusal_note"] = said_with(
                "arrived_electronically", reference=given["reference"]
            )
        case ServiceWay.LEFT:
            _insist_on_witnesses_or_media(given)
            said_of["signature_or_refusal_note"] = said_with(
                "refused_to_sign", who=given["refused_by"], note=given["refusal_note"]
            )
            said_of["witnesses_or_media"] = [
                *given.get("witnesses", ()),
                *([given["media"]] if given.get("media") else []),
            ]
        case ServiceWay.NOTICE:
            notice = _notice_in_effect(work, paper)
            published = work.book.wording.day(notice.published_on)
            effective = work.book.wording.day(notice.effective_on)
            said_of["day"] = notice.effective_on
            said_of["place"] = notice.unseal("account")["medium"]
            said_of["signature_or_refusal_note"] = said_with(
                "served_by_notice",
                published=both(published.zh, published.en),
                effective=both(effective.zh, effective.en),
            )
    return proof, said_of


def _insist_on_witnesses_or_media(given: Mapping[str, Any]) -> None:
    faults = Faults()
    if not given.get("media") and len(given.get("witnesses", ())) < WITNESSES_FOR_LEAVING:
        faults.add("witnesses", "two", _("Leaving a paper needs two witnesses, or pictures."), ("MS 89",))
    faults.raise_if_any()


def _confirmed_channel(work: Work) -> ConfirmedAddress:
    """The channel that the addressee confirmed before that day. Raises ActRefused (SRV-02)."""
    found = confirmed_address(work.case)
    if found is None or found.confirmed_on > work.happened_on:
        raise ActRefused(
            Reason(
                "SRV-02",
                _("Nothing is served electronically before the addressee has confirmed the channel (D09)."),
                Kind.NOT_NOW,
                ways_out=(
                    _("Let the addressee confirm electronic service, if they wish."),
                    _("Serve it on paper."),
                ),
                model=("MS 90", "CF 61(2)"),
            )
        )
    return found


def _notice_in_effect(work: Work, paper: Paper) -> PublicNotice:
    """The public notice of the paper, its 30 days passed. Raises ActRefused (SRV-03 none, SRV-04 too early)."""
    found = PublicNotice.objects.filter(paper=paper).first()
    if found is None:
        raise ActRefused(
            Reason(
                "SRV-03",
                _("No public notice of this paper was published."),
                Kind.NOT_NOW,
                ways_out=(_("Record what was tried, then publish the notice."),),
                model=("MS 95",),
            )
        )
    if work.today < found.effective_on:
        raise ActRefused(
            Reason(
                "SRV-04",
                _("The notice takes effect on %(day)s, when its 30 days have passed.")
                % {"day": found.effective_on.isoformat()},
                Kind.NOT_NOW,
                model=("MS 95",),
            )
        )
    found.paper = paper
    return found
