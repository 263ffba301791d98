"""What must never be committed, and the order in which the sources are kept."""

from __future__ import annotations

import ast
import re
import subprocess
import tokenize
from io import StringIO
from pathlib import Path

import pytest

from .sources import ROOT, files, texts, vendored

HAN = re.compile(r"[\u2e80-\u2fdf\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
MARKED_FOR_TRANSLATION = {
    *("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "ngettext_noop"),
    *("pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"),
}
LONGEST = 400
# Cut in the middle, so that this file does not hold what it looks for.
NOT_OURS = re.compile(
    "|".join(
        [
            "/wo" + r"rk/(?!flow)",
            r"\.\./sh" + "ared",
            r"(?<![\w-])\.lib" + r"rary\b",
            "/ro" + r"ot/",
            "/ho" + r"me/\w",
            "py" + r"pi\.org",
            "python" + r"hosted\.org",
            "npm" + r"js\.(?:org|com)",
            "deb" + r"ian\.org",
            r"--(?:extra-)?index" + "-url[ =]http",
        ]
    )
)


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{path}:{number}: {line.strip()[:80]}"
        for path, text in texts()
        if not vendored(path)
        for number, line in enumerate(text.splitlines(), 1)
        if NOT_OURS.search(line)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line", ["cd /wo" + "rk/main", "see ../sh" + "ared/law", "https://py" + "pi.org/simple"]
)
def test_the_search_for_machines_and_registries_can_find(line: str) -> None:
    assert NOT_OURS.search(line)


def _names_in(tree: ast.AST) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        for field in ("id", "name", "attr", "arg", "asname"):
            value = getattr(node, field, None)
            if isinstance(value, str):
                found.append((line, value))
    return found


def _msgids_in(tree: ast.AST) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in MARKED_FOR_TRANSLATION:
                found += [
                    (part.lineno, part.value)
                    for argument in node.args
                    for part in ast.walk(argument)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                ]
    return found


def test_names_and_texts_to_translate_are_english() -> None:
    found = []
    for path, text in texts(".py"):
        tree = ast.parse(text, str(path))
        found += [
            f"{path}:{line}: {word}" for line, word in _names_in(tree) + _msgids_in(tree) if HAN.search(word)
        ]
    assert not found, "\n".join(found)


def test_chinese_in_a_name_or_a_text_to_translate_is_found() -> None:
    tree = ast.parse("from x import y as 案\ngettext_lazy('受理')\nz.期限 = _('a' '窗口')\n")
    assert [word for _, word in _names_in(tree) if HAN.search(word)] == ["案", "期限"]
    assert [word for _, word in _msgids_in(tree) if HAN.search(word)] == ["受理", "a窗口"]


def test_templates_hold_no_chinese_of_their_own() -> None:
    found = [
        f"{path}:{number}"
        for path, text in texts(".html", ".txt")
        if path.parts[0] == "templates"
        for number, line in enumerate(text.splitlines(), 1)
        if HAN.search(line)
    ]
    assert not found, "\n".join(found)


def test_no_file_is_too_long_to_be_read_aloud() -> None:
    found = [
        f"{path}: {length} lines"
        for path, text in texts(".py", ".html", ".css", ".js")
        if not vendored(path) and "migrations" not in path.parts
        if (length := text.count("\n")) > LONGEST
    ]
    assert not found, "\n".join(found)


def test_there_is_no_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "common", "misc", "services", "signals"}
    found = [
        str(path)
        for path in files()
        if path.suffix == ".py" and drawers.intersection({path.stem, *path.parent.parts})
    ]
    assert not found, found


def test_nothing_is_put_off_and_no_check_is_silenced_without_a_reason() -> None:
    put_off = re.compile(r"#.*\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    silenced = re.compile(
        r"#\s*(?:type:\s*ignore(?:\[[\w,\s-]+\])?|no" + r"qa(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?)"
    )
    found = []
    for path, text in texts(".py"):
        for token in tokenize.generate_tokens(StringIO(text).readline):
            if token.type != tokenize.COMMENT:
                continue
            mark = silenced.search(token.string)
            no_reason = mark and len(token.string[mark.end() :].strip(" #-:")) < 6
            if put_off.search(token.string) or no_reason:
                found.append(f"{path}:{token.start[0]}: {token.string}")
    assert not found, "\n".join(found)


def test_what_is_made_is_never_committed() -> None:
    made = [
        *(".venv/bin/python", "var/demo-keys.json", "var/anjuan.sqlite3", ".coverage", "htmlcov/index.html"),
        *("locale/zh_Hans/LC_MESSAGES/django.mo", "law/__pycache__/book.pyc", ".mypy_cache/x"),
    ]
    if not (ROOT / ".git").exists():
        pytest.skip("not a git clone")
    for name in made:
        asked = subprocess.run(["git", "check-ignore", "--quiet", name], cwd=ROOT)
        assert asked.returncode == 0, f"{name} is not ignored"


def test_the_licence_is_whole() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert licence.lstrip().startswith("GNU AFFERO GENERAL PUBLIC LICENSE")
    assert "17. Interpretation of Sections 15 and 16." in licence


def test_every_requirement_is_locked_with_its_hashes_and_no_address() -> None:
    for name in ("base", "dev"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        pins = re.split(r"\n(?=[a-z0-9])", text)[1:]
        assert pins
        for pin in pins:
            assert re.match(r"[\w.-]+==\S+ (?:; .*)?\\\n    --hash=sha256:[0-9a-f]{64}", pin), (
                pin.splitlines()[0]
            )
        assert "://" not in text


def test_only_one_driver_for_postgresql_is_installed() -> None:
    pins = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    assert re.search(r"^psycopg2-binary==", pins, re.MULTILINE)
    assert not re.search(r"^psycopg==", pins, re.MULTILINE)


def test_make_explains_every_target_that_a_newcomer_may_use() -> None:
    text = Path(ROOT / "Makefile").read_text(encoding="utf-8")
    explained = set(re.findall(r"^([a-z0-9-]+):.*## ", text, re.MULTILINE))
    assert explained >= {"help", "run", "test", "check", "bench", "proof", "lint", "types", "clean", "lock"}
