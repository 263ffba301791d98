"""Let a limit go on that rests (恢复计时): what was waited for is there."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.refusal import BadInput, Kind, Reason
from casework.engine.work import ONE_DAY, Outcome, pauses_of
from casework.models import ClockState


def _against(matter: Matter) -> Iterator[Reason]:
    if not any(one.state == ClockState.PAUSED for one in matter.clocks):
        yield Reason("CLOCK-04", _("No limit of this case rests."), Kind.NOT_NOW)


ACT = Act(
    "resume_clock",
    _("Let the limit go on"),
    completes_step=False,
    person="owner",
    schema={
        "type": "object",
        "properties": {
            "ended_on": {
                "type": "string",
                "format": "date",
                "x-day": "past",
                "x-label": _("The ground fell away on"),
                "x-help": _(
                    "The day on which the report came, the hearing ended or the like. It counts again, however late this is entered."
                ),
            }
        },
        "required": ["ended_on"],
        "additionalProperties": False,
    },
    obstacles=_against,
)


@ACT.performed_by
def resume_clock(*, case_number: str, by: Actor, seen: int | None = None, ended_on: str = "") -> Outcome:
    """Let the limit go on from the day on which the ground fell away, and reckon its end anew.

    That day counts, even if it is entered late: days on which nothing was waited for aren't taken from the applicant.
    Raises ActRefused (CLOCK-04), BadInput.
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given={"ended_on": ended_on}) as work:
        clock = next(one for one in work.clocks if one.state == ClockState.PAUSED)
        fell_away = date.fromisoformat(work.given["ended_on"])
        told = next(one.first_day for one in pauses_of(clock) if one.ended_on is None) - ONE_DAY
        if fell_away < told:
            raise BadInput.of(
                "ended_on",
                "order",
                _("The limit was still running; it rests since the applicant was told on %(day)s.")
                % {"day": told.isoformat()},
            )
        pause = work.wake_clock(clock, fell_away)
        work.tell(
            purpose=str(clock.purpose),
            ground=pause.ground,
            ended_on=fell_away.isoformat(),
            first_day=pause.first_day.isoformat(),
            last_day=pause.last_day.isoformat() if pause.last_day else "",
            due=clock.due_on.isoformat() if clock.due_on else "",
        )
    return work.outcome
