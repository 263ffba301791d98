"""What goes on after an act, in the worker."""

import logging

from django_tasks import task

from casework.acts.check_shared_data import check_shared_data
from casework.engine.actor import worker
from casework.engine.refusal import ActRefused, NoSuchCase
from casework.queries.due import waits_for_registers

logger = logging.getLogger(__name__)


class ErrandFailed(Exception):
    """An errand broke off. What broke it is not repeated: an error of another register may hold what it was asked."""


@task
def ask_other_registers(*, case_number: str) -> str:
    """Ask other registers for what a case still waits for, and note the answers; `asked`, `settled` or a code.

    May run any number of times: what is settled isn't asked again.
    """
    if not waits_for_registers(case_number):
        return "settled"
    try:
        check_shared_data(case_number=case_number, by=worker())
    except (ActRefused, NoSuchCase) as refusal:
        # The case moved on meanwhile, or somebody is working on it: the sweep comes back to it if need be.
        return refusal.code if isinstance(refusal, ActRefused) else "NO-CASE"
    except Exception as error:
        logger.error("asking other registers for %s broke off: %s", case_number, type(error).__name__)
        raise ErrandFailed(f"{case_number}: {type(error).__name__}") from None
    return "asked"
