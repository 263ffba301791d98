"""Step aside in a case (回避), by own word or by a supervisor's decision."""

from django.utils.translation import gettext_lazy as _

from casework.engine.access import RECUSED_MODEL
from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.holding import officer_named, supervises
from casework.engine.perform import work_on
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.engine.work import Outcome
from casework.models import Recusal
from casework.papers.wording import text_schema

ACT = Act(
    "recuse",
    _("Step aside"),
    completes_step=False,
    person="who_may_see",
    schema={
        "type": "object",
        "properties": {
            "officer": {
                "type": "string",
                "maxLength": 64,
                "x-label": _("Who"),
                "x-help": _("Empty: you yourself. A supervisor may name somebody else."),
                "x-widget": "officer",
            },
            "ground": text_schema(_("Ground"), most=500),
        },
        "required": ["ground"],
        "additionalProperties": False,
    },
)


@ACT.performed_by
def recuse(
    *, case_number: str, by: Actor, seen: int | None = None, officer: str = "", ground: str = ""
) -> Outcome:
    """Take an officer out of this case for good; what they hold of it goes back to the others.

    An officer of another office, at which a step of the case stands, may step aside too; somebody else there answers.

    Raises ActRefused (REC-01 for somebody else without supervision, REC-02 if it was done before), BadInput.
    """
    with work_on(
        ACT, case_number=case_number, by=by, seen=seen, given={"officer": officer, "ground": ground}
    ) as work:
        assert by.officer is not None
        who = officer_named(work.given["officer"], "officer") if work.given.get("officer") else by.officer
        if who.pk != by.officer.pk and not supervises(work):
            raise ActRefused(
                Reason(
                    "REC-01",
                    _("Only a supervisor decides that somebody else steps aside."),
                    Kind.MAY_NOT,
                    model=RECUSED_MODEL,
                )
            )
        if Recusal.objects.filter(case=work.case, officer=who).exists():
            raise ActRefused(Reason("REC-02", _("This officer has stepped aside already."), Kind.NOT_NOW))
        row = Recusal(case=work.case, officer=who, decided_by=by.officer, decided_at=work.moment)
        row.seal("ground", work.given["ground"])
        work.insert(row)
        if work.case.holder_id == who.pk:
            work.case.holder = None
        for task in work.tokens.open_steps():
            if task.owner_id == who.pk:
                work.put_back(task)
        work.tell(officer=who.pk, officer_name=who.name_zh)
    return work.outcome
