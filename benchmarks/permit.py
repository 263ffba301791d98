"""The approval by our engine, with everything on: a procedure and six light acts made for the benchmark.

Each act asks permission inside its transaction, holds the case's row lock, and leaves history rows and one ledger
entry; the officers of the two reviews, the acceptor and the approver are different people, or the gate refuses.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from audit.ledger.sentences import register as register_sentence
from casework.engine import schema
from casework.engine.access import may_receive
from casework.engine.act import Act, Schema
from casework.engine.actor import Actor
from casework.engine.competence import Verdict
from casework.engine.items import Item
from casework.engine.lawbook import current_item, current_law
from casework.engine.lock import bounded, database_moment
from casework.engine.numbers import draw
from casework.engine.perform import begin, work_on
from casework.engine.registry import procedures
from casework.engine.standing import standing_of
from casework.engine.words import Begin, End, Join, Procedure, Split, Step, this
from casework.engine.work import Outcome, Work
from casework.models import (
    Case,
    CaseState,
    Channel,
    ClockPurpose,
    Duty,
    Office,
    Person,
    Recommendation,
)
from casework.models import Outcome as CaseOutcome
from casework.papers.wording import both, names_of
from law.clock import shanghai_day
from law.identifiers import case_number

from .contest import Steps, ThroughDjango

ITEM = "benchmark_permit"
WORDS: Schema = {
    "type": "object",
    "properties": {"words": {"type": "string", "maxLength": 500, "x-label": "Words"}},
    "required": ["words"],
    "additionalProperties": False,
}

START = Act("benchmark_start", "Start", schema=WORDS)
ACCEPT = Act("benchmark_accept", "Accept", role="acceptor")
REVIEW_A = Act("benchmark_review_a", "Review", role="handler", schema=WORDS)
REVIEW_B = Act("benchmark_review_b", "Legal review", role="legal_reviewer", schema=WORDS)
DECIDE = Act("benchmark_decide", "Decide", role="approver", decides=True)
ISSUE = Act("benchmark_issue", "Issue")
ACTS = (START, ACCEPT, REVIEW_A, REVIEW_B, DECIDE, ISSUE)


class BenchmarkPermit(Procedure):
    """Receipt, acceptance, two reviews at the same time, decision, issue."""

    key = "benchmark-permit-1"
    title = "Permit of the benchmark"

    received = Begin(act=START.name).Next(this.screen)
    screen = Step(Duty.ACCEPT, acts=(ACCEPT.name,), limit="screening").Next(this.fork)
    fork = Split().Next(this.review_a).Next(this.review_b)
    review_a = Step(Duty.EXAMINE, acts=(REVIEW_A.name,), limit="decision", kept_by_holder=False).Next(
        this.joined
    )
    review_b = Step(Duty.LEGAL_REVIEW, acts=(REVIEW_B.name,), limit="decision", kept_by_holder=False).Next(
        this.joined
    )
    joined = Join().Next(this.decide)
    decide = Step(
        Duty.APPROVE,
        acts=(DECIDE.name,),
        not_by=("acceptor", "handler"),
        limit="decision",
        kept_by_holder=False,
    ).Next(this.issue)
    issue = Step(Duty.SERVE, acts=(ISSUE.name,), limit="decision", kept_by_holder=False).Next(this.end)
    end = End()


def register() -> None:
    """A sentence for each act, as the checks ask for."""
    for act in ACTS:
        register_sentence(act.name, zh="{actor}", en="{actor}", personal_data="none")


def item_from(birth_registration: Item) -> Item:
    """The item of the benchmark: the shipped one under another name, with this procedure and without materials."""
    return Item.from_data(
        {
            **birth_registration.data,
            "slug": ITEM,
            "procedure": BenchmarkPermit.key,
            "materials": [],
            "certificate_for": [DECIDE.name],
        }
    )


def start(*, by: Actor, office: Office, applicant: Person, words: str) -> Outcome:
    """Take in an application of somebody on file."""
    with bounded():
        at = database_moment()
        today = shanghai_day(at)
        version, item = current_item(ITEM, today)
        edition, book = current_law(today)
        case = Case(
            item_slug=item.slug,
            item_version=version,
            law_edition=edition,
            flow_class=procedures[item.procedure],
            office=office,
            receiving_office=office,
            applicant=applicant,
            channel=Channel.COUNTER,
            state=CaseState.RECEIVED,
            received_on=today,
            received_at=at,
            created=at,
        )
        assert by.officer is not None
        standing = standing_of(by.officer, today, case)
        capacity, reasons = may_receive(standing, office, office, item, today)
        verdict = Verdict(START.name, reasons, capacity).insist()
        clean = schema.clean(WORDS, {"words": words}, today)
        with begin(START, case=case, item=item, book=book, by=by, verdict=verdict, at=at) as work:
            work.given = clean
            case.seal("form", clean)
            case.number = case_number(today.year, draw(f"case/{today.year}"))
            work.start_clock(ClockPurpose.SCREENING)
            work.tell(item=item.slug)
    return work.outcome


def accept(*, case_number: str, by: Actor) -> Outcome:
    """Accept; the limit for the decision starts."""
    with work_on(ACCEPT, case_number=case_number, by=by) as work:
        work.turn(CaseState.ACCEPTED)
        work.case.accepted_on = work.today
        work.case.holder = by.officer
        work.stop_clock(ClockPurpose.SCREENING)
        work.start_clock(ClockPurpose.DECISION)
    return work.outcome


def review(*, act: Act, case_number: str, by: Actor, words: str) -> Outcome:
    """Give an opinion, sealed under the applicant's key."""
    with work_on(act, case_number=case_number, by=by, given={"words": words}) as work:
        work.insert(_opinion(work))
    return work.outcome


