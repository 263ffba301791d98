"""The roles that acts make of officers in a case: whoever accepted, handled, reviewed or approved it."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from casework.models import Duty

from .act import Act
from .items import Item

# What whoever works at a step of that duty is in the case.
STEP_ROLES: Mapping[str, str] = {
    Duty.ACCEPT: "acceptor",
    Duty.EXAMINE: "handler",
    Duty.DECIDE: "handler",
    Duty.LEGAL_REVIEW: "legal_reviewer",
    Duty.APPROVE: "approver",
}


def role_of(act: Act, item: Item, duty: str | None) -> str | None:
    """The role that an act, done at a step of that duty, makes of the officer who does it."""
    if act.role_of_step:
        return STEP_ROLES.get(duty) if duty is not None else None
    return "approver" if act.decides and item.four_eyes == "always" else act.role


ROLE_NAMES = {
    "acceptor": _("accepted it"),
    "handler": _("handled it"),
    "legal_reviewer": _("reviewed the law"),
    "approver": _("approved it"),
}


def role_name(role: str) -> str:
    """A role in words."""
    return str(ROLE_NAMES.get(role, role))
