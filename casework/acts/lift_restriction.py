"""Lift the restriction of a person's data (解除限制处理)."""

from django.utils.translation import gettext_lazy as _

from casework.engine import schema
from casework.engine.actor import Actor
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.engine.retention import insist_on_officer, keeping

KIND = "restriction_lifted"
REASONS = {
    "person_asks": _("The person asks for it"),
    "remedy": _("A reconsideration, a suit or a supervising authority needs the file"),
    "by_mistake": _("It was restricted by mistake"),
}
SCHEMA = {
    "type": "object",
    "properties": {
        "reason": {
            "type": "string",
            "enum": list(REASONS),
            "x-labels": REASONS,
            "x-label": _("Why"),
            "x-widget": "radio",
        }
    },
    "required": ["reason"],
    "additionalProperties": False,
}


def lift_restriction(*, case_number: str, by: Actor, reason: str = "") -> tuple[int, ...]:
    """Let a person's closed cases be opened again; returns the ids of their rows (PI 13, 47(2)).

    Raises ActRefused (RESTRICT-03 if nothing is restricted, ERASE-03 after erasure, GATE-*, EX-12), BadInput, NoSuchCase.
    """
    with keeping(KIND, case_number=case_number, by=by) as work:
        insist_on_officer(by)
        told = schema.clean(SCHEMA, {"reason": reason}, work.today)
        held = [one for one in work.family if one.restricted_at is not None and not one.is_erased]
        if not held:
            raise ActRefused(Reason("RESTRICT-03", _("These data aren't restricted."), Kind.NOT_NOW))
        for person in held:
            person.restricted_at = None
            work.rows.update(person, "restricted_at")
        persons = tuple(one.pk for one in held)
        work.basis = ("PI 47(2)",)
        work.facts = {"reason": told["reason"], "persons": persons}
    return persons
