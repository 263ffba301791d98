"""The county, with an application that came through an agent."""

from __future__ import annotations

from typing import Any

from tests.acts.conftest import queue, world
from tests.world import World, resident_id

__all__ = ["queue", "through_agent", "world"]


def through_agent(world: World, *powers: str, until: str = "2026-11-30", **more: Any) -> Any:
    """An application that a neighbour of the person files under a mandate; what came of it."""
    ticked = {"powers": list(powers)} if powers else {}
    return world.receive(
        agent={
            "identifier_kind": "resident_id",
            "identifier": resident_id(7, "19800101"),
            "name": "代办人甲",
        },
        mandate={"signed_on": "2026-11-16", "valid_until": until, **ticked},
        **more,
    )
