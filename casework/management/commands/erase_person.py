"""`manage.py erase_person CASE --by NAME --reason WHY`: erase a person whose data need no longer be kept."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from casework.acts.erase_person import APPLICANT, PARTIES, REASONS, erase_person
from casework.engine.actor import Actor
from casework.engine.refusal import ActRefused, BadInput, NoSuchCase
from casework.models import Officer


class Command(BaseCommand):
    """Done in the name of a supervisor; there is no way back."""

    help = "Destroy the key of a person of a case; entries of the ledger stand."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose data, who does it, and why."""
        parser.add_argument("case", help="the case number")
        parser.add_argument("--party", choices=PARTIES, default=APPLICANT, help="who of the case")
        parser.add_argument("--by", required=True, metavar="NAME", help="the username of a supervisor")
        parser.add_argument("--reason", required=True, choices=REASONS, help="PI 47(1)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase, or say why not."""
        officer = Officer.objects.filter(username__iexact=options["by"]).first()
        if officer is None:
            raise CommandError(_("There is no officer of that name."))
        try:
            persons = erase_person(
                case_number=options["case"],
                by=Actor(officer=officer, door="command"),
                party=options["party"],
                reason=options["reason"],
            )
        except ActRefused as refusal:
            raise CommandError(str(refusal)) from None
        except BadInput as bad:
            raise CommandError(
                " ".join(str(fault.text) for faults in bad.fields.values() for fault in faults)
            ) from None
        except NoSuchCase:
            raise CommandError(_("There is no case of that number.")) from None
        self.stdout.write(
            _("Erased: %(persons)s. Backups made before today still hold the key until they are destroyed.")
            % {"persons": ", ".join(f"person {one}" for one in persons)}
        )
