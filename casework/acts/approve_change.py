"""Approve a change of the law here (批准): it comes into force, and says which open cases it reaches."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from casework.engine import lawbook
from casework.engine.actor import Actor
from casework.engine.legislating import (
    APPROVES,
    add_year,
    in_use,
    insist_on_second_person,
    locked_change,
    root_office,
    store_item,
    take_over,
)
from casework.engine.organisation import in_both, organise
from casework.engine.proposals import ItemProposed, stored
from casework.engine.refusal import Faults
from casework.models import Case, ChangeKind, EditionState, LawChange

EXCEPTIONS_MOST = 500


def approve_change(
    *,
    by: Actor,
    change: int,
    to_open_cases: bool = False,
    received_from: date | None = None,
    received_until: date | None = None,
    exceptions: Sequence[str] = (),
) -> LawChange:
    """Bring a draft into force. A calendar reaches every open case; an item version none, unless it is said.

    Both days of receipt count, and excepted cases are named by their numbers; a case that they leave out stays as it
    is until an officer decides otherwise. The cases themselves follow one by one, by the act `apply_change`. A shipped
    edition that waited is taken over in the same way. Needs the duty to supervise at the root office, and another
    person than who drafted it. Raises ActRefused (GATE-02, EX-12, LAW-02), BadInput.
    """
    with organise("change_approved", by) as acting:
        root = root_office()
        acting.insist_on(APPROVES, root)
        # Before the change itself: two approvals at once derive one after the other.
        editions = in_use()
        row = locked_change(change)
        insist_on_second_person(acting, row)
        named = sorted({one.strip() for one in exceptions if one.strip()})
        _check(named, received_from, received_until)
        row.state = EditionState.APPROVED
        row.decided_by, row.decided_at = acting.officer, acting.moment
        row.to_open_cases = row.kind == ChangeKind.CALENDAR or (row.kind == ChangeKind.ITEM and to_open_cases)
        row.received_from, row.received_until, row.exceptions = received_from, received_until, named
        acting.save(row)
        if row.kind in (ChangeKind.SHIPPED_LAW, ChangeKind.SHIPPED_ITEM):
            take_over(row, acting.today)
        else:
            proposal = stored(row.kind, row.body)
            if isinstance(proposal, ItemProposed):
                store_item(proposal.item, row)
            else:
                add_year(proposal, row, editions)
        acting.tell(
            root,
            change=row.pk,
            subject=row.subject,
            to_open_cases=row.to_open_cases,
            received_from=received_from,
            received_until=received_until,
            exceptions=named,
            laws=[one.sha256 for one in row.law_editions.order_by("id")],
            items=[one.sha256 for one in row.item_versions.order_by("id")],
            **in_both("kind", ChangeKind(row.kind).label),
        )
        lawbook.forget()
        return row


def _check(named: Sequence[str], first: date | None, last: date | None) -> None:
    faults = Faults()
    if first is not None and last is not None and last < first:
        faults.add("received_until", "order", _("The last day can't lie before the first."))
    if len(named) > EXCEPTIONS_MOST:
        faults.add("exceptions", "maxItems", _("At most %(most)s entries.") % {"most": EXCEPTIONS_MOST})
    else:
        known = set(Case.objects.filter(number__in=named).values_list("number", flat=True))
        unknown = [one for one in named if one not in known]
        if unknown:
            faults.add(
                "exceptions",
                "unknown",
                _("There is no case of that number: %(numbers)s") % {"numbers": "、".join(unknown[:5])},
            )
    faults.raise_if_any()
