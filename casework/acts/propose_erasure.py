"""Put before a named officer that the time for keeping a person's data is over (提请删除个人信息). Erases nothing."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from casework.engine.actor import Actor
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.engine.retention import keeping
from casework.models import Duty, ErasureProposal, Office, Officer
from casework.queries.people import holders_of

KIND = "erasure_proposed"
SCHEMA = {"type": "object", "properties": {}, "additionalProperties": False}


def propose_erasure(*, case_number: str, by: Actor) -> ErasureProposal:
    """Say of a person that they may be erased now; by the worker to a supervisor, or by one officer to the others.

    Nothing is erased by the lapse of time (EX-11): somebody decides. Once by the worker, once by each officer.
    Raises ActRefused as `erase_person` does, and ERASE-07 if it was proposed before.
    """
    with keeping(KIND, case_number=case_number, by=by) as work:
        work.insist_erasable()
        before = ErasureProposal.objects.filter(case=work.case, proposed_by=by.officer)
        if before.exists():
            raise ActRefused(Reason("ERASE-07", _("This was proposed before."), Kind.NOT_NOW))
        to = _supervisor(work.case.office, work.today, by)
        proposal = ErasureProposal(case=work.case, proposed_by=by.officer, to_officer=to, made_at=work.moment)
        work.rows.insert(proposal)
        work.facts = {"officer": to.pk if to else None, "officer_name": to.name_zh if to else "—"}
    return proposal


def _supervisor(office: Office, day: date, by: Actor) -> Officer | None:
    able = holders_of({str(Duty.SUPERVISE)}, office, day)
    return next((one for one in able if one != by.officer), None)
