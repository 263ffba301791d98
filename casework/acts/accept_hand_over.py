"""Accept a case that was offered (接手)."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Together
from casework.engine.actor import Actor
from casework.engine.holding import open_offer, refuse_unless_able
from casework.engine.perform import work_on
from casework.engine.work import Outcome

ACT = Act(
    "accept_hand_over",
    _("Accept the hand-over"),
    completes_step=False,
    person="offered_to",
    together=Together(_("The case becomes yours, with the steps that its former holder held.")),
)


@ACT.performed_by
def accept_hand_over(*, case_number: str, by: Actor, seen: int | None = None) -> Outcome:
    """Become the holder of the case, and of the steps that the former holder held.

    Raises ActRefused (GATE-07 if nothing is offered, HO-02 if the officer may no longer go on with it).
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen) as work:
        offer = open_offer(work)
        assert by.officer is not None
        refuse_unless_able(work, by.officer, "HO-02")
        former = work.case.holder_id
        offer.answered_at, offer.accepted = work.moment, True
        work.update(offer, "answered_at", "accepted")
        work.case.holder = by.officer
        for task in work.tokens.open_steps():
            if task.owner_id is not None and task.owner_id == former:
                work.take(task)
        work.tell(former=former)
    return work.outcome
