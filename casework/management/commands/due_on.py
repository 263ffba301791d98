"""`manage.py due_on XK-06 --from 2026-09-18`: when a time limit ends, and how that is found. Touches no case."""

import json
import re
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework.engine.lawbook import newest_law
from casework.models import LawEdition
from law.book import LawBook, read_shipped
from law.clock import Due, Pause, due, limit_of, longest_extension
from law.errors import LawError
from law.pauses import SUPPOSED

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PAUSE = re.compile(r"([^.:]+)\.\.([^.:]+)(?::([a-z0-9_]+))?")
TOLD = ("limit", "start", "raw", "due", "internal_due", "lawful_from", "provisional", "derivation")


class Command(BaseCommand):
    """Reckons by the newest law that is stored, with the holidays it knows; without a database, by the shipped one."""

    help = "Say when a time limit ends for an event of a day, with the derivation. Touches no case."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What the end of a limit depends on."""
        parser.add_argument("limit", help="the limit: XK-06")
        parser.add_argument("--from", dest="start", required=True, metavar="DATE", help="day of the event")
        parser.add_argument(
            "--pause",
            action="append",
            default=[],
            metavar="FROM..TO:ground",
            help="days that don't count, both included; the ground may be left out if the limit knows only one",
        )
        parser.add_argument("--extended", action="store_true", help="extended as long as the law allows")
        told = parser.add_mutually_exclusive_group()
        told.add_argument(
            "--told", dest="told", action="store_true", default=True, help="the person was told of the right"
        )
        told.add_argument(
            "--not-told", dest="told", action="store_false", help="the person was never told of the right"
        )
        parser.add_argument("--promised", type=int, metavar="N", help="the number that the agency promised")
        parser.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reckon, and print what came out."""
        try:
            book = _law()
        except LookupError as error:
            raise CommandError(_("No law is stored; run migrate first.")) from error
        start = _day(options["start"], "--from")
        try:
            reckoned = due(
                book,
                options["limit"],
                start,
                promised=options["promised"],
                pauses=[_pause(book, options["limit"], text) for text in options["pause"]],
                extension=longest_extension(limit_of(book, options["limit"]), start)
                if options["extended"]
                else None,
                told=options["told"],
            )
        except LawError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_as_json(reckoned) if options["json"] else _in_words(reckoned))


def _law() -> LawBook:
    """The law that counts here. Whoever has only unpacked the project still gets an answer, of the law as shipped."""
    if LawEdition._meta.db_table in connection.introspection.table_names():
        return newest_law()
    return read_shipped()


def _day(text: str, option: str) -> date:
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise CommandError(
        _("%(option)s: %(text)s isn't a date such as 2026-09-18.") % {"option": option, "text": text}
    )


def _pause(book: LawBook, limit_id: str, text: str) -> Pause:
    parts = PAUSE.fullmatch(text)
    if parts is None:
        raise CommandError(
            _("--pause: %(text)s isn't of the form 2026-09-21..2026-09-25:hearing.") % {"text": text}
        )
    first, last = _day(parts[1], "--pause"), _day(parts[2], "--pause")
    known = limit_of(book, limit_id).suspended_by
    ground = parts[3] or (known[0] if len(known) == 1 else "")
    if not ground:
        raise CommandError(
            _("--pause: name the ground; this limit knows: %(grounds)s.")
            % {"grounds": ", ".join(known) or _("none")}
        )
    return Pause(first, last, ground, SUPPOSED)


def _as_json(reckoned: Due) -> str:
    data = reckoned.to_data()
    return json.dumps({name: data[name] for name in TOLD}, ensure_ascii=False, indent=2)


def _in_words(reckoned: Due) -> str:
    english = (get_language() or "").startswith("en")
    lines = [f"{reckoned.limit}  {reckoned.start} -> {reckoned.due or '?'}"]
    for at, line in enumerate(reckoned.derivation, 1):
        basis = ", ".join(str(one) for one in line.basis)
        text = line.text_en if english else line.text_zh
        lines.append(f"{at:3}  {line.value or ''!s:<10}  {text}{f'  [{basis}]' if basis else ''}")
    return "\n".join(lines)
