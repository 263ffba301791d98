"""Which papers of a case are served, which were, and what a form asks for to choose among them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine.matter import Matter
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.models import Case, ConfirmedAddress, Duty, Paper

from .wording import both

# Handed over at the counter in the minute of their making, or themselves the proof of something.
HANDED_OVER = frozenset({"receipt", "service", "electronic_service", "privacy", "mandate", "hand_slip"})
# The papers whose service ends the case's step of service.
DECISIONS = ("result", "corrected", "erasure_answer", "refusal", "non_acceptance")
# An answer to a request for erasure may keep the data for a time: it tells the remedies, too.
ADVERSE = ("refusal", "non_acceptance", "erasure_answer")
# What may still come up in a file that is closed: the person had something corrected or ended, or it was refused.
AFTER_CLOSING = ("correction_refusal", "revocation")
# Who serves a paper that comes up while the case is still worked on, beside who holds the duty of the step itself.
# An approver isn't sent to the door.
SERVERS = (Duty.SERVE, Duty.ACCEPT, Duty.EXAMINE, Duty.DECIDE)


def kinds_for(matter: Matter, uses: Iterable[str]) -> tuple[str, ...]:
    """The kinds of papers that stand for some uses in the item's edition."""
    return tuple(matter.item.papers[use] for use in uses if use in matter.item.papers)


def papers_to_serve(matter: Matter) -> list[Paper]:
    """Every paper that stands and goes to its addressee by service, served already or not, the newest first.

    A notice (of time not counted, of an extension, of what is missing) is served whenever it comes up; the decision at
    the step of service only, which its service ends.
    """
    left_out = HANDED_OVER if matter.step_for("serve") else HANDED_OVER.union(DECISIONS)
    uses = [use for use in matter.item.papers if use not in left_out]
    kinds = kinds_for(
        matter, [use for use in uses if use in AFTER_CLOSING] if matter.case.is_closed else uses
    )
    return [one for one in reversed(matter.papers) if one.kind in kinds and not one.has_ended]


def nothing_to_serve(matter: Matter) -> Iterator[Reason]:
    """What stands against service beside its own steps where every paper has reached its addressee (SRV-01)."""
    if matter.step_for("serve") is None and not any(
        not paper.services.all() for paper in papers_to_serve(matter)
    ):
        yield _nothing_left()


def _nothing_left() -> Reason:
    return Reason("SRV-01", _("There is no paper left to be served."), Kind.NOT_NOW)


def served_among(papers: Iterable[Paper]) -> frozenset[int]:
    """The ids of those that were served."""
    return frozenset(one.pk for one in papers if one.services.all())


def paper_choice(matter: Matter) -> dict[str, Any]:
    """The choice of a paper, by its number."""
    papers = papers_to_serve(matter)
    served = served_among(papers)
    titles = matter.book.papers
    first = _first(matter, papers, served)
    return {
        "paper": {
            **({"x-default": first.number} if first else {}),
            "type": "string",
            "enum": [one.number for one in papers],
            "x-offered": [one.number for one in papers if one.pk not in served],
            "x-labels": {
                one.number: both(
                    f"{titles[one.kind].title_zh} {one.number}", f"{titles[one.kind].title_en} {one.number}"
                )
                for one in papers
            },
            "x-label": _("Which paper"),
            "x-widget": "radio",
        }
    }


def chosen_paper(matter: Matter, number: str) -> Paper:
    """The paper of that number; without one the decision, else the newest that wasn't served.

    Raises ActRefused: SRV-01 where there is nothing to serve, EX-16 where it was served before.
    """
    papers = papers_to_serve(matter)
    served = served_among(papers)
    if number:
        paper = next(one for one in papers if one.number == number)
        if paper.pk in served:
            raise ActRefused(
                Reason(
                    "EX-16",
                    _("This paper was served before; the day of its service isn't changed afterwards."),
                    Kind.NOT_NOW,
                    model=("CF 47",),
                )
            )
        return paper
    found = _first(matter, papers, served)
    if found is None:
        raise ActRefused(_nothing_left())
    return found


def _first(matter: Matter, papers: Iterable[Paper], served: frozenset[int]) -> Paper | None:
    """The decision, else the newest that wasn't served."""
    left = [one for one in papers if one.pk not in served]
    decisions = kinds_for(matter, DECISIONS)
    return next((one for one in left if one.kind in decisions), next(iter(left), None))


def confirmed_address(case: Case) -> ConfirmedAddress | None:
    """The address and channel that the addressee confirmed and hasn't revoked."""
    found = ConfirmedAddress.objects.filter(case=case, revoked_on__isnull=True).first()
    if found is not None:
        found.case = case
    return found
