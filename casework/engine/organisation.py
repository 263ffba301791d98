"""Acts on the organisation itself: duties, delegations, absences, accounts. They touch no case.

Each is one transaction with one gate and one entry in the ledger; its rows keep a history that names who, when and
which act.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from simple_history.utils import get_history_manager_for_model

from audit.ledger.attempts import record_attempt
from audit.ledger.canonical import Json
from audit.ledger.entry import Entry, tell
from casework.models import EXCLUSIVE_DUTIES, Duty, GroupGrant, Office, Officer, OfficerGrant
from law.clock import shanghai_day

from .actor import Actor
from .lock import bounded, database_moment
from .refusal import ActRefused, BadInput, Kind, Reason
from .standing import PREFIX, Capacity, Standing, grants, standing_of
from .writer import history_digest

# Whom a duty is granted to: one officer, or everybody in a group.
Holder = Officer | Group


class Change:
    """What one act on the organisation has at hand."""

    def __init__(self, kind: str, by: Actor, officer: Officer, moment: datetime) -> None:
        self.kind = kind
        self.by = by
        self.officer = officer
        self.moment = moment
        self.today: date = shanghai_day(moment)
        self.standing: Standing = standing_of(officer, self.today)
        self.capacity: Capacity | None = None
        self.history: list[dict[str, Json]] = []
        self.told = False

    def insist_on(self, duty: Duty, *offices: Office) -> None:
        """Raises ActRefused (GATE-02) unless the officer holds the duty at every one of the offices, or above."""
        for office in offices:
            self.capacity = self.standing.capacity_for(duty, office, "")
            if self.capacity is None:
                raise ActRefused(
                    Reason("GATE-02", _("You don't hold the duty for this at this office."), Kind.MAY_NOT)
                )

    def insist_on_other(self, holder: Holder) -> None:
        """Raises ActRefused (ORG-01) if an officer would give something to themself, or to a group they belong to."""
        mine = (
            holder == self.officer
            if isinstance(holder, Officer)
            else self.officer.groups.filter(pk=holder.pk).exists()
        )
        if mine:
            raise ActRefused(
                Reason(
                    "ORG-01",
                    _("Nobody charges themself with anything."),
                    Kind.MAY_NOT,
                    ways_out=(_("Another administrator has to do it."),),
                )
            )

    def save(self, row: models.Model) -> None:
        """Store a new or changed row, with who, when and why in its history."""
        self._stamp(row)
        row.save()
        self._note(type(row), row.pk)

    def remove(self, row: models.Model) -> None:
        """Take a row away; its history stays."""
        key = row.pk
        self._stamp(row)
        row.delete()
        self._note(type(row), key)

    def tell(self, office: Office | None, **facts: Json) -> None:
        """The entry in the ledger; once, at the end."""
        capacity = self.capacity
        self.told = True
        tell(
            Entry(
                kind=self.kind,
                happened_on=self.today,
                recorded_at=self.moment,
                actor_kind=self.by.kind,
                actor_id=self.officer.pk,
                actor_name=self.by.name,
                on_behalf_of_id=capacity.principal_id if capacity else None,
                on_behalf_of_name=capacity.principal_name if capacity else "",
                office_code=office.code if office else "",
                channel=self.by.door,
                request_id=self.by.request_id,
                facts=facts,
                history=tuple(self.history),
            )
        )

    def _stamp(self, row: models.Model) -> None:
        stamp: Any = row
        stamp._history_user = self.officer
        stamp._history_date = self.moment
        stamp._change_reason = self.kind

    def _note(self, model: type[models.Model], key: Any) -> None:
        rows = get_history_manager_for_model(model)
        row = rows.filter(**{model._meta.pk.attname: key}).order_by("-history_id").first()
        self.history.append(
            {"model": model._meta.label_lower, "id": int(row.history_id), "sha256": history_digest(row)}
        )


@contextmanager
def organise(kind: str, by: Actor) -> Iterator[Change]:
    """One transaction for one act on the organisation; a refusal leaves nothing but the attempt on record.

    Raises ActRefused (EX-11 without an officer, GATE-01 if the account is no longer active).
    """
    try:
        with bounded():
            if by.officer is None:
                raise ActRefused(Reason("EX-11", _("Only a named officer can do this."), Kind.MAY_NOT))
            change = Change(kind, by, by.officer, database_moment())
            if not change.standing.active:
                raise ActRefused(Reason("GATE-01", _("The account is no longer active."), Kind.MAY_NOT))
            yield change
            if not change.told:
                raise RuntimeError(f"{kind} told the ledger nothing")
    except ActRefused as refusal:
        record_attempt(
            case_id=None,
            case_number="",
            act=kind,
            code=refusal.code,
            actor_id=by.officer.pk if by.officer else None,
            actor_name=by.name,
            actor_kind=by.kind,
            channel=by.door,
            request_id=by.request_id,
            moment=database_moment(),
        )
        raise


def locked_officer(username: str, field: str, *, active: bool = True) -> Officer:
    """The officer of that username, locked until the act ends. Raises BadInput."""
    officers = Officer.objects.select_for_update(no_key=True).filter(username__iexact=username)
    officer = officers.filter(is_active=True).first() if active else officers.first()
    if officer is None:
        raise BadInput.of(field, "unknown", _("There is no active officer of that name."))
    return officer


def locked_group(name: str, field: str) -> Group:
    """The group of that name, with everybody in it locked until the act ends. Raises BadInput."""
    group = Group.objects.filter(name=name).first()
    if group is None:
        raise BadInput.of(field, "unknown", _("There is no such group."))
    list(Officer.objects.select_for_update(no_key=True).filter(groups=group).order_by("pk"))
    return group


def office_coded(code: str, field: str = "office") -> Office:
    """The active office of that code. Raises BadInput."""
    office = Office.objects.filter(code=code, active=True).first()
    if office is None:
        raise BadInput.of(field, "unknown", _("There is no such office."))
    return office


def duty_named(value: str, field: str = "duty") -> Duty:
    """The duty of that name. Raises BadInput."""
    try:
        return Duty(value)
    except ValueError:
        raise BadInput.of(field, "unknown", _("There is no such duty.")) from None


def own_duties(*holders: Officer) -> list[tuple[str, str]]:
    """(duty, path) that officers hold by grant, directly or through a group; nothing that is borrowed."""
    keys = [one.pk for one in holders]
    rows = grants(Q(user__in=keys), Q(group__user__in=keys))
    return [(codename.removeprefix(PREFIX), path) for _who, codename, path in rows]


def places_of(officer: Officer, day: date) -> list[Office]:
    """Where an officer works on a day: the offices of their posts and grants, else the roots of the organisation."""
    held = {path for _duty, path in own_duties(officer)}
    posts = Q(posts__officer=officer, posts__valid_from__lte=day) & (
        Q(posts__valid_until__isnull=True) | Q(posts__valid_until__gte=day)
    )
    found = list(Office.objects.filter(posts | Q(path__in=held)).distinct())
    return found or list(Office.objects.filter(parent__isnull=True))


def grant_row(holder: Holder, duty: Duty, office: Office) -> OfficerGrant | GroupGrant:
    """The row by which guardian holds a duty; not stored."""
    permission = Permission.objects.get(
        codename=duty.codename, content_type=ContentType.objects.get_for_model(Office)
    )
    if isinstance(holder, Officer):
        return OfficerGrant(user=holder, permission=permission, content_object=office)
    return GroupGrant(group=holder, permission=permission, content_object=office)


def granted(holder: Holder, duty: Duty, office: Office) -> OfficerGrant | GroupGrant | None:
    """The row by which a duty is held on this very office, if it is."""
    where = {"permission__codename": duty.codename, "content_object": office}
    if isinstance(holder, Officer):
        return OfficerGrant.objects.filter(user=holder, **where).first()
    return GroupGrant.objects.filter(group=holder, **where).first()


def refuse_mixture(holder: Holder, duty: Duty, day: date) -> None:
    """Raises ActRefused (EX-12) where an administrator's keys, or a provider's duty, would come beside any other duty."""
    officers = [holder] if isinstance(holder, Officer) else list(Officer.objects.filter(groups=holder))
    held = {duty for duty, _path in own_duties(*officers)} if officers else set()
    for officer in officers:
        held |= {one.duty for one in standing_of(officer, day).capacities}
    if isinstance(holder, Group):
        codenames = GroupGrant.objects.filter(group=holder).values_list("permission__codename", flat=True)
        held |= {codename.removeprefix(PREFIX) for codename in codenames}
    for alone in EXCLUSIVE_DUTIES:
        if (duty == alone and held - {alone}) or (duty != alone and alone in held):
            raise mixture() if alone == Duty.ADMINISTER else provider_mixture()


def mixture() -> ActRefused:
    """The refusal where an administrator would come to a part in cases."""
    return ActRefused(
        Reason(
            "EX-12",
            _("An administrator has no part in any case, so nobody holds these keys beside another duty."),
            Kind.MAY_NOT,
        )
    )


def provider_mixture() -> ActRefused:
    """The refusal where somebody would work for a provider and for an office that pays or sees cases."""
    return ActRefused(
        Reason(
            "EX-12",
            _("Whoever works for a provider has no part in what the hall does, so nobody holds both."),
            Kind.MAY_NOT,
        )
    )


def refuse_lending(*officers: Officer) -> None:
    """Raises ActRefused (EX-12) if one of these can't lend or borrow duties: an administrator, or who works for a provider."""
    held = {duty for duty, _path in own_duties(*officers)}
    if Duty.ADMINISTER in held:
        raise mixture()
    if Duty.PROVIDE in held:
        raise provider_mixture()


def in_both(name: str, label: Any) -> dict[str, Json]:
    """A label as facts for the two sentences of an event: `name_zh` and `name_en`."""
    found: dict[str, Json] = {}
    for suffix, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            found[f"{name}_{suffix}"] = str(label)
    return found


def name_of(holder: Holder) -> str:
    """Whom a grant names, for the ledger."""
    return holder.name_zh if isinstance(holder, Officer) else holder.name
