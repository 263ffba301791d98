"""Ask other registers before asking the citizen (ZX 7, ZWSJ 19)."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor, worker
from casework.engine.lock import database_moment
from casework.engine.materials import rows_of
from casework.engine.perform import insist_beforehand, refuse_on_record, work_on
from casework.engine.ports import Answer, Asked, Reply, ask_registers
from casework.engine.refusal import ActRefused, NoSuchCase
from casework.engine.sharing import differences, holds, without_agreement
from casework.engine.work import Outcome, Work
from casework.models import MaterialState, Mismatch, SharedQuery, SharedReply
from casework.papers.wording import named
from law.clock import shanghai_day

ACT = Act("check_shared_data", _("Ask other registers"), completes_step=False, by_worker=True)

_STATES = {Answer.FOUND: MaterialState.FOUND, Answer.NOT_FOUND: MaterialState.NOT_FOUND}


@ACT.performed_by
def check_shared_data(
    *, case_number: str, by: Actor, seen: int | None = None, arrived: Asked | None = None
) -> Outcome:
    """Ask for what is shared and not yet settled, and note the answers; not found means a declaration instead.

    The question goes out before the transaction begins, since an act touches nothing but the database, but
    only for somebody who may, and only under an agreement in force today that covers item and fields. What differs from
    what the person said decides nothing: it opens a matter to be cleared up. A register that
    doesn't answer leaves its material as it was. `arrived` is an answer that came by itself to an earlier question: then
    nobody is asked. Raises ActRefused (SHARE-01 if no agreement covers any of it), NoSuchCase.
    """
    insist_beforehand(ACT, case_number=case_number, by=by)
    asked = arrived
    if asked is None:
        at = database_moment()
        asked = ask_registers(case_number, by.officer, at, shanghai_day(at))
        if asked.uncovered and not asked.replies:
            refusal = ActRefused(without_agreement())
            refuse_on_record(refusal, ACT, by, case_number)
            raise refusal
    with work_on(ACT, case_number=case_number, by=by, seen=seen) as work:
        noted: dict[str, str] = {}
        differs: list[str] = []
        for row in rows_of(work):
            query, reply = asked.replies.get(row.code, (None, None))
            if query is None or reply is None or reply.answer not in _STATES:
                continue
            if row.state not in (MaterialState.PENDING, MaterialState.NOT_FOUND, MaterialState.FOUND):
                continue
            row.state, row.answered_at = _STATES[reply.answer], work.moment
            work.update(row, "state", "answered_at")
            noted[row.code] = str(row.state)
            query.case = work.case
            kept = SharedReply(
                query=query,
                answer=str(reply.answer),
                answered_at=work.moment,
                event_seq=work.case.event_seq + 1,
            )
            kept.seal("facts", dict(reply.facts))
            work.insert(kept)
            differing = differences(work.case.applicant, reply.facts)
            if differing:
                # It settles nothing: the person may show the paper or declare it, as if nothing had been found.
                row.state = MaterialState.NOT_FOUND
                noted[row.code] = str(row.state)
                differs += differing
                _open_matter(work, query, differing)
        found = [code for code, state in noted.items() if state == MaterialState.FOUND]
        work.tell(
            found=named(work.item, found),
            not_found=named(work.item, [code for code in noted if code not in found]),
            answers=noted,
            unanswered=sorted(
                code for code, (_query, reply) in asked.replies.items() if reply.answer is Answer.SILENT
            ),
            differs=sorted(differs),
            uncovered=list(asked.uncovered),
            agreements=sorted({query.agreement_id for query, _reply in asked.replies.values()}),
        )
    return work.outcome


def _open_matter(work: Work, query: SharedQuery, fields: list[str]) -> None:
    """A matter to be cleared up for each field, told to the officer and to the person."""
    work.case.disputed = True
    for one in fields:
        work.insert(Mismatch(case=work.case, query=query, data_field=one, found_on=work.today))


# The case has left the step at which registers are asked: it no longer waits for the answer.
_MOVED_ON = {"STEP-01", "STEP-03", "ERASE-04"}


def take_answer(mark: str, reply: Reply) -> str:
    """Take in an answer that came later, once; why it can't be taken in, or nothing. Raises ActRefused to try again."""
    query = SharedQuery.objects.select_related("case", "agreement", "reply").filter(mark=mark).first()
    if query is None or not query.material:
        return "unknown"
    known = SharedReply.objects.filter(query=query).first()
    if known is not None:
        # The file outlived the act that took it in, or somebody answers twice.
        return "" if known.answer == reply.answer else "answered-before"
    if set(reply.facts) - set(query.data_fields):
        return "more-than-asked"
    if not holds(query.agreement, shanghai_day(database_moment())):
        return "no-agreement"
    try:
        check_shared_data(
            case_number=query.case.number, by=worker(), arrived=Asked({query.material: (query, reply)})
        )
    except NoSuchCase:
        return "unknown"
    except ActRefused as refusal:
        if {one.code for one in refusal.reasons} & _MOVED_ON:
            return ""
        raise
    return ""
