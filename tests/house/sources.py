"""The project's own files, as git knows them; without git, all files but those that are made."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MADE = {".git", ".venv", "var", "__pycache__", "htmlcov", "node_modules"}


@cache
def files() -> tuple[Path, ...]:
    """Every file that is committed or would be, by its path from the root."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.decode()
        found = [Path(name) for name in listed.split("\0") if name]
    except (FileNotFoundError, subprocess.CalledProcessError):
        found = [path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file()]
    return tuple(
        sorted(path for path in found if (ROOT / path).is_file() and not MADE.intersection(path.parts))
    )


def texts(*suffixes: str) -> Iterator[tuple[Path, str]]:
    """The files with one of these endings (all, if none is given) that hold text, with their text."""
    for path in files():
        if suffixes and path.suffix not in suffixes:
            continue
        try:
            yield path, (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def vendored(path: Path) -> bool:
    """Whether the file was made by others and only lies here."""
    return "vendor" in path.parts[:3] or path == Path("LICENSE")
