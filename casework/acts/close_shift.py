"""Close a shift (交班): what is open on an officer is put on record, with whom each case was offered to."""

from datetime import timedelta
from typing import Any

from audit.ledger.models import Event
from casework.engine.actor import Actor
from casework.engine.organisation import locked_officer, organise, places_of
from casework.queries.shift import CLOSED, OpenCase, open_on

# A second press of the button closes no second shift.
SAME_PRESS = timedelta(minutes=1)


def close_shift(*, by: Actor) -> Event:
    """Record the end of an officer's shift with everything that is open on them; returns the entry in the ledger.

    It moves no case: a case that was offered stays with its holder until the colleague accepts it (首办责任), and one that
    nobody accepts stays where it is. The list tells what is open; it counts nothing that was done (Henan Enforcement
    Regulations, Art. 11, 44, by which performance isn't measured in numbers). Raises ActRefused.
    """
    with organise(CLOSED, by) as change:
        officer = locked_officer(change.officer.username, "officer")
        rows = [_row(one) for one in open_on(officer).cases]
        last = Event.objects.filter(kind=CLOSED, actor_id=officer.pk).order_by("-id").first()
        if last and last.facts["held"] == rows and change.moment - last.recorded_at < SAME_PRESS:
            change.told = True
            return last
        places = places_of(officer, change.today)
        change.tell(
            places[0] if places else None,
            held=rows,
            offered=[one["number"] for one in rows if one["offer"]],
            kept=[one["number"] for one in rows if not one["offer"]],
            unserved=[number for one in rows for number in one["unserved"]],
            enquiries=[one["number"] for one in rows if one["enquiries"]],
            receivers=sorted({one["to"] for one in rows if one["to"]}),
            receiver_names=sorted({one["to_name"] for one in rows if one["to_name"]}),
        )
        entry = Event.objects.filter(kind=CLOSED, actor_id=officer.pk).order_by("-id").first()
        assert entry is not None, "it was told just now"
        return entry


def _row(one: OpenCase) -> dict[str, Any]:
    due = one.task.due_at if one.task else None
    return {
        "number": one.case.number,
        "step": one.task.flow_task.name if one.task else "",
        "due": due.isoformat() if due else "",
        "unserved": [paper.number for paper in one.unserved],
        "enquiries": bool(one.enquiries),
        "offer": one.offer.pk if one.offer else None,
        "to": one.offer.to_officer_id if one.offer else None,
        "to_name": one.offer.to_officer.name_zh if one.offer else "",
    }
