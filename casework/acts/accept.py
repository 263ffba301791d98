"""Accept an application (受理): it is complete and this office will decide it."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Together
from casework.engine.actor import Actor
from casework.engine.enquiries import begin_enquiry
from casework.engine.materials import insist_on_materials, unsettled
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.refusal import Reason
from casework.engine.work import Outcome, Work
from casework.models import CaseState, Clock, ClockPurpose
from casework.papers.wording import both, names_of, said


def _unsettled(matter: Matter) -> Reason | None:
    return unsettled(matter.case, matter.item)


ACT = Act(
    "accept",
    _("Accept"),
    role="acceptor",
    may_issue=("acceptance",),
    together=Together(
        _("The application is accepted today; the limit for the decision starts."), against=_unsettled
    ),
)


@ACT.performed_by
def accept(*, case_number: str, by: Actor, seen: int | None = None) -> Outcome:
    """Accept the application as of today; the limit for the decision starts.

    Issues the acceptance notice (D03) where the item has one; a registration decided the same day needs none.
    Raises ActRefused (MAT-01 while a material is neither there nor declared), NoSuchCase.
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen) as work:
        insist_on_materials(work)
        work.turn(CaseState.ACCEPTED)
        work.case.accepted_on = work.today
        work.case.holder = by.officer
        since = work.complete_since
        work.stop_clock(ClockPurpose.SCREENING)
        clock = work.start_clock(ClockPurpose.DECISION, start=since)
        begin_enquiry(work)
        if "acceptance" in work.item.papers:
            work.issue(
                "acceptance",
                {
                    "item": both(work.item.name.zh, work.item.name.en),
                    "accepted_on": work.today.isoformat(),
                    "decision_due": (
                        clock.due_on.isoformat() if clock and clock.due_on else said("day_not_known")
                    ),
                    "excluded_time": _not_counted(work, clock) or said("none"),
                    "contact": work.case.office.telephone or names_of(work.case),
                    "seal": names_of(work.case),
                    "date": work.today.isoformat(),
                },
            )
    return work.outcome


def _not_counted(work: Work, clock: Clock | None) -> list[dict[str, str]]:
    """What the limit may rest for; the time that it takes will be told in a notice of its own."""
    grounds = work.book.limits[clock.limit].suspended_by if clock else ()
    titles = [work.book.pause_grounds[ground].title for ground in grounds]
    return [both(title.zh, title.en) for title in titles]
