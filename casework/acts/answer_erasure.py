"""Answer a request for erasure (答复删除请求): what has still to be kept is restricted, and the person told until when."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.asked import ERASE, only_if_asked
from casework.engine.lawbook import item_of
from casework.engine.perform import work_on
from casework.engine.retention import family_of, holds_of, retention_ends
from casework.engine.work import Outcome, Work
from casework.models import Case, CaseState, ClockPurpose, Person
from casework.models import Outcome as CaseOutcome
from casework.papers.wording import (
    articles_in_force,
    both,
    names_of,
    remedies_against,
    said,
    said_with,
    text_schema,
)
from law.bases import Citation

CITED = ("PI 47", "PI 50")
ACT = Act(
    "answer_erasure",
    _("Answer the request for erasure: restrict until it may be erased"),
    role="handler",
    decides=True,
    papers=("erasure_answer",),
    basis=("PI 47",),
    obstacles=only_if_asked(ERASE),
    schema={
        "type": "object",
        "properties": {
            "reasons": text_schema(
                _("Reasons, for the person"),
                help_text=_(
                    "Why the files have still to be kept, in plain words. The days are added by themselves."
                ),
            ),
            "explained": {
                "type": "boolean",
                "const": True,
                "x-label": _("What follows, and where to complain, was explained to the person"),
            },
        },
        "required": ["reasons", "explained"],
        "additionalProperties": False,
    },
)


@ACT.performed_by
def answer_erasure(
    *, case_number: str, by: Actor, seen: int | None = None, reasons: str = "", explained: bool = False
) -> Outcome:
    """Answer (D62) that the data have still to be kept, and restrict them from today (PI 47(2), 50).

    The request's own file has to be kept for a time, too, so nobody is erased within it: when the time of every file is
    over, the erasure is put before an officer. The answer names each file with its day, the reasons and the remedies.
    Raises ActRefused (OWN-01 where something else was asked, EX-10), BadInput.
    """
    given = {"reasons": reasons, "explained": explained}
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        case = work.case
        family = family_of(case.applicant, hold=by.rehearsal is None)
        elements = _elements(work, family)
        for person in family:
            if person.restricted_at is None:
                person.restricted_at = work.moment
                work.update(person, "restricted_at")
        work.turn(CaseState.GRANTED)
        case.outcome = CaseOutcome.GRANTED
        case.decided_on = work.today
        if case.holder is None:
            # Accepted by silence: whoever takes it up first is its handler.
            case.holder = by.officer
        work.stop_clock(ClockPurpose.DECISION)
        work.start_clock(ClockPurpose.SERVICE)
        work.issue("erasure_answer", elements)
        work.tell(basis=CITED, persons=[one.pk for one in family])
    return work.outcome


def _elements(work: Work, family: list[Person]) -> dict[str, Any]:
    cited = tuple(Citation.parse(one) for one in CITED)
    return {
        "person": work.case.applicant.unseal("name"),
        "answer": said("erasure_put_off"),
        "reasons": work.given["reasons"],
        "kept_until": _days(work, family),
        "legal_basis": articles_in_force(work.book, cited, work.today),
        "remedies": remedies_against(work.book, work.item, work.today),
        "seal": names_of(work.case),
        "date": work.today.isoformat(),
    }


def _days(work: Work, family: list[Person]) -> list[dict[str, str]]:
    """Until when each file of the person has to be kept; one that is open is kept for its years from its closing."""
    cases = list(Case.objects.filter(applicant__in=[one.pk for one in family]).order_by("pk"))
    holds, told = holds_of(cases), []
    for case in cases:
        item = item_of(case.item_version_id)
        name = both(item.name.zh, item.name.en)
        if case.closed_on is None:
            years = str(item.retention_years)
            told.append(said_with("kept_after_closing", number=case.number, item=name, years=years))
            continue
        until = max(retention_ends(case), holds.get(case.pk, case.closed_on))
        day = work.book.wording.day(until)
        told.append(said_with("kept_until_day", number=case.number, item=name, day=both(day.zh, day.en)))
    return told
