"""Reading is an act: every page that shows a case says so to the ledger before it is shown."""

from collections.abc import Sequence
from datetime import timedelta

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from audit.ledger.disclosure import disclose
from audit.ledger.models import Disclosure
from casework.engine.lock import database_moment
from casework.models import Case
from casework.queries.search import PURPOSES as SEARCHED_FOR

# A page that renews a part of itself is one look for so long.
SAME_LOOK = timedelta(minutes=30)
# The purposes that follow from the page itself; any other purpose is in the officer's own words.
PURPOSES = {
    "case_work": _("working on the case"),
    "worklist": _("worklist"),
    "enquiry": _("answering another office's enquiry"),
    "team": _("docket of the team"),
    "find": _("finding a case"),
    "counter": _("comparing with earlier applications"),
    "paper_register": _("register of papers"),
    "suspensions": _("looking at suspensions"),
    "sharing_log": _("looking at the log of data sharing"),
    "holder_code": _("opened with the holder's code"),
    "progress": _("asking how the case stands"),
    "rating": _("dealing with a rating"),
    "retention": _("keeping and erasing"),
    "sample": _("looking at a sample"),
    "complaint": _("dealing with a complaint"),
    "batch": _("several cases in one go"),
    "shift": _("closing a shift"),
    **SEARCHED_FOR,
}


def note_reading(
    request: HttpRequest,
    what: str,
    *,
    purpose: str = "case_work",
    case: Case | None = None,
    person: str = "",
    items: Sequence[int] = (),
) -> None:
    """Put on record what the officer is about to see. Raises PersonalDataRefused if the purpose names a person."""
    disclose(
        actor_id=request.user.pk,
        actor_name=request.user.name_zh,
        purpose=purpose,
        what=what,
        case_id=case.pk if case else None,
        case_number=case.number if case else "",
        person_ref=person,
        items=items,
        channel="web",
        request_id=request.request_id,
        moment=database_moment(),
    )


def note_first_reading(request: HttpRequest, what: str, *, case: Case) -> None:
    """The same for what renews itself while somebody works: once, as long as its page was opened a short while ago."""
    moment = database_moment()
    lately = Disclosure.objects.filter(
        actor_id=request.user.pk,
        case_id=case.pk,
        what__in=[what, "act_form"],
        recorded_at__gt=moment - SAME_LOOK,
        recorded_at__lte=moment,
    )
    if not lately.exists():
        note_reading(request, what, case=case)


def purpose_in_words(purpose: str) -> str:
    """A purpose as it is shown."""
    return str(PURPOSES.get(purpose, purpose))
