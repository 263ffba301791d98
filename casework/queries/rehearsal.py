"""What a change of the law would do to the open cases, before anything is changed: which limits would move, for whom better
or worse, and which cases would stay as they are and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.engine import moment
from casework.engine.following import Move, Target, moves, stops_of, target
from casework.engine.lawbook import family_of, item_of, newest_of
from casework.engine.proposals import Proposal
from casework.models import (
    CLOSED_STATES,
    Case,
    ChangeKind,
    Clock,
    ClockState,
    EditionState,
    LawChange,
    LawEdition,
)

ACT = "apply_change"
AT_ONCE = 500
# Why a case stays as it is.
KEPT = {
    "named": _("excepted by its number"),
    "received": _("received outside the days chosen"),
    "worse": _("the citizen would stand worse"),
    "other_way": _("was received with another form or procedure"),
    "not_for_open": _("the version is for new cases only"),
}
# What becomes of a limit, in words.
EFFECTS = {
    "same": _("no other day"),
    "settled": _("the day becomes final"),
    "known": _("the day becomes known"),
    "earlier": _("ends earlier"),
    "later": _("ends later"),
    "unknown": _("the day is no longer known"),
    "resting": _("rests; counted when it goes on"),
}


@dataclass(frozen=True)
class CaseMoves:
    """One open case: its limits before and after, and why it stays as it is, if it does."""

    case: Case
    item: str
    moves: tuple[Move, ...]
    kept: str = ""

    @property
    def harms(self) -> bool:
        """Whether the citizen would stand worse in any of its limits."""
        return any(one.harms for one in self.moves)

    @property
    def why_kept(self) -> str:
        """The same in words."""
        return str(KEPT[self.kept]) if self.kept else ""


@dataclass(frozen=True)
class Rehearsal:
    """The outcome: cases in which something would move, and how many would only follow."""

    change: LawChange
    rows: tuple[CaseMoves, ...]
    followers: tuple[str, ...]
    today: date

    @property
    def moving(self) -> list[CaseMoves]:
        """Cases whose limits would move."""
        return [row for row in self.rows if not row.kept]

    @property
    def kept(self) -> list[CaseMoves]:
        """Cases that would stay as they are, each with its reason."""
        return [row for row in self.rows if row.kept]

    @property
    def to_apply(self) -> list[str]:
        """The numbers of the cases that are to follow, those whose limits move first."""
        return [row.case.number for row in self.moving] + list(self.followers)

    @property
    def effects(self) -> list[tuple[str, int]]:
        """How many limits become what, among the cases that move."""
        found = Counter(one.effect for row in self.moving for one in row.moves if one.moves)
        return [(str(EFFECTS[effect]), number) for effect, number in sorted(found.items())]

    def as_data(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "change": self.change.pk,
            "kind": str(self.change.kind),
            "subject": self.change.subject,
            "change_state": str(self.change.state),
            "moving": [_row_data(row) for row in self.moving],
            "kept": [_row_data(row) for row in self.kept],
            "following": len(self.followers),
        }


def unsaved(proposal: Proposal) -> LawChange:
    """A proposal as a change that is stored nowhere, to be rehearsed."""
    return LawChange(
        kind=proposal.kind, subject=proposal.subject, body=proposal.body, state=EditionState.DRAFT
    )


def rehearse(
    change: LawChange,
    *,
    received_from: date | None = None,
    received_until: date | None = None,
    exceptions: Iterable[str] = (),
) -> Rehearsal:
    """What the change would do, or has still to do once it is approved. Reads only.

    A case that an approval left out is left out here, too. Raises BadInput where a draft no longer fits the law.
    """
    named = set(exceptions) | set(change.exceptions)
    first = max(filter(None, (received_from, change.received_from)), default=None)
    last = min(filter(None, (received_until, change.received_until)), default=None)
    rows, followers = [], []
    for case, goal, clocks in _reached(change):
        if goal is None:
            rows.append(CaseMoves(case, _item_name(case), (), "other_way"))
            continue
        found = tuple(moves(clocks, goal, *stops_of(clocks))) if clocks else ()
        row = CaseMoves(case, _item_name(case), found)
        kept = _kept(change, row, named, first, last)
        if kept:
            if kept != "worse" and not any(one.moves for one in found) and kept != "named":
                continue
            rows.append(CaseMoves(case, row.item, found, kept))
        elif any(one.moves for one in found):
            rows.append(row)
        else:
            followers.append(case.number)
    rows.sort(key=lambda row: (not row.harms, not row.kept, row.case.number))
    return Rehearsal(change, tuple(rows), tuple(followers), moment.today())


def _kept(change: LawChange, row: CaseMoves, named: set[str], first: date | None, last: date | None) -> str:
    received = row.case.received_on
    if row.case.number in named:
        return "named"
    if (first is not None and received < first) or (last is not None and received > last):
        return "received"
    if change.state == EditionState.APPROVED and not change.to_open_cases:
        return "not_for_open"
    return "worse" if row.harms else ""


def _reached(change: LawChange) -> Iterator[tuple[Case, Target | None, Sequence[Clock]]]:
    """The open cases that a change is for, each with what it would stand under and its limits that run or rest."""
    if change.kind not in (ChangeKind.CALENDAR, ChangeKind.ITEM):
        return
    cases = Case.objects.exclude(state__in=CLOSED_STATES).select_related("office").order_by("id")
    if change.kind == ChangeKind.ITEM:
        cases = cases.filter(item_slug=change.subject)
    elif change.state == EditionState.APPROVED:
        # The worker asks each minute: a notice that everybody follows must cost nothing.
        cases = cases.filter(law_edition__in=_superseded(change))
    goals: dict[tuple[int, int], Target | None] = {}
    batch: list[tuple[Case, Target | None]] = []
    for case in cases.defer("form").iterator(AT_ONCE):
        pinned = (case.law_edition_id, case.item_version_id)
        if pinned not in goals:
            goals[pinned] = target(change, case)
        goal = goals[pinned]
        if goal is not None or _other_way(change, case):
            batch.append((case, goal))
        if len(batch) == AT_ONCE:
            yield from _with_clocks(batch)
            batch = []
    yield from _with_clocks(batch)


def _superseded(change: LawChange) -> list[int]:
    """The editions in whose place the notice has put another one."""
    stale: list[int] = []
    for edition in change.law_editions.defer("body"):
        family = family_of(edition.pk)
        if newest_of(family).pk == edition.pk:
            kin = LawEdition.objects.filter(Q(pk=family) | Q(base=family)).exclude(pk=edition.pk)
            stale += kin.values_list("pk", flat=True)
    return stale


def _other_way(change: LawChange, case: Case) -> bool:
    """Whether a change of the case's own item passes it by because the case was received differently."""
    if change.kind != ChangeKind.ITEM:
        return False
    version = change.item_versions.first() if change.pk else None
    return version is None or version.pk > case.item_version_id


