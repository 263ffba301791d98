"""Record that an officer is away, and who stands in (缺勤、代办)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from casework.engine.actor import Actor
from casework.engine.organisation import locked_officer, organise, places_of, refuse_lending
from casework.engine.refusal import Faults
from casework.models import Absence, Duty


def record_absence(
    *, by: Actor, first_day: date, last_day: date, stand_in: str = "", officer: str = ""
) -> Absence:
    """Note an absence of one's own, or as a supervisor of where the officer works; both days count.

    The stand-in may do on those days what the absent officer holds by grant, in their own name. Cases don't change
    hands. Raises ActRefused (GATE-02, EX-12 with an administrator on either side of a stand-in), BadInput.
    """
    with organise("absence_recorded", by) as change:
        away = locked_officer(officer, "officer") if officer else change.officer
        if away != change.officer:
            change.insist_on(Duty.SUPERVISE, *places_of(away, change.today))
        instead = locked_officer(stand_in, "stand_in") if stand_in else None
        faults = Faults()
        if last_day < first_day:
            faults.add("last_day", "order", _("The last day can't lie before the first."))
        if last_day < change.today:
            faults.add("last_day", "past", _("This can't lie in the past."))
        if instead == away:
            faults.add("stand_in", "other", _("Nobody stands in for themself."))
        if Absence.objects.filter(officer=away, first_day__lte=last_day, last_day__gte=first_day).exists():
            faults.add("first_day", "overlap", _("The officer is on record as away on some of these days."))
        faults.raise_if_any()
        if instead is not None:
            refuse_lending(away, instead)
        row = Absence(officer=away, stand_in=instead, first_day=first_day, last_day=last_day)
        change.save(row)
        change.tell(
            None,
            absence=row.pk,
            officer=away.pk,
            officer_name=away.name_zh,
            stand_in=instead.pk if instead else None,
            stand_in_name=instead.name_zh if instead else "",
            first_day=first_day,
            last_day=last_day,
        )
        return row
