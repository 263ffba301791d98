"""`manage.py demo`: fill an empty hall with an invented county and cases in every state."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.demo import county, samples, stories
from approvals.demo.days import Days
from casework.engine import moment
from casework.engine.lawbook import current_law
from casework.models import Case, Office

# Of more, some would share a day of birth.
MOST = 4_000


class Command(BaseCommand):
    """All or nothing: an interrupted run leaves an empty hall. A second run changes nothing."""

    help = "Fill an empty demonstration hall with an invented county, its officers and its cases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many cases; the first are told one by one in stories.yaml, the others are drawn."""
        parser.add_argument("--cases", type=int, default=200, help="how many cases (200)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Set up the county and let its story happen up to the last working day."""
        if not 0 <= options["cases"] <= MOST:
            raise CommandError(_("--cases takes a number from 0 to %(most)s.") % {"most": MOST})
        if not settings.DEMO:
            raise CommandError(_("Invented people belong into a demonstration only."))
        with transaction.atomic():
            if county.is_there():
                self.stdout.write(_("The demonstration is set up already; nothing was changed."))
                return
            if Office.objects.exists() or Case.objects.exists():
                raise CommandError(_("This hall has offices or cases of its own; nothing was changed."))
            _edition, book = current_law(moment.today())
            days = Days(book.calendar, moment.now())
            county.build(days)
            others = [county.somebody_falls_ill(days), *samples.happenings(days)]
            cases = stories.perform(days, options["cases"], *others)
        self.stdout.write(_("The demonstration is set up, with %(cases)s cases.") % {"cases": cases})
