"""Samples: what is drawn from, how a seed draws, and who may draw, look and answer.

A draw is an order: every case of the period has the digest of seed and number, and those with the smallest are the
sample. Whoever has the seed and the register draws the same again, in any language, without this program.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.ledger.models import Event
from casework.models import Case, Duty, Office, Officer, Outcome, Sample, SampledCase

from .refusal import ActRefused, BadInput, Kind, Reason
from .registry import procedures
from .standing import Capacity, Standing

REGISTERS = "register"
# Who draws and looks; and who answers for an office.
LOOKS = (Duty.AUDIT, Duty.SUPERVISE)


def closed_registrations(first: date, last: date) -> list[str]:
    """The numbers of the registrations whose files were closed in a period, also those that were cancelled since."""
    registering = [one for one in procedures if REGISTERS in one.acts()]
    rows = Case.objects.filter(
        flow_class__in=registering,
        outcome__in=[Outcome.GRANTED, Outcome.CANCELLED],
        closed_on__gte=first,
        closed_on__lte=last,
    )
    return sorted(rows.values_list("number", flat=True))


def draw(numbers: Iterable[str], seed: str, size: int) -> list[str]:
    """The sample: the cases whose digests with the seed are the smallest, in that order."""
    return sorted(numbers, key=lambda number: _rank(seed, number))[:size]


def digest_of_register(numbers: Sequence[str]) -> str:
    """The digest of what a sample is drawn from, by which somebody else knows that it is still the same."""
    return hashlib.sha256("\n".join(numbers).encode()).hexdigest()


def draws_the_same(sample: Sample) -> bool:
    """Whether the recorded seed draws the recorded cases from the register as it stands."""
    numbers = closed_registrations(sample.first_day, sample.last_day)
    recorded = SampledCase.objects.filter(sample=sample).order_by("place")
    return digest_of_register(numbers) == sample.drawn_from and draw(
        numbers, sample.seed, sample.size
    ) == list(recorded.values_list("case__number", flat=True))


def capacity_to_look(standing: Standing) -> Capacity | None:
    """How the officer holds a duty of looking at the whole county's work: at the root office, and nowhere below."""
    if not standing.active or standing.administers:
        return None
    roots = list(Office.objects.filter(parent__isnull=True))
    held = (standing.capacity_for(duty, root, "") for duty in LOOKS for root in roots)
    return next((one for one in held if one is not None), None)


def insist_on_looking(standing: Standing) -> Capacity:
    """Raises ActRefused (GATE-02) unless the officer audits or supervises for the whole county."""
    capacity = capacity_to_look(standing)
    if capacity is None:
        raise ActRefused(
            Reason(
                "GATE-02",
                _("Samples are drawn and looked at by who audits or supervises for the whole county."),
                Kind.MAY_NOT,
            )
        )
    return capacity


def took_part(officer: Officer, case: Case) -> bool:
    """Whether the officer did anything in the case, or somebody did it for them."""
    mine = Q(actor_id=officer.pk) | Q(on_behalf_of_id=officer.pk)
    return Event.objects.filter(mine, case_id=case.pk).exists()


def insist_on_no_part(officer: Officer, case: Case) -> None:
    """Raises ActRefused (EX-12) if the officer has acted in the case."""
    if took_part(officer, case):
        raise ActRefused(
            Reason(
                "EX-12",
                _("You have acted in this case; somebody else has to look at it."),
                Kind.MAY_NOT,
                ways_out=(_("Leave it to another officer who audits or supervises for the county."),),
            )
        )


def sampled_case(sample: int, case_number: str) -> SampledCase:
    """A case of a sample, locked. Raises BadInput where there is none."""
    rows = SampledCase.objects.select_for_update(no_key=True, of=("self",))
    found = (
        rows.filter(sample_id=sample, case__number=case_number)
        .select_related("sample", "case__applicant__key", "case__office")
        .first()
    )
    if found is None:
        raise BadInput.of("case", "unknown", _("This case isn't part of the sample."))
    return found


def _rank(seed: str, number: str) -> str:
    return hashlib.sha256(f"{seed}/{number}".encode()).hexdigest()
