"""The parts of a case's page beside the overview: materials, papers, the whole record, who looked, what was changed."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from casework.engine.act import acts
from casework.queries.case_file import CaseFile
from casework.queries.field_changes import FieldChange, field_changes

from .disclosing import purpose_in_words

PARTS = {
    "overview": _("Overview"),
    "materials": _("Materials"),
    "papers": _("Papers"),
    "record": _("Full record"),
    "looks": _("Who looked"),
    "changes": _("Field changes"),
}
# Entries that only say who has a step, or that a register was asked: left out where only what matters is shown.
MINOR = frozenset({"claim", "release", "check_shared_data", "decline_hand_over"})
# What was looked at, as the list of readings names it.
LOOKED_AT = {
    "case": _("the case"),
    "review": _("the review screen"),
    "act_form": _("the form of an act"),
    "paper": _("a paper"),
    "paper_file": _("a paper as a file"),
    "unmasked": _("numbers in full"),
    "worklist": _("the worklist"),
    "team": _("the docket of the team"),
    "suspensions": _("the list of suspensions"),
    "retention": _("the list of what may be erased"),
    "sharing_log": _("the log of data sharing"),
    "sample": _("a sample"),
    "sampled_case": _("the finding of a sample"),
    "find": _("a search"),
    "counter": _("the counter"),
}
# Fields whose own name says too little, or that have none.
LABELS = {
    "case.holder": _("Holder"),
    "case.form": _("the application form"),
    "case.law_edition": _("edition of the law"),
    "case.item_version": _("edition of the item"),
    "material.state": _("state"),
    "material.source": _("source"),
    "material.original_seen": _("original seen"),
    "material.pages": _("pages"),
    "material.answered_at": _("answered by the register at"),
    "material.statement": _("written declaration"),
    "clock.state": _("state of the limit"),
    "clock.limit": _("limit"),
    "clock.stopped_on": _("ended on"),
    "clock.provisional": _("provisional"),
    "handover.answered_at": _("offer answered at"),
    "handover.accepted": _("offer accepted"),
    "person.name": _("name"),
    "person.identifier": _("number of the identity paper"),
    "person.identifier_kind": _("kind of identity paper"),
    "person.phone": _("telephone"),
    "person.division_code": _("division of residence"),
    "person.erased_at": _("erased at"),
}


def part_of(request: HttpRequest) -> str:
    """Which part of the page is asked for."""
    wanted = request.GET.get("part", "")
    return wanted if wanted in PARTS else "overview"


def tabs_of(file: CaseFile, part: str) -> list[dict[str, Any]]:
    """The parts, with how much there is where that is known already."""
    url = reverse("case", kwargs={"number": file.case.number})
    counts = {"materials": len(file.matter.item.materials), "record": len(file.events), "looks": file.looks}
    return [
        {
            "url": url if name == "overview" else f"{url}?part={name}",
            "label": label,
            "current": name == part,
            "count": counts.get(name),
        }
        for name, label in PARTS.items()
    ]


def part_context(request: HttpRequest, file: CaseFile, part: str) -> dict[str, Any]:
    """What one part draws beyond what every part shows."""
    match part:
        case "looks":
            looks = [
                (one, purpose_in_words(one.purpose), LOOKED_AT.get(one.what, one.what))
                for one in file.disclosures
            ]
            return {"all_looks": looks, "lookers": len({one.actor_id for one in file.disclosures})}
        case "changes":
            return {"changes": [_shown(one) for one in field_changes(file)]}
        case "record":
            return {"every_entry": bool(request.GET.get("all"))}
    return {}


def _shown(change: FieldChange) -> dict[str, Any]:
    label = LABELS.get(change.field) or change.label
    act = acts[change.act].title if change.act in acts else change.act
    return {"change": change, "label": capfirst(str(label)), "act": act}
