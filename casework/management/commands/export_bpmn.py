"""`manage.py export_bpmn ITEM`: the procedure of an item as a BPMN 2.0 file."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from casework.management.procedures import LANGUAGES, add_arguments, map_asked_for
from casework.queries.procedure_bpmn import bpmn


class Command(BaseCommand):
    """Reads the flow, the item and the law; changes nothing."""

    help = "Write the procedure of an item as BPMN 2.0, with its diagram, to standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The item, its edition, the language."""
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """The file. Raises CommandError for an item that isn't there."""
        with translation.override(LANGUAGES[options["language"]]):
            self.stdout.write(bpmn(map_asked_for(options)), ending="")
