"""manage.py install_guards: put the database guards of the append-only tables back."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.translation import gettext as _

from audit.ledger import guards


class Command(BaseCommand):
    help = "Installs the guards of the append-only tables where they are missing, disabled or altered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--database", default=DEFAULT_DB_ALIAS, choices=tuple(connections))

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        found = guards.missing(connection)
        guards.install(connection)
        for line in found:
            self.stdout.write(line)
        self.stdout.write(_("Guards installed: %(number)s.") % {"number": len(found)})
