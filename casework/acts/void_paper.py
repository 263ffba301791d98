"""Make a paper void before it is served (作废): its number stays on record and is never given again."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Schema
from casework.engine.actor import Actor
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.refusal import BadInput, Kind, Reason
from casework.engine.work import Outcome, Work
from casework.models import CaseState, Certificate, EndedPaper, Paper, PaperEnd
from casework.papers.serving import DECISIONS
from casework.papers.wording import both, said, text_schema

# What the file can't do without: the decision that is served, and the proof that an application came in.
NEEDED = ("receipt", *DECISIONS)
PROOF = "service"


def _schema(matter: Matter) -> Schema:
    papers = _voidable(matter)
    return {
        "type": "object",
        "properties": {
            "paper": {
                "type": "string",
                "enum": [paper.number for paper in papers],
                "x-labels": {paper.number: _label(matter, paper) for paper in papers},
                "x-label": _("Which paper"),
                "x-help": _("Only papers that have neither been served nor ended."),
                "x-widget": "radio",
            },
            "reason": text_schema(_("Reason"), most=500),
            "again": {
                "type": "boolean",
                "x-label": _("Issue the same content again under a new number"),
                "x-help": _(
                    "Needed for a receipt and for a decision: the applicant is never left without it."
                ),
            },
        },
        "required": ["paper", "reason"],
        "additionalProperties": False,
    }


def _nothing_to_void(matter: Matter) -> Iterator[Reason]:
    if not _voidable(matter):
        yield Reason("PAPER-01", _("No paper of this case can be made void."), Kind.NOT_NOW)


ACT = Act(
    "void_paper",
    _("Make a paper void"),
    person="holder",
    schema_for=_schema,
    completes_step=False,
    obstacles=_nothing_to_void,
)


@ACT.performed_by
def void_paper(
    *,
    case_number: str,
    by: Actor,
    seen: int | None = None,
    paper: str = "",
    reason: str = "",
    again: bool = False,
) -> Outcome:
    """End a paper that was spoilt or issued in error, and issue the same content again where it is needed.

    Before service a decision binds nobody, so that its paper can be made void; the decision itself stands. What was
    served is not made void by anybody: a certificate is revoked or replaced, a decision is fought by its remedies.
    Only the holder of the case or a supervisor does it. Raises ActRefused, BadInput.
    """
    given: dict[str, Any] = {"paper": paper, "reason": reason} | ({"again": True} if again else {})
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        old = _chosen(work)
        new = _issue_again(work, old) if work.given.get("again") else None
        ended = EndedPaper(
            paper=old,
            end=PaperEnd.VOID,
            ended_on=work.today,
            recorded_at=work.moment,
            ended_by=by.officer,
            followed_by=new,
        )
        ended.seal("reason", work.given["reason"])
        work.insert(ended)
        work.tell(paper=old.number, then=_issued_again(new.number) if new else both("", ""))
    return work.outcome


def _issued_again(number: str) -> dict[str, str]:
    words = said("issued_again")
    return both(words["zh"].format(number=number), words["en"].format(number=number))


def _voidable(matter: Matter) -> list[Paper]:
    proof = matter.item.papers.get(PROOF, "")
    return [
        one for one in matter.papers if one.kind != proof and not one.has_ended and not one.services.all()
    ]


def _label(matter: Matter, paper: Paper) -> dict[str, str]:
    kind = matter.book.papers[paper.kind]
    return both(f"{kind.title_zh} {paper.number}", f"{kind.title_en} {paper.number}")


def _chosen(work: Work) -> Paper:
    paper = next(one for one in _voidable(work.matter) if one.number == work.given["paper"])
    needed = {work.item.papers[use] for use in NEEDED if use in work.item.papers}
    if work.case.state == CaseState.CORRECTING:
        needed.add(work.item.papers["correction"])
    if paper.kind in needed and not work.given.get("again"):
        raise BadInput.of(
            "again", "needed", _("This paper is needed: it has to be issued again under a new number.")
        )
    return paper


def _issue_again(work: Work, old: Paper) -> Paper:
    elements = dict(old.unseal("elements"))
    if "date" in elements:
        elements["date"] = work.today.isoformat()
    new = work.issue_kind(work.book.papers[old.kind], elements)
    for certificate in Certificate.objects.filter(paper=old):
        certificate.paper = new
        work.update(certificate, "paper")
    return new
