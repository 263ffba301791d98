"""A sample that the county draws in the demonstration: two cases looked at, one remark answered, one that waits."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from casework.acts.answer_finding import answer_finding
from casework.acts.draw_sample import draw_sample
from casework.acts.record_finding import record_finding
from casework.engine.actor import Actor
from casework.engine.sampling import closed_registrations
from casework.models import Officer, Sample, SampledCase

from .data import read
from .days import Days


def happenings(days: Days) -> Iterator[tuple[datetime, Callable[[], None]]]:
    """What happens to it, and when."""
    told = read("stories")["sample"]
    yield days.moment(told["back"], told["at"]), partial(_draw, days)
    for at, found in enumerate(told["findings"]):
        yield days.moment(told["back"], found["at"]), partial(_find, at)
    yield days.moment(told["answer"]["back"], told["answer"]["at"]), _answer


def _draw(days: Days) -> None:
    told = read("stories")["sample"]
    first, last = days.back(told["first"]), days.back(told["last"])
    if closed_registrations(first, last):
        given = {"first_day": first.isoformat(), "last_day": last.isoformat()}
        draw_sample(by=_by(told["by"]), given=given)


def _find(at: int) -> None:
    told = read("stories")["sample"]
    row = _row(at)
    if row is not None:
        record_finding(
            by=_by(told["by"]),
            sample=row.sample_id,
            case_number=row.case.number,
            given=told["findings"][at]["input"],
        )


def _answer() -> None:
    told = read("stories")["sample"]["answer"]
    row = _row(told["to"])
    if row is not None:
        answer_finding(
            by=_by(told["by"]), sample=row.sample_id, case_number=row.case.number, given=told["input"]
        )


def _row(at: int) -> SampledCase | None:
    """The case at a place of the sample, if there is a sample and it has so many."""
    rows = SampledCase.objects.filter(sample=Sample.objects.first()).select_related("case")
    return next(iter(rows.order_by("place")[at : at + 1]), None)


def _by(username: str) -> Actor:
    return Actor(officer=Officer.objects.get(username=username), door="web")
