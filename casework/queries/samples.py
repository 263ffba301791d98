"""Samples as the county looks at them, and the remarks that wait at the offices. Nothing is counted by officer or office."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import Q, QuerySet

from casework.engine.lawbook import item_of
from casework.engine.sampling import capacity_to_look, took_part
from casework.engine.standing import Standing
from casework.models import Duty, Officer, Sample, SampleAnswer, SampledCase, SampleFinding

from .unsealed import opened_or_nothing

SHOWN = 200
Stand = Literal["waits", "in_order", "remark", "answered"]


@dataclass(frozen=True)
class LookedAt:
    """A case of a sample, with what was found and answered; `mine` if the officer who asks has acted in it."""

    row: SampledCase
    item: str
    finding: SampleFinding | None
    answer: SampleAnswer | None
    mine: bool = False

    @property
    def stand(self) -> Stand:
        """What is next."""
        if self.finding is None:
            return "waits"
        if not self.finding.faults:
            return "in_order"
        return "remark" if self.answer is None else "answered"

    @property
    def remark(self) -> str:
        """The remark to the office, in clear."""
        return str(opened_or_nothing(self.finding, "remark") or "") if self.finding else ""

    @property
    def words(self) -> str:
        """The office's answer, in clear."""
        return str(opened_or_nothing(self.answer, "words") or "") if self.answer else ""


def looks_at_samples(standing: Standing) -> bool:
    """Whether the officer draws and looks, or answers for an office."""
    return capacity_to_look(standing) is not None or (
        standing.active and not standing.administers and _supervised(standing) is not None
    )


def samples(standing: Standing) -> Sequence[Sample]:
    """The samples, the latest first; for who looks at the whole county."""
    if capacity_to_look(standing) is None:
        return []
    return list(Sample.objects.select_related("drawn_by", "office")[:SHOWN])


def cases_of_sample(sample: Sample, officer: Officer) -> list[LookedAt]:
    """The cases of a sample in the order in which they were drawn."""
    return [_looked(row, officer) for row in _rows(Q(sample=sample))]


def remarks(standing: Standing, officer: Officer) -> list[LookedAt]:
    """The remarks to the offices that the officer supervises, those that wait first."""
    offices = _supervised(standing)
    if offices is None:
        return []
    found = [_looked(row, officer) for row in _rows(offices & Q(finding__isnull=False), "-id")[:SHOWN]]
    open_ones = [one for one in found if one.stand == "remark"]
    return open_ones + [one for one in found if one.stand == "answered"]


def looked_at(sample: int, number: str, officer: Officer, standing: Standing) -> LookedAt | None:
    """One case of a sample; for who looks at the whole county, or a remark to an office that one supervises."""
    row = _rows(Q(sample_id=sample, case__number=number)).first()
    found = _looked(row, officer) if row is not None else None
    if row is None or found is None or capacity_to_look(standing) is not None:
        return found
    supervises = standing.capacity_for(Duty.SUPERVISE, row.case.office, "") is not None
    return found if supervises and found.stand in ("remark", "answered") else None


def _rows(where: Q, order: str = "place") -> QuerySet[SampledCase]:
    return (
        SampledCase.objects.filter(where)
        .select_related("sample", "case__office", "case__applicant__key", "finding__officer")
        .select_related("finding__answer__officer")
        .order_by(order)
    )


def _looked(row: SampledCase, officer: Officer) -> LookedAt:
    finding: SampleFinding | None = getattr(row, "finding", None)
    answer: SampleAnswer | None = getattr(finding, "answer", None) if finding else None
    if finding is not None:
        finding.sampled = row
    if answer is not None and finding is not None:
        answer.finding = finding
    item = str(item_of(row.case.item_version_id).name)
    return LookedAt(row, item, finding, answer, took_part(officer, row.case))


def _supervised(standing: Standing) -> Q | None:
    """The cases of the offices at which the officer supervises; None if there are no such offices."""
    found: Q | None = None
    for one in standing.capacities:
        if one.duty == Duty.SUPERVISE and not one.items:
            here = Q(case__office__path__startswith=one.office_path)
            found = here if found is None else found | here
    return found
