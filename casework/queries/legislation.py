"""Questions about the law itself: what is in force, what waits for approval, what nobody has confirmed, who may change it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from casework.engine import moment
from casework.engine.lawbook import book_with, current_item, current_items, current_law
from casework.engine.legislating import APPROVES, DRAFTS, root_office
from casework.engine.notices import NoticeProposed, spans
from casework.engine.proposals import ItemProposed, stored
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.models import (
    ChangeKind,
    Clock,
    ClockPurpose,
    ClockState,
    Duty,
    EditionState,
    LawChange,
    LawEdition,
    Officer,
)
from law.bases import LegalBasis
from law.book import LawBook
from law.calendar import CalendarYear
from law.limits import TimeLimit

from .people import standing_today

YEARS_SHOWN = 4
PARTS = {
    "edition": _("Edition"),
    "valid_from": _("In force for applications from"),
    "name.zh": _("Name, Chinese"),
    "name.en": _("Name, English"),
    "who.zh": _("Who may apply, Chinese"),
    "who.en": _("Who may apply, English"),
    "result_note.zh": _("Note on the result, Chinese"),
    "result_note.en": _("Note on the result, English"),
}


@dataclass(frozen=True)
class YearShown:
    """A year of the calendar with its notice; None where none is loaded."""

    year: int
    days: CalendarYear | None
    loaded_here: bool = False


def editions() -> QuerySet[LawEdition]:
    """Every edition that is stored, the one for new cases first; how many open cases stand under each isn't asked."""
    return LawEdition.objects.select_related("base", "change").defer("body").order_by("-valid_from", "-id")


def years(book: LawBook) -> list[YearShown]:
    """The last years and the next one, whether its notice is there or not."""
    known = book.calendar.years
    here = set(
        LawChange.objects.filter(kind=ChangeKind.CALENDAR, state=EditionState.APPROVED).values_list(
            "subject", flat=True
        )
    )
    last = max(max(known) + 1, moment.today().year + 1)
    return [
        YearShown(year, known.get(year), str(year) in here)
        for year in range(last, last - YEARS_SHOWN - 1, -1)
    ]


def provisional_limits() -> int:
    """How many limits that run wait for a notice."""
    return Clock.objects.filter(state=ClockState.RUNNING, provisional=True).count()


def changes() -> QuerySet[LawChange]:
    """Every change, those that wait for approval first."""
    rows = LawChange.objects.select_related("drafted_by", "decided_by").defer("body")
    return rows.order_by(F("decided_at").desc(nulls_first=True), "-id")


def reads_changes(officer: Officer) -> bool:
    """Whether an officer may see drafts and what they would do to cases: who drafts, who approves, who audits."""
    standing, root = standing_today(officer), root_office()
    return any(standing.capacity_for(duty, root, "") is not None for duty in (DRAFTS, APPROVES, Duty.AUDIT))


def why_not_draft(officer: Officer) -> Reason | None:
    """Why an officer may not draft; None if they may. The act asks again."""
    return _without(officer, DRAFTS)


def why_not_approve(officer: Officer, change: LawChange) -> Reason | None:
    """Why an officer may not approve this very draft; None if they may. The act asks again."""
    lacking = _without(officer, APPROVES)
    if lacking is not None:
        return lacking
    if officer.pk in (change.drafted_by_id, change.drafted_for_id):
        return Reason("EX-12", _("Nobody approves what they drafted themself."), Kind.MAY_NOT)
    return None


def why_not_withdraw(officer: Officer, change: LawChange) -> Reason | None:
    """Why an officer may not withdraw this very draft; None if they may. The act asks again."""
    approves = _without(officer, APPROVES)
    if approves is None or change.drafted_by_id is None:
        return approves
    return _without(officer, DRAFTS)


def _without(officer: Officer, duty: Duty) -> Reason | None:
    root = root_office()
    if standing_today(officer).capacity_for(duty, root, "") is not None:
        return None
    return Reason(
        "GATE-02",
        _("This needs the duty to %(duty)s at %(office)s.") % {"duty": duty.label, "office": root.name},
        Kind.MAY_NOT,
    )


@dataclass(frozen=True)
class Difference:
    """One thing that a change says, and what is in force now."""

    what: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        """Whether it says anything else."""
        return self.before != self.after


def title_of(change: LawChange) -> str:
    """A change by its kind and what it is about: the year, the item's name, the shipped edition."""
    kind, subject = str(ChangeKind(change.kind).label), change.subject
    if change.kind in (ChangeKind.ITEM, ChangeKind.SHIPPED_ITEM):
        try:
            subject = str(current_item(change.subject, moment.today())[1].name)
        except ActRefused:
            subject = change.subject
    return f"{kind[:1].upper()}{kind[1:]} {subject}"


def differences(change: LawChange) -> list[Difference]:
    """What a change says otherwise than what is in force, or was when it was approved."""
    if change.kind not in (ChangeKind.CALENDAR, ChangeKind.ITEM):
        return []
    proposal = stored(change.kind, change.body)
    return list(_of_year(proposal) if isinstance(proposal, NoticeProposed) else _of_item(proposal))


