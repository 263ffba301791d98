"""Decline a case that was offered; it stays where it is."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.holding import open_offer
from casework.engine.perform import work_on
from casework.engine.work import Outcome

ACT = Act("decline_hand_over", _("Decline the hand-over"), completes_step=False, person="offered_to")


@ACT.performed_by
def decline_hand_over(*, case_number: str, by: Actor, seen: int | None = None) -> Outcome:
    """Leave the case with its holder. Raises ActRefused (GATE-07 if nothing is offered)."""
    with work_on(ACT, case_number=case_number, by=by, seen=seen) as work:
        offer = open_offer(work)
        offer.answered_at, offer.accepted = work.moment, False
        work.update(offer, "answered_at", "accepted")
    return work.outcome
