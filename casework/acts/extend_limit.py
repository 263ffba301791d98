"""Extend a limit, once (延长办理期限): the authority that the law names decides, and the applicant is told why."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Schema
from casework.engine.actor import Actor
from casework.engine.items import Item
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.reckoning import extended_to
from casework.engine.refusal import Kind, Reason
from casework.engine.schema import text_of
from casework.engine.work import Outcome, pauses_of
from casework.models import Clock, ClockExtension, ClockState, Duty
from casework.papers.wording import both, names_of, said, text_schema
from law.book import LawBook
from law.wording import Unit

# The authority whose duty an officer of the office holds; others (the head of the government) decide elsewhere.
HEAD = "agency_head"
# Where the law sets no greatest number.
MOST = 90


def _extendable(matter: Matter) -> list[Clock]:
    """The limits that run or rest and that the law lets somebody extend."""
    return [one for one in matter.clocks if matter.book.limits[one.limit].extension is not None]


def _by_the_head(matter: Matter) -> list[Clock]:
    rules = matter.book.limits
    return [one for one in _extendable(matter) if (rule := rules[one.limit].extension) and rule.by == HEAD]


def _against(matter: Matter) -> Iterator[Reason]:
    able = _extendable(matter)
    if not able:
        yield Reason(
            "CLOCK-05", _("No limit that runs here may be extended."), Kind.NOT_NOW, model=("XK 42",)
        )
        return
    clock = next(iter(_by_the_head(matter)), able[0])
    rule = matter.book.limits[clock.limit].extension
    assert rule is not None
    basis = tuple(str(one) for one in rule.basis) if _is_law(matter, clock) else ()
    if rule.by != HEAD:
        yield Reason(
            "CLOCK-06",
            _("Another authority decides on the extension of this limit."),
            Kind.MAY_NOT,
            basis=basis,
            detail=text_of(both(rule.authority.zh, rule.authority.en)),
        )
    if ClockExtension.objects.filter(clock=clock).exists():
        yield Reason("CLOCK-07", _("The limit was extended before; once is all."), Kind.NOT_NOW, basis=basis)
    elif clock.state == ClockState.PAUSED:
        yield Reason(
            "CLOCK-02",
            _("The limit rests already."),
            Kind.NOT_NOW,
            ways_out=(_("Extend it when it goes on: only then is the new day known."),),
        )
    elif clock.due_on is not None and clock.due_on < matter.day:
        yield Reason(
            "CLOCK-08",
            _("The limit ended on %(day)s; what has ended isn't extended.")
            % {"day": clock.due_on.isoformat()},
            Kind.NOT_NOW,
            basis=basis,
        )


def _schema(matter: Matter) -> Schema:
    clock = next(iter(_by_the_head(matter)), None)
    rule = matter.book.limits[clock.limit].extension if clock else None
    return {
        "type": "object",
        "properties": {
            "amount": {
                "type": "integer",
                "minimum": 1,
                "maximum": (rule.amount if rule else None) or MOST,
                "x-label": _("Extended by"),
                "x-help": _UNITS[rule.unit] % {"most": rule.amount or MOST} if rule else "",
            },
            "reasons": text_schema(_("Reasons"), most=1000, help_text=_("The applicant is told them.")),
        },
        "required": ["amount", "reasons"],
        "additionalProperties": False,
    }


_UNITS = {
    "working": _("In working days, at most %(most)s."),
    "calendar": _("In days, rest days included, at most %(most)s."),
    "month": _("In months, at most %(most)s."),
}


def _papers(item: Item, book: LawBook) -> tuple[str, ...]:
    rules = [book.limits[limit].extension for limit in item.limits.values() if limit in book.limits]
    return ("extension",) if any(rule is not None and rule.by == HEAD for rule in rules) else ()


ACT = Act(
    "extend_limit",
    _("Extend the limit"),
    completes_step=False,
    duties=(Duty.APPROVE,),
    schema_for=_schema,
    papers_for=_papers,
    obstacles=_against,
)


@ACT.performed_by
def extend_limit(
    *, case_number: str, by: Actor, seen: int | None = None, amount: int = 0, reasons: str = ""
) -> Outcome:
    """Extend the running limit once, by at most what its article allows, and issue the notice (D07) with the reasons.

    Decided by the head of the agency before the limit has ended (XK 42(1)); a limit that another authority extends is
    refused here. Raises ActRefused (CLOCK-02, CLOCK-05 to CLOCK-08), BadInput.
    """
    given = {"amount": amount, "reasons": reasons}
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        clock = _by_the_head(work.matter)[0]
        rule, officer = work.book.limits[clock.limit].extension, by.officer
        assert rule is not None, "the gate has asked"
        assert officer is not None, "nobody extends by the passing of time"
        pauses = pauses_of(clock)
        new_due = extended_to(clock, work.book, pauses, work.given["amount"], work.today)
        paper = work.issue(
            "extension",
            {
                "reason": work.given["reasons"],
                "new_due": new_due.isoformat() if new_due else said("day_not_known"),
                "approver": officer.name_zh,
                "seal": names_of(work.case),
                "date": work.today.isoformat(),
            },
        )
        extension = ClockExtension(
            clock=clock,
            amount=work.given["amount"],
            authority=rule.by,
            paper=paper,
            decided_on=work.today,
            told_on=work.today,
            decided_by=officer,
            decided_at=work.moment,
        )
        would_end = clock.due_on
        work.reckon_again(clock, pauses, extension)
        work.insert(extension)
        work.tell(
            basis=tuple(str(one) for one in rule.basis) if _is_law(work.matter, clock) else (),
            purpose=str(clock.purpose),
            amount=extension.amount,
            amount_text=_term(work.book, extension.amount, rule.unit),
            paper=paper.number,
            would_end=would_end.isoformat() if would_end else "",
            due=clock.due_on.isoformat() if clock.due_on else "",
        )
    return work.outcome


def _is_law(matter: Matter, clock: Clock) -> bool:
    return matter.book.limits[clock.limit].ground in ("statute", "policy")


def _term(book: LawBook, amount: int, unit: Unit) -> dict[str, str]:
    term = book.wording.term(amount, unit)
    return both(term.zh, term.en)
