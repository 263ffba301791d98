"""Scanned pages in acts: named by the marks of pages chosen before, taken into the case in the act's own transaction."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q, Sum
from django.utils.translation import gettext_lazy as _

from casework.models import Case, Material, Officer, Scan, ScanPicture, StagedPage

from .refusal import BadInput, Faults
from .work import Work

GONE = _("Some of these pages are no longer kept, or were taken in before. Choose the file again.")


def scans_schema() -> dict[str, Any]:
    """The part of an input that names pages chosen before, in the order in which they will stand."""
    return {
        "type": "array",
        "items": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
        "maxItems": settings.UPLOAD_MATERIAL_PAGES,
        "uniqueItems": True,
        "x-label": _("Scans"),
        "x-widget": "scans",
    }


def check_scans(
    given: Mapping[str, Any],
    field: str,
    officer: Officer | None,
    at: datetime,
    faults: Faults,
    case: Case | None = None,
) -> None:
    """Note what is wrong with the scans of each material: pages gone, too many, or others than were counted by hand.

    `case` is the case that has scans already; a new one has none.
    """
    named = {code: _named(entry) for code, entry in given.items()}
    every = [token for tokens in named.values() for token in tokens]
    staged = _staged(officer, every, at)
    sizes = dict(staged.values_list("token", "size")) if every else {}
    held = _held(case) if case is not None else {}
    for code, tokens in named.items():
        pages, _size = held.get(code, (0, 0))
        counted = given[code].get("pages") if isinstance(given[code], Mapping) else None
        total = pages + len(tokens)
        if any(token not in sizes for token in tokens):
            faults.add(f"{field}.{code}.scans", "gone", GONE)
        elif any(every.count(token) > 1 for token in tokens):
            faults.add(f"{field}.{code}.scans", "uniqueItems", _("Each page belongs to one material."))
        elif total > settings.UPLOAD_MATERIAL_PAGES:
            faults.add(
                f"{field}.{code}.scans",
                "maxItems",
                _("A material has at most %(most)s scanned pages.")
                % {"most": settings.UPLOAD_MATERIAL_PAGES},
            )
        elif total and isinstance(counted, int) and counted != total:
            faults.add(
                f"{field}.{code}.pages",
                "scans",
                _("The scan has %(pages)s pages; leave the count to it.") % {"pages": total},
            )
    added = sum(sizes.values())
    if added and added + sum(size for _pages, size in held.values()) > settings.UPLOAD_CASE_BYTES:
        first = next(code for code, tokens in named.items() if tokens)
        faults.add(
            f"{field}.{first}.scans",
            "bytes",
            _("The scans of a case take at most %(most)s MB.")
            % {"most": settings.UPLOAD_CASE_BYTES // 1_000_000},
        )


def attach(work: Work, row: Material, tokens: Sequence[str], field: str) -> int:
    """Take pages into a material and count its pages anew; how many were added.

    Each is sealed under the applicant's key; the entry commits to all of them. Raises BadInput.
    """
    if not tokens:
        return 0
    staged = _staged(work.actor.officer, tokens, work.moment).select_for_update()
    found = {one.token: one for one in staged}
    if set(found) != set(tokens):
        raise BadInput.of(field, "gone", GONE)
    standing = Scan.objects.filter(material=row) if row.pk else Scan.objects.none()
    last = standing.aggregate(last=Max("position"))["last"] or 0
    digests = []
    for position, token in enumerate(tokens, last + 1):
        digests.append(_take(work, row, position, found[token]))
    StagedPage.objects.filter(pk__in=[one.pk for one in found.values()]).delete()
    work.commitments[f"scans/{row.code}"] = work.commit(f"scans/{row.code}", digests)
    row.pages = standing.filter(removed_at__isnull=True).count() + len(tokens)
    work.update(row, "pages")
    return len(tokens)


def attach_given(work: Work, rows: Iterable[Material], given: Mapping[str, Any]) -> int:
    """Take in the pages that an input names for each material; how many. Raises BadInput."""
    return sum(attach(work, row, _named(given.get(row.code)), f"materials.{row.code}.scans") for row in rows)


def scans_of(case: Case) -> list[Scan]:
    """The pages of a case as they stand in their materials, the removed ones among them."""
    rows = list(
        Scan.objects.filter(material__case=case)
        .select_related("material", "removed_by")
        .order_by("material", "position")
    )
    for row in rows:
        row.material.case = case
    return rows


def _take(work: Work, row: Material, position: int, page: StagedPage) -> str:
    content = page.unseal("content")
    digest = work.commit("scan", hashlib.sha256(content).hexdigest())
    scan = Scan(
        material=row,
        position=position,
        width=page.width,
        height=page.height,
        size=page.size,
        digest=digest,
        added_at=work.moment,
    )
    picture = ScanPicture(scan=scan)
    picture.seal_bytes("content", content)
    picture.seal_bytes("thumbnail", page.unseal("thumbnail"))
    work.insert(scan)
    work.insert(picture)
    return digest


def _staged(officer: Officer | None, tokens: Sequence[str], at: datetime) -> Any:
    return StagedPage.objects.filter(officer=officer, token__in=list(tokens), expires_at__gt=at)


def _named(entry: Any) -> list[str]:
    tokens = entry.get("scans") if isinstance(entry, Mapping) else None
    return [token for token in tokens if isinstance(token, str)] if isinstance(tokens, list) else []


def _held(case: Case) -> dict[str, tuple[int, int]]:
    """By material: pages that stand, and bytes of all pages, also of removed ones, which are kept."""
    rows = (
        Scan.objects.filter(material__case=case)
        .values("material__code")
        .annotate(pages=Count("pk", filter=Q(removed_at__isnull=True)), taken=Sum("size"))
        .order_by()
    )
    return {row["material__code"]: (row["pages"], row["taken"]) for row in rows}