def _with_clocks(
    batch: Sequence[tuple[Case, Target | None]],
) -> Iterator[tuple[Case, Target | None, Sequence[Clock]]]:
    clocks: dict[int, list[Clock]] = {}
    running = Clock.objects.filter(
        case__in=[case.pk for case, _goal in batch], state__in=(ClockState.RUNNING, ClockState.PAUSED)
    )
    for clock in running.order_by("id"):
        clocks.setdefault(clock.case_id, []).append(clock)
    for case, goal in batch:
        yield case, goal, clocks.get(case.pk, ())


def _item_name(case: Case) -> str:
    return str(item_of(case.item_version_id).name)


def _row_data(row: CaseMoves) -> dict[str, Any]:
    return {
        "number": row.case.number,
        "item": row.case.item_slug,
        "office": row.case.office.code,
        "received_on": row.case.received_on,
        "kept": row.kept,
        "why_kept": row.why_kept,
        "worse": row.harms,
        "limits": [
            {
                "purpose": str(one.clock.purpose),
                "limit": one.clock.limit,
                "before": one.days[0],
                "before_provisional": one.before_provisional,
                "after": one.days[1],
                "after_provisional": one.due.provisional,
                "effect": one.effect,
                "effect_text": str(EFFECTS[one.effect]),
                "worse": one.harms,
            }
            for one in row.moves
        ],
    }


def waiting_calendars() -> list[LawChange]:
    """The approved notices under which open cases may still have to come: the newest of each family of the law."""
    approved = LawChange.objects.filter(kind=ChangeKind.CALENDAR, state=EditionState.APPROVED)
    return list(approved.filter(law_editions__isnull=False).distinct().order_by("id"))
