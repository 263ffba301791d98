"""From a request to an act and back: who acts, under which key, and how a repeated submission is answered."""

import uuid
from typing import Any

from django.db import IntegrityError
from rest_framework.request import Request

from audit.ledger.disclosure import disclose
from casework.engine.act import acts
from casework.engine.actor import Actor, Door, SubmissionKey
from casework.engine.lawbook import item_of
from casework.engine.lock import database_moment
from casework.engine.perform import Repeated
from casework.engine.work import Outcome
from casework.models import Case, ErasedPerson, Officer, Paper

DOOR: Door = "api"


def officer_of(request: Request) -> Officer:
    """The officer whose token or session it is."""
    officer = request.user
    assert isinstance(officer, Officer)
    return officer


def actor_of(request: Request, submission: SubmissionKey | None = None) -> Actor:
    """That officer, acting through this door."""
    return Actor(
        officer=officer_of(request), door=DOOR, request_id=request_number(request), submission=submission
    )


def request_number(request: Request) -> str:
    """The number by which the ledger names a request."""
    return getattr(request._request, "request_id", "") or uuid.uuid4().hex


def perform(act: str, *, by: Actor, **arguments: Any) -> Outcome:
    """Perform an act; the same submission again leads to the outcome of the first. Raises what the act raises."""
    try:
        return _once(act, by, arguments)
    except IntegrityError:
        if by.submission is None:
            raise
        # The same key led to an act at this very moment; that one stands, and is asked for again.
        return _once(act, by, arguments)


def _once(act: str, by: Actor, arguments: dict[str, Any]) -> Outcome:
    try:
        outcome: Outcome = acts[act].perform(by=by, **arguments)
    except Repeated as repetition:
        return repetition.outcome
    return outcome


def query_code(outcome: Outcome, case: Case, request: Request) -> str | None:
    """The code of a reception; when it is asked again under the same key, as the receipt has it, on record."""
    if not outcome.repeated:
        return outcome.secrets.get("query_code")
    kind = item_of(case.item_version_id).papers["receipt"]
    receipt = Paper.objects.select_related("case__applicant__key").filter(case=case, kind=kind).first()
    if receipt is None:
        return None
    note_reading(request, "receipt", case=case)
    try:
        code: str = receipt.unseal("elements")["query_code"]
    except ErasedPerson:
        return None
    return code


def note_reading(
    request: Request,
    what: str,
    *,
    purpose: str = "case_work",
    case: Case | None = None,
    person: str = "",
    items: Any = (),
) -> None:
    """Put on record what the officer is about to see."""
    officer = officer_of(request)
    disclose(
        actor_id=officer.pk,
        actor_name=officer.name_zh,
        purpose=purpose,
        what=what,
        case_id=case.pk if case else None,
        case_number=case.number if case else "",
        person_ref=person,
        items=list(items),
        channel=DOOR,
        request_id=request_number(request),
        moment=database_moment(),
    )
