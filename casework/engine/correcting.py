"""A person's data as they should stand: which entries are theirs, what changes, and by what they are found from then on."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models import Case, Person, PersonIndex
from law.identifiers import fold_name, normalise_name

from .initials import initials_of
from .own_data import entries_of
from .persons import check_person, identifier_form, identifier_token, initials_token, name_token
from .refusal import ActRefused, BadInput, Faults, Kind, Reason
from .writer import Rows

FIELDS = ("name", "identifier_kind", "identifier", "phone", "division_code")


def entries_to_correct(person: Person, also_in: Sequence[str]) -> list[Person]:
    """The person's own entries, and those of the named cases that stand under another name or number.

    Such an entry has to share the name or the number with the person. Raises BadInput (no such case), ActRefused (OWN-03:
    it may be somebody else's).
    """
    found = {one.pk: one for one in entries_of(person)}
    for number in also_in:
        case = Case.objects.filter(number=number).select_related("applicant__key").first()
        if case is None or case.applicant.is_erased:
            raise BadInput.of("also_in", "unknown", _("There is no case of that number."))
        if case.applicant_id not in found and not _shares(person, case.applicant):
            raise ActRefused(
                Reason(
                    "OWN-03",
                    _("That case stands under another name and another number: it may be somebody else's."),
                    Kind.MAY_NOT,
                    ways_out=(_("Refuse the request for that case, with reasons, or ask for more proof."),),
                    basis=("PI 46",),
                )
            )
        found.setdefault(case.applicant_id, case.applicant)
    return list(found.values())


def cases_of(entries: Iterable[Person], *, but: Case, hold: bool) -> list[Case]:
    """Every other case in which these entries take part; locked in the order of their ids, unless it is only rehearsed."""
    mine = [one.pk for one in entries]
    theirs = Q(applicant__in=mine) | Q(parties__person__in=mine) | Q(mandate__agent__in=mine)
    numbers = set(Case.objects.filter(theirs).exclude(pk=but.pk).values_list("pk", flat=True))
    cases = Case.objects.filter(pk__in=numbers).select_related("office").order_by("pk")
    return list(cases.select_for_update(no_key=True, of=("self",)) if hold else cases)


def corrected(
    person: Person, given: Mapping[str, Any], kinds: tuple[str, ...], today: date
) -> dict[str, Any]:
    """The data as they should stand, of what is asked to be changed. Raises BadInput."""
    stands = {"identifier_kind": person.identifier_kind} | {
        name: person.unseal(name) for name in FIELDS if name != "identifier_kind"
    }
    changed = {name: given[name] for name in FIELDS if given.get(name)}
    if "name" in changed:
        changed["name"] = normalise_name(changed["name"])
    if "identifier" in changed:
        changed["identifier"] = identifier_form(changed["identifier"])
    faults = Faults()
    check_person({**stands, **changed}, "", kinds, today, faults)
    if faults.found:
        raise BadInput({name.lstrip("."): found for name, found in faults.found.items()})
    if not changed:
        raise BadInput.of("name", "nothing", _("Say what is to be changed."))
    return changed


def set_data(entry: Person, changed: Mapping[str, Any], rows: Rows) -> bool:
    """Let an entry say what it should; the history keeps what stood there. Whether anything changed."""
    columns = []
    for name, value in changed.items():
        if name == "identifier_kind":
            if entry.identifier_kind != value:
                entry.identifier_kind = value
                columns.append(name)
        elif entry.unseal(name) != value:
            entry.seal(name, value)
            columns.append(name)
    if columns:
        rows.update(entry, *columns)
    return bool(columns)


def renew_fingerprints(entry: Person) -> None:
    """Let an entry be found by what it says now, and by nothing that it said before."""
    name, number = entry.unseal("name"), entry.unseal("identifier")
    tokens = [("name", name_token(name))]
    tokens += [("identifier", identifier_token(entry.identifier_kind, number))] if number else []
    tokens += [("initials", initials_token(one)) for one in initials_of(name)]
    PersonIndex.objects.filter(person=entry).delete()
    PersonIndex.objects.bulk_create(
        PersonIndex(person=entry, kind=kind, token=token) for kind, token in dict.fromkeys(tokens)
    )


def _shares(person: Person, other: Person) -> bool:
    if other.identifier_kind == person.identifier_kind and other.unseal("identifier") == person.unseal(
        "identifier"
    ):
        return True
    return fold_name(other.unseal("name")) == fold_name(person.unseal("name"))
