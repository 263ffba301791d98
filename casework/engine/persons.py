"""Citizens as applications name them: checked, sealed under their own key, found by fingerprint."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.models import IdentifierKind, Person, PersonIndex, PersonKey, vault
from law.identifiers import fold_name, normalise_name, resident_id_problems

from .initials import initials_of
from .refusal import Faults
from .writer import Rows

NAME_MAX = 60
_PHONE = re.compile(r"\+?[0-9][0-9 -]{5,19}")
_DIVISION = re.compile(r"[0-9]{6}([0-9]{3}([0-9]{3})?)?")
_PASSPORT = re.compile(r"[A-Z0-9]{5,20}")
# Cards before 2023 carry three letters and twelve digits; the newer ones are numbered like a resident's.
_OLD_PERMANENT = re.compile(r"[A-Z]{3}[0-9]{12}")
_HMT_DIVISIONS = ("810000", "820000", "830000")

_PROBLEMS = {
    "length": _("A resident identity number has 18 characters."),
    "charset": _("A resident identity number has 17 digits and then a digit or X."),
    "check_digit": _("The check digit doesn't fit: a digit was mistyped (GB 11643-1999)."),
    "birth_date": _("The date of birth in the number doesn't exist."),
    "future": _("The date of birth in the number lies in the future."),
}

# The texts of a person's part of a form; `required` stands where it is used.
PERSON_PROPERTIES: Mapping[str, Any] = {
    "identifier_kind": {
        "type": "string",
        "enum": [str(value) for value in IdentifierKind.values],
        "x-labels": {str(kind): kind.label for kind in IdentifierKind},
        "x-label": _("Kind of paper"),
    },
    "identifier": {
        "type": "string",
        "maxLength": 30,
        "x-label": _("Number of the paper"),
        "x-personal": True,
    },
    "name": {"type": "string", "maxLength": NAME_MAX, "x-label": _("Name"), "x-personal": True},
}

# What is on file of a person and may turn out wrong; the kind of paper isn't: another paper is another application.
CORRECTABLE: Mapping[str, Any] = {
    "name": PERSON_PROPERTIES["name"],
    "identifier": PERSON_PROPERTIES["identifier"],
    "phone": {"type": "string", "maxLength": 30, "x-label": _("Telephone"), "x-personal": True},
    "division_code": {"type": "string", "maxLength": 12, "x-label": _("Division of residence")},
}


def check_person(
    given: Mapping[str, Any], field: str, kinds: tuple[str, ...], today: date, faults: Faults
) -> None:
    """Note what is wrong with a person's name, paper, phone and division."""
    kind = str(given.get("identifier_kind", ""))
    number = identifier_form(str(given.get("identifier") or ""))
    if kinds and kind not in kinds:
        faults.add(f"{field}.identifier_kind", "kind", _("This item doesn't take this kind of paper."))
    if not fold_name(str(given.get("name") or "")):
        faults.add(f"{field}.name", "required", _("This is needed."))
    if kind == IdentifierKind.NONE:
        if number:
            faults.add(f"{field}.identifier", "unexpected", _("Without a paper there is no number."))
    else:
        rule, text = _identifier_fault(kind, number, today)
        if rule:
            faults.add(f"{field}.identifier", rule, text)
    phone = str(given.get("phone") or "")
    if phone and not _PHONE.fullmatch(phone):
        faults.add(f"{field}.phone", "phone", _("A telephone number has 6 to 20 digits."))
    division = str(given.get("division_code") or "")
    if division and not _DIVISION.fullmatch(division):
        faults.add(
            f"{field}.division_code", "division", _("A division code has 6, 9 or 12 digits (GB/T 2260).")
        )


def identifier_form(number: str) -> str:
    """A number as it is compared: half width, without spaces, in capitals."""
    return fold_name(number).upper()


