"""Take down what the applicant says about an intended decision (陈述、申辩)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.perform import work_on
from casework.engine.refusal import BadInput
from casework.engine.work import Outcome
from casework.models import Statement, StatementWay
from casework.papers.wording import both, text_schema

ACT = Act(
    "record_statement",
    _("Take down what the applicant says"),
    completes_step=False,
    schema={
        "type": "object",
        "properties": {
            "way": {
                "type": "string",
                "enum": StatementWay.values,
                "x-labels": dict(StatementWay.choices),
                "x-label": _("How it was made"),
                "x-widget": "radio",
            },
            "made_on": {"type": "string", "format": "date", "x-label": _("On which day"), "x-day": "past"},
            "words": text_schema(
                _("What the applicant says"), help_text=_("In their own words, as far as possible.")
            ),
        },
        "required": ["way", "made_on", "words"],
        "additionalProperties": False,
    },
)
WAYS = {
    StatementWay.WRITTEN: both("书面", "in writing"),
    StatementWay.ORAL: both("口头", "by word of mouth"),
    StatementWay.TELEPHONE: both("电话", "by telephone"),
}


@ACT.performed_by
def record_statement(
    *, case_number: str, by: Actor, seen: int | None = None, way: str = "", made_on: str = "", words: str = ""
) -> Outcome:
    """Put the applicant's words on file, for whoever decides; a refusal has to answer them.

    The right to be heard is the statute's for permits (XK 36); for every other item it is our rule on that model.
    Raises ActRefused, BadInput (a day before the application came in).
    """
    given = {"way": way, "made_on": made_on, "words": words}
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        day = date.fromisoformat(work.given["made_on"])
        if day < work.case.received_on:
            raise BadInput.of("made_on", "before", _("This lies before the application came in."))
        said = Statement(
            case=work.case,
            way=work.given["way"],
            made_on=day,
            taken_by=by.officer,
            taken_at=work.moment,
            event_seq=work.case.event_seq + 1,
        )
        said.seal("words", work.given["words"])
        work.insert(said)
        work.happened_on = day
        work.tell(way=WAYS[StatementWay(said.way)], made_on=day.isoformat())
    return work.outcome
