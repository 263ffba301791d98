"""A hall in which every page has something to show: a case in every state that looks different, and what belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from casework.acts.close_shift import close_shift
from casework.acts.draft_agreement import draft_agreement
from casework.acts.draft_change import draft_change
from casework.acts.draw_sample import draw_sample
from casework.acts.rate import rate
from casework.acts.record_finding import record_finding
from casework.engine import moment
from casework.engine.act import acts
from casework.models import Certificate, CheckPoint, Duty, Paper, Scan
from tests.acts.steps import GIVEN
from tests.locallaw.conftest import notice
from tests.sharing.conftest import agreement
from tests.uploads.papers import mark, staged
from tests.world import MONDAY, World, resident_id

# How each case gets where it is: (act, by whom) one after the other; what an act is given stands in `GIVEN`.
ACCEPTED = (("accept", "clerk"),)
PROPOSED = (*ACCEPTED, ("propose_refusal", "clerk"))
REFUSED = (*PROPOSED, ("refuse", "head"))
GRANTED = (*ACCEPTED, ("register", "clerk"))
SERVED = (*GRANTED, ("serve", "clerk"))
CASES: dict[str, tuple[tuple[str, str], ...]] = {
    "received": (),
    "received_too": (),
    "claimed": (("claim", "clerk"),),
    "correcting": (("request_correction", "clerk"),),
    "not_accepted": (("decline", "clerk"),),
    "accepted": ACCEPTED,
    "scanned": (),
    "late": (("propose_late_entry", "clerk"),),
    "proposed": PROPOSED,
    "returned": (*PROPOSED, ("assess_material", "head"), ("return_case", "head")),
    "refused": REFUSED,
    "tried": (*REFUSED, ("record_failed_service", "clerk")),
    "noticed": (*REFUSED, ("record_failed_service", "clerk"), ("publish_notice", "clerk")),
    "granted": GRANTED,
    "electronic": (*GRANTED, ("confirm_electronic_service", "clerk")),
    "served": SERVED,
    "archived": (*SERVED, ("archive", "clerk")),
    "revoked": (*SERVED, ("revoke_certificate", "clerk")),
    "replaced": (*SERVED, ("replace_certificate", "clerk")),
    "withdrawn": (("withdraw", "clerk"),),
    "cancelled": (*SERVED, ("cancel_registration", "clerk")),
    "agent": (),
    "offered": (*ACCEPTED, ("hand_over", "clerk")),
    "reassigned": (*ACCEPTED, ("reassign", "supervisor")),
}

THROUGH_AGENT = {
    "agent": {"identifier_kind": "none", "name": "陈立诚"},
    "mandate": {"signed_on": "2026-11-16", "valid_until": "2027-01-31", "powers": ["file", "correct"]},
}


@dataclass
class Hall:
    """The cases by name, and the keys of what a page shows beside them."""

    world: World
    cases: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    change: int = 0
    agreement: int = 0
    sheet: int = 0
    rating: int = 0
    sample: int = 0

    def paper(self, case: str) -> int:
        """The paper that was issued last in a case."""
        paper = Paper.objects.filter(case__number=self.cases[case]).last()
        assert paper is not None
        return paper.pk

    def certificate(self, case: str) -> str:
        """The identifier of the certificate that a case issued first."""
        found = Certificate.objects.filter(case__number=self.cases[case]).order_by("pk").first()
        assert found is not None
        return found.identifier

    def of(self, address: str) -> str:
        """An address with what stands in it for a real object: `{received}` is the number of that case."""
        return address.format_map(
            self.cases
            | {
                "change": self.change,
                "sheet": self.sheet,
                "rating": self.rating,
                "agreement": self.agreement,
                "sample": self.sample,
            }
        )


def build_hall(world: World) -> Hall:
    """Fill the county of the tests, through the acts themselves."""
    hall = Hall(world)
    for serial, (name, way) in enumerate(CASES.items(), start=1):
        person = {"identifier": resident_id(serial), "name": "林晓雯"}
        identity = {"document": "identity_card", "original_seen": True}
        identity["scans"] = staged(world.officers["clerk"], mark(serial))
        materials = {"identity": identity}
        outcome = world.receive(
            applicant=person,
            materials=materials if name == "scanned" else {},
            **(THROUGH_AGENT if name == "agent" else {}),
        )
        hall.cases[name], hall.codes[name] = outcome.case_number, outcome.secrets["query_code"]
        for act, who in way:
            acts[act].perform(case_number=outcome.case_number, by=world.by(who), **GIVEN.get(act, {}))
    acts["void_paper"].perform(
        case_number=hall.cases["returned"], by=world.by("clerk"), **_receipt(hall, "returned")
    )
    assert Scan.objects.exists()
    hall.sheet = close_shift(by=world.by("clerk")).pk
    world.officer("jurist", (Duty.LEGAL_REVIEW, "YX"))
    bad = {"grade": "bad", "words": "等了很久。", "may_call": True}
    hall.rating = rate(case_number=hall.cases["served"], request_id="r", given=bad).pk
    hall.agreement = draft_agreement(by=world.by("jurist"), given=agreement()).pk
    # On the next day, when the period is over.
    with pytest.MonkeyPatch.context() as patch:
        tomorrow = moment.now() + timedelta(days=1)
        patch.setattr(moment, "now", lambda: tomorrow)
        patch.setattr(moment, "injected", moment.now)
        period = {"first_day": MONDAY.date().isoformat(), "last_day": MONDAY.date().isoformat()}
        hall.sample = draw_sample(by=world.by("auditor"), given=period).pk
        points = {str(point): "ok" for point in CheckPoint}
        found = {**points, "service": "fault", "remark": "送达回证没有写明收到的日期。"}
        record_finding(
            by=world.by("auditor"), sample=hall.sample, case_number=hall.cases["archived"], given=found
        )
    hall.change = draft_change(by=world.by("jurist"), given=notice()).pk
    return hall


def _receipt(hall: Hall, case: str) -> dict[str, Any]:
    receipt = Paper.objects.get(case__number=hall.cases[case], kind="D01")
    return {"paper": receipt.number, "reason": "打印机卡纸。", "again": True}
