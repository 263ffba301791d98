"""System checks: what must hold before the hall opens."""

from collections.abc import Iterable
from typing import Any

from django.apps.config import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError
from django.db.models import CharField
from django.db.models.functions import Cast

from audit.ledger.sentences import registered_kinds

from .engine.act import acts
from .engine.registry import procedures
from .engine.tokens import stands_in_its_flow
from .models import CaseTask
from .models.flow import OPEN_STATUSES


@register()
def procedures_hold(app_configs: Iterable[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every act of every procedure exists, has its function and its sentence; every node belongs to its own flow."""
    found: list[CheckMessage] = []
    for procedure in procedures:
        for name in procedure.acts():
            if name not in acts or not acts[name].function:
                found.append(Error(f"{procedure.key}: there is no act {name}", id="casework.E001"))
            elif name not in registered_kinds():
                found.append(Error(f"the act {name} has no sentence for the ledger", id="casework.E002"))
        for node in procedure.instance.nodes():
            strangers = [edge for edge in node._outgoing() if edge.dst.flow_class is not procedure]
            if node.flow_class is not procedure or strangers:
                found.append(
                    Error(f"{procedure.key}.{node.name} leads into another flow", id="casework.E003")
                )
    return found


def _has_home(place: str) -> bool:
    try:
        return stands_in_its_flow(CaseTask._meta.get_field("flow_task").to_python(place))
    except (ImportError, LookupError):
        return False


@register(Tags.database)
def open_steps_have_a_home(
    app_configs: Iterable[AppConfig] | None, databases: Iterable[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """No open step points to a node that was renamed or removed: its case could never go on."""
    if not databases or "default" not in databases:
        return []
    try:
        # As text: what leads nowhere can't always be read as a node.
        rows = CaseTask.objects.filter(status__in=OPEN_STATUSES).order_by()
        places = rows.annotate(place=Cast("flow_task", CharField())).values_list("place", flat=True)
        lost = [place for place in places.distinct() if not _has_home(place)]
    except DatabaseError:
        return []  # not migrated yet
    return (
        [Error("an open step has lost its node; keep retired nodes in the flow", id="casework.E004")]
        if lost
        else []
    )
