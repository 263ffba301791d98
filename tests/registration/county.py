"""Who may do what with registrations at the residence, and an application."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework.models import OfficePower, PowerKind
from tests.world import MOTHER_ID, World

RESIDENCE = "residence_birth_registration"


def give_powers(world: World) -> None:
    """Both townships register, hall and village take in."""
    OfficePower.objects.bulk_create(
        OfficePower(
            office=world.offices[code], item=RESIDENCE, kind=kind, basis="RK 14", valid_from=date(2021, 12, 1)
        )
        for code, kind in (
            ("LT", PowerKind.DECIDE),
            ("SQ", PowerKind.DECIDE),
            ("DT", PowerKind.RECEIVE),
            ("LT1", PowerKind.RECEIVE),
        )
    )


def application(**changed: Any) -> dict[str, Any]:
    """A mother who lives here and is registered elsewhere; what is named takes the place of what stands here."""
    return {
        "applicant": {
            "identifier_kind": "resident_id",
            "identifier": MOTHER_ID,
            "name": "林晓雯",
            "phone": "13712346208",
            "division_code": "419923104207",
        },
        "form": {"stage": "expected", "birth_month": "2027-02", "delivery": "print", "declared_true": True},
        "materials": {
            "identity": {"document": "identity_card", "original_seen": True, "pages": 2},
            "household": {"statement": "本人户籍在外县。"},
            "residence": {"statement": "本人住在柳塘镇河口村。"},
        },
        "privacy_notice": True,
        **changed,
    }
