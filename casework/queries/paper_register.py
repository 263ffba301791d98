"""The register of papers (文书登记簿): every number of an office, a kind and a year, void ones too."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max

from casework.engine.access import may_see
from casework.engine.standing import Standing, standing_of
from casework.models import Duty, EndedPaper, Office, Officer, Paper, Recusal, ServiceOfPaper

PER_PAGE = 200


@dataclass(frozen=True)
class Series:
    """One kind in one year: how many numbers were drawn, and the last of them."""

    kind: str
    count: int
    last: int

    @property
    def is_whole(self) -> bool:
        """Whether every number from 1 to the last is there."""
        return self.count == self.last


@dataclass(frozen=True)
class Entry:
    """One number. Of a case that the officer may not open, only what the number itself says."""

    paper: Paper
    open_to_me: bool
    service: ServiceOfPaper | None
    ended: EndedPaper | None

    @property
    def state(self) -> str:
        """Issued, served, void or withdrawn."""
        if self.ended is not None:
            return str(self.ended.end)
        return "served" if self.service is not None else "issued"


@dataclass(frozen=True)
class PaperRegister:
    """A page of the register, and what else there is to choose from."""

    offices: Sequence[Office]
    office: Office | None
    years: Sequence[int]
    year: int
    series: Sequence[Series]
    kind: str
    entries: Sequence[Entry]
    page: int
    pages: int


def paper_register(
    officer: Officer, today: date, *, office: str = "", kind: str = "", year: int = 0, page: int = 1
) -> PaperRegister:
    """The register that is asked for, or the nearest there is; only of offices at or above which a duty is held."""
    standing = standing_of(officer, today)
    offices = list(_offices(standing))
    chosen = next((one for one in offices if one.code == office), offices[0] if offices else None)
    papers = Paper.objects.filter(office=chosen) if chosen else Paper.objects.none()
    years = sorted(papers.values_list("year", flat=True).distinct(), reverse=True)
    of_year = year if year in years else years[0] if years else today.year
    rows = papers.filter(year=of_year).values("kind").annotate(n=Count("pk"), last=Max("serial"))
    series = [Series(row["kind"], row["n"], row["last"]) for row in rows.order_by("kind")]
    kinds = [one.kind for one in series]
    of_kind = kind if kind in kinds else kinds[0] if kinds else ""
    numbered = papers.filter(year=of_year, kind=of_kind).order_by("serial")
    pages = max(1, -(-numbered.count() // PER_PAGE))
    at = min(max(1, page), pages)
    shown = list(
        numbered.select_related(
            "case__office", "case__receiving_office", "case__applicant", "issued_by"
        ).defer("elements")[(at - 1) * PER_PAGE : at * PER_PAGE]
    )
    return PaperRegister(
        offices, chosen, years, of_year, series, of_kind, list(_entries(shown, officer, standing)), at, pages
    )


def _offices(standing: Standing) -> Iterator[Office]:
    """The offices that number papers and at which the officer holds a duty, also from above."""
    if not standing.active or standing.administers:
        return
    paths = {one.office_path for one in standing.capacities if one.duty != Duty.ADMINISTER}
    for office in Office.objects.filter(papers__isnull=False).distinct().order_by("path"):
        if any(office.path.startswith(path) for path in paths):
            yield office


def _entries(papers: Sequence[Paper], officer: Officer, standing: Standing) -> Iterator[Entry]:
    keys = [one.pk for one in papers]
    services = {one.paper_id: one for one in ServiceOfPaper.objects.filter(paper__in=keys)}
    ended = {
        one.paper_id: one for one in EndedPaper.objects.filter(paper__in=keys).select_related("followed_by")
    }
    cases = {one.case_id for one in papers}
    recused = set(Recusal.objects.filter(officer=officer, case__in=cases).values_list("case", flat=True))
    for paper in papers:
        mine = paper.case_id not in recused and may_see(standing, paper.case)
        yield Entry(paper, mine, services.get(paper.pk), ended.get(paper.pk))