def enter_person(given: Mapping[str, Any], rows: Rows) -> Person:
    """The person as named: the one on file under the same number and name, else a new one."""
    kind = str(given["identifier_kind"])
    number = identifier_form(str(given.get("identifier") or ""))
    name = normalise_name(str(given["name"]))
    known = find_person(kind, number, name) if number else None
    # Held until the receipt ends, so that nobody is erased while an application of theirs comes in.
    if known is not None and _still_on_file(known):
        changed = [
            field
            for field in ("phone", "division_code")
            if given.get(field) and given[field] != known.unseal(field)
        ]
        for field in changed:
            known.seal(field, given[field])
        if changed:
            rows.update(known, *changed)
        return known
    key = PersonKey.fresh()
    person = Person(key=key, identifier_kind=kind)
    person.seal("name", name)
    person.seal("identifier", number or None)
    person.seal("phone", given.get("phone") or None)
    person.seal("division_code", given.get("division_code") or None)
    rows.insert(key)
    rows.insert(person)
    rows.insert(PersonIndex(person=person, kind="name", token=name_token(name)))
    if number:
        rows.insert(PersonIndex(person=person, kind="identifier", token=identifier_token(kind, number)))
    for initials in initials_of(name):
        rows.insert(PersonIndex(person=person, kind="initials", token=initials_token(initials)))
    return person


def correct_person(person: Person, corrected: Mapping[str, Any], rows: Rows) -> None:
    """What is on file of a person as it should stand, by which they are found from now on; `corrected` has been checked."""
    tokens: dict[str, list[str]] = {}
    if "name" in corrected:
        name = normalise_name(str(corrected["name"]))
        person.seal("name", name)
        tokens["name"] = [name_token(name)]
        tokens["initials"] = [initials_token(one) for one in initials_of(name)]
    if "identifier" in corrected:
        number = identifier_form(str(corrected["identifier"]))
        person.seal("identifier", number)
        tokens["identifier"] = [identifier_token(str(person.identifier_kind), number)]
    for field in ("phone", "division_code"):
        if field in corrected:
            person.seal(field, corrected[field])
    rows.update(person, *corrected)
    # Fingerprints of what was wrong lead to nobody any more; they have no history.
    PersonIndex.objects.filter(person=person, kind__in=list(tokens)).delete()
    for kind, found in tokens.items():
        for token in dict.fromkeys(found):
            rows.insert(PersonIndex(person=person, kind=kind, token=token))


def find_person(kind: str, number: str, name: str) -> Person | None:
    """The person on file under this number and this name."""
    return (
        Person.objects.filter(erased_at__isnull=True)
        .filter(index__kind="identifier", index__token=identifier_token(kind, number))
        .filter(index__kind="name", index__token=name_token(name))
        .select_related("key")
        .order_by("pk")
        .first()
    )


def _still_on_file(person: Person) -> bool:
    rows = Person.objects.select_for_update(no_key=True).filter(pk=person.pk, erased_at__isnull=True)
    return rows.values_list("pk", flat=True).first() is not None


def identifier_token(kind: str, number: str) -> str:
    """The fingerprint of a paper's number."""
    return vault.blind_index("identifier", f"{kind}:{identifier_form(number)}")


def name_token(name: str) -> str:
    """The fingerprint of a name, folded: middle dots, full width and case make no difference."""
    return vault.blind_index("name", fold_name(name))


def initials_token(initials: str) -> str:
    """The fingerprint of the initials of a name; a name that can be read in several ways has several."""
    return vault.blind_index("initials", initials)


def _identifier_fault(kind: str, number: str, today: date) -> tuple[str, Any]:
    if not number:
        return "required", _("This is needed.")
    if kind == IdentifierKind.PASSPORT:
        return (
            ("", "")
            if _PASSPORT.fullmatch(number)
            else ("pattern", _("A passport number has 5 to 20 letters or digits."))
        )
    if kind == IdentifierKind.PERMANENT and _OLD_PERMANENT.fullmatch(number):
        return "", ""
    # A doubtful division is no proof of an error: lists of divisions are incomplete, and cards outlive them.
    problems = [problem.code for problem in resident_id_problems(number, today) if not problem.doubtful]
    if not problems and kind == IdentifierKind.PERMANENT and not number.startswith("9"):
        return "pattern", _("The number of a permanent resident card begins with 9.")
    if not problems and kind == IdentifierKind.HMT and not number.startswith(_HMT_DIVISIONS):
        return "pattern", _("The number of this permit begins with 810000, 820000 or 830000.")
    if problems:
        return problems[0], _PROBLEMS[problems[0]]
    return "", ""
