"""`python -m benchmarks`: measure, print a table, keep the figures if asked to."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from . import report
from .databases import a_database

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "docs" / "proof" / "bench.json"


def main() -> int:
    """Measure on each database in turn."""
    options = _options()
    found: dict[str, Any] = {
        "command": " ".join(["python -m benchmarks", *sys.argv[1:]]),
        "commit": _commit(),
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "rounds": options.rounds,
        "cases_a_round": options.cases,
        "cases_in_the_hall": options.hall,
        "databases": {},
    }
    for kind in options.databases:
        found["databases"][kind] = _measured(kind, options)
        print(report.table(kind, found["databases"][kind]), flush=True)
    print(report.CAVEAT)
    for path in filter(None, (options.json, RECORD if options.record else None)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"Written to {path}.")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure what a step costs.")
    parser.add_argument(
        "--databases", nargs="+", choices=["postgres", "sqlite"], default=["postgres", "sqlite"]
    )
    parser.add_argument("--rounds", type=int, default=9, help="rounds, in which all take turns (9)")
    parser.add_argument("--cases", type=int, default=10, help="cases of each contestant in a round (10)")
    parser.add_argument(
        "--workers", type=int, default=2, help="workers of the last part, 1 to leave it out (2)"
    )
    parser.add_argument(
        "--hall", type=int, default=200, help="cases of the hall whose pages are opened (200)"
    )
    parser.add_argument("--clocks", type=int, default=2000, help="open clocks of the sweep (2000)")
    parser.add_argument("--only-clocks", action="store_true", help="the part on clocks alone")
    parser.add_argument("--quick", action="store_true", help="one round of one case: does it run at all")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--record", action="store_true", help=f"write them to {RECORD.relative_to(ROOT)}")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.cases, options.workers, options.hall = 1, 1, 1, 40
        options.clocks = 100
    return options


def _measured(kind: str, options: argparse.Namespace) -> dict[str, Any]:
    # SQLite has a single writer: several workers only wait for each other.
    workers = options.workers if kind == "postgres" else 1
    numbers = {
        "rounds": options.rounds,
        "cases": options.cases,
        "workers": workers,
        "clocks": options.clocks,
    }
    if options.only_clocks:
        return _told_by(kind, "measure", "--only-clocks", **numbers)
    return {
        **_told_by(kind, "measure", **numbers),
        # The demo hall wants a database without any office in it.
        "pages": _told_by(kind, "pages", rounds=options.rounds, cases=options.hall),
    }


def _told_by(kind: str, part: str, *flags: str, **numbers: int) -> dict[str, Any]:
    """What a part of the benchmark measures, in a process and a database of its own."""
    words = [*flags, *(word for name, number in numbers.items() for word in (f"--{name}", str(number)))]
    with a_database(kind) as url:
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{part}", *words],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
                "BENCHMARK_DATABASE_URL": url,
            },
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _commit() -> str:
    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    try:
        changed = " with changes" if git("status", "--porcelain", "--untracked-files=no").strip() else ""
        return git("rev-parse", "HEAD").strip() + changed
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


if __name__ == "__main__":
    sys.exit(main())
