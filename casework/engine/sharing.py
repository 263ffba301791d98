"""When data may flow to or from another agency: only under an agreement in force, for its purpose, field by field.

That each flow needs an agreement is a rule of ours, modelled on PI 34 and ZX 7(2). What PR-10 forbids no agreement
permits: reproductive data go to no employer, landlord, school, household register or police, and none serve a sanction.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.models import AgreementState, Direction, Duty, PartnerKind, Person, SharingAgreement
from law.bases import Citation, cite
from law.book import LawBook
from law.errors import LawError

from . import schema
from .lawbook import coming_items, newest_law
from .organisation import Change
from .refusal import ActRefused, BadInput, Faults, Kind, Reason

# As with law that changes here: who reviews the law drafts, who supervises approves, both for the whole county.
DRAFTS = Duty.LEGAL_REVIEW
APPROVES = Duty.SUPERVISE
LONGEST = timedelta(days=3 * 366)
REASON_MAX = 300
FORBIDDEN = "PR-10"
MODEL = ("PI 34", "ZX 7(2)")

# What a register may be asked for, and what of ours may be asked for.
FIELDS_IN: Mapping[str, Any] = {
    "exists": _("whether the person is entered"),
    "name": _("name"),
    "household_division": _("division of the household"),
    "residence_division": _("division of residence"),
}
FIELDS_OUT: Mapping[str, Any] = {
    "registered": _("whether a birth is registered"),
    "registered_on": _("day of the registration"),
    "birth_month": _("month of the birth"),
    "voucher_used": _("whether a voucher was used"),
    "residence_division": _("division of residence"),
}
REPRODUCTIVE = frozenset({"registered", "registered_on", "birth_month", "voucher_used"})
PURPOSES_OUT: Mapping[str, Any] = {
    "benefit": _("a benefit that the person applied for"),
    "own_wish": _("a matter for which the person asked to have it sent"),
    "employment": _("employment"),
    "tenancy": _("tenancy or housing"),
    "school": _("admission to a school"),
    "household_registration": _("household registration"),
    "policing": _("policing"),
    "sanction": _("sanction, credit, list of the discredited"),
}
FORBIDDEN_PARTNERS = frozenset(
    {
        PartnerKind.POLICE,
        PartnerKind.SCHOOL,
        PartnerKind.EMPLOYER,
        PartnerKind.LANDLORD,
        PartnerKind.CREDIT,
    }
)
FORBIDDEN_PURPOSES = frozenset(
    {"employment", "tenancy", "school", "household_registration", "policing", "sanction"}
)


def agreement_schema(today: date) -> dict[str, Any]:
    """What an agreement has to say."""
    day = {"type": "string", "format": "date"}
    items = {item.slug: {"zh": item.name.zh, "en": item.name.en} for _version, item in coming_items(today)}
    fields, purposes = {**FIELDS_IN, **FIELDS_OUT}, {**items, **PURPOSES_OUT}
    return {
        "type": "object",
        "properties": {
            "direction": _choice(dict(Direction.choices), _("Which way"), widget="radio"),
            "partner": {"type": "string", "maxLength": 100, "x-label": _("Partner")},
            "partner_kind": _choice(dict(PartnerKind.choices), _("What the partner is")),
            "register": {
                "type": "string",
                "maxLength": 40,
                "pattern": "^[a-z][a-z_]*$",
                "x-label": _("Name of the register"),
                "x-help": _("As the materials of the items name it, e.g. household; needed where we ask."),
            },
            "number": {"type": "string", "maxLength": 60, "x-label": _("Number of the document")},
            "agreed_by": {"type": "string", "maxLength": 100, "x-label": _("Signed for the partner by")},
            "basis": {
                "type": "string",
                "maxLength": 100,
                "x-label": _("Legal basis"),
                "x-help": _("Short names with articles, apart by commas, e.g. ZX 7, PI 34."),
            },
            "fields": _several(fields, _("Fields")),
            "purposes": _several(purposes, _("Purposes")),
            "way": _choice(
                {"single": _("one person at a time"), "bulk": _("many persons at once")}, _("How it is asked")
            ),
            "valid_from": {**day, "x-label": _("In force from")},
            "valid_until": {**day, "x-day": "future", "x-label": _("In force until")},
        },
        "required": [
            *("direction", "partner", "partner_kind", "number", "agreed_by", "basis", "fields"),
            *("purposes", "way", "valid_from", "valid_until"),
        ],
        "additionalProperties": False,
    }


def request_schema() -> dict[str, Any]:
    """What a request from outside has to say: who asks, for what, about which one case."""
    return {
        "type": "object",
        "properties": {
            "partner": {"type": "string", "maxLength": 100, "x-label": _("Who asks")},
            "partner_kind": _choice(dict(PartnerKind.choices), _("What the partner is")),
            "purpose": _choice(PURPOSES_OUT, _("What for")),
            "fields": _several(FIELDS_OUT, _("Fields")),
            "way": _choice(
                {"single": _("one person at a time"), "bulk": _("many persons at once")}, _("How it is asked")
            ),
            "case": {"type": "string", "maxLength": 20, "x-label": _("Case number")},
            "reference": {"type": "string", "maxLength": 60, "x-label": _("Number of the request")},
        },
        "required": ["partner", "partner_kind", "purpose", "fields", "way", "reference"],
        "additionalProperties": False,
    }


def _choice(labels: Mapping[str, Any], label: Any, *, widget: str = "") -> dict[str, Any]:
    part = {"type": "string", "enum": list(labels), "x-labels": labels, "x-label": label}
    return {**part, "x-widget": widget} if widget else part


def _several(labels: Mapping[str, Any], label: Any) -> dict[str, Any]:
    return {
        "type": "array",
        "items": {"type": "string", "enum": list(labels), "x-labels": labels},
        "minItems": 1,
        "uniqueItems": True,
        "x-label": label,
    }


def proposed(given: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The columns of an agreement from what was typed. Raises BadInput, ActRefused (PR-10, SHARE-03, EX-10)."""
    clean = schema.clean(agreement_schema(today), given, today)
    first, last = (date.fromisoformat(clean[name]) for name in ("valid_from", "valid_until"))
    inward = clean["direction"] == Direction.IN
    faults = Faults()
    known = FIELDS_IN if inward else FIELDS_OUT
    if set(clean["fields"]) - set(known):
        faults.add("fields", "direction", _("Not every one of these flows that way."))
    if inward == bool(set(clean["purposes"]) & set(PURPOSES_OUT)):
        faults.add(
            "purposes", "direction", _("Where we ask, name items; where we are asked, what it is for.")
        )
    if inward and not clean.get("register"):
        faults.add("register", "required", _("This is needed."))
    if last < first:
        faults.add("valid_until", "order", _("The last day can't lie before the first."))
    if last - first > LONGEST:
        faults.add(
            "valid_until", "longest", _("An agreement holds for three years at most; then it is renewed.")
        )
    faults.raise_if_any()
    insist_lawful(
        clean["direction"],
        clean["partner_kind"],
        clean["purposes"],
        clean["fields"],
        bulk=clean["way"] == "bulk",
    )
    basis = [part.strip() for part in clean["basis"].replace("，", ",").replace("、", ",").split(",")]
    citations = [part for part in basis if part]
    insist_in_force(citations, max(first, today))
    return {
        "direction": clean["direction"],
        "partner": clean["partner"].strip(),
        "partner_kind": clean["partner_kind"],
        "register": clean.get("register", "") if inward else "",
        "basis": citations,
        "data_fields": sorted(clean["fields"]),
        "purposes": sorted(clean["purposes"]),
        "number": clean["number"].strip(),
        "agreed_by": clean["agreed_by"].strip(),
        "valid_from": first,
        "valid_until": last,
    }


