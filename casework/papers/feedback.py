"""The blank of the feedback card (D22): printed, filled in by hand, put into a box; nothing of it leads to anybody."""

from datetime import date

from django.utils import translation

from casework.models import Grade, Office, OfficeKind
from law.book import LawBook

from .render import page_address, render_elements
from .sheet import Language, Meta
from .wording import both, said


def render_feedback(book: LawBook, today: date, language: Language = "zh") -> bytes:
    """The five grades (GB/T 39735-2020), room for own words, and that no name is needed; as PDF. Raises NoTemplate."""
    hall = Office.objects.filter(kind=OfficeKind.HALL, active=True).order_by("path").first()
    hall = hall or Office.objects.filter(parent=None, active=True).order_by("path").first()
    office = both(hall.name_zh, hall.name_en) if hall else both("", "")
    elements = {
        "five_grade_rating": [both(*_in_both(grade)) for grade in Grade],
        "free_text": said("feedback_words"),
        "anonymous_option": said("feedback_anonymous"),
    }
    # It has no number, and isn't a preview of anything either.
    meta = Meta(office=office, issued_on=today.replace(day=1), number=" ", page=page_address("rate"))
    return render_elements("D22", elements, meta, book, language)


def _in_both(grade: Grade) -> tuple[str, str]:
    with translation.override("zh-hans"):
        chinese = str(grade.label)
    with translation.override("en"):
        return chinese, str(grade.label)
