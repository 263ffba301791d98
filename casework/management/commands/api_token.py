"""`manage.py api_token NAME`: a token by which a program acts for an officer."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from knox.models import get_token_model

from audit.ledger.entry import Entry, tell
from casework.engine import moment
from casework.models import Officer

LONGEST_DAYS = 366


class Command(BaseCommand):
    """The token is shown once and stored only as a digest; what it does is done by the officer."""

    help = "Print a new API token of an officer, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose, and for how long."""
        parser.add_argument("name", help="the username of the officer")
        parser.add_argument("--days", type=int, default=90, help="how long it is valid (1 to 366)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Only the token goes to standard output, so that a program can take it."""
        days: int = options["days"]
        if not 1 <= days <= LONGEST_DAYS:
            raise CommandError(_("A token is valid for 1 to %(most)s days.") % {"most": LONGEST_DAYS})
        officer = Officer.objects.filter(username__iexact=options["name"], is_active=True).first()
        if officer is None:
            raise CommandError(_("There is no active officer of that name."))
        with transaction.atomic():
            _row, token = get_token_model().objects.create(user=officer, expiry=timedelta(days=days))
            tell(
                Entry(
                    kind="api_token_issued",
                    actor_kind="system",
                    actor_name="command",
                    happened_on=moment.today(),
                    recorded_at=moment.now(),
                    channel="command",
                    facts={
                        "officer": officer.pk,
                        "officer_name": officer.name_zh,
                        "valid_until": moment.today() + timedelta(days=days),
                    },
                )
            )
        self.stdout.write(token)
        self.stderr.write(_("Keep it now: it isn't shown again."))