def insist_lawful(
    direction: str,
    partner_kind: str,
    purposes: Collection[str],
    fields: Collection[str],
    *,
    bulk: bool = False,
) -> None:
    """Raises ActRefused (PR-10) for what no agreement can permit, (SHARE-03) for data of many persons at once."""
    if direction == Direction.OUT:
        to_them = partner_kind in FORBIDDEN_PARTNERS and REPRODUCTIVE & set(fields)
        if to_them or FORBIDDEN_PURPOSES & set(purposes):
            raise ActRefused(
                Reason(
                    FORBIDDEN,
                    _(
                        "Data about births go to no employer, landlord, school, household register or police, "
                        "and nothing is given for a sanction."
                    ),
                    Kind.MAY_NOT,
                    basis=_statutes(newest_law()),
                )
            )
    if bulk:
        raise ActRefused(
            Reason(
                "SHARE-03",
                _("Data are asked for one person at a time; there is no extract of many."),
                Kind.MAY_NOT,
                model=("PI 6",),
            )
        )


def _statutes(book: LawBook) -> tuple[str, ...]:
    return tuple(str(one) for one in book.safeguards[FORBIDDEN].footing.citable_for("privacy"))


def insist_in_force(basis: Iterable[str], day: date) -> None:
    """Raises ActRefused (EX-10) if a basis isn't in force on the day, BadInput if there is no such basis."""
    book = newest_law()
    found = list(basis)
    if not found:
        raise BadInput.of("basis", "required", _("This is needed."))
    for text in found:
        try:
            citation = Citation.parse(text)
            known = book.bases[citation.basis]
        except (LawError, KeyError):
            raise BadInput.of("basis", "unknown", _("There is no such basis.")) from None
        if not known.in_force_on(day):
            raise ActRefused(
                Reason(
                    "EX-10",
                    _("The legal basis %(basis)s isn't in force on %(day)s.")
                    % {"basis": citation.basis, "day": day.isoformat()},
                    Kind.MAY_NOT,
                    model=("CF 37", "CF 38"),
                )
            )
        try:
            cite(book, citation, day)
        except LawError:
            raise BadInput.of("basis", "unknown", _("There is no such basis.")) from None


