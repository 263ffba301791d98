"""The papers of a case as screens show them: how each was served, what was tried, how it ended."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from casework.engine.matter import Matter
from casework.models import Case, EndedPaper, FailedService, Paper, PublicNotice, ServiceOfPaper

from .unsealed import opened_or_nothing


@dataclass(frozen=True)
class PaperShown:
    """A paper with the title of its kind and how it was served, or what was tried."""

    row: Paper
    title_zh: str
    title_en: str
    service: ServiceOfPaper | None
    ended: EndedPaper | None = None
    reason: str = ""
    failed: int = 0
    notice: PublicNotice | None = None

    @property
    def state(self) -> str:
        """Issued, served, void or withdrawn."""
        if self.ended is not None:
            return str(self.ended.end)
        return "served" if self.service is not None else "issued"


def papers_of(case: Case, matter: Matter, happened: Collection[str] | None = None) -> list[PaperShown]:
    """The papers in the order of issue; `happened` are the kinds of acts the case knows, where that was asked."""
    failed: Counter[int] = Counter()
    if happened is None or "record_failed_service" in happened:
        failed.update(FailedService.objects.filter(paper__case=case).values_list("paper_id", flat=True))
    shown = []
    for row in matter.papers:
        kind = matter.book.papers[row.kind]
        end = row.ended if row.has_ended else None
        shown.append(
            PaperShown(
                row=row,
                title_zh=kind.title_zh,
                title_en=kind.title_en,
                service=next(iter(row.services.all()), None),
                ended=end,
                reason=opened_or_nothing(end, "reason") if end else "",
                failed=failed[row.pk],
                notice=getattr(row, "notice", None),
            )
        )
    return shown
