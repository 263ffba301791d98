"""Scans in forms: files that came with a form are looked into and kept for it, and a form shows what it keeps.

A file may come before the form is sent (the browser sends it at once, and shows its pages) or with it; both ways lead to
the same marks of pages in the form, and a form that comes back with a fault still names every page.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework.engine import moment
from casework.engine.actor import Actor
from casework.engine.refusal import Fault, Kind
from casework.models import Officer, StagedPage
from casework.queries.acts_now import TAKING_SCANS, taking_scans
from casework.scans.delivery import CONTENT_TYPE, HEADERS
from casework.scans.examine import fault_of
from casework.scans.staging import stage
from casework.scans.verdict import Unfit

from .case_page import opened_to_act_or_404
from .forms import Form, walk
from .submission import key_of

NAME_SHOWN = 60
MEGABYTE = 1_000_000


def take_files(
    request: HttpRequest, schema: Mapping[str, Any], given: dict[str, Any]
) -> dict[str, list[Fault]]:
    """Keep the pages of the files that came with a form, and name them in its input; what is wrong, by field."""
    faults: dict[str, list[Fault]] = {}
    for field in _scan_fields(schema, ""):
        tokens = []
        for file in request.FILES.getlist(f"{field}-files"):
            try:
                tokens += [page.token for page in _stage(request, file, field)]
            except Unfit as unfit:
                faults.setdefault(field, []).append(_named_fault(unfit, file.told_name))
        if tokens:
            _put(given, field.split("."), tokens)
    return faults


def show_pages(form: Form, officer: Officer, url: str, held: Mapping[str, int] | None = None) -> None:
    """Give each field for scans its pages; a count beside it follows from them. `held` are the pages in the case."""
    fields = {one["name"]: one for one in walk(form.fields)}
    ours = {name: one for name, one in fields.items() if one["type"] == "scans"}
    tokens = [token for one in ours.values() for token in one["value"]]
    kept = _kept(officer, tokens)
    for name, one in ours.items():
        pages = [kept[token] for token in one["value"] if token in kept]
        group = name.rpartition(".")[0]
        before = (held or {}).get(group.rpartition(".")[2], 0)
        one |= {
            "pages": pages,
            "gone": len(one["value"]) - len(pages),
            "before": before,
            "url": url,
            "most": settings.UPLOAD_FILE_BYTES,
            "help": limits_in_words(),
        }
        count = fields.get(f"{group}.pages")
        if count is not None and (pages or before):
            count |= {"readonly": True, "value": len(pages) + before}


def limits_in_words() -> str:
    """What may be sent, said beforehand."""
    return _(
        "JPEG, PNG or PDF; a file has at most %(bytes)s MB, a material %(pages)s pages. "
        "Names, places and notes inside a file are not kept."
    ) % {
        "bytes": settings.UPLOAD_FILE_BYTES // MEGABYTE,
        "pages": settings.UPLOAD_MATERIAL_PAGES,
    }


def keep_file(request: HttpRequest) -> HttpResponse:
    """Keep the one file of a request; its pages as rows of the form's list, or in words why it isn't taken (422)."""
    field = request.POST.get("field", "")
    files = request.FILES.getlist("file")
    if not _is_path(field) or len(files) != 1:
        raise Http404
    try:
        pages = _stage(request, files[0], field)
    except Unfit as unfit:
        fault = _named_fault(unfit, files[0].told_name)
        return render(request, "fields/scan_fault.html", {"fault": fault}, status=422)
    return render(request, "fields/scan_rows.html", {"field": {"name": field, "pages": pages}})


@require_POST
def upload(request: HttpRequest, number: str) -> HttpResponse:
    """Keep a file for an act on this case; asked of whoever may do such an act now."""
    opened = opened_to_act_or_404(request, number, TAKING_SCANS[0])
    if opened.only_repeats:
        raise Http404
    verdict = taking_scans(opened, Actor(request.user, "web", request.request_id))
    if not verdict.allowed:
        reason = verdict.reasons[0]
        status = 403 if reason.kind is Kind.MAY_NOT else 409
        return render(request, "fields/scan_fault.html", {"fault": reason}, status=status)
    return keep_file(request)


@require_safe
def staged_picture(request: HttpRequest, token: str, size: str) -> HttpResponse:
    """A page that the officer has chosen themself, and nobody else's."""
    row = StagedPage.objects.filter(officer=request.user, token=token, expires_at__gt=moment.now()).first()
    if row is None or size not in ("small", "large"):
        raise Http404
    return picture_answer(row.unseal("thumbnail" if size == "small" else "content"))


def picture_answer(content: bytes, file_name: str = "", content_type: str = CONTENT_TYPE) -> HttpResponse:
    """What we made of a scan: shown in a page, or under a name as a file. It may do nothing but be looked at."""
    shown = f'attachment; filename="{file_name}"' if file_name else "inline"
    return HttpResponse(content, content_type=content_type, headers={**HEADERS, "Content-Disposition": shown})


def _stage(request: HttpRequest, file: Any, field: str) -> list[StagedPage]:
    return stage(request.user, file.read(), file.told_name, f"{key_of(request)}/{field}")


def _named_fault(unfit: Unfit, name: str) -> Fault:
    """The fault with the name of the file, as far as a name can be shown."""
    shown = "".join(char if char.isprintable() else "�" for char in name)
    shown = shown if len(shown) <= NAME_SHOWN else f"{shown[:NAME_SHOWN]}…"
    fault = fault_of(unfit)
    return Fault("file", _("%(file)s: %(text)s") % {"file": shown, "text": fault.text})


def _kept(officer: Officer, tokens: Iterable[str]) -> dict[str, StagedPage]:
    wanted = set(tokens)
    if not wanted:
        return {}
    rows = StagedPage.objects.filter(officer=officer, token__in=wanted, expires_at__gt=moment.now())
    return {row.token: row for row in rows.defer("content", "thumbnail")}


def _scan_fields(schema: Mapping[str, Any], path: str) -> Iterator[str]:
    for name, part in schema.get("properties", {}).items():
        at = f"{path}.{name}".lstrip(".")
        if part.get("x-widget") == "scans":
            yield at
        elif part.get("type") == "object":
            yield from _scan_fields(part, at)


def _put(given: dict[str, Any], path: list[str], tokens: list[str]) -> None:
    *parts, leaf = path
    for part in parts:
        given = given.setdefault(part, {})
    given[leaf] = list(dict.fromkeys([*given.get(leaf, []), *tokens]))


def _is_path(field: str) -> bool:
    return len(field) <= 80 and all(part.isidentifier() and part.isascii() for part in field.split("."))
