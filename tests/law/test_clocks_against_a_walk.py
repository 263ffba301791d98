"""Every limit, with pauses and extensions, agrees with a walk day by day: 2,000 random cases, 100,000 as proof.

With PROOF=1 what they were made of goes into the file named by PROOF_OUT, once all of them have agreed.
"""

import json
import os
import platform
import random
import subprocess
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from law.book import read_shipped
from law.clock import Extension, Pause, due
from law.errors import ExtensionRefused, PauseRefused
from tests.law.walk import OUTSIDE, STAY_PUT, TABLE, number_of, walk

PROOF = bool(os.environ.get("PROOF"))
PARTS, CASES = (20, 5000) if PROOF else (4, 500)
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
COMPARED: Counter[str] = Counter()


@pytest.fixture(scope="module", autouse=True)
def _proof_is_kept():
    yield
    place = os.environ.get("PROOF_OUT")
    if not (PROOF and place) or COMPARED["cases"] < PARTS * CASES:
        return
    book = read_shipped()
    known = {
        "what": "Every limit, with pauses, extensions and promises, ends where a walk day by day ends (years 2004 to 2026).",
        "command": "make proof-clocks",
        "commit": _git("rev-parse", "HEAD"),
        "tree_of_law": _git("rev-parse", "HEAD:law"),
        "tree_of_tests_law": _git("rev-parse", "HEAD:tests/law"),
        "edition": book.edition,
        "sha256": book.sha256,
        "calendar": book.calendar.version,
        "limits": len(book.limits),
        "composition": dict(sorted(COMPARED.items())),
        "differences": 0,
        "python": platform.python_version(),
    }
    Path(place).write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")


def _git(*words):
    return subprocess.run(["git", *words], capture_output=True, text=True).stdout.strip() or "unknown"


def test_the_table_of_the_walk_is_that_of_the_edition():
    book = read_shipped()
    assert set(TABLE) == set(book.limits)
    for limit in book.limits.values():
        number = TABLE[limit.id]
        assert (limit.kind, limit.amount, limit.unit) == (number.kind, number.amount, number.unit), limit.id
        assert (limit.extension.amount if limit.extension else False) == number.prolonged, limit.id
        assert limit.rolls_forward == (limit.id not in STAY_PUT), limit.id


@pytest.mark.parametrize("part", range(PARTS))
def test_every_limit_ends_where_a_walk_day_by_day_ends(part):
    book = read_shipped()
    chance = random.Random(part)
    limits = sorted(book.limits.values(), key=lambda limit: limit.id)
    # Clocks that can stop or be prolonged are few and have more to go wrong: they come five times as often.
    limits += 4 * [limit for limit in limits if limit.suspended_by or limit.extension]
    for number in range(CASES):
        limit = limits[(part * CASES + number) % len(limits)]
        case = _case(chance, limit)
        found = _compare(book, limit, **case)
        COMPARED.update(("cases", found))
        COMPARED["with_pauses"] += bool(case["pauses"])
        COMPARED["with_extension"] += bool(case["extension"])


def _case(chance, limit):
    first = max(FIRST, limit.terms[0].version.valid_from)
    last = min(LAST, (limit.terms[-1].version.valid_until or date.max) - timedelta(1))
    start = first + timedelta(chance.randint(0, (last - first).days))
    number = number_of(limit.id, start)
    promised = None
    if number is None:
        promised = chance.randint(0, 60)
    elif limit.kind == "max" and limit.actor not in OUTSIDE and chance.random() < 0.3:
        promised = chance.randint(0, number)
    pauses = []
    for _ in range(chance.choice((0, 1, 2, 3)) if limit.suspended_by else 0):
        begins = start + timedelta(chance.randint(0, 40))
        ends = begins + timedelta(chance.choice((0, 1, 3, 10, 40)))
        pauses.append(Pause(begins, ends, chance.choice(limit.suspended_by), "paper 1"))
    extension = None
    if limit.extension and chance.random() < 0.5:
        amount = chance.randint(1, limit.extension.amount or 20)
        decided = start + timedelta(chance.randint(0, 50))
        extension = Extension(amount, limit.extension.by, "reasons", "paper 2", decided, decided)
    return {"start": start, "promised": promised, "pauses": pauses, "extension": extension}


def _compare(book, limit, *, start, promised, pauses, extension):
    told = f"{limit.id} from {start}, promised {promised}, {pauses}, {extension}"
    amount = number_of(limit.id, start) if promised is None else promised
    spans = [(pause.first, pause.last) for pause in pauses]
    more = extension.amount if extension else 0
    base = walk(limit.id, limit.actor, start, amount, spans)
    whole = walk(limit.id, limit.actor, start, amount, spans, more) if more else base
    refused = None
    if extension and base.due is not None and extension.decided_on > base.due:
        refused = ExtensionRefused
    elif whole.due is not None and any(first > whole.due for first, _last in spans):
        refused = PauseRefused
    if _twice_on_one_ground(pauses):
        refused = PauseRefused
    if refused:
        with pytest.raises(refused):
            due(book, limit.id, start, promised=promised, pauses=pauses, extension=extension)
        return "refused_pauses" if refused is PauseRefused else "refused_extensions"
    reckoned = due(book, limit.id, start, promised=promised, pauses=pauses, extension=extension)
    assert reckoned.raw == whole.raw, told
    assert reckoned.due == whole.due, told
    assert reckoned.internal_due == whole.internal, told
    assert reckoned.lawful_from == whole.lawful_from, told
    assert reckoned.provisional == whole.provisional, told
    return "dates" if reckoned.raw or reckoned.lawful_from else "days_not_known"


def _twice_on_one_ground(pauses):
    return any(
        one.ground == other.ground and one.first <= other.last and other.first <= one.last
        for place, one in enumerate(pauses)
        for other in pauses[place + 1 :]
    )
