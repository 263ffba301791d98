"""Clear up what a register answered otherwise than the person said (信息不一致核实)."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.refusal import Kind, Reason
from casework.engine.work import Outcome
from casework.models import Duty, Mismatch, MismatchResult
from casework.papers.wording import bilingual, text_schema


def _nothing_open(matter: Matter) -> Iterator[Reason]:
    if not matter.case.disputed:
        yield Reason("SHARE-04", _("Nothing is to be cleared up with a register in this case."), Kind.NOT_NOW)


ACT = Act(
    "settle_mismatch",
    _("Clear up a difference with a register"),
    duties=(Duty.ACCEPT, Duty.DECIDE),
    completes_step=False,
    obstacles=_nothing_open,
    when_called_for=True,
    schema={
        "type": "object",
        "properties": {
            "result": {
                "type": "string",
                "enum": [str(one) for one in MismatchResult.values],
                "x-labels": {str(one): one.label for one in MismatchResult},
                "x-label": _("What was found with the agency that keeps the register"),
                "x-widget": "radio",
            },
            "words": text_schema(
                _("How it was found, and what the person was told"),
                most=1000,
                help_text=_("Neither side is believed unheard; the person may show a paper."),
            ),
        },
        "required": ["result", "words"],
        "additionalProperties": False,
    },
)


@ACT.performed_by
def settle_mismatch(
    *, case_number: str, by: Actor, seen: int | None = None, result: str = "", words: str = ""
) -> Outcome:
    """Note which side was wrong, as found with the agency that keeps the register (PI 46, by analogy).

    It decides nothing about the application, and changes neither the statement nor the material. Raises ActRefused
    (SHARE-04 if nothing is open), BadInput.
    """
    given = {"result": result, "words": words}
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        fields = []
        for row in Mismatch.objects.filter(case=work.case, settled_on__isnull=True):
            row.case = work.case
            row.result, row.settled_on, row.settled_by = work.given["result"], work.today, by.officer
            row.seal("words", work.given["words"])
            work.update(row, "result", "settled_on", "settled_by", "words")
            fields.append(row.data_field)
        work.case.disputed = False
        said = bilingual(MismatchResult(work.given["result"]).label)
        work.tell(
            fields=sorted(fields), result=work.given["result"], result_zh=said["zh"], result_en=said["en"]
        )
    return work.outcome
