"""Serve by public notice (公告送达), the last way of all: published now, effective when 30 days have passed."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Schema
from casework.engine.actor import Actor
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.engine.work import Outcome, Work
from casework.models import (
    ClockPurpose,
    ClockState,
    FailedService,
    Paper,
    PublicNotice,
    ServiceFailure,
    ServiceWay,
)
from casework.papers.serving import (
    DECISIONS,
    SERVERS,
    chosen_paper,
    confirmed_address,
    kinds_for,
    nothing_to_serve,
    paper_choice,
)
from casework.papers.wording import text_schema

LIMIT = "SD-01"


def _schema(matter: Matter) -> Schema:
    return {
        "type": "object",
        "properties": {
            **paper_choice(matter),
            "published_on": {
                "type": "string",
                "format": "date",
                "x-day": "past",
                "x-default": matter.day.isoformat(),
                "x-label": _("Published on"),
            },
            "medium": {
                "type": "string",
                "maxLength": 200,
                "x-label": _("Where it is published"),
                "x-help": _("Notice board and page of the office, or a newspaper with its number."),
            },
            "course": text_schema(
                _("Why no other way is left"), help_text=_("What was tried, when and with what result.")
            ),
            "names_nobody": {
                "type": "boolean",
                "const": True,
                "x-label": _(
                    "The notice names nobody and tells no content: the number of the paper, and where it can be fetched"
                ),
            },
        },
        "required": ["published_on", "medium", "course", "names_nobody"],
        "additionalProperties": False,
    }


ACT = Act(
    "publish_notice",
    _("Publish a notice of service"),
    completes_step=False,
    duties=SERVERS,
    schema_for=_schema,
    obstacles=nothing_to_serve,
    when_called_for=True,
    dated=True,
    day_field="published_on",
)


@ACT.performed_by
def publish_notice(
    *,
    case_number: str,
    by: Actor,
    seen: int | None = None,
    paper: str = "",
    published_on: str = "",
    medium: str = "",
    course: str = "",
    names_nobody: bool = False,
) -> Outcome:
    """Publish that a paper waits for its addressee; it counts as served when 30 calendar days have passed (MS 95).

    The day of publication isn't counted, and an end on a rest day isn't moved. Nothing is served before: an officer
    establishes it afterwards (`serve`). Raises ActRefused (SRV-01; SRV-05 while another way is left; SRV-06 if it was
    published before; EX-16), BadInput.
    """
    given: dict[str, Any] = {
        "paper": paper,
        "published_on": published_on,
        "medium": medium,
        "course": course,
        "names_nobody": names_nobody,
    }
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        work.insist_on_day("published_on")
        published = chosen_paper(work.matter, work.given.get("paper", ""))
        work.insist_not_before(published.issued_on, _("The paper was issued after that day."))
        if PublicNotice.objects.filter(paper=published).exists():
            raise ActRefused(
                Reason("SRV-06", _("A notice of this paper was published before."), Kind.NOT_NOW)
            )
        _insist_on_failures(work, published)
        # The wait that is shown is that of the last notice; each notice keeps its own day.
        work.stop_clock(ClockPurpose.NOTICE, ClockState.ENDED)
        effective = work.start_limit(ClockPurpose.NOTICE, LIMIT, work.happened_on).lawful_from
        assert effective is not None, "a wait ends on a day that is known"
        row = PublicNotice(
            paper=published,
            published_on=work.happened_on,
            effective_on=effective,
            recorded_at=work.moment,
            published_by=by.officer,
        )
        row.seal("account", {name: work.given[name] for name in ("medium", "course")})
        work.insert(row)
        if published.kind in kinds_for(work.matter, DECISIONS):
            # The office has done its part; from here the law's own 30 days run.
            work.stop_clock(ClockPurpose.SERVICE)
        work.tell(published=published.number, effective_on=effective.isoformat())
    return work.outcome


def _insist_on_failures(work: Work, paper: Paper) -> None:
    """Raises ActRefused (SRV-05) unless the person can't be found, or every other way open here has failed."""
    tried = FailedService.objects.filter(paper=paper, tried_on__lte=work.happened_on)
    rows = list(tried.values_list("way", "reason"))
    if any(reason == ServiceFailure.WHEREABOUTS_UNKNOWN for _way, reason in rows):
        return
    needed = [ServiceWay.IN_PERSON, ServiceWay.POST]
    if confirmed_address(work.case) is not None:
        needed.append(ServiceWay.ELECTRONIC)
    left = [way for way in needed if way not in {way for way, _reason in rows}]
    if left:
        raise ActRefused(
            Reason(
                "SRV-05",
                _("A public notice is the last way. Not tried in vain yet: %(ways)s.")
                % {"ways": "、".join(str(way.label) for way in left)},
                Kind.NOT_NOW,
                ways_out=(_("Try these ways, and record what failed."),),
                model=("MS 95",),
            )
        )
