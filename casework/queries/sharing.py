"""Questions about data sharing: the agreements, who may draft and approve them, and every question asked under them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from casework.engine import moment
from casework.engine.lawbook import current_items, current_law
from casework.engine.legislating import root_office
from casework.engine.refusal import Kind, Reason
from casework.engine.schema import text_of
from casework.engine.sharing import APPROVES, DRAFTS, FIELDS_IN, FIELDS_OUT, PURPOSES_OUT, in_force
from casework.models import (
    AgreementState,
    Case,
    Direction,
    Duty,
    Mismatch,
    Officer,
    PartnerKind,
    SharedQuery,
    SharingAgreement,
)
from law.bases import Citation

from .people import standing_today
from .told import articles

LOG_SHOWN = 200


@dataclass(frozen=True)
class AgreementTold:
    """An agreement in words; names no person but the officers who answer for it."""

    row: SharingAgreement
    direction: str
    partner_kind: str
    fields: tuple[str, ...]
    purposes: tuple[str, ...]
    # The articles as they are printed; the short names of our law register stand in the row.
    basis: tuple[str, ...]
    holds: bool

    def as_data(self) -> dict[str, Any]:
        """What anybody may know of it."""
        row = self.row
        return {
            "agreement": row.pk,
            "direction": str(row.direction),
            "partner": row.partner,
            "partner_kind": str(row.partner_kind),
            "register": row.register,
            "number": row.number,
            "agreed_by": row.agreed_by,
            "basis": row.basis,
            "data_fields": row.data_fields,
            "purposes": row.purposes,
            "valid_from": row.valid_from,
            "valid_until": row.valid_until,
            "in_force": self.holds,
        }


def agreements() -> QuerySet[SharingAgreement]:
    """Every agreement, those that wait for approval first."""
    rows = SharingAgreement.objects.select_related("drafted_by", "decided_by", "ended_by")
    return rows.order_by(F("decided_at").desc(nulls_first=True), "-id")


def told(rows: Any) -> list[AgreementTold]:
    """Agreements in the language of the screen."""
    today = moment.today()
    holding = {row.pk for way in Direction for row in in_force(way, today)}
    items = {item.slug: str(item.name) for _version, item in current_items(today)}
    fields: Mapping[str, Any] = {**FIELDS_IN, **FIELDS_OUT}
    book = current_law(today)[1]
    return [
        AgreementTold(
            row=row,
            direction=str(Direction(row.direction).label),
            partner_kind=str(PartnerKind(row.partner_kind).label),
            fields=tuple(text_of(fields.get(one, one)) for one in row.data_fields),
            purposes=tuple(items.get(one) or text_of(PURPOSES_OUT.get(one, one)) for one in row.purposes),
            basis=tuple(map(str, articles(book, map(Citation.parse, row.basis)))),
            holds=row.pk in holding,
        )
        for row in rows
    ]


def public_agreements() -> list[AgreementTold]:
    """What anybody may see: every agreement that was ever in force, those that hold first."""
    rows = SharingAgreement.objects.filter(state__in=(AgreementState.APPROVED, AgreementState.REVOKED))
    return sorted(told(rows.order_by("-valid_from", "-id")), key=lambda one: not one.holds)


def log(agreement: int | None = None) -> list[SharedQuery]:
    """The newest questions with what came of them; by case number, without any person."""
    rows = SharedQuery.objects.select_related("case", "agreement", "officer", "reply").order_by("-id")
    return list((rows.filter(agreement=agreement) if agreement else rows)[:LOG_SHOWN])


def asked_about(case_id: int) -> list[SharedQuery]:
    """The questions about one person in one case, for the person and for who works on it."""
    return list(
        SharedQuery.objects.filter(case=case_id)
        .select_related("agreement", "reply")
        .order_by("asked_at", "id")
    )


def differing(case: Case) -> list[str]:
    """The fields, in words, in which a register answered otherwise than the person said, as long as that is open."""
    if not case.disputed:
        return []
    rows = Mismatch.objects.filter(case=case, settled_on__isnull=True)
    return [text_of(FIELDS_IN[one]) for one in rows.values_list("data_field", flat=True)]


def reads_log(officer: Officer) -> bool:
    """Whether an officer may see the log: who drafts, who approves, who audits."""
    standing, root = standing_today(officer), root_office()
    return any(standing.capacity_for(duty, root, "") is not None for duty in (DRAFTS, APPROVES, Duty.AUDIT))


def why_not(officer: Officer, duty: Duty, row: SharingAgreement | None = None) -> Reason | None:
    """Why an officer may not draft (the duty to review) or approve (to supervise); None if they may. The act asks again."""
    root = root_office()
    if standing_today(officer).capacity_for(duty, root, "") is None:
        return Reason(
            "GATE-02",
            _("This needs the duty to %(duty)s at %(office)s.") % {"duty": duty.label, "office": root.name},
            Kind.MAY_NOT,
        )
    if row is not None and duty == APPROVES and officer.pk in (row.drafted_by_id, row.drafted_for_id):
        return Reason("EX-12", _("Nobody approves what they drafted themself."), Kind.MAY_NOT)
    return None
