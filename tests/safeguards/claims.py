"""Which test tries to break which safeguard: read from the markers in the source, whatever part of the tests is run."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from casework.engine.lawbook import current_law
from tests.world import MONDAY

GROUPS = ("application", "consent", "privacy")

# What no address of the hall can break yet, and why. Whoever adds the address takes the line out and writes the test.
NOT_YET: Mapping[str, str] = {
    "AP-07": "no item that runs touches a third party: a registration, an extract and a voucher concern the person alone",
    "PR-08": "a breach is told by people; the page on which they put it on record comes with the auditor's desk",
    "EX-15": "the hall files nothing with a court yet; enforcement comes with a module of its own",
}


def wanted() -> set[str]:
    """The safeguards of these groups, and every act that the product refuses."""
    book = current_law(MONDAY.date())[1]
    return {one.id for one in book.safeguards.values() if one.group in GROUPS} | set(book.blocked)


def claimed() -> dict[str, list[str]]:
    """Each id with the tests that carry its marker."""
    found: dict[str, list[str]] = defaultdict(list)
    tests = Path(__file__).resolve().parent.parent
    for path in sorted(tests.rglob("test_*.py")):
        source = path.read_text(encoding="utf-8")
        if "mark.safeguard(" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                for one in _ids(node):
                    assert node.name.startswith("test_"), f"{path.name}: {node.name} is no test"
                    found[one].append(f"{path.relative_to(tests)}::{node.name}")
    return found


def _ids(node: ast.FunctionDef) -> Iterator[str]:
    for one in node.decorator_list:
        if isinstance(one, ast.Call) and ast.unparse(one.func) == "pytest.mark.safeguard":
            for name in one.args:
                assert isinstance(name, ast.Constant), "an id is written out, so that it is found"
                yield str(name.value)
