"""Store the shipped items of the catalogue."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from approvals.catalogue import ITEMS, load_items
from casework.engine.items import ItemRefused
from casework.engine.loading import EditionChanged


class Command(BaseCommand):
    """Run by migrate; by hand for a folder of one's own."""

    help = "Store the item editions of a folder that aren't stored yet."

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder."""
        parser.add_argument("folder", nargs="?", type=Path, default=ITEMS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load them. Raises CommandError naming what is wrong with an item."""
        try:
            stored = load_items(options["folder"])
        except (ItemRefused, EditionChanged) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(", ".join(str(version) for version in stored) or "nothing new")
