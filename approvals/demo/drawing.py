"""Cases beside the told ones: drawn by their number alone, so that they are the same each time."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")

TOWNS = ("LT", "SQ", "QH")
COUNTERS = ("town", "town", "hall", "village")
FIRST_BORN = date(1986, 1, 4)
DAYS_OF_BIRTH = 5_000
OPENS_AT, OPEN_FOR = 8 * 60 + 40, 7 * 60
# What a rule says of the drawing itself; the rest of it belongs to the case.
OF_THE_DRAWING = ("script", "share", "back")


def drawn(data: Mapping[str, Any], number: int) -> list[dict[str, Any]]:
    """That many cases in the form of `cases` in stories.yaml. Nobody shares a day of birth, and so a number."""
    taken = {str(told["born"]) for told in data["cases"]}
    born = (day for day in _days_of_birth() if day not in taken)
    return [_case(data["drawn"], index, next(born)) for index in range(number)]


def _days_of_birth() -> Iterator[str]:
    # A step without a common divisor goes through all of the days before it comes back to the first.
    for at in range(DAYS_OF_BIRTH):
        yield (FIRST_BORN + timedelta(days=at * 1_709 % DAYS_OF_BIRTH)).isoformat()


def _case(rules: Mapping[str, Any], index: int, born: str) -> dict[str, Any]:
    random = Random(f"case {index}")
    rule = _by_share(random, rules["scripts"])
    minute = OPENS_AT + int(random.random() * OPEN_FOR)
    first, last = rule["back"]
    case = {name: value for name, value in rule.items() if name not in OF_THE_DRAWING} | {
        "back": first + int(random.random() * (last - first + 1)),
        "at": f"{minute // 60:02d}:{minute % 60:02d}",
        "town": TOWNS[index % len(TOWNS)],
        "counter": _one_of(random, COUNTERS),
        "script": rule["script"],
        "name": _one_of(random, rules["surnames"]) + _one_of(random, rules["given"]),
        "born": born,
    }
    if random.random() < 0.3:
        case["stage"] = "born"
    if random.random() < 0.4:
        case["other"] = _one_of(random, rules["surnames"]) + _one_of(random, rules["given"])
    return case


def _one_of(random: Random, choices: Sequence[T]) -> T:
    # Only `random()` itself is promised to stay the same in every version of Python.
    return choices[int(random.random() * len(choices))]


def _by_share(random: Random, rules: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    left = random.random() * sum(rule["share"] for rule in rules)
    for rule in rules:
        left -= rule["share"]
        if left < 0:
            return rule
    return rules[-1]
