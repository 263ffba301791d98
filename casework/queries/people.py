"""Questions about officers: where they work, whom a case may go to, who could do an act."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from casework.engine import moment
from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.competence import may
from casework.engine.matter import Matter
from casework.engine.standing import PREFIX, Standing, grants, standing_of
from casework.models import Absence, Delegation, Office, Officer, Post

MOST_ASKED = 60


@dataclass(frozen=True)
class Able:
    """Somebody who could do an act, and in what capacity."""

    officer: Officer
    acting_for: str = ""


def standing_today(officer: Officer) -> Standing:
    """An officer's duties today, asked once for each request's officer object. Never used to let an act through."""
    kept: Standing | None = getattr(officer, "_standing_today", None)
    if kept is None or kept.day != moment.today():
        kept = standing_of(officer, moment.today())
        officer._standing_today = kept
    return kept


def place_of(officer: Officer, standing: Standing) -> str:
    """Where an officer works: the post of today, else the office of their duties."""
    day = moment.today()
    post = (
        Post.objects.filter(officer=officer, valid_from__lte=day)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
        .select_related("office")
        .order_by("-valid_from")
        .first()
    )
    if post is not None:
        return f"{post.office.name} · {post.title}"
    paths = [one.office_path for one in standing.capacities if one.principal_id is None]
    office = Office.objects.filter(path=paths[0]).first() if paths else None
    return office.name if office else ""


def active_officers(near: Office | None = None) -> list[tuple[str, str]]:
    """(username, name) of everybody who may be named in a form, those who work at or below an office's line first."""
    officers = Officer.objects.filter(is_active=True).order_by("username")
    own = set()
    if near is not None:
        pairs = grants(Q(user__is_active=True), Q(group__user__is_active=True))
        own = {who for who, _duty, path in pairs if near.path.startswith(path) or path.startswith(near.path)}
    ordered = sorted(officers, key=lambda one: (one.pk not in own, one.username))
    return [(one.username, f"{one.name} ({one.username})") for one in ordered]


def who_could(act: Act, matter: Matter) -> Sequence[Able]:
    """The officers who may do an act on this case now; asked of everybody who might hold its duty."""
    step = matter.step_for(act.name)
    duties = {str(step.flow_task.duty)} if step else {str(duty) for duty in act.duties}
    if not duties:
        duties = {str(one.duty) for one in matter.procedure.steps() if act.name in one.acts}
    day = matter.day
    found = []
    for officer in holders_of(duties, matter.office_of(step), day):
        verdict = may(act, Actor(officer=officer, door="web"), standing_of(officer, day, matter.case), matter)
        # Whoever only has to take the step over first is told so on the case itself.
        if verdict.allowed:
            capacity = verdict.capacity
            found.append(Able(officer, capacity.principal_name if capacity and capacity.principal_id else ""))
    return found


def holders_of(duties: Collection[str], office: Office, day: date) -> list[Officer]:
    """Whoever might hold one of some duties at an office on a day: by grant, by delegation, or as a stand-in."""
    pairs = grants(Q(user__is_active=True), Q(group__user__is_active=True))
    holders = {
        who
        for who, codename, place in pairs
        if codename.removeprefix(PREFIX) in duties and office.path.startswith(place)
    }
    lent = Delegation.objects.filter(principal__in=holders, valid_from__lte=day, valid_until__gte=day)
    stand_ins = Absence.objects.filter(officer__in=holders, first_day__lte=day, last_day__gte=day)
    asked = holders | set(lent.values_list("delegate", flat=True))
    asked |= set(stand_ins.exclude(stand_in=None).values_list("stand_in", flat=True))
    return list(Officer.objects.filter(pk__in=asked, is_active=True).order_by("username")[:MOST_ASKED])
