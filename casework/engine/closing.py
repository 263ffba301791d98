"""What the engine does when an act is done: the flow goes on, everything is written, the ledger entry last."""

from dataclasses import replace
from typing import Any

from viewflow.workflow.status import STATUS

from audit.ledger.entry import Entry, tell
from casework.models import Case, CaseRole, CaseTask, Submission

from .act import acts
from .actor import Actor
from .competence import may
from .messages import leave_message
from .registry import errands
from .roles import role_of
from .seen import what_was_seen
from .standing import standing_of
from .tokens import Tokens
from .work import Work
from .writer import ORDER, Stamp, write


def close(work: Work, before: dict[str, Any]) -> None:
    """Let the flow decide what is next and write everything; `before` is the case as it was read, empty for a new one."""
    history: list[dict[str, Any]] = []
    if not before:
        history = _begin(work)
        before = columns_of(work.case) | {"task_seq": 0}
    else:
        if work.act.decides:
            work.tell(seen=what_was_seen(work.case))
        _advance(work)
    _play(work)
    _take_tasks(work)
    _take_case(work, before)
    _take_submission(work)
    leave_message(work)
    history += write(work.rows, _stamp(work))
    tell(_entry(work, history))
    for name in work.errands:
        errands[name].enqueue(case_number=work.case.number)


def columns_of(case: Case) -> dict[str, Any]:
    """The values of a case, by column; what differs at the end is what the act changed."""
    return {
        one.attname: case.__dict__.get(one.attname)
        for one in case._meta.concrete_fields
        if not one.primary_key
    }


def _begin(work: Work) -> list[dict[str, Any]]:
    """Write the persons and the case, so that it has an id, and start its flow."""
    work.case.event_seq = 1
    work.rows.insert(work.case)
    history = write(work.rows, _stamp(work), only=ORDER[: ORDER.index(Case) + 1])
    work.tokens = Tokens(work.case, work.moment)
    node = work.procedure.instance.node(work.procedure.begin_node().name)
    activation = node.activation_class(work.tokens.new_task(node, None))
    activation.perform(work.actor.officer)
    activation.activate_next()
    return history


def _advance(work: Work) -> None:
    """Complete the step at which the act was done."""
    work.case.event_seq += 1
    step = work.verdict.step
    if step is not None and work.completes_step:
        activation = step.flow_task.activation_class(step)
        activation.perform(work.actor.officer)
        activation.activate_next()


def _play(work: Work) -> None:
    """Note the role that this act makes of the officer, and of whoever they act for."""
    step = work.verdict.step
    role = role_of(work.act, work.item, step.duty if step else None)
    if role is None or work.actor.officer is None:
        return
    capacity = work.verdict.capacity
    people = [work.actor.officer.pk] + ([capacity.principal_id] if capacity and capacity.principal_id else [])
    known = work.standing.roles if work.standing else ()
    for person in people:
        if (person, role) not in known:
            work.insert(CaseRole(case=work.case, officer_id=person, role=role, event_seq=work.case.event_seq))


def _take_tasks(work: Work) -> None:
    for task in work.tokens.created:
        if task.duty:
            _leave_to_the_able(work, task)
            limit = task.flow_task.limit
            running = work.running(limit) if limit else None
            task.due_at = running.due_at if running else None
        work.rows.insert(task)
    for task in work.tokens.changed.values():
        work.rows.update(task, *TASK_COLUMNS)
    work.rows.links += work.tokens.links


def _leave_to_the_able(work: Work, task: CaseTask) -> None:
    """A new step stays with the holder only if one of its acts is theirs to do; else it waits for whoever may."""
    if task.owner_id is None or task.owner is None:
        return
    day, case = work.today, work.case
    mine = (
        work.actor.officer is not None
        and task.owner_id == work.actor.officer.pk
        and work.standing is not None
    )
    standing = work.standing if mine else standing_of(task.owner, day, case)
    assert standing is not None
    played = tuple((row.officer_id, row.role) for row in work.rows.inserts if isinstance(row, CaseRole))
    standing = replace(standing, roles=(*standing.roles, *played))
    matter = replace(work.matter, open_steps=(task,), clocks=tuple(work.clocks))
    actor = Actor(officer=task.owner, door=work.actor.door)
    names = [name for name in task.flow_task.acts if not acts[name].is_time_alone]
    if not any(may(acts[name], actor, standing, matter).allowed for name in names):
        task.owner = None
        task.status = STATUS.NEW


# The act in whose submission the act of a late entry is done.
CONFIRMS = "confirm_late_entry"
TASK_COLUMNS = ("status", "owner", "assigned", "started", "finished")


def _take_case(work: Work, before: dict[str, Any]) -> None:
    changed = [
        one.name
        for one in work.case._meta.concrete_fields
        if before.get(one.attname) != work.case.__dict__.get(one.attname)
    ]
    changed = [name for name in changed if name != "id"]
    if changed:
        work.rows.update(work.case, *changed)


def _take_submission(work: Work) -> None:
    """Under the client's own key, so that the same submission is known again."""
    late = work.actor.late
    if work.enters is not None:
        return  # the act of the late entry follows; its entry answers for both
    sender = late.confirmed_by if late else work.actor
    if sender is None or sender.submission is None or sender.officer is None:
        return
    work.insert(
        Submission(
            officer=sender.officer,
            key=sender.submission.key,
            fingerprint=sender.submission.fingerprint,
            case=work.case,
            act=CONFIRMS if late else work.act.name,
            event_seq=work.case.event_seq,
            state=work.case.state,
            made_at=work.moment,
        )
    )


def _stamp(work: Work) -> Stamp:
    return Stamp(work.actor.officer, work.moment, work.act.name)


def _actor_id(work: Work) -> int | None:
    """An officer by their id, an applicant by that of the person, as in the list of who looked."""
    if work.actor.is_applicant:
        return int(work.case.applicant_id)
    return work.actor.officer.pk if work.actor.officer else None


def _entry(work: Work, history: list[dict[str, Any]]) -> Entry:
    capacity = work.verdict.capacity
    step = work.verdict.step
    facts = dict(work.facts)
    if capacity and capacity.principal_id:
        facts["capacity"] = "delegation" if capacity.delegation_id else "stand_in"
    late = work.actor.late
    if late and late.confirmed_by:
        facts |= {"late": True, "evidence": late.evidence, "confirmed_by": late.confirmed_by.name}
    commitments = dict(work.commitments)
    if work.given:
        commitments["input"] = work.commit(f"input/{work.act.name}", work.given)
    return Entry(
        kind=work.act.name,
        case_id=work.case.pk,
        case_number=work.case.number,
        case_seq=work.case.event_seq,
        actor_kind=work.actor.kind,
        actor_id=_actor_id(work),
        actor_name=work.actor.name,
        on_behalf_of_id=capacity.principal_id if capacity else None,
        on_behalf_of_name=capacity.principal_name if capacity else "",
        office_code=work.case.office.code,
        step=step.flow_task.name if step else "",
        from_state=work.was,
        to_state=str(work.case.state),
        basis=tuple(dict.fromkeys(work.basis)),
        happened_on=work.happened_on,
        recorded_at=work.moment,
        channel=work.actor.door,
        request_id=work.actor.request_id,
        facts=facts,
        commitments=commitments,
        papers=tuple({"kind": one.kind, "number": one.number, "sha256": one.digest} for one in work.papers),
        history=tuple(history),
    )
