"""One edition of the law as a value.

An edition is data: canonical JSON with a digest. :class:`LawBook` is that data, checked and typed; nothing
else is read at run time. Two books are equal when their digests are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256 as digest_of
from pathlib import Path

from law.bases import LegalBasis, RefusalGround
from law.calendar import Calendar, CalendarYear
from law.catalogue import CatalogueEntry, LegacyEntry, Route, Transition
from law.checks import check
from law.errors import EditionTampered, InvalidEdition, UnknownEdition
from law.limits import Convention, TimeLimit
from law.papers import PaperKind
from law.pauses import PauseGround
from law.reading import Row, canonical, keyed, merged, parse_json, read_yaml
from law.remedies import Hint, Remedy
from law.safeguards import BlockedAct, Duties, Safeguard
from law.wording import Phrase, Wording

EDITIONS = Path(__file__).parent / "editions"
LAYOUT = 1
EDITION = re.compile(r"[0-9]{4}-[0-9]+")
PARTS = (
    "bases",
    "conventions",
    "limits",
    "pause_grounds",
    "grounds",
    "papers",
    "remedies",
    "safeguards",
    "transitions",
    "routes",
    "catalogue",
    "blocked",
    "duties",
    "wording",
)


@dataclass(frozen=True, slots=True, eq=False)
class LawBook:
    """All the law of one edition. Build it with :meth:`from_data` or :meth:`from_json` only."""

    edition: str
    valid_from: date
    sha256: str
    bases: Mapping[str, LegalBasis]
    conventions: Mapping[str, Convention]
    limits: Mapping[str, TimeLimit]
    pause_grounds: Mapping[str, PauseGround]
    grounds: Mapping[str, RefusalGround]
    papers: Mapping[str, PaperKind]
    elements: Mapping[str, Phrase]
    remedies: Mapping[str, Remedy]
    hints: Mapping[str, Hint]
    safeguards: Mapping[str, Safeguard]
    evidence: Mapping[str, Phrase]
    transitions: Mapping[str, Transition]
    routes: Mapping[str, Route]
    catalogue: Mapping[str, CatalogueEntry]
    legacy: Mapping[str, LegacyEntry]
    blocked: Mapping[str, BlockedAct]
    duties: Duties
    calendar: Calendar
    wording: Wording
    _text: str

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> LawBook:
        """Read, type and check the data. Raises :class:`law.errors.InvalidEdition` or one of its kinds."""
        text = canonical(data)
        row = Row(json.loads(text), "edition")
        if row.whole("layout") != LAYOUT:
            raise InvalidEdition(f"this program reads layout {LAYOUT} only")
        papers, remedies = row.row("papers"), row.row("remedies")
        elements = papers.row("elements")
        safeguards, catalogue = row.row("safeguards"), row.row("catalogue")
        evidence = safeguards.row("evidence")
        years = keyed(
            ((str(year.year), year) for year in map(CalendarYear.read, row.rows("calendars"))), "calendars"
        )
        book = cls(
            edition=row.text("edition"),
            valid_from=row.day("valid_from"),
            sha256=digest_of(text.encode()).hexdigest(),
            bases=keyed(((basis.id, basis) for basis in map(LegalBasis.read, row.rows("bases"))), "bases"),
            conventions=keyed(
                ((rule.id, rule) for rule in map(Convention.read, row.rows("conventions"))), "conventions"
            ),
            limits=keyed(((limit.id, limit) for limit in map(TimeLimit.read, row.rows("limits"))), "limits"),
            pause_grounds=keyed(
                ((one.id, one) for one in map(PauseGround.read, row.rows("pause_grounds"))), "pause_grounds"
            ),
            grounds=keyed(
                ((ground.id, ground) for ground in map(RefusalGround.read, row.rows("grounds"))), "grounds"
            ),
            papers=keyed(
                ((paper.id, paper) for paper in map(PaperKind.read, papers.rows("kinds"))), "papers"
            ),
            elements=keyed(
                ((element, Phrase.read(elements.row(element))) for element in elements.names), "elements"
            ),
            remedies=keyed(
                ((remedy.id, remedy) for remedy in map(Remedy.read, remedies.rows("acts"))), "remedies"
            ),
            hints=keyed(((hint.id, hint) for hint in map(Hint.read, remedies.rows("hints"))), "hints"),
            safeguards=keyed(
                ((rule.id, rule) for rule in map(Safeguard.read, safeguards.rows("rules"))), "safeguards"
            ),
            evidence=keyed(((name, Phrase.read(evidence.row(name))) for name in evidence.names), "evidence"),
            transitions=keyed(
                ((rule.id, rule) for rule in map(Transition.read, row.rows("transitions"))), "transitions"
            ),
            routes=keyed(((route.code, route) for route in map(Route.read, row.rows("routes"))), "routes"),
            catalogue=keyed(
                ((entry.slug, entry) for entry in map(CatalogueEntry.read, catalogue.rows("items"))),
                "catalogue",
            ),
            legacy=keyed(
                ((entry.slug, entry) for entry in map(LegacyEntry.read, catalogue.rows("legacy"))), "legacy"
            ),
            blocked=keyed(((act.code, act) for act in map(BlockedAct.read, row.rows("blocked"))), "blocked"),
            duties=Duties.read(row.row("duties")),
            calendar=Calendar({year.year: year for year in years.values()}),
            wording=Wording.read(row.row("wording")),
            _text=text,
        )
        for part in (elements, papers, remedies, evidence, safeguards, catalogue, row):
            part.close()
        check(book)
        return book

    @classmethod
    def from_json(cls, text: str, *, sha256: str | None = None) -> LawBook:
        """Read an edition from JSON; with ``sha256``, only if the text still has that digest.

        Raises :class:`law.errors.EditionTampered`, and :class:`law.errors.InvalidEdition` or one of its
        kinds.
        """
        if sha256 is not None and digest_of(text.encode()).hexdigest() != sha256:
            raise EditionTampered(f"the text does not have the digest {sha256}")
        data = parse_json(text)
        return cls.from_data(Row(data, "edition").mapping)

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, no spaces, not escaped. ``sha256`` is taken over its UTF-8."""
        return self._text

    def to_data(self) -> dict[str, object]:
        """The data as plain dictionaries and lists, a fresh copy each time."""
        return dict(Row(json.loads(self._text), "edition").mapping)

    def with_year(self, year: Mapping[str, object]) -> LawBook:
        """The same edition with the calendar of one more year, or with a changed one in its place.

        For the notice of a year that came after the edition was shipped: to see what it would move, and to
        count with it once two officers have loaded and approved it. The digest is another one. Raises
        :class:`law.errors.InvalidEdition` or one of its kinds.
        """
        data = self.to_data()
        added = Row(json.loads(canonical(year)), "calendar")
        number = added.whole("year")
        kept = [one.mapping for one in Row(data, "edition").rows("calendars") if one.whole("year") != number]
        data["calendars"] = [*kept, added.mapping]
        return LawBook.from_data(data)

    @property
    def incompatible(self) -> frozenset[frozenset[str]]:
        """Pairs of roles that one person may not hold in one case."""
        return self.duties.incompatible

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LawBook) and self.sha256 == other.sha256

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __repr__(self) -> str:
        return f"<LawBook {self.edition} {self.sha256[:12]}>"

    def __reduce__(self) -> tuple[object, ...]:
        return LawBook.from_json, (self._text,)


