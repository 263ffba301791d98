"""Cases that run through a proving flow."""

from __future__ import annotations

from datetime import date
from typing import Any

from approvals.catalogue import ITEMS
from casework.acts.receive import receive
from casework.engine import lawbook
from casework.engine.actor import Actor
from casework.engine.items import Item
from casework.engine.loading import store_items
from casework.models import Case, OfficePower, PowerKind
from law.book import read_shipped
from tests.world import World, application


def open_shape(world: World, shape: str) -> str:
    """An item that runs through that shape, decided at the township of the tests; its slug."""
    from ruamel.yaml import YAML

    slug = f"proving_{shape}"
    data: dict[str, Any] = YAML(typ="safe", pure=True).load(
        (ITEMS / "birth_registration.yaml").read_text(encoding="utf-8")
    )
    data |= {
        "slug": slug,
        "number": 99,
        "procedure": f"proving-{shape.replace('_', '-')}",
        "certificate_for": [],
        "limits": {},
    }
    store_items([Item.from_data(data)], read_shipped())
    lawbook.forget()
    OfficePower.objects.create(
        office=world.offices["LT"], item=slug, kind=PowerKind.DECIDE, valid_from=date(2021, 12, 1)
    )
    return slug


def begin(world: World, slug: str, by: Actor | None = None) -> str:
    """A new case of that item; its number."""
    return receive(
        item=slug, receiving_office="LT", by=by or world.by("clerk"), given=application()
    ).case_number


def open_names(number: str) -> list[str]:
    """The names of the steps that wait for an act."""
    case = Case.objects.get(number=number)
    return sorted(task.flow_task.name for task in case.tasks.filter(finished=None).exclude(duty=""))
