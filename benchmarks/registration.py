"""A whole birth registration by the acts of the hall: receive, accept, register, serve, archive."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from itertools import count
from typing import Any

from casework.engine import moment
from casework.engine.act import acts
from casework.engine.work import Outcome
from casework.models import Case, CaseState
from tests.world import ITEM, World, application, resident_id

from .contest import Steps, ThroughDjango

EARLIEST_BIRTH = date(1980, 1, 1)


class Registration(ThroughDjango):
    """One clerk carries each case from the counter to the file. Everybody is a new applicant."""

    name = "registration"
    title = "birth registration by our acts"

    def __init__(self, world: World, first: int = 0) -> None:
        self.world = world
        self.serials = count(first)

    def steps(self) -> Steps:
        """Five acts of one case."""
        begun: list[Outcome] = []
        given = self._application()
        by = self.world.by("clerk")

        def take_in() -> None:
            begun.append(acts["receive"].perform(item=ITEM, receiving_office="LT", by=by, given=given))

        yield "receive", take_in
        number = begun[0].case_number

        def act(name: str, **more: Any) -> partial[Any]:
            return partial(acts[name].perform, case_number=number, by=by, **more)

        yield "accept", act("accept")
        yield "register", act("register")
        yield (
            "serve",
            act(
                "serve",
                way="in_person",
                served_on=moment.today().isoformat(),
                place="LT",
                receiver="林晓雯",
                received_as="addressee",
                signed=True,
            ),
        )
        yield "archive", act("archive")
        if Case.objects.get(number=number).state != CaseState.ARCHIVED:
            raise RuntimeError("the registration didn't come to its end")

    def _application(self) -> dict[str, Any]:
        serial = next(self.serials)
        born = EARLIEST_BIRTH + timedelta(days=serial // 900)
        number = resident_id(1 + serial % 900, born=f"{born:%Y%m%d}")
        expected = moment.today() + timedelta(days=90)
        return application(applicant={"identifier": number}, form={"birth_month": f"{expected:%Y-%m}"})
