"""What the commands on procedures share: which item is meant, in which language."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from casework.queries.guide import NoSuchItem, day_read, read_item
from casework.queries.procedure_map import ProcedureMap, map_of_item

LANGUAGES = {"zh": "zh-hans", "en": "en"}


def add_arguments(parser: ArgumentParser) -> None:
    """The item, its edition, the language."""
    parser.add_argument("item", help="the item's slug, e.g. birth_registration")
    parser.add_argument(
        "--edition", default="", help="an edition of the item; the one in force today if not given"
    )
    parser.add_argument("--language", choices=sorted(LANGUAGES), default="zh")


def map_asked_for(options: Mapping[str, Any]) -> ProcedureMap:
    """The procedure of the item that was named. Raises CommandError if there is none."""
    try:
        item, book = read_item(options["item"], options["edition"])
    except NoSuchItem as missing:
        raise CommandError(
            _("There is no item %(item)s of that edition.") % {"item": options["item"]}
        ) from missing
    if item.closed is not None:
        raise CommandError(
            _("%(item)s is closed in that edition: there is no procedure.") % {"item": item.slug}
        )
    return map_of_item(item, book, day_read(item))
