"""One database measured: makes the tables, the county and the officers, runs the rounds, prints JSON.

Run by `python -m benchmarks` in a process of its own, with the database in BENCHMARK_DATABASE_URL.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import multiprocessing
import os
import platform
import sys
from importlib.metadata import version
from typing import Any

import django

URL = os.environ["BENCHMARK_DATABASE_URL"]
# Ids and applicants of every worker are apart from those of the others.
APART = 10_000_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--cases", type=int, required=True)
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--clocks", type=int, required=True)
    parser.add_argument("--only-clocks", action="store_true")
    options = parser.parse_args()
    django.setup()
    logging.disable(logging.WARNING)
    _prepare()
    found: dict[str, Any] = {"versions": _versions()}
    if not options.only_clocks:
        found |= _one_worker(options.rounds, options.cases)
    if options.workers > 1 and not options.only_clocks:
        found["workers"] = {
            "number": options.workers,
            "a_second": _several_workers(options.workers, options.rounds * options.cases),
        }
    found["clocks"] = _clocks(options.rounds, options.clocks)
    json.dump(found, sys.stdout)


def _prepare() -> None:
    from django.core.management import call_command

    from approvals.catalogue import read_items
    from casework.engine.loading import store_items
    from casework.models import Duty, OfficePower, PowerKind
    from law.book import read_shipped
    from tests import world

    from . import floor, permit

    call_command("migrate", verbosity=0)
    floor.make_tables()
    birth_registration = next(item for item in read_items() if item.slug == world.ITEM)
    store_items([permit.item_from(birth_registration)], read_shipped())
    county = world.build()
    county.officer("reviewer", (Duty.EXAMINE, "LT"))
    county.officer("lawyer", (Duty.LEGAL_REVIEW, "LT"))
    for power in OfficePower.objects.filter(kind=PowerKind.DECIDE, office=county.offices["LT"]):
        power.pk, power.item = None, permit.ITEM
        power._state.adding = True
        power.save()
    county.receive()  # an applicant on file


def _contestants(first: int = 0) -> list[Any]:
    """Our engine first, then what it is measured against."""
    from casework.models import Office, Officer, Person

    from . import bare
    from .floor import Floor
    from .permit import Permit

    officers = {officer.username: officer for officer in Officer.objects.all()}
    office = Office.objects.get(code="LT")
    applicant = Person.objects.select_related("key").first()
    assert applicant is not None
    return [
        Permit(officers, office, applicant),
        *bare.contestants(officers["clerk"]),
        Floor(URL, officers["clerk"].pk, first),
    ]


def _registration(first: int = 0) -> Any:
    from casework.models import Office, Officer
    from tests.world import World

    from .registration import Registration

    county = World(
        offices={office.code: office for office in Office.objects.all()},
        officers={officer.username: officer for officer in Officer.objects.all()},
    )
    return Registration(county, first)


def _one_worker(rounds: int, cases: int) -> dict[str, Any]:
    from .contest import Times, against, at_percent, counted, median, run_rounds

    contestants = [*_contestants(), _registration()]
    run_rounds(contestants, 1, 3)  # warm: imports, caches, connections, the law
    gc.collect()
    gc.freeze()  # what stands by now is not looked through again in the middle of somebody's step
    counts = {one.name: counted(one) for one in contestants}
    times = run_rounds(contestants, rounds, cases)
    floor = times["floor"]

    def of_step(name: str, step: str) -> dict[str, Any]:
        found = times[name].of(step)
        return {
            "statements": counts[name][step].statements,
            "transactions": counts[name][step].transactions,
            "p50_ms": round(median(found) * 1000, 2),
        }

    def spread(values: list[float]) -> dict[str, float]:
        return {
            "median": round(median(values), 3),
            "least": round(min(values), 3),
            "most": round(max(values), 3),
        }

    def of(one: Any) -> dict[str, Any]:
        mine: Times = times[one.name]
        steps = counts[one.name]
        all_steps = mine.of()
        return {
            "title": one.title,
            "a_second": spread(mine.a_second),
            "of_the_floor": spread(against(mine, floor)),
            "of_bare_viewflow_with_lock": spread(against(mine, times["bare_locked"])),
            "step_p50_ms": round(median(all_steps) * 1000, 2),
            "step_p95_ms": round(at_percent(all_steps, 95) * 1000, 2),
            "statements_a_step": round(sum(step.statements for step in steps.values()) / len(steps), 1),
            "transactions": sum(step.transactions for step in steps.values()),
            "steps": {step: of_step(one.name, step) for step in steps},
        }

    told = {one.name: of(one) for one in contestants}
    registration = told.pop("registration")
    # Another number of steps than the approval's: compared step for step, not case for case.
    del registration["of_bare_viewflow_with_lock"]
    a_floor_step = median(floor.of())
    registration["of_the_floor"] = round(a_floor_step / median(times["registration"].of()), 3)
    for step, entry in registration["steps"].items():
        entry["of_the_floor"] = round(a_floor_step / median(times["registration"].of(step)), 3)
    return {"approval": told, "registration": registration}


def _clocks(rounds: int, open_clocks: int) -> dict[str, Any]:
    from . import clocks

    return clocks.measured(rounds, open_clocks)


def _several_workers(workers: int, cases: int) -> dict[str, float]:
    """Approvals a second of several workers at once, by contestant."""
    from django.db import connections

    connections.close_all()
    fork = multiprocessing.get_context("fork")
    names = ("permit", "bare_locked", "bare_unlocked", "bare_at_once", "floor")
    found: dict[str, float] = {}
    for name in names:
        ready = fork.Barrier(workers)
        answers = fork.Queue()
        processes = [
            fork.Process(target=_work, args=(name, number, cases, ready, answers))
            for number in range(1, workers + 1)
        ]
        for process in processes:
            process.start()
        rates = [answers.get(timeout=300) for _process in processes]
        for process in processes:
            process.join()
        found[name] = round(sum(rates), 2)
    return found


def _work(name: str, number: int, cases: int, ready: Any, answers: Any) -> None:
    from .contest import run_rounds

    mine = next(one for one in _contestants(number * APART) if one.name == name)
    run_rounds([mine], 1, 1)
    ready.wait()
    answers.put(run_rounds([mine], 1, cases)[name].a_second[0])


def _versions() -> dict[str, str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SHOW server_version" if connection.vendor == "postgresql" else "SELECT sqlite_version()"
        )
        database = f"{connection.display_name} {cursor.fetchone()[0]}"
        durable = "synchronous=NORMAL, write-ahead log"
        if connection.vendor == "postgresql":
            cursor.execute("SHOW fsync")
            durable = f"fsync={cursor.fetchone()[0]}"
    return {
        "database": database,
        "durability": durable,
        "python": platform.python_version(),
        "django": version("django"),
        "viewflow": version("django-viewflow"),
        "processors": str(os.cpu_count()),
    }


if __name__ == "__main__":
    main()
