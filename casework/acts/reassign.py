"""Give a step to another officer, by a supervisor's word (改派)."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Schema
from casework.engine.actor import Actor
from casework.engine.holding import (
    officer_named,
    refuse_unless_able_at,
    refuse_while_offered,
    takes_effect_at_once,
)
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.refusal import ActRefused, BadInput, Kind, Reason
from casework.engine.work import Outcome, Work
from casework.models import CaseTask, Duty, HandOver, Officer, Reassignment
from casework.papers.wording import text_schema


def _schema(matter: Matter) -> Schema:
    properties = {
        "to": {
            "type": "string",
            "maxLength": 64,
            "x-label": _("To whom"),
            "x-help": _("The username of the officer."),
            "x-widget": "officer",
        },
        "reason": text_schema(_("Reason"), most=500),
    }
    names = [task.flow_task.name for task in matter.open_steps]
    properties["step"] = {
        "type": "string",
        "maxLength": 40,
        **({"enum": names} if names else {}),
        "x-labels": {task.flow_task.name: task.flow_task.task_title for task in matter.open_steps},
        "x-label": _("Which step"),
    }
    required = ["to", "reason", *(["step"] if len(names) > 1 else [])]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


ACT = Act(
    "reassign",
    _("Give the step to another officer"),
    completes_step=False,
    duties=(Duty.SUPERVISE,),
    schema_for=_schema,
)


@ACT.performed_by
def reassign(
    *, case_number: str, by: Actor, seen: int | None = None, to: str = "", reason: str = "", step: str = ""
) -> Outcome:
    """Give an open step to an officer who may lawfully do it.

    Only offered is a step of the first handler who is there and may go on with it: the case stays with them until the
    next one accepts it (首办责任). Any other step changes hands at once, since somebody has to answer for it today.
    `undo_reassignment` takes it back the same day.
    Raises ActRefused (RA-01 if there is no open step, HO-01 while another offer is open, HO-02 if that officer may not),
    BadInput.
    """
    given = {"to": to, "reason": reason} | ({"step": step} if step else {})
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        assert by.officer is not None
        task = _step(work)
        receiver = officer_named(work.given["to"], "to")
        if receiver.pk == task.owner_id:
            raise BadInput.of("to", "other", _("The step is with this officer already."))
        refuse_while_offered(work)
        refuse_unless_able_at(work, task, receiver, "HO-02")
        row = Reassignment(
            case=work.case,
            step=task.pk,
            from_owner=task.owner,
            from_holder=work.case.holder,
            to_officer=receiver,
            decided_by=by.officer,
            decided_at=work.moment,
            event_seq=work.case.event_seq + 1,
        )
        row.seal("reason", work.given["reason"])
        former = task.owner
        at_once = takes_effect_at_once(work, task)
        if at_once:
            _give(work, task, receiver)
        else:
            row.offer = _offer(work, receiver)
        work.insert(row)
        work.tell(
            of=task.flow_task.name,
            at_once=at_once,
            to=receiver.pk,
            to_name=receiver.name_zh,
            former=former.pk if former else None,
            former_name=former.name_zh if former else NOBODY,
            effect=HOW[at_once],
        )
    return work.outcome


# How the entry says it, in both languages.
NOBODY = {"zh": "无人签收", "en": "nobody"}
HOW = {
    True: {"zh": "即时生效", "en": "with effect at once"},
    False: {"zh": "待接手后生效", "en": "as an offer, until it is accepted"},
}


def _step(work: Work) -> CaseTask:
    steps = work.tokens.open_steps()
    wanted = work.given.get("step")
    found = next((one for one in steps if wanted in (None, one.flow_task.name)), None)
    if found is None:
        raise ActRefused(Reason("RA-01", _("No step of this case is open."), Kind.NOT_NOW))
    return found


def _give(work: Work, task: CaseTask, receiver: Officer) -> None:
    if task.owner_id is not None:
        if work.case.holder_id == task.owner_id:
            work.case.holder = receiver
        work.put_back(task)
    work.give(task, receiver)


def _offer(work: Work, receiver: Officer) -> HandOver:
    offer = HandOver(
        case=work.case, from_officer=work.case.holder, to_officer=receiver, offered_at=work.moment
    )
    offer.seal("reason", work.given["reason"])
    work.insert(offer)
    return offer
