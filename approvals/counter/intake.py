"""Take in an application: one visitor, one screen, the receipt in the same minute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.acts.receive import ACT, receive, receive_schema
from casework.engine import moment
from casework.engine.items import Item
from casework.engine.lawbook import closed_items, current_items, current_law
from casework.engine.perform import Repeated, matter_of
from casework.engine.reckoning import reckon_into
from casework.engine.refusal import ActRefused, BadInput, Fault, Faults, Kind
from casework.engine.schema import clean_into
from casework.engine.standing import Standing, standing_of
from casework.engine.work import Outcome
from casework.models import Clock, ClockPurpose, ClockState, Duty, IdentifierKind, Office, OfficeKind
from casework.queries.case_file import in_order
from casework.queries.find_case import find_case
from casework.queries.offices import deciding_offices, divisions, items_taken_in, receiving_offices
from casework.queries.papers_shown import papers_of
from casework.web import rulers
from casework.web.forms import Form, given_by, wants_rows
from casework.web.paper_page import drawn
from casework.web.submission import actor_of, key_of
from casework.web.uploading import keep_file, show_pages, take_files
from law.errors import LawError
from law.identifiers import fold_name

STATUS = {Kind.MAY_NOT: 403, Kind.NOT_NOW: 409}
THIRD_HOLDS = 26  # letters of a row of choices
# These parts are looked at as soon as a field of theirs was filled in.
CHECKED = ("applicant", "other_parent", "agent", "form")


@dataclass
class Counter:
    """What one screen of the counter is about: the officer's offices, the item, the office that decides."""

    standing: Standing
    items: Sequence[Item]
    typed: str
    item: Item | None
    receiving: Sequence[Office]
    receiving_code: str
    deciding: Sequence[Office]
    deciding_code: str
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    # Items that are closed today, so that a clerk who is asked for one can say why and what is offered instead.
    closed: Sequence[Item] = ()
    closed_item: Item | None = None

    @property
    def at_village(self) -> bool:
        """Whether papers are only brought in here, under a mandate."""
        return any(
            one.code == self.receiving_code and one.kind == OfficeKind.VILLAGE for one in self.receiving
        )


@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: HttpRequest) -> HttpResponse:
    """The form, and taking it in."""
    counter = counter_of(request)
    if counter.closed_item is not None and request.method == "POST":
        return _closed(request, counter, counter.closed_item)
    if counter.item is None or request.method != "POST":
        return _page(request, counter)
    schema = receive_schema(counter.item)
    given = given_by(schema, request.POST)
    # Whoever takes in nothing has no file looked into; the act refuses them, and that is on record.
    faults = take_files(request, schema, given) if counter.receiving else {}
    if wants_rows(request.POST) or faults:
        return _page(request, counter, given, faults, status=422 if faults else 200)
    try:
        outcome = receive(
            item=counter.item.slug,
            receiving_office=counter.receiving_code or _named(request),
            office=counter.deciding_code,
            by=actor_of(
                request,
                ACT.name,
                f"{counter.item.slug}/{counter.receiving_code}/{counter.deciding_code}",
                given,
            ),
            given=given,
        )
    except BadInput as bad:
        return _page(request, counter, given, _all_faults(schema, given, bad), status=422)
    except ActRefused as refusal:
        return _page(request, counter, given, refusal=refusal, status=STATUS[refusal.kind])
    except Repeated as repeated:
        messages.info(request, _("This application was taken in already; nothing was done twice."))
        return redirect("case", number=repeated.outcome.case_number)
    return _received(request, outcome)


def _closed(request: HttpRequest, counter: Counter, item: Item) -> HttpResponse:
    """An application for an item that is closed: the act refuses it, and that is on record."""
    try:
        receive(
            item=item.slug,
            receiving_office=_named(request),
            by=actor_of(request, ACT.name, f"{item.slug}//", {}),
        )
    except ActRefused as refusal:
        return _page(request, counter, refusal=refusal, status=STATUS[refusal.kind])
    raise AssertionError("what is closed takes in nobody")


