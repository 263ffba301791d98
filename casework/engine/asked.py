"""What a request on own data asks for, and what stands against answering it with something else."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext_lazy as _

from casework.models import Case, ErasedPerson

from .matter import Matter
from .refusal import Kind, Reason

SEE_AND_COPY, CORRECT, ERASE = "see_and_copy", "correct", "erase"


def asked_for(case: Case) -> str:
    """What the person asks for; nothing once their data were erased."""
    return str(_form(case).get("ask", ""))


def asks_who_looked(case: Case) -> bool:
    """Whether the person wants to know who looked, too."""
    return bool(_form(case).get("who_looked"))


def only_if_asked(ask: str) -> Callable[[Matter], Iterator[Reason]]:
    """What stands against an answer: that the person asked for something else (OWN-01)."""

    def against(matter: Matter) -> Iterator[Reason]:
        if asked_for(matter.case) != ask:
            yield Reason(
                "OWN-01",
                _("The person asked for something else; that is what has to be answered."),
                Kind.NOT_NOW,
                ways_out=(_("If they want this, too, take in another request."),),
                basis=("PI 45", "PI 46", "PI 47"),
            )

    return against


def _form(case: Case) -> dict[str, object]:
    try:
        return dict(case.unseal("form") or {})
    except ErasedPerson:
        return {}
