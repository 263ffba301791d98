"""Rate a service (好差评): the applicant's own act, voluntary, once, without a name."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from audit.ledger.entry import Entry, tell
from casework.engine import schema
from casework.engine.actor import Door
from casework.engine.lawbook import item_of
from casework.engine.lock import bounded, lock_case
from casework.engine.rated import insist_on_result, last_days
from casework.engine.refusal import ActRefused, Kind, NoSuchCase, Reason
from casework.models import BAD_GRADES, Case, Grade, Rating, RatingWords
from law.clock import shanghai_day

RATED = "rated"
SCHEMA = {
    "type": "object",
    "properties": {
        "grade": {
            "type": "string",
            "enum": Grade.values,
            "x-labels": dict(Grade.choices),
            "x-label": _("How satisfied were you?"),
            "x-widget": "radio",
        },
        "words": {
            "type": "string",
            "maxLength": 1000,
            "x-label": _("In your own words"),
            "x-help": _("May stay empty. Only supervisors who had no part in your case read it."),
            "x-widget": "textarea",
            "x-personal": True,
        },
        "may_call": {
            "type": "boolean",
            "x-label": _("If I am dissatisfied, a supervisor may call me back"),
        },
    },
    "required": ["grade"],
    "additionalProperties": False,
}


def rate(*, case_number: str, request_id: str, given: Mapping[str, Any], door: Door = "web") -> Rating:
    """Keep the rating of a service that has a result. Whoever calls has asked for the query code before.

    国办发〔2019〕51号, GB/T 39735-2020. The entry in the ledger names office, item and grade: neither the case nor anybody.
    A bad rating starts the limits for the call back and the answer (HP-01, HP-02), which are practice and configuration,
    no statute. Raises ActRefused (RATE-01 without a result, RATE-02 if it was rated before), BadInput, NoSuchCase.
    """
    try:
        with bounded():
            return _rate(case_number, request_id, given, door)
    except IntegrityError:
        raise ActRefused(Reason("RATE-02", _("This service was rated before."), Kind.NOT_NOW)) from None


def _rate(number: str, request_id: str, given: Mapping[str, Any], door: Door) -> Rating:
    locked = lock_case(number)
    if locked is None:
        raise NoSuchCase(number)
    case_id, _seq, at = locked
    case = Case.objects.select_related("office", "applicant__key").get(pk=case_id)
    insist_on_result(case)
    today = shanghai_day(at)
    told = schema.clean(SCHEMA, given, today)
    is_bad = told["grade"] in BAD_GRADES
    call, answer = last_days(today) if is_bad else (None, None)
    may_call = bool(told.get("may_call"))
    row = Rating.objects.create(
        case=case,
        office=case.office,
        item=item_of(case.item_version_id).slug,
        grade=told["grade"],
        may_call=may_call,
        rated_at=at,
        rated_on=today,
        call_due=call if may_call else None,
        answer_due=answer,
    )
    if told.get("words"):
        words = RatingWords(rating=row)
        words.seal("said", told["words"])
        words.save()
    tell(
        Entry(
            kind=RATED,
            happened_on=today,
            recorded_at=at,
            actor_kind="applicant",
            office_code=case.office.code,
            basis=("HCP",),
            channel=door,
            request_id=request_id,
            facts={"rating": row.pk, "item": row.item, "grade": str(row.grade)},
        )
    )
    return row
