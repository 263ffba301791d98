"""Put right what was rated badly, and answer whoever rated it (差评整改和反馈)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine import schema
from casework.engine.actor import Actor
from casework.engine.organisation import organise
from casework.engine.rated import bad_rating
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.models import RatingAnswer, RatingCall
from casework.papers.wording import text_schema

ANSWERED = "rating_answered"
SCHEMA = {
    "type": "object",
    "properties": {
        "put_right": text_schema(
            _("What was put right"),
            help_text=_("Or why there was nothing to put right. Not shown to the person."),
        ),
        "answer": text_schema(
            _("Answer to the person"),
            help_text=_("Shown on the progress page, to whoever has the query code."),
        ),
    },
    "required": ["put_right", "answer"],
    "additionalProperties": False,
}


def answer_rating(*, by: Actor, rating: int, given: Mapping[str, Any]) -> RatingAnswer:
    """Keep what was put right and the answer, once (国办发〔2019〕51号; the limit HP-02 is practice, set by configuration).

    Whoever wants to be called is called first. Raises ActRefused (GATE-01, RATE-04 if it was answered, RATE-05 before the
    call back), BadInput.
    """
    with organise(ANSWERED, by) as change:
        row = bad_rating(change.officer, change.standing, rating)
        if RatingAnswer.objects.filter(rating=row).exists():
            raise ActRefused(Reason("RATE-04", _("This was done before."), Kind.NOT_NOW))
        if row.may_call and not RatingCall.objects.filter(rating=row).exists():
            raise ActRefused(Reason("RATE-05", _("The person wants to be called back first."), Kind.NOT_NOW))
        told = schema.clean(SCHEMA, given, change.today)
        answer = RatingAnswer(rating=row, officer=change.officer, answered_at=change.moment)
        answer.seal("put_right", told["put_right"])
        answer.seal("answer", told["answer"])
        answer.save()
        due = row.answer_due
        change.tell(
            row.office,
            rating=row.pk,
            due=due.isoformat() if due else "",
            in_time=due is None or change.today <= due,
        )
    return answer
