"""Let a limit rest (不计入期限): the time needed for an appraisal, a hearing and the like doesn't count."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Schema
from casework.engine.actor import Actor
from casework.engine.items import Item
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.refusal import Kind, Reason
from casework.engine.work import ONE_DAY, Outcome
from casework.models import Clock, ClockState
from casework.papers.wording import articles_in_force, both, names_of, said, text_schema
from law.book import LawBook


def _able_to_rest(matter: Matter) -> list[Clock]:
    """The running limits that know a ground on which they rest."""
    return [
        one
        for one in matter.clocks
        if one.state == ClockState.RUNNING and matter.book.limits[one.limit].suspended_by
    ]


def _against(matter: Matter) -> Iterator[Reason]:
    if any(one.state == ClockState.PAUSED for one in matter.clocks):
        yield Reason("CLOCK-02", _("The limit rests already."), Kind.NOT_NOW)
        return
    able = _able_to_rest(matter)
    if not able:
        yield Reason(
            "CLOCK-01",
            _("No limit that runs here may rest: the law names no ground for it."),
            Kind.NOT_NOW,
            model=("XK 45",),
        )
    elif all(one.due_on is not None and one.due_on <= matter.day for one in able):
        yield Reason(
            "CLOCK-03",
            _("The limit ends today or has ended; nothing is left of it that could rest."),
            Kind.NOT_NOW,
        )


def _schema(matter: Matter) -> Schema:
    grounds = [
        ground for clock in _able_to_rest(matter) for ground in matter.book.limits[clock.limit].suspended_by
    ]
    titles = {ground: matter.book.pause_grounds[ground].title for ground in grounds}
    return {
        "type": "object",
        "properties": {
            "ground": {
                "type": "string",
                "enum": list(titles),
                "x-labels": {ground: both(title.zh, title.en) for ground, title in titles.items()},
                "x-label": _("Ground"),
                "x-help": _("A check on site is none: the limit goes on meanwhile."),
                "x-widget": "radio",
            },
            "time_needed": text_schema(
                _("Time needed"), most=300, help_text=_("As the applicant is told: how long, and until what.")
            ),
        },
        "required": ["ground", "time_needed"],
        "additionalProperties": False,
    }


def _papers(item: Item, book: LawBook) -> tuple[str, ...]:
    rests = any(book.limits[limit].suspended_by for limit in item.limits.values() if limit in book.limits)
    return ("suspension",) if rests else ()


ACT = Act(
    "suspend_clock",
    _("Let the limit rest"),
    completes_step=False,
    person="owner",
    schema_for=_schema,
    papers_for=_papers,
    obstacles=_against,
)


@ACT.performed_by
def suspend_clock(
    *, case_number: str, by: Actor, seen: int | None = None, ground: str = "", time_needed: str = ""
) -> Outcome:
    """Let the running limit rest from tomorrow, and issue the notice (D39) that tells the time needed (XK 45).

    Only on a ground that the limit itself names; where that is a rule of ours, the notice cites no article. The day
    on which the applicant is told still counts. Nobody knows the last day before the limit goes on, so none is shown.
    Raises ActRefused (CLOCK-01 to CLOCK-03, EX-10), BadInput.
    """
    given = {"ground": ground, "time_needed": time_needed}
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        why = work.book.pause_grounds[work.given["ground"]]
        clock = next(
            one for one in _able_to_rest(work.matter) if why.id in work.book.limits[one.limit].suspended_by
        )
        footing = work.book.limits[clock.limit].suspension
        citable = footing.basis if footing and footing.ground in ("statute", "policy") else ()
        paper = work.issue(
            "suspension",
            {
                "ground": both(why.title.zh, why.title.en),
                "basis": articles_in_force(work.book, citable, work.today) or said("rule_of_this_service"),
                "not_counted_from": (work.today + ONE_DAY).isoformat(),
                "time_needed": work.given["time_needed"],
                "contact": work.case.office.telephone or names_of(work.case),
                "seal": names_of(work.case),
                "date": work.today.isoformat(),
            },
        )
        would_end = clock.due_on
        pause = work.rest_clock(clock, why.id, paper)
        work.tell(
            basis=tuple(str(one) for one in citable),
            purpose=str(clock.purpose),
            ground=why.id,
            ground_text=both(why.title.zh, why.title.en),
            paper=paper.number,
            first_day=pause.first_day.isoformat(),
            would_end=would_end.isoformat() if would_end else "",
        )
    return work.outcome
