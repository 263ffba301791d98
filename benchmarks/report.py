"""The figures as a plain table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

CAVEAT = """Medians of rounds in which all took turns. `x floor` and `x viewflow` compare throughput within each round: the
least and the most of the rounds stand in brackets. Times belong to this machine; quote the ratios."""


def table(kind: str, found: dict[str, Any]) -> str:
    """Everything measured on one database."""
    versions = found["versions"]
    parts = [
        f"\n== {versions['database']} ({versions['durability']}) · Python {versions['python']} · Django "
        f"{versions['django']} · viewflow {versions['viewflow']} · {versions['processors']} processors ==",
    ]
    if "approval" in found:
        parts += ["\nAn approval in six steps, one worker", _approval(found["approval"])]
    if "workers" in found:
        parts += [
            f"\nThe same, {found['workers']['number']} workers at once",
            _workers(found),
        ]
    if "approval" in found:
        parts += [
            "\nA birth registration by the acts of the hall, one worker",
            _registration(found["registration"]),
        ]
        parts += ["\nStatements of each step", _steps(found["approval"])]
    parts += ["\nClocks", _clocks(found["clocks"])]
    if "pages" in found:
        parts += ["\nThe pages of the demo hall", _pages(found["pages"])]
    return "\n".join(parts)


def _approval(found: dict[str, Any]) -> str:
    return _lines(
        ["", "cases/s", "x floor", "x viewflow", "step p50", "p95 ms", "statements/step", "transactions"],
        [
            [
                one["title"],
                f"{one['a_second']['median']:.1f}",
                _ratio(one["of_the_floor"]),
                _ratio(one["of_bare_viewflow_with_lock"]),
                f"{one['step_p50_ms']:.1f}",
                f"{one['step_p95_ms']:.1f}",
                f"{one['statements_a_step']:.1f}",
                str(one["transactions"]),
            ]
            for one in found.values()
        ],
    )


def _workers(found: dict[str, Any]) -> str:
    rates = found["workers"]["a_second"]
    return _lines(
        ["", "cases/s", "x floor", "x viewflow"],
        [
            [
                found["approval"][name]["title"],
                f"{rate:.1f}",
                f"{rate / rates['floor']:.2f}",
                f"{rate / rates['bare_locked']:.2f}",
            ]
            for name, rate in rates.items()
        ],
    )


def _registration(found: dict[str, Any]) -> str:
    rows = [
        [act, str(one["statements"]), f"{one['p50_ms']:.1f}", f"{one['of_the_floor']:.3f}"]
        for act, one in found["steps"].items()
    ]
    mean = f"{found['statements_a_step']:.1f} a step"
    rows.append(["whole", mean, f"{found['step_p50_ms']:.1f}", f"{found['of_the_floor']:.3f}"])
    return _lines(["", "statements", "p50 ms", "x a floor step"], rows)


def _clocks(found: dict[str, Any]) -> str:
    days, sweep = found["due_days"], found["sweep"]
    scanned = f"{sweep['due']} of {sweep['open_clocks']} open clocks due"
    return _lines(
        ["", "ratio", "to", "each"],
        [
            [
                "a due day with its derivation",
                f"{days['of_a_walk']:.2f}",
                "a walk day by day",
                f"{days['microseconds']:.0f} us",
            ],
            [
                f"looking for what has lapsed, {scanned}",
                f"{sweep['search_of_a_scan']:.1f}",
                "a bare scan by the same index",
                f"{sweep['search_ms']:.1f} ms",
            ],
            [
                "looking for whom to tell",
                f"{sweep['attention_of_a_scan']:.1f}",
                "the same",
                "",
            ],
            ["effecting one lapse", "", "", f"{sweep['ms_an_effect']:.0f} ms"],
        ],
    )


def _steps(found: dict[str, Any]) -> str:
    names = list(next(iter(found.values()))["steps"])
    return _lines(
        ["", *names],
        [
            [one["title"], *(str(one["steps"][name]["statements"]) for name in names)]
            for one in found.values()
        ],
    )


def _pages(found: dict[str, Any]) -> str:
    return _lines(
        ["", "statements", "median ms", "x the bare frame"],
        [
            [title, str(one["statements"]), f"{one['median_ms']:.1f}", f"{one['of_the_floor']:.1f}"]
            for title, one in found.items()
        ],
    )


def _ratio(found: dict[str, float]) -> str:
    return f"{found['median']:.2f} ({found['least']:.2f}-{found['most']:.2f})"


def _lines(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (head, *rows)
    )
