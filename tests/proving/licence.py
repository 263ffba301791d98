"""A licence, new or renewed, as far as its limits go: what the hall's first item has no occasion for."""

from __future__ import annotations

from datetime import date
from typing import Any

from approvals.catalogue import ITEMS
from casework.acts.receive import receive
from casework.engine import lawbook
from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.items import Item
from casework.engine.loading import store_items
from casework.engine.perform import work_on
from casework.engine.words import Begin, End, Procedure, Step, Switch, state_is, this
from casework.engine.work import Outcome
from casework.models import CaseState, ClockPurpose, Duty, OfficePower, PowerKind
from law.book import read_shipped
from tests.world import World, application

PAPERS = {"acceptance": "D03", "suspension": "D39", "extension": "D07"}

ENDS = Act("prove_licence_ends", "the day on which the licence ends", completes_step=False)


@ENDS.performed_by
def licence_ends(*, case_number: str, by: Actor, on: date, seen: int | None = None) -> Outcome:
    """Note the day on which the licence ends that is to be renewed."""
    with work_on(ENDS, case_number=case_number, by=by, seen=seen) as work:
        work.start_clock(ClockPurpose.RENEWAL, start=on)
    return work.outcome


class ProvingLicence(Procedure):
    """Screening, correction, decision; whatever may happen to a limit meanwhile."""

    key = "proving-licence"
    title = "Licence"
    anytime = (
        "withdraw",
        "claim",
        "suspend_clock",
        "resume_clock",
        "extend_limit",
        "prove_licence_ends",
        "remind",
        "escalate",
        "propose_asking",
        "serve",
        "record_failed_service",
        "publish_notice",
    )

    received = Begin(act="receive").Next(this.screen)
    screen = Step(
        Duty.ACCEPT, acts=("accept", "request_correction", "deem_accepted"), limit="screening"
    ).Next(this.screened)
    screened = (
        Switch()
        .Case(this.decide, cond=state_is(CaseState.ACCEPTED))
        .Case(this.correct, cond=state_is(CaseState.CORRECTING))
    )
    correct = Step(Duty.ACCEPT, acts=("supplement",), waits_for_applicant=True).Next(this.screen)
    decide = Step(Duty.DECIDE, acts=("register", "deem_renewed"), limit="decision").Next(this.serve)
    serve = Step(Duty.SERVE, acts=("serve",), limit="service").Next(this.end)
    end = End()


def open_licence(
    world: World, slug: str = "proving_licence", *, promised: dict[str, int] | None = None, **limits: str
) -> str:
    """An item under these limits by purpose, decided at the township of the tests; its slug."""
    item = item_under(slug, promised=promised, **limits)
    store_items([item], read_shipped())
    lawbook.forget()
    OfficePower.objects.create(
        office=world.offices["LT"], item=slug, kind=PowerKind.DECIDE, valid_from=date(2021, 12, 1)
    )
    return slug


def item_under(
    slug: str = "proving_licence", *, promised: dict[str, int] | None = None, **limits: str
) -> Item:
    """The same as a value."""
    from ruamel.yaml import YAML

    data: dict[str, Any] = YAML(typ="safe", pure=True).load(
        (ITEMS / "birth_registration.yaml").read_text(encoding="utf-8")
    )
    data |= {
        "slug": slug,
        "number": 98,
        "valid_from": "2026-01-01",
        "procedure": "proving-licence",
        "certificate_for": [],
        "limits": {"screening": "PR-SCREEN", "decision": "XK-06"} | limits,
        "promised": promised or {},
        "papers": data["papers"] | PAPERS,
    }
    return Item.from_data(data)


def apply(world: World, slug: str = "proving_licence", by: str = "clerk", **changed: Any) -> str:
    """An application for it; its number."""
    return receive(
        item=slug, receiving_office="LT", by=world.by(by), given=application(**changed)
    ).case_number