def in_force(direction: Direction, day: date) -> list[SharingAgreement]:
    """The agreements that hold on a day, the newest first: approved, not revoked, within their days, on law in force."""
    rows = SharingAgreement.objects.filter(direction=direction, state=AgreementState.APPROVED)
    return [row for row in rows if holds(row, day)]


def holds(row: SharingAgreement, day: date) -> bool:
    """Whether an agreement holds on a day: approved, not revoked, within its days, on law in force."""
    if row.state != AgreementState.APPROVED or not row.valid_from <= day <= row.valid_until:
        return False
    book = newest_law()
    return all(book.bases[Citation.parse(one).basis].in_force_on(day) for one in row.basis)


def covering(
    agreements: Iterable[SharingAgreement], register: str, item: str, fields: Collection[str]
) -> SharingAgreement | None:
    """The agreement under which a register may be asked for each of these fields, in a case of that item."""
    for row in agreements:
        if row.register == register and item in row.purposes and set(fields) <= set(row.data_fields):
            return row
    return None


def differences(applicant: Person, facts: Mapping[str, str]) -> list[str]:
    """The fields in which a register answered otherwise than the person said; what either leaves open is no difference."""
    stated = {
        "name": applicant.unseal("name") or "",
        "residence_division": applicant.unseal("division_code") or "",
    }
    found = []
    for name, said in stated.items():
        answered = facts.get(name, "").strip()
        if not answered or not said:
            continue
        # A division may be named down to the county, the town or the village.
        length = min(len(said), len(answered)) if name.endswith("division") else None
        if said[:length] != answered[:length]:
            found.append(name)
    return found


def without_agreement() -> Reason:
    """Why nothing was asked."""
    return Reason(
        "SHARE-01",
        _("No agreement in force today covers this question with its purpose and every field."),
        Kind.NOT_NOW,
        ways_out=(_("The person may show the paper or declare it in writing."),),
        model=MODEL,
    )


def locked_agreement(pk: int, *states: AgreementState) -> SharingAgreement:
    """An agreement, locked until the act ends. Raises BadInput, ActRefused (SHARE-02) if it isn't in one of the states."""
    row = SharingAgreement.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if row is None:
        raise BadInput.of("agreement", "unknown", _("There is no such agreement."))
    if row.state not in states:
        raise ActRefused(
            Reason("SHARE-02", _("This agreement was decided on or ended before."), Kind.NOT_NOW)
        )
    return row


def insist_on_second_person(acting: Change, row: SharingAgreement) -> None:
    """Raises ActRefused (EX-12) if the one who drafted would also approve, be it through somebody else's duty."""
    mine = {acting.officer.pk, acting.capacity.principal_id if acting.capacity else None} - {None}
    if mine & {row.drafted_by_id, row.drafted_for_id}:
        raise ActRefused(
            Reason(
                "EX-12",
                _("Nobody approves what they drafted themself."),
                Kind.MAY_NOT,
                model=("CF 58",),
                ways_out=(_("Another officer with the duty has to do it."),),
            )
        )


def reason_given(reason: str) -> str:
    """The reason, stripped. Raises BadInput."""
    if not reason.strip():
        raise BadInput.of("reason", "required", _("This is needed."))
    if len(reason.strip()) > REASON_MAX:
        raise BadInput.of("reason", "maxLength", _("At most %(most)s characters.") % {"most": REASON_MAX})
    return reason.strip()
