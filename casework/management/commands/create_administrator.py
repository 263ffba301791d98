"""`manage.py create_administrator NAME --office CODE`: the first administrator of a hall, or one after the last has left."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from casework.engine import moment
from casework.engine.refusal import ActRefused
from casework.management.bootstrap import create_administrator, create_root
from casework.models import Office, Officer


class Command(BaseCommand):
    """Whoever may run this holds the machine anyway; all other duties are given by an administrator."""

    help = "Make an officer without any other duty an administrator at an office and below."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, where; in an empty hall also the name of its root office."""
        parser.add_argument("name", help="the username")
        parser.add_argument("--office", required=True, metavar="CODE", help="the code of the office")
        parser.add_argument("--name-zh", default="", help="the officer's name, for a new account")
        parser.add_argument(
            "--office-name-zh", default="", help="in an empty hall: the name of its root office"
        )
        parser.add_argument("--office-name-en", default="", help="the same in English")

    def handle(self, *args: Any, **options: Any) -> None:
        """The password is asked for, or read from the first line of standard input."""
        known = Officer.objects.filter(username__iexact=options["name"]).exists()
        password = None if known else _password()
        with transaction.atomic():
            office = Office.objects.filter(code=options["office"]).first()
            if office is None:
                if Office.objects.exists() or not options["office_name_zh"]:
                    raise CommandError(_("There is no such office."))
                office = create_root(
                    code=options["office"],
                    name_zh=options["office_name_zh"],
                    name_en=options["office_name_en"] or options["office_name_zh"],
                )
            try:
                create_administrator(
                    username=options["name"],
                    office=office,
                    today=moment.today(),
                    now=moment.now(),
                    name_zh=options["name_zh"],
                    password=password,
                )
            except ActRefused as refusal:
                raise CommandError(str(refusal)) from None
            except ValueError as error:
                raise CommandError(str(error)) from None
        self.stdout.write(
            _("%(name)s administers %(office)s.") % {"name": options["name"], "office": office.name}
        )


def _password() -> str:
    if sys.stdin.isatty():
        given = getpass(_("Password: "))
        if getpass(_("Once more: ")) != given:
            raise CommandError(_("These are two different passwords."))
    else:
        given = sys.stdin.readline().rstrip("\n")
    try:
        validate_password(given)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None
    return given
