"""The cases, each made through the acts, in the order in which it all happened."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from casework.acts.close_shift import close_shift
from casework.acts.receive import receive
from casework.engine import moment
from casework.engine.act import acts
from casework.engine.actor import Actor, worker
from casework.engine.drafts import keep_draft
from casework.engine.lawbook import current_items
from casework.management.periodic import call_attention
from casework.models import Case, Office, Officer, Paper
from law.clock import shanghai_day

from .data import read
from .days import Days
from .drawing import drawn
from .people import applicant, person
from .scans import chosen

MANDATE_DAYS = 180
# The worker's sweep stands for one each night. It begins with the first day on which anything was received.
NIGHT = "00:10"


@dataclass
class Story:
    """One case: where it came in, who deals with it, and its number once it has one.

    It ends before its time where its procedure doesn't know an act, or isn't told at all where its item isn't open:
    before September 2026 there were fewer of both.
    """

    told: Mapping[str, Any]
    index: int
    people: Mapping[str, str]
    number: str = ""
    ended: bool = False


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
    if stories:
        happenings += [*_nights(days, stories), *_shifts(days, data["shifts"], officers)]
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
        does = _keep_draft if "draft" in step else _act
        yield at, partial(does, story, step, officers, days)


def _nights(days: Days, stories: Sequence[Story]) -> Iterator[Happening]:
    """What the worker does while everybody sleeps: it reminds, puts before the office above, proposes to ask."""
    for back in range(max(story.told["back"] for story in stories)):
        yield days.moment(back, NIGHT), lambda: _swept()


def _swept() -> None:
    told = call_attention()
    if told.failed:
        raise RuntimeError(f"{told.failed} cases could not be put before anybody")


def _shifts(
    days: Days, shifts: Sequence[Mapping[str, Any]], officers: Mapping[str, Officer]
) -> Iterator[Happening]:
    for shift in shifts:
        by = Actor(officer=officers[shift["by"]], door="web")
        yield days.moment(shift["back"], shift["at"]), partial(_close, by)


def _close(by: Actor) -> None:
    close_shift(by=by)


def _counter(story: Story) -> tuple[str, str]:
    """(office, username) at which the application came in."""
    town: str = story.told["town"]
    at: str = story.told["counter"]
    office = {"hall": "DT", "town": town, "village": f"{town}1"}[at]
    return office, story.people["clerk" if at == "town" else "counter" if at == "hall" else "village"]


def _receive(story: Story, officers: Mapping[str, Officer], divisions: Mapping[str, str]) -> None:
    item: str = story.told.get("item") or read("county")["item"]
    if item not in {one.slug for _version, one in current_items(moment.today())}:
        # Before September 2026 fewer items were open: then this isn't told.
        story.ended = True
        return
    office, username = _counter(story)
    town: str = story.told["town"]
    outcome = receive(
        item=item,
        receiving_office=office,
        office=town,
        by=Actor(officer=officers[username], door="web"),
        given=_application(story, divisions[f"{town}1"], officers[username]),
    )
    story.number = outcome.case_number


def _application(story: Story, division: str, officer: Officer) -> dict[str, Any]:
    told, today = story.told, moment.today()
    given: dict[str, Any] = {
        "applicant": applicant(told, division, story.index),
        "form": dict(told["form"]) if "form" in told else _birth_form(story),
        "privacy_notice": True,
    }
    if told.get("identity", True):
        document = "other_identity" if told.get("kind", "resident_id") != "resident_id" else "identity_card"
        pages = (
            {"scans": chosen(officer, told["scans"], f"{story.index}")} if "scans" in told else {"pages": 2}
        )
        given["materials"] = {"identity": {"document": document, "original_seen": True, **pages}}
    if "residence" in told:
        permit = {"document": "residence_permit", "original_seen": True, "pages": 1}
        statement = {"statement": told["residence"]}
        given["materials"]["residence"] = permit if told["residence"] == "permit" else statement
    if "other" in told:
        given["other_parent"] = person(told["other"], _year_before(str(told["born"])), part="other")
    if told["counter"] == "village":
        until = shanghai_day(moment.now()) + timedelta(days=MANDATE_DAYS)
        given["mandate"] = {"signed_on": today.isoformat(), "valid_until": until.isoformat()}
    return given


def _birth_form(story: Story) -> dict[str, Any]:
    told, today = story.told, moment.today()
    stage = told.get("stage", "expected")
    months = -1 - story.index % 3 if stage == "born" else 2 + story.index % 5
    month = today.year * 12 + today.month - 1 + months
    return {
        "stage": stage,
        "birth_month": f"{month // 12:04d}-{month % 12 + 1:02d}",
        "delivery": told.get("delivery", "print"),
        "declared_true": True,
    }


def _year_before(day: str) -> str:
    return f"{int(day[:4]) - 1}-{day[5:7]}-{min(int(day[8:]), 28):02d}"


def _act(story: Story, step: Mapping[str, Any], officers: Mapping[str, Officer], days: Days) -> None:
    if story.ended or not _is_known(step["act"], story.number):
        story.ended = True
        return
    who: str = step["by"]
    by = worker() if who == "worker" else Actor(officer=_officer(story, who, officers), door="web")
    given = _filled(step.get("input", {}), _words(story, days))
    if "scanned" in step and by.officer is not None:
        tokens = chosen(by.officer, step["scanned"], f"{story.number} {step['act']}")
        (given["materials"]["identity"] if "materials" in given else given)["scans"] = tokens
    if step["act"] == "serve" and given["way"] != "notice":
        given["served_on"] = moment.today().isoformat()
    acts[step["act"]].perform(case_number=story.number, by=by, **given)


def _is_known(act: str, number: str) -> bool:
    return act in Case.objects.only("flow_class").get(number=number).flow_class.acts()


def _keep_draft(story: Story, step: Mapping[str, Any], officers: Mapping[str, Officer], days: Days) -> None:
    if story.ended:
        return
    case = Case.objects.select_related("applicant__key").get(number=story.number)
    officer = _officer(story, step["by"], officers)
    keep_draft(case, officer, step["draft"], _filled(step["input"], _words(story, days)), moment.now())


def _officer(story: Story, who: str, officers: Mapping[str, Officer]) -> Officer:
    return officers[story.people.get(who, who)]


@dataclass(frozen=True)
class _CaseDays:
    """`{on[2]}`: the second working day after that of the receipt."""

    received: int
    days: Days

    def __getitem__(self, number: int) -> str:
        return self.days.back(self.received - number).isoformat()


@dataclass(frozen=True)
class _CasePapers:
    """`{paper[D25]}`: the number of the newest paper of a kind."""

    number: str

    def __getitem__(self, kind: str) -> str:
        return Paper.objects.filter(case__number=self.number, kind=kind).order_by("-id")[0].number


def _words(story: Story, days: Days) -> Mapping[str, Any]:
    return {
        "applicant": story.told["name"],
        "clerk": story.people["clerk"],
        "colleague": story.people["colleague"],
        "today": moment.today().isoformat(),
        "on": _CaseDays(story.told["back"], days),
        "paper": _CasePapers(story.number),
    }


def _filled(value: Any, words: Mapping[str, Any]) -> Any:
    """A copy of some input with its names, days and numbers filled in."""
    if isinstance(value, str):
        return value.format(**words)
    if isinstance(value, list):
        return [_filled(one, words) for one in value]
    if isinstance(value, Mapping):
        return {key: _filled(one, words) for key, one in value.items()}
    return value
