"""The guide: what an item needs, how long it takes, what it rests on and what nobody may ask. For everybody, to print."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from approvals.guide.telling import ended_on, former_names_like, guide_of, items_like
from casework.engine import moment

TYPED_MOST = 40
SOURCE_ICONS = {"person": "user", "sharing": "share"}


@login_not_required
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Every item of the hall; with `q` those of that name, a name from the time before among them."""
    typed, today = request.GET.get("q", "").replace("\0", "")[:TYPED_MOST], moment.today()
    context = {
        "typed": typed,
        "items": items_like(typed, today),
        "former": [(one, ended_on(one, today)) for one in former_names_like(typed)],
    }
    return render(request, "public/guide.html", context)


@login_not_required
@require_safe
def guide_item(request: HttpRequest, slug: str) -> HttpResponse:
    """One item."""
    today = moment.today()
    told = guide_of(slug, today)
    if told is None:
        raise Http404
    context = {
        "told": told,
        "materials": [(one, SOURCE_ICONS[one.source]) for one in told.materials],
        "former": [(one, ended_on(one, today)) for one in told.former],
    }
    return render(request, "public/guide_item.html", context)
