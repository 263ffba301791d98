"""What a legal office still has to confirm: everything of an edition that is not certain, as one page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from law.bases import Confidence, Source

if TYPE_CHECKING:
    from law.book import LawBook


class Doubtful(Protocol):
    """An entry that says how sure it is, and where it comes from."""

    @property
    def confidence(self) -> Confidence: ...

    @property
    def source(self) -> Source: ...

    @property
    def note(self) -> str | None: ...


def doubts(book: LawBook) -> str:
    """The page in Markdown. It follows from the edition alone; a test holds it against the one in docs."""
    lines = [
        "# What the legal office has to confirm",
        "",
        f"Edition {book.edition}, printed by `python -m law --doubts`; do not edit by hand. Listed is what is of"
        " low or medium confidence, or was not read in a primary text: *search* means seen in a public page,"
        " *knowledge* from memory. An article that nobody has read never stands on a paper.",
    ]
    for title, rows in _sections(book):
        found = sorted(rows)
        lines += ["", f"## {title}", ""]
        lines += [f"- {row}" for row in found] or ["Nothing."]
    return "\n".join(lines) + "\n"


def _sections(book: LawBook) -> Iterator[tuple[str, Iterable[str]]]:
    yield "Articles nobody has read", _unread(book)
    yield (
        "Legal bases",
        _uncertain((f"{key} {one.title_zh} ({one.title_en})", one) for key, one in book.bases.items()),
    )
    yield "Time limits", _uncertain((f"{key} {one.title.en}", one) for key, one in book.limits.items())
    yield (
        "Time limits that rest on analogy or on a decision of ours",
        (
            f"{key} {one.title.en}: {one.ground}. {one.note or ''}".rstrip()
            for key, one in book.limits.items()
            if one.ground in ("analogy", "product")
        ),
    )
    yield (
        "Rules of counting",
        _uncertain((f"{key} {one.rule.en}", one) for key, one in book.conventions.items()),
    )
    yield (
        "Calendars",
        _uncertain((f"{year} {one.notice}", one) for year, one in book.calendar.years.items()),
    )
    yield "Safeguards", _uncertain((f"{key} {one.rule.en}", one) for key, one in book.safeguards.items())
    yield "Remedies", _uncertain((f"{key}: {one.act.en}", one) for key, one in book.remedies.items())
    yield "Papers", _uncertain((f"{key} {one.title_en}", one) for key, one in book.papers.items())
    yield (
        "Grounds of refusal",
        _uncertain((f"{key}: {one.text_en}", one) for key, one in book.grounds.items()),
    )
    yield "Blocked acts", _uncertain((f"{key} {one.what.en}", one) for key, one in book.blocked.items())
    yield "Transition", _uncertain((f"{key} {one.applies.en}", one) for key, one in book.transitions.items())
    yield "Catalogue", _uncertain((f"{one.number:02} {one.title.en}", one) for one in book.catalogue.values())


def _uncertain(entries: Iterable[tuple[str, Doubtful]]) -> Iterator[str]:
    for name, entry in entries:
        if entry.confidence != "high" or entry.source != "text":
            note = f" {entry.note}" if entry.note else ""
            yield f"{name.rstrip('.')}: {entry.confidence}, {entry.source}.{note}"


def _unread(book: LawBook) -> Iterator[str]:
    for basis in book.bases.values():
        unread = [article for article, read in basis.articles.items() if not read]
        for register in basis.earlier:
            unread += [f"{article} (earlier text)" for article, read in register.articles.items() if not read]
        if unread:
            yield f"{basis.id} {basis.title_zh}: {', '.join(unread)}"
        elif not basis.articles and not basis.earlier and basis.source != "text":
            yield f"{basis.id} {basis.title_zh}: cited as a whole, no article known"
