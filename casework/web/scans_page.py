"""The scans of a case, to be compared side by side, and each page as a picture: never without an entry among the looks."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework.models import Case, ErasedPerson, Scan
from casework.queries.case_file import case_file
from casework.scans.delivery import (
    DOCUMENT_TYPE,
    document_name,
    document_of,
    file_name,
    picture_of,
    standing_scan,
    standing_scans,
)

from .case_page import head_context, opened_or_404
from .disclosing import note_reading
from .opening import opening_of, was_opened
from .uploading import picture_answer


@require_safe
def scans_page(request: HttpRequest, number: str) -> HttpResponse:
    """All pages that stand, by material: one entry among those who looked, whatever number of pictures it shows."""
    opened = opened_or_404(request, number)
    file = case_file(opened)
    shown = [scan.pk for material in file.materials for scan in material.scans]
    note_reading(request, "scans", case=opened.case, items=shown)
    context = {
        **head_context(request, opened, file),
        "file": file,
        "opening": opening_of(request, opened.case, "large"),
    }
    return render(request, "case/scans.html", context)


@require_safe
def scan_picture(request: HttpRequest, number: str, scan: int, size: str) -> HttpResponse:
    """A page in a page of ours, which has put the look on record; asked for by itself it is a look of its own."""
    if size not in ("small", "large"):
        raise Http404
    opened = opened_or_404(request, number)
    row, content = _page_or_404(opened.case, scan, "thumbnail" if size == "small" else "content")
    if not was_opened(request, opened.case, size):
        note_reading(request, "scan", case=opened.case, items=[row.pk])
    return picture_answer(content)


@require_safe
def scan_file(request: HttpRequest, number: str, scan: int) -> HttpResponse:
    """A page as a file."""
    opened = opened_or_404(request, number)
    row, content = _page_or_404(opened.case, scan, "content")
    note_reading(request, "scan_file", case=opened.case, items=[row.pk])
    return picture_answer(content, file_name(opened.case, row))


@require_safe
def material_file(request: HttpRequest, number: str, material: str) -> HttpResponse:
    """All pages of a material as one PDF: one entry among those who looked, with each page."""
    opened = opened_or_404(request, number)
    rows = standing_scans(opened.case, material)
    if not rows:
        raise Http404
    try:
        content = document_of(rows)
    except ErasedPerson as error:
        raise Http404 from error
    note_reading(request, "scan_file", case=opened.case, items=[row.pk for row in rows])
    return picture_answer(content, document_name(opened.case, material), DOCUMENT_TYPE)


def _page_or_404(case: Case, scan: int, field: str) -> tuple[Scan, bytes]:
    row = standing_scan(case, scan)
    if row is None:
        raise Http404
    try:
        return row, picture_of(row, field)
    except ErasedPerson as error:
        raise Http404 from error