def shipped_editions() -> tuple[str, ...]:
    """Names of the editions that come with this package, oldest first."""
    folders = (folder.name for folder in EDITIONS.iterdir() if (folder / "edition.yaml").is_file())
    return tuple(sorted(folders, key=_order))


def read_shipped(edition: str | None = None) -> LawBook:
    """A shipped edition, the newest if none is named.

    Its digest must be the one in ``editions/digests.yaml``: shipped editions are appended, never edited.
    Raises :class:`law.errors.UnknownEdition`, :class:`law.errors.EditionTampered` and
    :class:`law.errors.InvalidEdition`.
    """
    name = shipped_editions()[-1] if edition is None else edition
    if name not in shipped_editions():
        raise UnknownEdition(f"no edition {name} is shipped")
    return _read_pinned(name)


def published_digest(name: str) -> str:
    """The digest under which a shipped edition was published; told without reading the edition."""
    return Row(read_yaml(EDITIONS / "digests.yaml"), "digests").text(name)


@cache
def _read_pinned(name: str) -> LawBook:
    book = read_folder(EDITIONS / name)
    pinned = published_digest(name)
    if book.sha256 != pinned:
        raise EditionTampered(f"edition {name} has digest {book.sha256}, published as {pinned}")
    return book


def read_folder(folder: Path) -> LawBook:
    """The edition in a folder of files, whatever its digest. Raises :class:`law.errors.InvalidEdition`.

    A folder whose ``edition.yaml`` says ``based_on`` holds only what changed since that earlier edition, which
    stands beside it: entries that are new or replace the one of the same id, see :func:`law.reading.merged`.
    """
    return LawBook.from_data(_data_of(folder))


def _data_of(folder: Path) -> dict[str, object]:
    head = dict(Row(read_yaml(folder / "edition.yaml"), "edition.yaml").mapping)
    if head.get("edition") != folder.name:
        raise InvalidEdition(f"folder {folder.name} holds edition {head.get('edition')}")
    based_on = head.pop("based_on", None)
    calendars = [read_yaml(path) for path in sorted((folder / "calendars").glob("*.yaml"))]
    if based_on is None:
        return head | {part: read_yaml(folder / f"{part}.yaml") for part in PARTS} | {"calendars": calendars}
    earlier = folder.parent / str(based_on)
    if not EDITION.fullmatch(str(based_on)) or _order(earlier.name) >= _order(folder.name):
        raise InvalidEdition(f"edition {folder.name} is based on {based_on}, which isn't an earlier one")
    if not (earlier / "edition.yaml").is_file():
        raise InvalidEdition(f"edition {folder.name} is based on {based_on}, which isn't there")
    known = {f"{part}.yaml" for part in PARTS} | {"edition.yaml"}
    for path in folder.glob("*.yaml"):
        if path.name not in known:
            raise InvalidEdition(f"edition {folder.name}: no edition has a part {path.name}")
    changed = {
        part: read_yaml(folder / f"{part}.yaml") for part in PARTS if (folder / f"{part}.yaml").is_file()
    }
    data = merged(_data_of(earlier), {**changed, "calendars": calendars}, folder.name)
    return dict(Row(data, folder.name).mapping) | head


def _order(edition: str) -> tuple[int, ...]:
    return tuple(int(part) for part in edition.split("-"))
