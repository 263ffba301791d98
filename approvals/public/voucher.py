"""What a voucher for free services is, for everybody: what it gives, that nobody has to use it, and how to complain."""

import re
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.engine import moment
from casework.engine.complaints import complained_of, complaint_schema, fresh_key
from casework.engine.lawbook import current_item, current_law
from casework.engine.refusal import ActRefused, BadInput
from casework.models import Office, OfficePower, PowerKind
from casework.papers.voucher import providers
from casework.papers.wording import said
from casework.web import rulers
from casework.web.forms import Form, given_by
from casework.web.refused import STATUS

from .complaining import ITEM, TooMany, asked, fields_of, filed

KEY = re.compile(r"[A-Za-z0-9_-]{32}")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def voucher(request: HttpRequest) -> HttpResponse:
    """The page that the voucher names, with the form of a complaint, and the answer to one by its number and code."""
    if request.method != "POST":
        return _page(request)
    try:
        if "read" in request.POST:
            return _answered(request)
        return _filed(request)
    except TooMany as many:
        words = _("Too much came from here. Try again in %(minutes)s minutes, or complain by telephone.")
        return _page(request, wrong=words % {"minutes": many.seconds // 60}, status=429)
    except ActRefused as refusal:
        words = " ".join(str(one.text) for one in refusal.reasons)
        return _page(request, wrong=words, status=STATUS[refusal.kind])


def _filed(request: HttpRequest) -> HttpResponse:
    given = given_by(complaint_schema(complained_of(ITEM, moment.today())), request.POST)
    typed = request.POST.get("key", "")
    key = typed if KEY.fullmatch(typed) else fresh_key()
    try:
        done = filed(request, key=key, door="web", request_id=request.request_id, given=given)
    except BadInput as bad:
        return _page(request, given, bad.fields, key=key, status=422)
    return render(request, "public/complaint_kept.html", {"row": done.complaint, "slip": done.slip})


def _answered(request: HttpRequest) -> HttpResponse:
    number = request.POST.get("number", "")[:40]
    told = asked(request, number, request.POST.get("code", "")[:60])
    if told is None:
        words = _("Number and code don't belong together. Both were told when the complaint was kept.")
        return _page(request, number=number, unread=words, status=422)
    return render(request, "public/complaint_answer.html", {"told": told})


def _page(
    request: HttpRequest,
    given: Mapping[str, Any] | None = None,
    faults: Mapping[str, Any] | None = None,
    *,
    key: str = "",
    number: str = "",
    wrong: str = "",
    unread: str = "",
    status: int = 200,
) -> HttpResponse:
    """Two cards come with the page, to be printed, filled in by hand and kept by oneself."""
    today, language = moment.today(), rulers.language()
    _edition, book = current_law(today)
    try:
        _version, item = current_item(ITEM, today)
    except ActRefused:
        item = None
    powers = OfficePower.objects.filter(OfficePower.in_force(today), item=ITEM, kind=PowerKind.DECIDE)
    form = Form(complaint_schema(complained_of(ITEM, today)), given or {}, faults)
    context = {
        "item": item,
        "basis": [rulers.cited(book, str(one)) for one in item.basis] if item else [],
        "who": item.who if item else "",
        "note": item.result_note if item else "",
        "voluntary": said("voucher_voluntary")[language],
        "names_nothing": said("voucher_names_nothing")[language],
        "providers": providers(),
        "offices": Office.objects.filter(pk__in=powers.values("office"), active=True).order_by("path"),
        "grades": range(5),
        "form": form,
        "errors": form.errors,
        "key": key or fresh_key(),
        "reading": fields_of(number),
        "wrong": wrong,
        "unread": unread,
    }
    return render(request, "public/voucher.html", context, status=status)
