"""What every page shows around its content: the hall, the officer, the navigation, the day."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from casework.engine import moment
from casework.queries import people
from casework.queries.worklist import count_mine

from .at_provider import AT_PROVIDER
from .place import place_in_list


@dataclass(frozen=True)
class Badge:
    """The officer as the bar names them."""

    name: str
    office: str
    acting_for: str


def hall(request: HttpRequest) -> dict[str, Any]:
    """Names, navigation and today. Everything that asks the database waits until a template wants it."""
    english = (get_language() or "").startswith("en")
    context: dict[str, Any] = {
        "hall_name": settings.HALL["name_en" if english else "name_zh"],
        "home_url": reverse("worklist"),
        "today": moment.today(),
        "demo": settings.DEMO,
    }
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        context["officer"] = SimpleLazyObject(lambda: _badge(request))
        context["nav"] = SimpleLazyObject(lambda: _navigation(request))
        if request.session.get(AT_PROVIDER):
            context["home_url"] = reverse("provider")
        else:
            context["search_url"] = reverse("search")
        number = request.resolver_match.kwargs.get("number") if request.resolver_match else None
        if number:
            context["place"] = SimpleLazyObject(lambda: place_in_list(request, number))
    return context


def _badge(request: HttpRequest) -> Badge:
    standing = people.standing_today(request.user)
    stands_in = {one.principal_name for one in standing.capacities if one.principal_id}
    return Badge(
        name=request.user.name,
        office=people.place_of(request.user, standing),
        acting_for="、".join(sorted(stands_in)),
    )


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    standing = people.standing_today(request.user)
    held = {one.duty for one in standing.capacities}
    entries = []
    # An entry is for whoever holds one of its duties, or for all.
    for name, label, duty in settings.NAVIGATION:
        if duty and held.isdisjoint(duty.split()):
            continue
        if not duty and request.session.get(AT_PROVIDER):
            continue
        url = reverse(name)
        entries.append(
            {
                "url": url,
                "label": label,
                "current": request.path == url,
                "count": count_mine(request.user) if name == "worklist" else None,
            }
        )
    return entries
