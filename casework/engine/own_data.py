"""What the hall holds on one person, for that person: the entries that are certainly theirs, and their cases.

An entry (a row of `Person`) is theirs if it stands under the same number and the same name. What stands under the number
with another name, or the other way round, may be somebody else's: it is counted, never shown.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from casework.models import Case, CaseParty, Mandate, Paper, PartyRole, Person, PersonIndex

from .items import Item
from .lawbook import item_of

# Petitions and complaints, by the catalogue: what is said about officers and others is told to nobody by a copy.
PETITIONS = 22
APPLICANT = "applicant"


@dataclass(frozen=True)
class Held:
    """A case in which the person takes part; the papers of a case belong to its applicant alone."""

    case: Case
    item: Item
    part: str
    papers: tuple[Paper, ...]


def entries_of(person: Person) -> list[Person]:
    """Every entry under the same number and the same name, the person's own first."""
    numbers, names = _tokens(person, "identifier"), _tokens(person, "name")
    if not numbers or not names:
        return [person]
    same = (
        Person.objects.filter(erased_at__isnull=True)
        .filter(index__kind="identifier", index__token__in=numbers)
        .filter(index__kind="name", index__token__in=names)
    )
    others = same.exclude(pk=person.pk).select_related("key").distinct().order_by("pk")
    return [person, *others]


def doubtful_entries(person: Person) -> int:
    """How many entries stand under the person's number with another name; they are shown to nobody."""
    numbers = _tokens(person, "identifier")
    mine = {one.pk for one in entries_of(person)}
    under = PersonIndex.objects.filter(kind="identifier", token__in=numbers).exclude(person__in=mine)
    return under.values("person").distinct().count()


def cases_held(entries: Iterable[Person], *, but: Case) -> list[Held]:
    """The cases in which these entries take part, but for the one in which it is asked, the latest first."""
    mine = {one.pk for one in entries}
    parts: dict[int, str] = {}
    for pk in Case.objects.filter(applicant__in=mine).values_list("pk", flat=True):
        parts[pk] = APPLICANT
    for pk, role in CaseParty.objects.filter(person__in=mine).values_list("case", "role"):
        parts.setdefault(pk, role)
    for pk in Mandate.objects.filter(agent__in=mine).values_list("case", flat=True):
        parts.setdefault(pk, str(PartyRole.AGENT))
    parts.pop(but.pk, None)
    cases = list(Case.objects.filter(pk__in=parts).select_related("office").order_by("-received_on", "-pk"))
    papers = _papers_of([one.pk for one in cases if parts[one.pk] == APPLICANT])
    found = [(one, item_of(one.item_version_id), parts[one.pk]) for one in cases]
    return [
        Held(case, item, part, papers.get(case.pk, ()))
        for case, item, part in found
        if not is_confidential(item)
    ]


def is_confidential(item: Item) -> bool:
    """Whether cases of this item are told by no copy: petitions, and whatever says so of itself."""
    return item.number == PETITIONS or bool(item.data.get("confidential"))


def _papers_of(cases: Collection[int]) -> dict[int, tuple[Paper, ...]]:
    found: dict[int, tuple[Paper, ...]] = {}
    for row in Paper.objects.filter(case__in=cases, ended__isnull=True).order_by("id"):
        found[row.case_id] = (*found.get(row.case_id, ()), row)
    return found


def _tokens(person: Person, kind: str) -> list[str]:
    return list(PersonIndex.objects.filter(person=person, kind=kind).values_list("token", flat=True))
