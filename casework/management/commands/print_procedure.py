"""`manage.py print_procedure ITEM`: the procedure of an item as a text that a lawyer reads."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from casework.management.procedures import LANGUAGES, add_arguments, map_asked_for
from casework.queries.procedure_text import printed


class Command(BaseCommand):
    """Reads the flow, the item and the law; changes nothing."""

    help = "Print the procedure of an item: steps, duties, limits with articles, who is excluded, where each way leads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The item, its edition, the language."""
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """The text, in Markdown. Raises CommandError for an item that isn't there."""
        with translation.override(LANGUAGES[options["language"]]):
            self.stdout.write(printed(map_asked_for(options)), ending="")
