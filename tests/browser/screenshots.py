"""`python -m tests.browser.screenshots`: the pictures of the README, taken from a demo hall made for them.

A new hall in a folder of its own, a real server, a real Chromium. `--look FOLDER` takes every picture in both languages
into another folder, for looking at one's own work.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from law.clock import shanghai_day

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = ROOT / "docs" / "screenshots"
# The fonts that the papers are printed in are there as packages; a machine may have none of its own.
FONTS = ("pylopdf_fonts_zh_cn", "noto_cjk_sans_otc")
FONT_SETTINGS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>{folders}<cachedir>{cache}</cachedir>
<alias><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
<alias><family>serif</family><prefer><family>Noto Serif SC</family></prefer></alias>
</fontconfig>"""
PASSWORD = "yunxi-demo-2026"
PAPERS = "a[href*='/papers/']:not([href$='/file/'])"
WIDTH, HEIGHT = 1366, 768
TALLEST = 2600
START_WITHIN = 60


@dataclass(frozen=True)
class Shot:
    """One picture: which officer opens which page, what they do there first, and in which languages it is kept."""

    name: str
    officer: str
    path: str
    prepare: Callable[[Page], object] = lambda page: None
    whole: bool = False
    kept: tuple[str, ...] = ()


def _open_case(view: str, state: str, then: str = "") -> Callable[[Page], object]:
    """The first case of a view of the worklist in that state; `then` is a page behind its address, or a link on it."""

    def prepare(page: Page) -> None:
        page.goto(f"/?view={view}&state={state}")
        page.locator("tr[data-row] [data-open]").first.click()
        page.wait_for_load_state()
        if then.startswith("/"):
            page.goto(page.url.rstrip("/") + then)
        elif then:
            page.locator(then).first.click()
        page.wait_for_load_state()

    return prepare


def _ask_progress(page: Page) -> None:
    """Take an application in at the counter, and ask with number and code of its receipt, as its applicant does."""
    page.select_option("[name=office]", "LT")
    page.fill("#f-applicant-identifier", "11010519491231002X")
    page.fill("#f-applicant-name", "林小满")
    page.fill("#f-applicant-phone", "19900001234")
    page.fill("#f-applicant-division_code", "419923104207")
    page.locator("[name='form.stage'][value=expected]").check(force=True)
    # Each language asks about an application of its own.
    months = 2 if page.evaluate("document.documentElement.lang").startswith("zh") else 3
    today = shanghai_day(datetime.now(UTC))
    month = today.year * 12 + today.month - 1 + months
    page.fill("#f-form-birth_month", f"{month // 12:04d}-{month % 12 + 1:02d}")
    page.locator("[name='form.delivery'][value=print]").check(force=True)
    page.check("#f-form-declared_true")
    page.select_option("#f-materials-identity-document", "identity_card")
    page.check("#f-materials-identity-original_seen")
    page.check("#f-privacy_notice")
    page.wait_for_load_state("networkidle")
    page.click(".act-bar .btn.main")
    number, code = (page.locator(f".received {name}").inner_text() for name in (".num", ".idn"))
    page.context.clear_cookies()
    page.goto("/progress/")
    page.fill("#f-number", number)
    page.fill("#f-code", code)
    page.press("#f-code", "Enter")
    page.wait_for_selector("#f-code", state="detached")


SHOTS = (
    Shot("sign-in", "", "/login/"),
    Shot("worklist", "lu", "/?view=mine", kept=("zh",)),
    Shot("counter", "zhou", "/counter/?item=birth_registration", whole=True, kept=("zh",)),
    Shot("case", "lu", "/", _open_case("all", "refusal_proposed"), whole=True, kept=("zh",)),
    Shot("review", "han", "/", _open_case("all", "refusal_proposed", "/review/"), whole=True, kept=("zh",)),
    Shot(
        "paper",
        "lu",
        "/",
        _open_case("mine", "granted", f"main {PAPERS} >> nth=-1"),
        whole=True,
        kept=("zh",),
    ),
    Shot("progress", "zhou", "/counter/?item=birth_registration", _ask_progress, kept=("zh",)),
    Shot("team", "song", "/team/", whole=True),
)


def main() -> None:
    """Take them."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screenshots")
    parser.add_argument("--look", type=Path, help="take all of them, in both languages, into this folder")
    parser.add_argument("--only", default="", help="only those whose name holds this")
    parser.add_argument("--cases", type=int, default=200)
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    folder = options.look or KEPT
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="anjuan-fonts-") as fonts,
        _hall(options.cases) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
            env={**os.environ, "FONTCONFIG_FILE": str(_font_settings(Path(fonts)))},
        )
        for shot in SHOTS:
            if options.only in shot.name:
                for language in ("zh", "en") if options.look else shot.kept:
                    _take(browser, address, shot, language, folder / f"{shot.name}-{language}.png")
        browser.close()


def _take(browser: Browser, address: str, shot: Shot, language: str, target: Path) -> None:
    context = browser.new_context(
        base_url=address,
        viewport={"width": WIDTH, "height": HEIGHT},
        locale="zh-CN" if language == "zh" else "en-GB",
    )
    page = context.new_page()
    if shot.officer:
        page.goto("/login/")
        page.fill("#id_username", shot.officer)
        page.fill("#id_password", PASSWORD)
        page.press("#id_password", "Enter")
        page.wait_for_url(re.compile(r"/(\?.*)?$"))
    page.goto(shot.path)
    shot.prepare(page)
    page.wait_for_load_state("networkidle")
    if shot.whole:
        # The window grows to the page, so that what sticks to its foot stands at its foot.
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": WIDTH, "height": max(HEIGHT, min(height, TALLEST))})
    page.screenshot(path=str(target))
    context.close()
    print(target)


def _font_settings(folder: Path) -> Path:
    packages = [find_spec(name) for name in FONTS]
    folders = "".join(f"<dir>{Path(one.origin).parent}</dir>" for one in packages if one and one.origin)
    settings = folder / "fonts.conf"
    settings.write_text(FONT_SETTINGS.format(folders=folders, cache=folder / "cache"), encoding="utf-8")
    return settings


@contextmanager
def _hall(cases: int) -> Iterator[str]:
    """The address of a new demo hall that lives as long as the block."""
    with tempfile.TemporaryDirectory(prefix="anjuan-shots-") as folder:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        env: dict[str, Any] = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.demo",
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'hall.sqlite3'}",
            "VAR_DIR": folder,
        }
        for words in (("migrate", "--verbosity", "0"), ("demo", "--cases", str(cases))):
            subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=env, check=True)
        server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                "config.wsgi",
                "--bind",
                f"127.0.0.1:{port}",
                "--threads",
                "4",
            ],
            cwd=ROOT,
            env=env,
            stderr=subprocess.DEVNULL,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address)
            yield address
        finally:
            server.terminate()
            server.wait()


def _wait_for(address: str) -> None:
    until = time.monotonic() + START_WITHIN
    while True:
        try:
            urllib.request.urlopen(f"{address}/login/", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


if __name__ == "__main__":
    main()
