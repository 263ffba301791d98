"""Store the shipped editions of the law."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casework.engine.loading import EditionChanged, load_law


class Command(BaseCommand):
    """Run by migrate."""

    help = "Store the shipped editions of the law that aren't stored yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load them. Raises CommandError if a stored edition was edited."""
        try:
            stored = load_law()
        except EditionChanged as error:
            raise CommandError(str(error)) from error
        self.stdout.write(", ".join(edition.edition for edition in stored) or "nothing new")
