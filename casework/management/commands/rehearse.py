"""`manage.py rehearse CHANGE`: what a change of the law would do to the open cases. Changes nothing."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from casework.engine import moment
from casework.engine.following import in_words
from casework.engine.proposals import from_yaml
from casework.engine.refusal import ActRefused, BadInput
from casework.engine.schema import text_of
from casework.models import LawChange
from casework.queries.rehearsal import EFFECTS, CaseMoves, Rehearsal, rehearse, unsaved


class Command(BaseCommand):
    """The change is the number of a draft, or a file: a calendar year, an item, or other promises of one."""

    help = "Show which limits of open cases a change would move, before anything is changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which change, and which cases it would leave out."""
        parser.add_argument("change", help="number of a draft, or a YAML file")
        parser.add_argument("--json", action="store_true", help="for programs")
        add_choice_of_cases(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Rehearse, and say what was found. Raises CommandError naming what is wrong with a file."""
        try:
            found = rehearse(
                _change(options["change"]),
                received_from=options["received_from"],
                received_until=options["received_until"],
                exceptions=options["except_cases"],
            )
        except (ActRefused, BadInput) as refused:
            raise CommandError(said(refused)) from None
        if options["json"]:
            self.stdout.write(
                json.dumps(found.as_data(), ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)
            )
            return
        self._say(found)

    def _say(self, found: Rehearsal) -> None:
        self.stdout.write(_("Rehearsed: %(change)s. Nothing was changed.") % {"change": found.change})
        self.stdout.write(
            _(
                "%(moving)s cases would move, %(kept)s stay as they are, %(following)s follow with no other day."
            )
            % {"moving": len(found.moving), "kept": len(found.kept), "following": len(found.followers)}
        )
        for effect, number in found.effects:
            self.stdout.write(f"  {effect}: {number}")
        for row in found.rows:
            self._say_row(row)

    def _say_row(self, row: CaseMoves) -> None:
        kept = f" [{_('stays: %(why)s') % {'why': row.why_kept}}]" if row.kept else ""
        self.stdout.write(f"{row.case.number} {row.item}{kept}")
        harmed = _("worse for the citizen")
        for one in row.moves:
            worse = f" ({harmed})" if one.harms else ""
            self.stdout.write(f"    {text_of(in_words(one))}: {EFFECTS[one.effect]}{worse}")


def add_choice_of_cases(parser: ArgumentParser) -> None:
    """The options by which cases are chosen and left out."""
    parser.add_argument("--received-from", type=date.fromisoformat, metavar="DAY")
    parser.add_argument("--received-until", type=date.fromisoformat, metavar="DAY")
    parser.add_argument(
        "--except",
        dest="except_cases",
        nargs="+",
        default=[],
        metavar="CASE",
        help="cases that stay as they are",
    )


def said(refused: ActRefused | BadInput) -> str:
    """A refusal in one line, with fields and rules."""
    if isinstance(refused, ActRefused):
        return str(refused)
    return " ".join(
        f"{name}: {fault.text} ({fault.rule})" for name, faults in refused.fields.items() for fault in faults
    )


def _change(named: str) -> LawChange:
    if named.isdecimal():
        change = LawChange.objects.filter(pk=int(named)).first()
        if change is None:
            raise CommandError(_("There is no such change."))
        return change
    try:
        text = Path(named).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise CommandError(_("The file can't be read: %(why)s") % {"why": error}) from None
    return unsaved(from_yaml(text, moment.today()))
