"""Record that a paper could not be served (送达未成): an attempt, its day and why it failed."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Schema
from casework.engine.actor import Actor
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.work import Outcome
from casework.models import FailedService, ServiceFailure, ServiceWay
from casework.papers.serving import SERVERS, chosen_paper, nothing_to_serve, paper_choice
from casework.papers.wording import bilingual, said, text_schema

# A paper that may be left hasn't failed, and a public notice doesn't.
CAN_FAIL = (ServiceWay.IN_PERSON, ServiceWay.POST, ServiceWay.ELECTRONIC)


def _schema(matter: Matter) -> Schema:
    return {
        "type": "object",
        "properties": {
            **paper_choice(matter),
            "way": {
                "type": "string",
                "enum": [str(way) for way in CAN_FAIL],
                "x-labels": {str(way): way.label for way in CAN_FAIL},
                "x-label": _("Way that was tried"),
                "x-widget": "radio",
                "x-chooses": True,
                "x-default": str(ServiceWay.IN_PERSON),
            },
            "tried_on": {
                "type": "string",
                "format": "date",
                "x-day": "past",
                "x-default": matter.day.isoformat(),
                "x-label": _("Tried on"),
                "x-help": _("For the post: the day on which it came back."),
            },
            "reason": {
                "type": "string",
                "enum": [str(one) for one in ServiceFailure.values],
                "x-labels": {str(one): one.label for one in ServiceFailure},
                "x-label": _("Why it failed"),
                "x-widget": "radio",
            },
            "tracking_number": {
                "type": "string",
                "maxLength": 40,
                "x-label": _("Number of the postal item"),
                "x-personal": True,
                "x-for": {"field": "way", "values": [str(ServiceWay.POST)]},
                "x-required": True,
            },
            "account": text_schema(
                _("What happened"), most=1000, help_text=_("Where, whom you met, what they said.")
            ),
        },
        "required": ["way", "tried_on", "reason", "account"],
        "additionalProperties": False,
    }


ACT = Act(
    "record_failed_service",
    _("Record that service failed"),
    completes_step=False,
    duties=SERVERS,
    schema_for=_schema,
    obstacles=nothing_to_serve,
    when_called_for=True,
    dated=True,
    day_field="tried_on",
)


@ACT.performed_by
def record_failed_service(
    *,
    case_number: str,
    by: Actor,
    seen: int | None = None,
    paper: str = "",
    way: str = "",
    tried_on: str = "",
    reason: str = "",
    tracking_number: str = "",
    account: str = "",
) -> Outcome:
    """Note an attempt of service that failed. Nothing is served by it, and no limit moves.

    A public notice may follow only when the other ways have failed (MS 95, by analogy). A refusal to sign is no
    failure: the paper is left. Raises ActRefused (SRV-01, EX-16), BadInput.
    """
    given: dict[str, Any] = {
        "paper": paper,
        "way": way,
        "tried_on": tried_on,
        "reason": reason,
        "tracking_number": tracking_number,
        "account": account,
    }
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        work.insist_on_day("tried_on")
        tried = chosen_paper(work.matter, work.given.get("paper", ""))
        work.insist_not_before(tried.issued_on, _("The paper was issued after that day."))
        row = FailedService(
            paper=tried,
            way=work.given["way"],
            reason=work.given["reason"],
            tried_on=work.happened_on,
            recorded_at=work.moment,
            tried_by=by.officer,
        )
        row.seal("account", {name: work.given.get(name, "") for name in ("account", "tracking_number")})
        work.insert(row)
        work.tell(
            tried=tried.number,
            way=said(f"service_{work.given['way']}"),
            why=bilingual(ServiceFailure(work.given["reason"]).label),
        )
    return work.outcome
