"""Correct what a registration holds (更正登记), at the person's own request."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.certificates.issuing import next_version, put_on, withdraw_slip
from casework.engine import schema
from casework.engine.act import Act, Schema
from casework.engine.actor import Actor
from casework.engine.enquiries import form_for
from casework.engine.items import Item
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.persons import CORRECTABLE, check_person, correct_person
from casework.engine.refusal import BadInput, Faults
from casework.engine.requests import (
    REQUEST_NEEDS,
    REQUEST_PROPERTIES,
    given_request,
    mandate_days,
    not_registered,
)
from casework.engine.work import Outcome, Work
from casework.models import Certificate, CertificateState, Duty, Paper
from casework.papers.mandate import issue_mandate
from casework.papers.slip import slip_elements
from casework.papers.wording import bilingual, both, said, said_with, text_schema
from casework.queries.case_file import in_order

# How the slip reached the person is no fact that could be wrong afterwards.
NOT_OF_THE_REGISTER = frozenset({"delivery"})


def _schema(matter: Matter) -> Schema:
    return {
        "type": "object",
        "properties": {
            **REQUEST_PROPERTIES,
            "shown": text_schema(_("What the person showed for it"), most=500),
            "person": {
                "type": "object",
                "properties": {name: dict(CORRECTABLE[name]) for name in CORRECTABLE},
                "additionalProperties": False,
                "x-label": _("The person, as it should stand; only what is wrong"),
            },
            "form": {
                "type": "object",
                "properties": _correctable(form_for(matter.item, matter.day)),
                "additionalProperties": False,
                "x-label": _("The content, as it should stand; only what is wrong"),
            },
        },
        "required": [*REQUEST_NEEDS, "shown"],
        "additionalProperties": False,
    }


def _correctable(form: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the item's form that a registration rests on, none of them needed, and looked at as a whole later."""
    return {
        name: {word: value for word, value in part.items() if word not in ("x-day-by", "x-required")}
        for name, part in in_order(form)
        if name not in NOT_OF_THE_REGISTER and "const" not in part
    }


ACT = Act(
    "correct_registration",
    _("Correct the registration"),
    duties=(Duty.DECIDE,),
    completes_step=False,
    when_closed=True,
    obstacles=not_registered,
    when_called_for=True,
    may_issue=("result", "mandate"),
    schema_for=_schema,
)


@ACT.performed_by
def correct_registration(
    *,
    case_number: str,
    by: Actor,
    seen: int | None = None,
    asked_by: str = "",
    agent_name: str = "",
    mandate_signed_on: str = "",
    mandate_until: str = "",
    own_wish: bool = False,
    shown: str = "",
    person: Mapping[str, Any] | None = None,
    form: Mapping[str, Any] | None = None,
) -> Outcome:
    """Put right what is wrong about the person or the matter (Personal Information Protection Law, Art. 46).

    The earlier value stays in the history, sealed, and in the ledger as a commitment. Where the slip would say something
    else, it is issued anew, under the next version of its certificate; whoever verifies the old one learns that it was
    replaced. Nothing is corrected that nobody asked for. Raises ActRefused (REG-01, CERT-04, ERASE-04), BadInput.
    """
    given = {
        **given_request(asked_by, agent_name, mandate_signed_on, mandate_until, own_wish),
        "shown": shown,
        "person": dict(person or {}),
        "form": dict(form or {}),
    }
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        days = mandate_days(work)
        change = _wanted(work)
        before = _slip_says(work)
        if change.person:
            correct_person(work.case.applicant, change.person, work.rows)
        if change.form:
            work.case.seal("form", {**(work.case.unseal("form") or {}), **change.form})
        if days is not None:
            work.tell(mandate_until=days[1].isoformat())
        issue_mandate(work, work.given.get("agent_name", ""), days, "mandate_for_correction")
        issued = _issue_again(work) if _slip_says(work) != before else None
        work.commitments["earlier"] = work.commit("earlier/correct_registration", change.earlier)
        work.tell(
            basis=("PI 46",),
            asked_by=work.given["asked_by"],
            named=change.names,
            then=said_with("slip_issued_anew", number=issued.number) if issued else both("", ""),
        )
    return work.outcome


@dataclass(frozen=True)
class Change:
    """What changes of the person and of the content, what it was, and what one calls it."""

    person: Mapping[str, Any]
    form: Mapping[str, Any]
    earlier: Mapping[str, Any]
    names: Sequence[dict[str, str]]


def _wanted(work: Work) -> Change:
    """What differs from what is on file. Raises BadInput where it can't stand so, or nothing differs."""
    case, given = work.case, work.given
    person, form = case.applicant, case.unseal("form") or {}
    faults = Faults()
    on_file = {name: person.unseal(name) for name in CORRECTABLE}
    wanted = {name: value for name, value in given.get("person", {}).items() if value != on_file[name]}
    content = {name: value for name, value in given.get("form", {}).items() if value != form.get(name)}
    if wanted:
        named = on_file | wanted | {"identifier_kind": person.identifier_kind}
        check_person(named, "person", (), work.today, faults)
    if content:
        _check_form(work.item, form | content, work, faults)
    # What stands as it was isn't looked at again.
    faults.found = {name: found for name, found in faults.found.items() if name in _names(wanted, content)}
    faults.raise_if_any()
    if not wanted and not content:
        raise BadInput.of("shown", "nothing", _("Nothing of this differs from what is registered."))
    fields = work.item.form["properties"]
    labels = [bilingual(CORRECTABLE[name]["x-label"]) for name in wanted]
    labels += [_label(fields[name]["x-label"]) for name in content]
    earlier = {name: on_file[name] for name in wanted} | {name: form.get(name) for name in content}
    return Change(wanted, content, earlier, labels)


def _names(wanted: Iterable[str], content: Iterable[str]) -> set[str]:
    return {f"person.{name}" for name in wanted} | {f"form.{name}" for name in content}


def _label(label: Any) -> dict[str, str]:
    return both(label["zh"], label["en"]) if isinstance(label, Mapping) else bilingual(label)


def _check_form(item: Item, form: Mapping[str, Any], work: Work, faults: Faults) -> None:
    """Whether the item's form would take the content as a whole."""
    found = Faults()
    schema.clean_into(form_for(item, work.today), form, work.today, found)
    for name, one in found.found.items():
        faults.found.setdefault(f"form.{name}", []).extend(one)


def _slip_says(work: Work) -> dict[str, Any]:
    """What the slip says, but for number and validity."""
    assert work.case.decided_on is not None, "what was registered has its day"
    return slip_elements(work.case, work.item, work.book, number="", registered_on=work.case.decided_on)


def _issue_again(work: Work) -> Paper | None:
    """The slip as it should read, under the next version of its certificate; None if none stands any more."""
    kind, case = work.item.papers["result"], work.case
    old = Paper.objects.filter(case=case, kind=kind, ended__isnull=True).order_by("-id").first()
    if old is None:
        return None
    assert case.decided_on is not None, "what was registered has its day"
    old.case = case
    standing = Certificate.objects.filter(case=case, state=CertificateState.VALID).first()
    new = next_version(work, standing) if standing is not None else None
    paper = work.issue(
        "result",
        slip_elements(
            case,
            work.item,
            work.book,
            number=case.number if new is None else new.identifier,
            registered_on=case.decided_on,
            valid_until=new.valid_until if new else None,
        ),
    )
    if new is not None and standing is not None:
        put_on(work, new, paper)
        work.tell(certificate=new.identifier, replaced=standing.identifier)
    withdraw_slip(work, old, said("replaced_corrected")["zh"], followed_by=paper)
    return paper
