"""The scans of a case, to be compared side by side; and each page as a picture, never without an entry among those
who looked."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework.models import Case, ErasedPerson, Scan, ScanPicture
from casework.queries.case_file import case_file

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
    opened = opened_or_404(request, number)
    row = _standing(opened.case, scan)
    if size not in ("small", "large"):
        raise Http404
    content = _content(row, "thumbnail" if size == "small" else "content")
    if not was_opened(request, opened.case, size):
        note_reading(request, "scan", case=opened.case, items=[row.pk])
    return picture_answer(content)


@require_safe
def scan_file(request: HttpRequest, number: str, scan: int) -> HttpResponse:
    """A page as a file."""
    opened = opened_or_404(request, number)
    row = _standing(opened.case, scan)
    content = _content(row, "content")
    note_reading(request, "scan_file", case=opened.case, items=[row.pk])
    return picture_answer(content, f"{number}-{row.material.code}-{row.position}.jpg")


def _standing(case: Case, scan: int) -> Scan:
    """A page of this very case that wasn't taken out. Raises Http404."""
    row = Scan.objects.select_related("material").filter(material__case=case, pk=scan).first()
    if row is None or row.removed_at is not None:
        raise Http404
    row.material.case = case
    return row


def _content(row: Scan, field: str) -> bytes:
    picture: Any = ScanPicture.objects.get(scan=row)
    picture.scan = row
    try:
        found: bytes = picture.unseal_bytes(field)
    except ErasedPerson as error:
        raise Http404 from error
    return found