def _all_faults(schema: Mapping[str, Any], given: Mapping[str, Any], bad: BadInput) -> Mapping[str, Any]:
    """What the act says, and what is missing in the form beside: whoever forgot the office is told of the rest at once."""
    faults = Faults()
    clean_into(schema, given, moment.today(), faults)
    return {**bad.fields, **{name: found for name, found in faults.found.items() if name not in bad.fields}}


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep a file for the form at the counter, until the application is taken in."""
    if not counter_of(request).receiving:
        raise PermissionDenied
    return keep_file(request)


def _named(request: HttpRequest) -> str:
    """The office that a form names whose sender takes in nothing: the act refuses it, and that is on record."""
    named = request.POST.get("receiving_office", "")
    return named if named.isascii() and named.isalnum() else ""


def counter_of(request: HttpRequest) -> Counter:
    """What the request says about item and offices; unknown words count as nothing chosen."""
    asked = request.POST if request.method == "POST" else request.GET
    today = moment.today()
    standing = standing_of(request.user, today)
    items = [item for _version, item in current_items(today)]
    typed = asked.get("find", "")[:60]
    matching = [one for one in items if _matches(one, typed)]
    closed = [one for one in closed_items(today) if _matches(one, typed)]
    closed_item = next((one for one in closed_items(today) if one.slug == asked.get("item")), None)
    chosen = next((one for one in items if one.slug == asked.get("item")), None)
    if chosen is None and closed_item is None:
        # Initials typed whole mean their item, also where another item's initials hold them.
        whole = [one for one in matching if fold_name(typed) in (one.initials, one.slug)]
        chosen = _only(whole or matching, standing, today)
    receiving: Sequence[Office] = receiving_offices(standing, chosen.slug, today) if chosen else []
    place = next((one for one in receiving if one.code == asked.get("receiving_office")), None)
    place = place or _own(receiving, standing)
    deciding: Sequence[Office] = deciding_offices(place, chosen.slug, today) if place and chosen else []
    office = next((one for one in deciding if one.code == asked.get("office")), None)
    office = office or (deciding[0] if len(deciding) == 1 else None)
    return Counter(
        standing=standing,
        items=matching,
        typed=typed,
        item=chosen,
        receiving=receiving,
        receiving_code=place.code if place else "",
        deciding=deciding,
        deciding_code=office.code if office else "",
        closed=closed,
        closed_item=closed_item,
    )


def _only(items: Sequence[Item], standing: Standing, today: date) -> Item | None:
    """The one item there is, or the one of them that the officer takes in anywhere."""
    if len(items) > 1:
        taken_in = items_taken_in(standing, today)
        items = [one for one in items if one.slug in taken_in]
    return items[0] if len(items) == 1 else None


def _own(offices: Sequence[Office], standing: Standing) -> Office | None:
    """The one office, or the one at which the officer's duty itself is held."""
    held = {one.office_path for one in standing.capacities if one.duty == Duty.RECEIVE}
    own = [one for one in offices if one.path in held] if len(offices) > 1 else offices
    return own[0] if len(own) == 1 else None


def _matches(item: Item, typed: str) -> bool:
    """By name, code or pinyin initials, whatever the width and case of what was typed."""
    wanted = fold_name(typed)
    words = (item.name.zh, item.name.en, item.slug, item.initials, str(item.number))
    return not wanted or any(wanted in fold_name(word) for word in words)


def form_of(
    item: Item, given: Mapping[str, Any] | None = None, faults: Mapping[str, Any] | None = None
) -> Form:
    """The form of an item, with the fields that are looked at while it is filled in."""
    form = Form(receive_schema(item), given, faults)
    _arrange(item, {one["name"]: one for one in form.fields})
    for group in form.fields:
        if group["name"] in CHECKED:
            for one in group.get("fields", []):
                watch(one)
    return form


def watch(one: dict[str, Any]) -> None:
    """Let the browser ask about a field once it was left. By POST: nothing that is typed reaches an address.

    A field for a date or a month changes with every digit of the year; it would be replaced while one types.
    """
    one["attrs"] = {
        "hx-post": reverse("counter_check"),
        "hx-trigger": "focusout changed" if one["type"] in ("date", "month") else "change",
        "hx-target": "closest .f",
        "hx-swap": "outerHTML",
        "hx-vals": f'{{"field": "{one["name"]}"}}',
    }
    if one["name"].endswith(".identifier"):
        one["css"] = "idn"
    if one["name"].endswith(".division_code"):
        one["attrs"]["list"] = "divisions"


def _page(
    request: HttpRequest,
    counter: Counter,
    given: Mapping[str, Any] | None = None,
    faults: Mapping[str, Any] | None = None,
    *,
    refusal: ActRefused | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"counter": counter, "key": key_of(request), "refusal": refusal}
    if counter.item is not None:
        form = form_of(counter.item, given, faults)
        show_pages(form, request.user, reverse("counter_upload"))
        context |= _parts(form, counter, faults or {})
    return render(request, "counter/page.html", context, status=status)


