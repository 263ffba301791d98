"""Articles as they are printed, in the language at hand."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import get_language

from casework.engine import moment
from casework.engine.lawbook import current_law
from law.bases import Citation, cited_text
from law.book import LawBook


def language() -> Any:
    """The law's own name of the language at hand: zh or en."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def cited(articles: Iterable[str | Citation], book: LawBook | None = None) -> list[dict[str, str]]:
    """Articles with their printed form. One that the law doesn't hold keeps its short form alone."""
    given = [Citation.parse(one) if isinstance(one, str) else one for one in articles]
    if given and book is None:
        book = _todays_law(moment.today())
    return [
        {
            "article": str(one),
            "text": cited_text(book, one, language()) if book and one.basis in book.bases else str(one),
        }
        for one in given
    ]


def _todays_law(today: date) -> LawBook | None:
    try:
        return current_law(today)[1]
    except LookupError:
        return None
