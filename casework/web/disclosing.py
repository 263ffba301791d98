"""Reading is an act: every page that shows a case says so to the ledger before it is shown."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from audit.ledger.disclosure import disclose
from casework.engine.lock import database_moment
from casework.models import Case

# The purposes that follow from the page itself; any other purpose is in the officer's own words.
PURPOSES = {
    "case_work": _("working on the case"),
    "worklist": _("worklist"),
    "find": _("finding a case"),
    "counter": _("comparing with earlier applications"),
    "progress": _("asking how the case stands"),
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


def purpose_in_words(purpose: str) -> str:
    """A purpose as it is shown."""
    return str(PURPOSES.get(purpose, purpose))
