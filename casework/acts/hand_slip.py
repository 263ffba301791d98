"""Record that originals change hands through an agent, against a slip that both sides sign (代办材料交接)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Schema
from casework.engine.actor import Actor
from casework.engine.items import Item
from casework.engine.mandates import holds, without_agent
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.engine.work import Outcome
from casework.models import Duty, HandSlip, Mandate, SlipStep
from casework.papers.wording import bilingual, both, said

# Who has an original before and after each step.
_PERSON, _AGENT, _COUNTER = "person", "agent", "counter"
_WAYS: Mapping[str, tuple[str, str]] = {
    SlipStep.TAKEN: (_PERSON, _AGENT),
    SlipStep.DELIVERED: (_AGENT, _COUNTER),
    SlipStep.GIVEN_BACK: (_COUNTER, _AGENT),
    SlipStep.RETURNED: (_AGENT, _PERSON),
}


def _originals(item: Item) -> dict[str, dict[str, str]]:
    """What the person may have to show: the documents that the materials of the item name."""
    found: dict[str, dict[str, str]] = {}
    for rule in item.materials:
        if rule.source == "person":
            named = rule.alternatives or ((rule.code, rule.name),)
            found |= {code: both(name.zh, name.en) for code, name in named}
    return found


def _schema(matter: Matter) -> Schema:
    originals = _originals(matter.item)
    return {
        "type": "object",
        "properties": {
            "step": {
                "type": "string",
                "enum": [str(one) for one in SlipStep.values],
                "x-labels": {str(one): one.label for one in SlipStep},
                "x-label": _("What happens"),
                "x-widget": "radio",
            },
            "originals": {
                "type": "array",
                "items": {"type": "string", "enum": list(originals), "x-labels": originals},
                "minItems": 1,
                "uniqueItems": True,
                "x-label": _("Originals"),
            },
            "no_copy": {
                "type": "boolean",
                "const": True,
                "x-label": _("The agent keeps no copy and no picture of them"),
            },
        },
        "required": ["step", "originals", "no_copy"],
        "additionalProperties": False,
    }


ACT = Act(
    "hand_slip",
    _("Hand-over slip of the agent"),
    duties=(Duty.RECEIVE, Duty.ACCEPT, Duty.SERVE),
    completes_step=False,
    papers_if_known=("hand_slip",),
    obstacles=without_agent,
    when_called_for=True,
    # What lies with the agent has to come back, whatever became of the case.
    when_closed=True,
    schema_for=_schema,
)


@ACT.performed_by
def hand_slip(
    *,
    case_number: str,
    by: Actor,
    seen: int | None = None,
    step: str = "",
    originals: Sequence[str] = (),
    no_copy: bool = False,
) -> Outcome:
    """Note who has which original from now on, and issue the slip (D53) with its two lines for signatures.

    Nothing is taken from the person, and nothing given to the agent, without a mandate that holds (AGENT-02); what the
    agent has may always be handed on. Raises ActRefused (AGENT-03 if it doesn't lie where it is said to come from),
    BadInput.
    """
    given = {"step": step, "originals": list(originals), "no_copy": no_copy}
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        origin, goal = _WAYS[work.given["step"]]
        mandate = Mandate.objects.filter(case=work.case).first()
        if by.officer is None or mandate is None or (goal == _AGENT and not holds(mandate, work.today)):
            raise ActRefused(Reason("AGENT-02", _("No mandate holds in this case."), Kind.NOT_NOW))
        last = dict(HandSlip.objects.filter(case=work.case).order_by("id").values_list("original", "step"))
        for code in work.given["originals"]:
            lies = _WAYS[last[code]][1] if code in last else _PERSON
            if lies != origin:
                raise ActRefused(
                    Reason(
                        "AGENT-03",
                        _("By the slips so far this original doesn't lie there."),
                        Kind.NOT_NOW,
                        ways_out=(_("Enter the slip before this one first."),),
                    )
                )
        known = _originals(work.item)
        named = [known[code] for code in work.given["originals"]]
        day = work.book.wording.day(work.today)
        paper = work.issue(
            "hand_slip",
            {
                "originals": named,
                "handed_by": said(f"slip_{origin}"),
                "received_by": said(f"slip_{goal}"),
                "handed_on": both(day.zh, day.en),
                "no_copy": said("slip_no_copy"),
                "signatures": said("slip_signatures"),
            },
        )
        for code in work.given["originals"]:
            work.insert(
                HandSlip(
                    case=work.case,
                    step=work.given["step"],
                    original=code,
                    handed_on=work.today,
                    paper=paper,
                    officer=by.officer,
                    event_seq=work.case.event_seq + 1,
                )
            )
        labels = bilingual(SlipStep(work.given["step"]).label)
        facts: dict[str, Any] = {"step_zh": labels["zh"], "step_en": labels["en"]}
        work.tell(moved=work.given["step"], named=named, slip=paper.number, **facts)
    return work.outcome
