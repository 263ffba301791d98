"""Restrict the processing of a person's data (限制处理): kept and protected, and opened by nobody."""

from django.utils.translation import gettext_lazy as _

from casework.engine import schema
from casework.engine.actor import Actor
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.engine.retention import insist_on_officer, keeping

KIND = "processing_restricted"
GROUNDS = {
    "retention_not_over": _("They have to be kept for a time that isn't over"),
    "technically_hard": _("Erasing them is technically difficult"),
}
SCHEMA = {
    "type": "object",
    "properties": {
        "ground": {
            "type": "string",
            "enum": list(GROUNDS),
            "x-labels": GROUNDS,
            "x-label": _("Why they aren't erased yet"),
            "x-widget": "radio",
        }
    },
    "required": ["ground"],
    "additionalProperties": False,
}


def restrict_processing(*, case_number: str, by: Actor, ground: str = "") -> tuple[int, ...]:
    """End all use of a person's data but storage and protection (PI 47(2)); returns the ids of their rows.

    From then on no closed case of theirs is opened, searched or acted in by anybody. What is still open goes on to its end.
    Raises ActRefused (RESTRICT-01 if it was done before, ERASE-03 after erasure, GATE-*, EX-12), BadInput, NoSuchCase.
    """
    with keeping(KIND, case_number=case_number, by=by) as work:
        insist_on_officer(by)
        told = schema.clean(SCHEMA, {"ground": ground}, work.today)
        free = [one for one in work.family if one.restricted_at is None and not one.is_erased]
        if not free:
            raise ActRefused(
                Reason(
                    "RESTRICT-01", _("These data are restricted already."), Kind.NOT_NOW, basis=("PI 47(2)",)
                )
            )
        for person in free:
            person.restricted_at = work.moment
            work.rows.update(person, "restricted_at")
        persons = tuple(one.pk for one in free)
        work.basis = ("PI 47(2)",)
        work.facts = {"ground": told["ground"], "persons": persons, "cases": [one.pk for one in work.cases]}
    return persons
