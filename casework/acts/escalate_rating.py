"""Put a bad rating whose limit has lapsed before the office above (差评超期督办)."""

from django.utils.translation import gettext_lazy as _

from audit.ledger.attempts import record_attempt
from audit.ledger.entry import Entry, tell
from casework.engine.actor import Actor
from casework.engine.lock import bounded, database_moment
from casework.engine.rated import lapsed_limits
from casework.engine.refusal import ActRefused, BadInput, Kind, Reason
from casework.models import Rating, RatingEscalation
from casework.papers.wording import both
from law.clock import shanghai_day

ESCALATED = "rating_escalated"


def escalate_rating(*, by: Actor, rating: int) -> list[RatingEscalation]:
    """Tell the office above of each limit (HP-01, HP-02: practice, no statute) that lapsed, once for each.

    Done by the worker alone; it changes nothing else, and nothing adverse to anybody. The entry names the office above
    and the limit, neither the case nor whoever rated. Raises ActRefused (EX-11 for an officer, TIME-01 if nothing has
    lapsed or all was told before), BadInput.
    """
    try:
        with bounded():
            if not by.is_system:
                raise ActRefused(
                    Reason(
                        "EX-11",
                        _("Only the passing of time does this; nobody does it by hand."),
                        Kind.MAY_NOT,
                    )
                )
            row = Rating.objects.select_for_update(no_key=True).filter(pk=rating).first()
            if row is None:
                raise BadInput.of("rating", "unknown", _("There is no such rating."))
            return _escalate(by, row)
    except ActRefused as refusal:
        if not by.is_system:
            _on_record(refusal, by)
        raise


def _escalate(by: Actor, row: Rating) -> list[RatingEscalation]:
    at = database_moment()
    today = shanghai_day(at)
    lapsed = lapsed_limits(row, today)
    if not lapsed:
        raise ActRefused(Reason("TIME-01", _("The time for this hasn't come."), Kind.NOT_NOW))
    above = row.office.parent or row.office
    told = []
    for limit, due in lapsed.items():
        told.append(
            RatingEscalation.objects.create(rating=row, limit=limit, due=due, office=above, made_at=at)
        )
        tell(
            Entry(
                kind=ESCALATED,
                happened_on=today,
                recorded_at=at,
                actor_kind=by.kind,
                actor_name=by.name,
                office_code=above.code,
                channel=by.door,
                request_id=by.request_id,
                facts={
                    "rating": row.pk,
                    "limit": limit,
                    "due": due.isoformat(),
                    "office_name": both(above.name_zh, above.name_en or above.name_zh),
                },
            )
        )
    return told


def _on_record(refusal: ActRefused, by: Actor) -> None:
    record_attempt(
        case_id=None,
        case_number="",
        act=ESCALATED,
        code=refusal.code,
        actor_id=by.officer.pk if by.officer else None,
        actor_name=by.name,
        actor_kind=by.kind,
        channel=by.door,
        request_id=by.request_id,
        moment=database_moment(),
    )
