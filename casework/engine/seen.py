"""What lay before the decider: digests only, so that the entry of a decision says what it rests on and names nobody."""

from typing import Any, cast

from audit.ledger.models import Event
from casework.models import (
    Assessment,
    Case,
    Material,
    Recommendation,
    RegisterAnswer,
    Scan,
    Statement,
)

from .materials import versions_of

MATERIAL = Material._meta.label_lower


def what_was_seen(case: Case) -> dict[str, Any]:
    """Papers, materials in their versions, their scanned pages, opinions and marks, and the editions of item and law.

    The digests are those that the ledger's own entries committed to; an opinion, a mark, a register's answer or the applicant's
    words are named by the entry in which they were given. `entries` is how many entries the case had.
    """
    recommended, *others = (
        model.objects.filter(case=case).order_by().values_list("event_seq")
        for model in (Recommendation, Assessment, Statement, RegisterAnswer)
    )
    given = {seq for (seq,) in recommended.union(*others)}
    entries = list(Event.of_case(case.pk))
    digests = {
        row["id"]: row["sha256"] for one in entries for row in _told(one.history) if row["model"] == MATERIAL
    }
    item_edition, item_digest, law_edition, law_digest = Case.objects.values_list(
        "item_version__edition", "item_version__sha256", "law_edition__edition", "law_edition__sha256"
    ).get(pk=case.pk)
    return {
        "entries": len(entries),
        "papers": [
            {"number": row["number"], "sha256": row["sha256"]} for one in entries for row in _told(one.papers)
        ],
        "materials": [
            {"code": code, "version": version, "sha256": digests.get(version, "")}
            for code, version in versions_of(case).items()
        ],
        "scans": [
            {"code": code, "page": page, "sha256": digest}
            for code, page, digest in Scan.objects.filter(material__case=case, removed_at=None).values_list(
                "material__code", "position", "digest"
            )
        ],
        "opinions": [
            {"entry": one.case_seq, "sha256": one.digest} for one in entries if one.case_seq in given
        ],
        "item": {"edition": item_edition, "sha256": item_digest},
        "law": {"edition": law_edition, "sha256": law_digest},
    }


def _told(references: Any) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", references)