def _of_year(proposal: NoticeProposed) -> Iterator[Difference]:
    _edition, book = current_law(moment.today())
    before, after = book.calendar.years.get(proposal.year), proposal.days
    said = _days_said(before) if before else {}
    for what, text in _days_said(after).items():
        yield Difference(what, said.get(what, ""), text)


def _days_said(year: CalendarYear) -> dict[str, str]:
    def day(one: date) -> str:
        return f"{one:%m-%d}" if one.year == year.year else one.isoformat()

    rest = [
        day(first) if first == last else f"{day(first)} – {day(last)}" for first, last in spans(year.rest)
    ]
    later = [f"{one.notice} {one.issued_on or ''}".strip() for one in year.amended_by]
    said = {
        str(_("Notice")): f"{year.notice} {year.issued_on or ''}".strip(),
        str(_("Days of rest")): "、".join(rest),
        str(_("Weekend days worked instead")): "、".join(day(one) for one in sorted(year.makeup)) or "–",
    }
    return {**said, str(_("Later notices that changed the year")): "；".join(later)} if later else said


def _of_item(proposal: ItemProposed) -> Iterator[Difference]:
    item = proposal.item
    try:
        _version, present = current_item(item.slug, moment.today())
        before: Any = present.data
    except ActRefused:
        before = {}
    for name in item.data:
        old, new = before.get(name), item.data[name]
        if old != new:
            yield from _unequal(name, old, new)


def _unequal(name: str, old: Any, new: Any) -> Iterator[Difference]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted({*old, *new}):
            if old.get(key) != new.get(key):
                yield from _unequal(f"{name}.{key}", old.get(key), new.get(key))
    else:
        yield Difference(_named(name), "" if old is None else str(old), "–" if new is None else str(new))


def _named(path: str) -> str:
    """A part of an item by the label it has on the form; by its path where no form asks for it."""
    part, _dot, rest = path.partition(".")
    if part == "promised" and rest in ClockPurpose.values:
        return _("Promised limits") + f" · {ClockPurpose(rest).label}"
    return str(PARTS.get(path, path))


# --- What is in force ---------------------------------------------------------------------------------------


def bases(book: LawBook, day: date) -> list[tuple[LegalBasis, bool]]:
    """Every basis and whether something of the day may rest on it; those in force first."""
    found = [(one, one.in_force_on(day)) for one in book.bases.values()]
    return sorted(found, key=lambda entry: (not entry[1], entry[0].id))


def limits(book: LawBook) -> list[TimeLimit]:
    """Every limit, by its id."""
    return sorted(book.limits.values(), key=lambda one: one.id)


def items_in_use() -> list[Any]:
    """(version, item) of the items that are open today."""
    return current_items(moment.today())


def unconfirmed(book: LawBook, language: str) -> list[tuple[Any, Sequence[tuple[str, Any]]]]:
    """What a legal office still has to confirm, by part: (title, [(name, entry)]); as `python -m law --doubts` has it."""

    def uncertain(entries: Any) -> list[tuple[str, Any]]:
        return [(name, one) for name, one in entries if one.confidence != "high" or one.source != "text"]

    def title(one: Any) -> str:
        return str(getattr(one.title, language))

    return [
        (
            _("Legal bases"),
            uncertain((f"{key} {_title(one, language)}", one) for key, one in book.bases.items()),
        ),
        (_("Time limits"), uncertain((f"{key} {title(one)}", one) for key, one in book.limits.items())),
        (
            _("Time limits that rest on analogy or on a decision of ours"),
            [
                (f"{k} {title(one)}", one)
                for k, one in book.limits.items()
                if one.ground in ("analogy", "product")
            ],
        ),
        (
            _("Rules of counting"),
            uncertain((f"{key} {getattr(one.rule, language)}", one) for key, one in book.conventions.items()),
        ),
        (_("Calendars"), uncertain((f"{key} {one.notice}", one) for key, one in book.calendar.years.items())),
        (
            _("Remedies"),
            uncertain((f"{key} {getattr(one.act, language)}", one) for key, one in book.remedies.items()),
        ),
        (_("Papers"), uncertain((f"{key} {_title(one, language)}", one) for key, one in book.papers.items())),
        (
            _("Grounds of refusal"),
            uncertain((str(getattr(one, f"text_{language}")), one) for one in book.grounds.values()),
        ),
    ]


def unread_articles(book: LawBook) -> list[tuple[LegalBasis, list[str]]]:
    """Articles that nobody has read in a primary text; none of them ever stands on a paper."""
    found = [
        (one, [article for article, read in one.articles.items() if not read]) for one in book.bases.values()
    ]
    return [(basis, articles) for basis, articles in found if articles]


def _title(one: Any, language: str) -> str:
    return str(getattr(one, f"title_{language}"))


def law_today() -> tuple[LawEdition, LawBook]:
    """The law for cases received today. Raises LookupError if none is stored."""
    edition, _book = current_law(moment.today())
    return edition, book_with(edition)
