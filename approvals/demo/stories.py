"""The cases, each made through the acts, in the order in which it all happened."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from casework.acts.receive import receive
from casework.engine import moment
from casework.engine.act import acts
from casework.engine.actor import Actor, worker
from casework.models import Office, Officer
from law.clock import shanghai_day

from .data import read
from .days import Days
from .drawing import drawn
from .people import applicant, person

MANDATE_DAYS = 180


@dataclass
class Story:
    """One case: where it came in, who deals with it, and its number once it has one."""

    told: Mapping[str, Any]
    index: int
    people: Mapping[str, str]
    number: str = ""


# Something that happens, and when.
Happening = tuple[datetime, Callable[[], None]]


def perform(days: Days, cases: int, *others: Happening) -> int:
    """Let everything happen, moment by moment, together with what else happens; the number of cases."""
    data = read("stories")
    told_ones = [*data["cases"], *drawn(data, max(0, cases - len(data["cases"])))][:cases]
    officers = {one.username: one for one in Officer.objects.all()}
    divisions = dict(Office.objects.values_list("code", "division_code"))
    stories = [
        Story(told=told, index=index, people=data["people"][told["town"]])
        for index, told in enumerate(told_ones, 1)
    ]
    happenings = [one for story in stories for one in _happenings(story, days, officers, divisions)]
    for at, happens in sorted([*happenings, *others], key=lambda one: one[0]):
        with moment.at(at):
            happens()
    return len(stories)


def _happenings(
    story: Story, days: Days, officers: Mapping[str, Officer], divisions: Mapping[str, str]
) -> Iterator[Happening]:
    told = story.told
    begun = days.moment(told["back"], told["at"])
    yield begun, lambda: _receive(story, officers, divisions)
    for step in read("stories")["scripts"][told["script"]]:
        if step["at"].startswith("+"):
            at = begun + timedelta(minutes=int(step["at"]))
        else:
            at = days.moment(told["back"] - step.get("day", 0), step["at"])
        yield at, partial(_act, story, step, officers)


def _counter(story: Story) -> tuple[str, str]:
    """(office, username) at which the application came in."""
    town: str = story.told["town"]
    at: str = story.told["counter"]
    office = {"hall": "DT", "town": town, "village": f"{town}1"}[at]
    return office, story.people["clerk" if at == "town" else "counter" if at == "hall" else "village"]


def _receive(story: Story, officers: Mapping[str, Officer], divisions: Mapping[str, str]) -> None:
    office, username = _counter(story)
    town: str = story.told["town"]
    outcome = receive(
        item=read("county")["item"],
        receiving_office=office,
        office=town,
        by=Actor(officer=officers[username], door="web"),
        given=_application(story, divisions[f"{town}1"]),
    )
    story.number = outcome.case_number


def _application(story: Story, division: str) -> dict[str, Any]:
    told, today = story.told, moment.today()
    stage = told.get("stage", "expected")
    months = -1 - story.index % 3 if stage == "born" else 2 + story.index % 5
    month = today.year * 12 + today.month - 1 + months
    given: dict[str, Any] = {
        "applicant": applicant(told, division, story.index),
        "form": {
            "stage": stage,
            "birth_month": f"{month // 12:04d}-{month % 12 + 1:02d}",
            "delivery": told.get("delivery", "print"),
            "declared_true": True,
        },
        "privacy_notice": True,
    }
    if told.get("identity", True):
        document = "other_identity" if told.get("kind", "resident_id") != "resident_id" else "identity_card"
        given["materials"] = {"identity": {"document": document, "original_seen": True, "pages": 2}}
    if "other" in told:
        given["other_parent"] = person(told["other"], _year_before(str(told["born"])), part="other")
    if told["counter"] == "village":
        until = shanghai_day(moment.now()) + timedelta(days=MANDATE_DAYS)
        given["mandate"] = {"signed_on": today.isoformat(), "valid_until": until.isoformat()}
    return given


def _year_before(day: str) -> str:
    return f"{int(day[:4]) - 1}-{day[5:7]}-{min(int(day[8:]), 28):02d}"


def _act(story: Story, step: Mapping[str, Any], officers: Mapping[str, Officer]) -> None:
    who: str = step["by"]
    by = worker() if who == "worker" else Actor(officer=officers[story.people.get(who, who)], door="web")
    words = {"applicant": story.told["name"], "colleague": story.people["colleague"]}
    given = _filled(step.get("input", {}), words)
    if step["act"] == "serve":
        given["served_on"] = moment.today().isoformat()
    acts[step["act"]].perform(case_number=story.number, by=by, **given)


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    """A copy of some input with its names filled in."""
    if isinstance(value, str):
        return value.format(**words)
    if isinstance(value, list):
        return [_filled(one, words) for one in value]
    if isinstance(value, Mapping):
        return {key: _filled(one, words) for key, one in value.items()}
    return value