def decide(*, case_number: str, by: Actor) -> Outcome:
    """Decide in the applicant's favour."""
    with work_on(DECIDE, case_number=case_number, by=by) as work:
        work.turn(CaseState.GRANTED)
        work.case.outcome = CaseOutcome.GRANTED
        work.case.decided_on = work.today
    return work.outcome


def issue(*, case_number: str, by: Actor) -> Outcome:
    """Issue the paper, with a number of its series."""
    with work_on(ISSUE, case_number=case_number, by=by) as work:
        case = work.case
        work.turn(CaseState.ARCHIVED)
        case.closed_on = work.today
        work.stop_clock(ClockPurpose.DECISION)
        work.issue(
            "result",
            {
                "registrant": case.applicant.unseal("name"),
                "item": both(work.item.name.zh, work.item.name.en),
                "number": case.number,
                "registered_on": work.today.isoformat(),
                "office": names_of(case),
                "seal": names_of(case),
                "qr": case.number,
                "not_a_condition_note": both(work.item.result_note.zh, work.item.result_note.en),
            },
        )
    return work.outcome


def _opinion(work: Work) -> Recommendation:
    assert work.actor.officer is not None
    row = Recommendation(
        case=work.case,
        officer=work.actor.officer,
        kind=work.act.name,
        event_seq=work.case.event_seq + 1,
        made_at=work.moment,
    )
    row.seal("words", work.given["words"])
    return row


class Permit(ThroughDjango):
    """The approval by our engine."""

    name = "permit"
    title = "our engine, everything on"

    def __init__(self, officers: dict[str, Any], office: Office, applicant: Person) -> None:
        self.officers = officers
        self.office = office
        self.applicant = applicant

    def steps(self) -> Steps:
        """Six steps of one case."""
        begun: list[Outcome] = []

        def by(name: str) -> Actor:
            return Actor(officer=self.officers[name], door="api")

        def take_in() -> None:
            begun.append(
                start(by=by("clerk"), office=self.office, applicant=self.applicant, words="A permit.")
            )

        yield "start", take_in
        number = begun[0].case_number
        yield "accept", partial(accept, case_number=number, by=by("clerk"))
        for step, act, who in (
            ("review_a", REVIEW_A, "reviewer"),
            ("review_b", REVIEW_B, "lawyer"),
        ):
            yield step, partial(review, act=act, case_number=number, by=by(who), words="In order.")
        yield "decide", partial(decide, case_number=number, by=by("head"))
        yield "issue", partial(issue, case_number=number, by=by("clerk"))
        case = Case.objects.get(number=number)
        if case.finished is None or case.event_seq != len(ACTS):
            raise RuntimeError(f"{self.name}: the approval didn't come to its end")


for _act, _function in zip(ACTS, (start, accept, review, review, decide, issue), strict=True):
    _act.performed_by(_function)
