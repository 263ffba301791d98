"""Draw a sample (抽查) of the closed registrations of a period."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from casework.engine import schema
from casework.engine.actor import Actor
from casework.engine.organisation import organise
from casework.engine.refusal import ActRefused, BadInput, Kind, Reason
from casework.engine.sampling import closed_registrations, digest_of_register, draw, insist_on_looking
from casework.models import Case, Office, Sample, SampledCase

DRAWN = "sample_drawn"
SEED_BYTES = 16
SCHEMA = {
    "type": "object",
    "properties": {
        "first_day": {"type": "string", "format": "date", "x-day": "past", "x-label": _("Closed from")},
        "last_day": {
            "type": "string",
            "format": "date",
            "x-day": "past",
            "x-label": _("Closed until"),
            "x-help": _("The period has to be over, and belongs to no other sample."),
        },
    },
    "required": ["first_day", "last_day"],
    "additionalProperties": False,
}


def draw_sample(*, by: Actor, given: Mapping[str, Any]) -> Sample:
    """Draw as many cases as the hall has set, by a seed that is on record, so that anybody can draw the same again.

    A period is drawn from once: nobody draws until they like what comes. Raises ActRefused (GATE-01, GATE-02, SAMPLE-01
    where a day was drawn from before, SAMPLE-02 where nothing was closed), BadInput.
    """
    with organise(DRAWN, by) as change:
        change.capacity = insist_on_looking(change.standing)
        told = schema.clean(SCHEMA, given, change.today)
        first, last = (date.fromisoformat(told[name]) for name in ("first_day", "last_day"))
        if last < first:
            raise BadInput.of("last_day", "order", _("A period ends after it begins."))
        if last >= change.today:
            raise BadInput.of("last_day", "over", _("Something may still be closed on this day."))
        # Two draws at the same moment come one after the other.
        root = Office.objects.select_for_update(no_key=True).filter(parent__isnull=True).order_by("pk")[0]
        if Sample.objects.filter(first_day__lte=last, last_day__gte=first).exists():
            raise ActRefused(
                Reason(
                    "SAMPLE-01",
                    _("A sample was drawn for a day of this period before; a period is drawn from once."),
                    Kind.NOT_NOW,
                )
            )
        numbers = closed_registrations(first, last)
        if not numbers:
            raise ActRefused(
                Reason("SAMPLE-02", _("No registration was closed in this period."), Kind.NOT_NOW)
            )
        sample = Sample.objects.create(
            office=root,
            first_day=first,
            last_day=last,
            size=settings.SAMPLE_CASES,
            seed=secrets.token_hex(SEED_BYTES),
            drawn_from=digest_of_register(numbers),
            drawn_by=change.officer,
            drawn_at=change.moment,
        )
        chosen = draw(numbers, sample.seed, sample.size)
        keys = dict(Case.objects.filter(number__in=chosen).values_list("number", "pk"))
        SampledCase.objects.bulk_create(
            SampledCase(sample=sample, case_id=keys[number], place=place)
            for place, number in enumerate(chosen, 1)
        )
        change.tell(
            root,
            sample=sample.pk,
            first_day=first.isoformat(),
            last_day=last.isoformat(),
            size=sample.size,
            seed=sample.seed,
            drawn_from=sample.drawn_from,
            cases=chosen,
        )
    return sample
