"""The citizen's windows against a decision: until when reconsideration and court are open (FY 20, SS 46).

They are the citizen's right. Nobody's work is measured by them, and nothing is closed when they end.
"""

from datetime import date

from casework.models import ClockPurpose

from .work import Work

# Windows that open with knowledge of the act itself. The one of 15 days opens with the reconsideration's own end
# (SS 45), where reconsideration comes first.
OPENED_BY_SERVICE = "act_known"


def open_windows(work: Work, since: date, *, told: bool) -> None:
    """Open the windows of the item's remedy from the day of service, which isn't counted.

    Where the paper didn't tell the remedies the longest period runs instead (FY 20(3), SSJ 64).
    """
    remedy = work.book.remedies[work.item.remedy]
    for purpose, limit in (
        (ClockPurpose.RECONSIDERATION, remedy.limit),
        (ClockPurpose.LITIGATION, remedy.court_limit),
    ):
        if limit is None or work.book.limits[limit].event != OPENED_BY_SERVICE:
            continue
        work.start_limit(purpose, limit, since, told=told)
