"""Draft a change of the law here (起草): a year's holiday notice, another version of an item."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine.actor import Actor
from casework.engine.legislating import DRAFTS, root_office, says_nothing_new
from casework.engine.organisation import Change, in_both, organise
from casework.engine.proposals import ItemProposed, Proposal, from_yaml, proposed
from casework.engine.refusal import ActRefused, BadInput, Kind, Reason
from casework.models import ChangeKind, EditionState, ItemVersion, LawChange

REASON_MAX = 300


def draft_change(
    *, by: Actor, given: Mapping[str, Any] | None = None, yaml: str = "", reason: str = ""
) -> LawChange:
    """Put down what shall be changed, from a form's fields or from a YAML file. It counts for nothing until approved.

    Fields: `year` ... as a calendar; `slug` ... as a whole item; `item`, `valid_from`, `promised`, `wording` for another
    version of a present item. Needs the duty to review the law at the root office. Raises ActRefused (GATE-02, LAW-01
    if a draft of the same waits already, ITEM-01), BadInput (EX-10 where a basis isn't in force).
    """
    with organise("change_drafted", by) as change:
        root = root_office()
        change.insist_on(DRAFTS, root)
        if len(reason.strip()) > REASON_MAX:
            raise BadInput.of("reason", "maxLength", _("At most %(most)s characters.") % {"most": REASON_MAX})
        proposal = from_yaml(yaml, change.today) if yaml.strip() else proposed(given or {}, change.today)
        _insist_on_news(proposal, change)
        row = LawChange(
            kind=proposal.kind,
            subject=proposal.subject,
            body=proposal.body,
            reason=reason.strip(),
            drafted_by=change.officer,
            drafted_for_id=change.capacity.principal_id if change.capacity else None,
            drafted_at=change.moment,
        )
        change.save(row)
        change.tell(
            root,
            change=row.pk,
            subject=proposal.subject,
            **in_both("kind", ChangeKind(proposal.kind).label),
        )
        return row


def _insist_on_news(proposal: Proposal, change: Change) -> None:
    waiting = LawChange.objects.filter(kind=proposal.kind, subject=proposal.subject, state=EditionState.DRAFT)
    if waiting.exists():
        raise ActRefused(
            Reason(
                "LAW-01",
                _("A draft of the same waits for approval already."),
                Kind.NOT_NOW,
                ways_out=(_("Withdraw it first, or let it be approved."),),
            )
        )
    if not isinstance(proposal, ItemProposed):
        if says_nothing_new(proposal):
            raise BadInput.of("year", "same", _("The calendar holds this year just so."))
        return
    item = proposal.item
    versions = ItemVersion.objects.filter(slug=item.slug)
    if item.valid_from < change.today:
        raise BadInput.of("valid_from", "past", _("This can't lie in the past."))
    if versions.filter(sha256=item.sha256).exists():
        raise BadInput.of("edition", "same", _("This very version is stored already."))
    if versions.filter(edition=item.edition).exists():
        raise BadInput.of("edition", "taken", _("The item has a version of that name."))
