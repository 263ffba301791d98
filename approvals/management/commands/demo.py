"""`manage.py demo`: fill an empty hall with an invented county and 40 cases in different states."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from approvals.demo import county, stories
from approvals.demo.days import Days
from casework.engine import moment
from casework.engine.lawbook import current_law
from casework.models import Case, Office


class Command(BaseCommand):
    """All or nothing: an interrupted run leaves an empty hall. A second run changes nothing."""

    help = "Fill an empty demonstration hall with an invented county, its officers and 40 cases."

    def handle(self, *args: Any, **options: Any) -> None:
        """Set up the county and let its story happen up to the last working day."""
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
            cases = stories.perform(days, county.somebody_falls_ill(days))
        self.stdout.write(_("The demonstration is set up, with %(cases)s cases.") % {"cases": cases})
