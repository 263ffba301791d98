"""`manage.py apply_time_limits`: what the lapse of time effects by itself, and who has to be told of it."""

from argparse import ArgumentParser
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _

from casework.engine import moment
from casework.management.periodic import apply_time_limits, call_attention


class Command(BaseCommand):
    """Safe to run as often as one likes."""

    help = (
        "Effect what the lapse of a time limit effects by itself (only what favours the citizen), and tell whoever has to "
        "know of a limit that ends or has lapsed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The moment may be set where the clock may be set at all: in tests, the demo and training."""
        parser.add_argument("--now", metavar="MOMENT", help="as if it were then: 2026-11-24T00:00+08:00")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say how many cases it concerned."""
        at = _moment(options["now"]) if options["now"] else None
        with moment.at(at) if at else nullcontext():
            swept, told = apply_time_limits(), call_attention()
        self.stdout.write(
            _("%(done)s effected by silence, %(put_off)s put off, %(failed)s failed.") % vars(swept)
        )
        self.stdout.write(
            _("%(done)s reminders, proposals and lapses told, %(put_off)s put off, %(failed)s failed.")
            % vars(told)
        )
        if swept.failed or told.failed:
            raise CommandError(_("Some cases failed; the log names them."))


def _moment(text: str) -> datetime:
    if not settings.CLOCK_MAY_BE_SET:
        raise CommandError(_("The clock of a hall in service can't be set."))
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or is_naive(found):
        raise CommandError(_("--now needs a moment with its time zone: 2026-11-24T00:00+08:00"))
    return found