def _parts(form: Form, counter: Counter, faults: Mapping[str, Any]) -> dict[str, Any]:
    assert counter.item is not None
    item = counter.item
    groups = {one["name"]: one for one in form.fields}
    rules = {rule.code: rule for rule in item.materials}
    with_agent = counter.at_village or any(
        form.given.get(name) or any(key.split(".")[0] == name for key in faults)
        for name in ("agent", "mandate")
    )
    language = rulers.language()
    receiving = _office_field(
        "receiving_office", _("Taken in at"), counter.receiving, counter.receiving_code, faults
    )
    deciding = _office_field(
        "office", _("Office that decides"), counter.deciding, counter.deciding_code, faults
    ) | {"help": _("The office of the place where the applicant is registered or lives.")}
    if not form.given:
        _begin_at(receiving, deciding, *groups["applicant"]["fields"])
    return {
        "form": form,
        "applicant": groups["applicant"],
        "content": groups["form"],
        "parties": [groups[role] for role in item.parties],
        "materials": [
            {"rule": rules[one["name"].partition(".")[2]], "group": one}
            for one in groups["materials"]["fields"]
        ],
        "agent": groups["agent"],
        "mandate": groups["mandate"],
        "notice": groups["privacy_notice"],
        "notice_paper": groups.get("privacy_paper"),
        "notice_text": item.privacy_notice[language],
        "with_agent": with_agent,
        "divisions": divisions(),
        "basis": [rulers.cited(current_law(moment.today())[1], str(one)) for one in item.basis],
        "silence": _silence(item),
        "receiving_field": receiving,
        "deciding_field": deciding,
    }


def _arrange(item: Item, groups: Mapping[str, dict[str, Any]]) -> None:
    """Bring the fields into the order and widths in which one asks a visitor."""
    fields = {one["name"].partition(".")[2]: one for one in groups["form"]["fields"]}
    groups["form"]["fields"] = [fields[name] for name, _part in in_order(item.form)]
    for one in groups["form"]["fields"]:
        if one["type"] != "checkbox":
            letters = sum(len(label) for _value, label in one.get("choices", ()))
            one["width"] = "half" if letters > THIRD_HOLDS else "third"
    for person in ("applicant", "agent", *item.parties):
        for one in groups[person]["fields"]:
            one["width"] = "third"
            if one["name"].endswith(".identifier"):
                one["optional_mark"] = _("if there is one")
            # Nearly everybody comes with this one; somebody else's part stays empty unless it is filled in.
            if one["name"] == "applicant.identifier_kind" and not one["value"]:
                one["value"] = str(IdentifierKind.RESIDENT)
    for material in groups["materials"]["fields"]:
        for one in material["fields"]:
            if one["type"] not in ("textarea", "scans"):
                one["width"] = "third"


def _begin_at(*fields: dict[str, Any]) -> None:
    """A fresh form begins at its first field that somebody has to fill in."""
    for one in fields:
        if not one["value"] and not one.get("single"):
            one["attrs"] = {**one.get("attrs", {}), "data-focus": "yes"}
            return


def _office_field(
    name: str, label: str, offices: Sequence[Office], chosen: str, faults: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "type": "select",
        "name": name,
        "id": f"f-{name}",
        "label": label,
        "required": True,
        "value": chosen,
        "choices": [(one.code, one.name) for one in offices],
        "errors": [str(one.text) for one in faults.get(name, ())],
        "single": offices[0] if len(offices) == 1 else None,
    }


def _silence(item: Item) -> dict[str, Any] | None:
    """The day on which silence would count as acceptance, if the application came in today, and how it is found."""
    limit = item.limits.get(ClockPurpose.SCREENING)
    if limit is None:
        return None
    today = moment.today()
    clock = Clock(purpose=ClockPurpose.SCREENING, limit=limit, started_on=today, state=ClockState.RUNNING)
    try:
        _edition, book = current_law(today)
        reckon_into(clock, book, item.promised.get(ClockPurpose.SCREENING))
    except (LookupError, LawError):
        return None
    return rulers.derivation(book, clock) | {"open": True} if clock.due_on else None


def _received(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    """The receipt with the query code, which is shown on this answer only."""
    opened = find_case(outcome.case_number, request.user)
    matter = matter_of(opened.case)
    receipt, *others = papers_of(opened.case, matter)
    context = {
        "outcome": outcome,
        "case": opened.case,
        "item": matter.item,
        "query_code": outcome.secrets.get("query_code", ""),
        "paper": drawn(receipt, matter, outcome.secrets),
        "others": others,
        "english": rulers.language() == "en",
        "may_be_late": "propose_late_entry" in matter.procedure.acts(),
        "prints_now": not outcome.repeated,
    }
    return render(request, "counter/received.html", context)
