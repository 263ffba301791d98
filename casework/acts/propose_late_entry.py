"""Propose a late entry (补录): an act that happened on an earlier day, with what shows that day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from audit.ledger.models import Event
from casework.engine.act import Act, Schema, acts
from casework.engine.actor import Actor, Late
from casework.engine.late import (
    dated_acts,
    day_is_fixed,
    faults_within,
    is_open,
    rehearse,
    waiting,
)
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.refusal import ActRefused, BadInput, Faults, Kind, Reason
from casework.engine.work import Outcome, Work
from casework.models import Duty, Evidence, LateEntry
from casework.papers.wording import bilingual, text_schema


def _schema(matter: Matter) -> Schema:
    dated = dated_acts(matter)
    return {
        "type": "object",
        "properties": {
            "late_act": {
                "type": "string",
                "enum": [act.name for act in dated],
                "x-offered": [act.name for act in dated if is_open(act, matter)],
                "x-labels": {act.name: act.title for act in dated},
                "x-label": _("What happened"),
                "x-widget": "radio",
                "x-chooses": True,
            },
            "happened_on": {
                "type": "string",
                "format": "date",
                "x-day": "past",
                "x-label": _("On which day"),
                "x-help": _("The day the law counts from."),
            },
            "evidence": {
                "type": "string",
                "enum": [str(one) for one in Evidence.values],
                "x-labels": {str(one): one.label for one in Evidence},
                "x-label": _("What shows the day"),
                "x-widget": "radio",
                "x-chooses": True,
                "x-needed": True,
            },
            "arrived_on": {
                "type": "string",
                "format": "date",
                "x-day": "past",
                "x-label": _("Arrived at the office on"),
                "x-help": _("The office's own time runs from this day; the applicant's from the postmark."),
                "x-for": {"field": "evidence", "values": [str(Evidence.POSTMARK)]},
                "x-required": True,
            },
            "postal_number": {
                "type": "string",
                "maxLength": 40,
                "x-label": _("Number of the postal item"),
                "x-personal": True,
                "x-for": {"field": "evidence", "values": [str(Evidence.POSTMARK)]},
                "x-required": True,
            },
            "evidence_words": {
                **text_schema(
                    _("The evidence in words"),
                    most=1000,
                    help_text=_("What it is, where it is kept, and why this is entered only now."),
                ),
                "x-needed": True,
            },
            **{act.name: part for act in dated if (part := _part(act, matter))},
        },
        "required": ["late_act", "happened_on"],
        "additionalProperties": False,
    }


def _part(act: Act, matter: Matter) -> dict[str, Any] | None:
    """What the act itself asks for, but for the day; None if it asks for nothing."""
    own: Mapping[str, Any] = act.schema_for(matter) if act.schema_for else act.schema
    properties = {name: part for name, part in own.get("properties", {}).items() if name != act.day_field}
    if not properties:
        return None
    hangs_on = own["properties"].get(act.day_field, {}).get("x-for")
    if hangs_on:
        # What has no day of its own to be entered (a public notice takes effect by itself) isn't entered late.
        chosen = properties[hangs_on["field"]]
        properties[hangs_on["field"]] = {
            **chosen,
            "enum": [one for one in chosen["enum"] if one in hangs_on["values"]],
        }
    return {
        **own,
        "properties": properties,
        "required": [name for name in own.get("required", ()) if name != act.day_field],
        "x-label": act.title,
        "x-for": {"field": "late_act", "values": [act.name]},
        "x-required": True,
    }


ACT = Act(
    "propose_late_entry",
    _("Enter something late"),
    duties=(Duty.ACCEPT, Duty.SERVE, Duty.DECIDE),
    completes_step=False,
    schema_for=_schema,
)


@ACT.performed_by
def propose_late_entry(
    *, case_number: str, by: Actor, seen: int | None = None, late_act: str = "", **entered: Any
) -> Outcome:
    """Keep what happened, when, and what shows it, until a second officer has decided on it; the case stays as it is.

    The act is rehearsed at once, so that nothing is proposed that the rules refuse. Raises ActRefused (EX-16 without
    evidence, or where the day was entered before; LATE-01 while another proposal waits; and what the act itself
    raises), BadInput.
    """
    given = {"late_act": late_act, **entered}
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        act = acts[work.given["late_act"]]
        if waiting(work.case.pk) is not None:
            raise ActRefused(
                Reason(
                    "LATE-01",
                    _("Another late entry of this case waits for a second officer; let it be decided first."),
                    Kind.NOT_NOW,
                )
            )
        if not is_open(act, work.matter) and Event.of_case(work.case.pk).filter(kind=act.name).exists():
            raise day_is_fixed()
        _insist_on_evidence(work)
        late = _late(work)
        given_to_act = work.given.get(act.name, {})
        try:
            rehearse(work, act, late, given_to_act)
        except BadInput as bad:
            raise BadInput(faults_within(act, bad)) from bad
        row = LateEntry(
            case=work.case,
            act=act.name,
            happened_on=late.happened_on,
            arrived_on=late.arrived_on,
            evidence=late.evidence,
            proposed_by=by.officer,
            proposed_at=work.moment,
        )
        kept = {name: work.given.get(name, "") for name in ("evidence_words", "postal_number")}
        row.seal("words", {"input": given_to_act, **kept})
        work.insert(row)
        work.tell(late_act=act.name, what=bilingual(act.title), day=late.happened_on.isoformat())
    return work.outcome


def _insist_on_evidence(work: Work) -> None:
    if not work.given.get("evidence") or not work.given.get("evidence_words"):
        raise ActRefused(
            Reason(
                "EX-16",
                _("Nothing is entered for an earlier day without evidence: say what shows the day."),
                Kind.NOT_NOW,
                model=("CF 47",),
            )
        )


def _late(work: Work) -> Late:
    """The day of the entry. Raises BadInput if it is no earlier day, or if what was posted arrived before."""
    happened_on = date.fromisoformat(work.given["happened_on"])
    arrived_on = date.fromisoformat(work.given["arrived_on"]) if work.given.get("arrived_on") else None
    faults = Faults()
    if happened_on >= work.today:
        faults.add(
            "happened_on", "earlier", _("This is for a day before today; today's act needs no proposal.")
        )
    if arrived_on is not None and arrived_on < happened_on:
        faults.add("arrived_on", "order", _("It can't have arrived before it was posted."))
    faults.raise_if_any()
    return Late(happened_on, arrived_on, work.given["evidence"])
