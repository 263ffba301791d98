"""What an extract of one's own data asks of registers: the facts the person chose, the offices that are asked.

The home township is asked as a second office: the step stands there, its officers answer from their own worklist, and of
the case they see whom and what the enquiry is about, nothing else.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models import Case, ClockPurpose, ErasedPerson, Office, OfficePower, PowerKind, RegisterAnswer

from .items import Item
from .matter import Matter
from .refusal import BadInput, Fault
from .words import Place, when
from .work import Work

# The home township isn't joined to this hall: nobody there can be asked here, and the extract says so.
ELSEWHERE = {"zh": "本系统以外的地方", "en": "A place outside this system"}
NOWHERE = "elsewhere"
FACTS, HOME = "facts", "home_office"
FOUND, NOT_FOUND = "found", "not_found"
ENTRY_MOST = 300


def form_for(item: Item, day: date | None = None) -> Mapping[str, Any]:
    """The item's form with the offices among which a field chooses (`x-offices`): those that decide the item."""
    fields = item.form["properties"]
    named = [name for name, part in fields.items() if part.get("x-offices")]
    if not named:
        return item.form
    powers = OfficePower.objects.filter(item=item.slug, kind=PowerKind.DECIDE)
    powers = powers.filter(OfficePower.in_force(day)) if day else powers
    offices = Office.objects.filter(pk__in=powers.values("office")).filter(Q(active=True) if day else Q())
    labels = {one.code: {"zh": one.name_zh, "en": one.name_en} for one in offices.order_by("path")}
    labels[NOWHERE] = ELSEWHERE
    chosen = {name: {**fields[name], "enum": list(labels), "x-labels": labels} for name in named}
    return {**item.form, "properties": {**fields, **chosen}}


def home_of(case: Case) -> Office | None:
    """The home township that is to be asked; none if it is the case's own office, or isn't joined to this hall."""
    try:
        code = (case.unseal("form") or {}).get(HOME, NOWHERE)
    except ErasedPerson:
        return None
    if code in (NOWHERE, case.office.code):
        return None
    return Office.objects.filter(code=code).first()


HOME_TOWNSHIP = Place(_("the home township"), home_of)
asks_home = when(
    _("the home township is another office of this hall"),
    lambda activation: home_of(activation.process) is not None,
)


def facts_of(case: Case) -> list[str]:
    """The facts that the person chose; none once their data were erased."""
    try:
        return list((case.unseal("form") or {}).get(FACTS, ()))
    except ErasedPerson:
        return []


def fact_labels(item: Item) -> Mapping[str, Mapping[str, str]]:
    """The names of the facts, in both languages."""
    labels: Mapping[str, Mapping[str, str]] = item.form["properties"][FACTS]["items"]["x-labels"]
    return labels


def begin_enquiry(work: Work) -> None:
    """With the acceptance the time begins in which the home township should answer, if it is asked at all."""
    if ClockPurpose.ENQUIRY in work.item.limits and home_of(work.case) is not None:
        work.start_clock(ClockPurpose.ENQUIRY)


def answer_schema(matter: Matter) -> dict[str, Any]:
    """One answer for each fact the person chose: what stands in the register, or that nothing does."""
    labels = fact_labels(matter.item) if FACTS in matter.item.form["properties"] else {}
    return {
        "type": "object",
        "properties": {
            fact: {
                "type": "object",
                "properties": {
                    "result": {
                        "type": "string",
                        "enum": [FOUND, NOT_FOUND],
                        "x-labels": {FOUND: _("in the register"), NOT_FOUND: _("nothing in the register")},
                        "x-label": _("Result"),
                        "x-widget": "radio",
                    },
                    "entry": {
                        "type": "string",
                        "maxLength": ENTRY_MOST,
                        "x-label": _("As it stands in the register"),
                        "x-help": _(
                            "This fact and this person only: nothing about health, contraception or anybody else."
                        ),
                        "x-personal": True,
                    },
                },
                "required": ["result"],
                "additionalProperties": False,
                "x-label": labels[fact],
            }
            for fact in facts_of(matter.case)
            if fact in labels
        },
        "required": facts_of(matter.case),
        "additionalProperties": False,
    }


def note_answer(work: Work, office: Office, state: str) -> None:
    """Keep what an office found, fact by fact, under the person's key. Raises BadInput."""
    faults = {
        f"{fact}.entry": [Fault("required", _("Say what stands in the register."))]
        for fact, one in work.given.items()
        if one["result"] == FOUND and not one.get("entry")
    }
    faults |= {
        f"{fact}.entry": [Fault("not_asked", _("Nothing was found: leave this out."))]
        for fact, one in work.given.items()
        if one["result"] == NOT_FOUND and one.get("entry")
    }
    if faults:
        raise BadInput(faults)
    row = RegisterAnswer(
        case=work.case,
        office=office,
        state=state,
        officer=work.actor.officer,
        event_seq=work.case.event_seq + 1,
        made_at=work.moment,
    )
    row.seal("words", dict(work.given))
    work.insert(row)


def answers_of(case: Case) -> dict[int, RegisterAnswer]:
    """The latest answer of each office that was asked."""
    found = {}
    for row in RegisterAnswer.objects.filter(case=case).select_related("office").order_by("id"):
        row.case = case
        found[row.office_id] = row
    return found
