"""An approval item as a value: one YAML file in the catalogue, one row in the database, one object here."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from casework.models import ClockPurpose, IdentifierKind, PartyRole
from law.bases import Citation, LegalBasis
from law.book import LawBook
from law.clock import due
from law.codes import is_type_code
from law.errors import BasisNotInForce, LawError, LimitWithoutNumber, PromiseRefused

from .act import acts
from .registry import procedures
from .schema import check_schema, field_names

if TYPE_CHECKING:
    from .words import Procedure

SLUG = re.compile(r"[a-z][a-z0-9_]{2,63}")

# Fields and materials that no form of the hall may ask for, hidden or not, with the code of the act or the safeguard of
# the law that forbids them (domain, section 12).
FORBIDDEN_FIELDS: Mapping[str, tuple[str, ...]] = {
    "EX-14": ("fetal_sex", "sex_of_fetus", "child_sex_before_birth"),
    "EX-03": ("contraception", "iud", "pregnancy_check", "pregnancy_test", "weeks_pregnant", "last_period"),
    "EX-05": ("marital_status", "marriage", "birth_order", "number_of_children"),
    "EX-08": ("fingerprint", "iris", "face_image", "face_template"),
    "EX-09": ("spouse_consent", "village_consent", "employer_consent"),
    "EX-04": ("social_maintenance_fee",),
    "EX-02": ("sterilisation", "procedure_due", "remedial_measure"),
    "EX-06": ("migrant_certificate", "childbearing_certificate"),
    "EX-07": ("village_opinion", "township_opinion", "risk_deposit"),
    "AP-10": ("fee", "deposit", "bond"),
}
# How a result reaches the person; whatever else an item offers, paper is among it (AP-09).
DELIVERY, PAPER_WAY = "delivery", "print"


# What the privacy notice says on paper beside whom it comes from (PI 17, 30).
NOTICE_PARTS = ("purpose", "way", "kinds", "retention", "rights", "necessity_and_impact_if_sensitive")


class ItemRefused(Exception):
    """An item that can't be opened: incomplete, contradictory, or asking what no item may ask."""

    def __init__(self, slug: str, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{slug}: " + "; ".join(problems))


@dataclass(frozen=True)
class Words:
    """A text in both languages."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.zh


@dataclass(frozen=True)
class MaterialRule:
    """One material of an item: what it is, where it comes from, what stands in when it can't be found."""

    code: str
    name: Words
    source: str
    alternatives: tuple[tuple[str, Words], ...] = ()
    declaration_instead: bool = False
    register: str = ""
    # What its register is asked for: never more than the item needs.
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class CertificateRule:
    """The certificate that goes with the result of an item: its kind (GB/T 36904) and how many months it is valid."""

    type_code: str
    valid_months: int | None


@dataclass(frozen=True)
class Closed:
    """Why nothing is taken in under an edition: what it rested on and when that ended, and what is offered instead."""

    why: Words
    lapsed: tuple[Citation, ...]
    instead: tuple[Words, ...]


# What an edition that is closed leaves unsaid: nobody applies, so there is nothing to ask, to decide or to issue.
_LEFT_UNSAID: Mapping[str, Any] = {
    "procedure": "",
    "four_eyes": "always",
    "certificate_for": (),
    "identifiers": (),
    "parties": (),
    "duplicate_key": (),
    "limits": {},
    "promised": {},
    "form": {"type": "object", "additionalProperties": False, "properties": {}},
    "materials": (),
    "grounds": {},
    "papers": {},
    "remedy": "",
    "privacy_notice": {},
    "retention_years": 0,
}


@dataclass(frozen=True)
class Item:
    """One edition of an approval item."""

    slug: str
    edition: str
    valid_from: date
    valid_until: date | None
    number: int
    name: Words
    initials: str
    kind: Words
    who: Words
    basis: tuple[Citation, ...]
    procedure: str
    level: str
    four_eyes: str
    certificate_for: tuple[str, ...]
    identifiers: tuple[str, ...]
    parties: tuple[str, ...]
    # What else of the applicant the item needs to know; the rest of it may be left out (PI 6).
    needs: tuple[str, ...]
    duplicate_key: tuple[str, ...]
    # Other items under which the same matter may stand already, with a form that has the same key fields.
    same_matter_as: tuple[str, ...]
    limits: Mapping[str, str]
    promised: Mapping[str, int]
    form: Mapping[str, Any]
    materials: tuple[MaterialRule, ...]
    grounds: Mapping[str, tuple[str, ...]]
    papers: Mapping[str, str]
    remedy: str
    privacy_notice: Mapping[str, Any]
    result_note: Words
    retention_years: int
    certificate: CertificateRule | None
    closed: Closed | None
    data: Mapping[str, Any] = field(repr=False, compare=False)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Item":
        """Read an item from its YAML data. Raises ItemRefused where something is missing or of the wrong kind."""
        slug, kept = str(data.get("slug", "?")), data
        if data.get("closed"):
            data = {**_LEFT_UNSAID, "result_note": data["closed"].get("why"), **data}
        try:
            return cls(
                slug=slug,
                edition=str(data["edition"]),
                valid_from=_day(data["valid_from"]),
                valid_until=_day(data["valid_until"]) if data.get("valid_until") else None,
                number=int(data["number"]),
                name=_words(data["name"]),
                initials=str(data["initials"]),
                kind=_words(data["kind"]),
                who=_words(data["who"]),
                basis=tuple(Citation.parse(text) for text in data["basis"]),
                procedure=str(data["procedure"]),
                level=str(data["level"]),
                four_eyes=str(data["four_eyes"]),
                certificate_for=tuple(data["certificate_for"]),
                identifiers=tuple(data["identifiers"]),
                parties=tuple(data["parties"]),
                duplicate_key=tuple(data["duplicate_key"]),
                needs=tuple(data.get("needs", ("phone", "division_code"))),
                same_matter_as=tuple(data.get("same_matter_as", ())),
                limits={purpose: str(limit) for purpose, limit in data["limits"].items()},
                promised={purpose: int(days) for purpose, days in data["promised"].items()},
                form=data["form"],
                materials=tuple(_material(entry) for entry in data["materials"]),
                grounds={use: tuple(ids) for use, ids in data["grounds"].items()},
                papers=dict(data["papers"]),
                remedy=str(data["remedy"]),
                privacy_notice=data["privacy_notice"],
                result_note=_words(data["result_note"]),
                retention_years=int(data["retention_years"]),
                certificate=_certificate(data["certificate"]) if data.get("certificate") else None,
                closed=_closed(data["closed"]) if data.get("closed") else None,
                data=kept,
            )
        except (KeyError, TypeError, ValueError, AttributeError, LawError) as error:
            raise ItemRefused(slug, [f"missing or malformed: {error}"]) from error

    @classmethod
    def from_json(cls, text: str) -> "Item":
        """Read an item from its stored row."""
        return cls.from_data(json.loads(text))

    def to_json(self) -> str:
        """Canonical JSON: the bytes that the stored hash is taken over."""
        return json.dumps(self.data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)

    @property
    def sha256(self) -> str:
        """The hash of the canonical JSON."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def problems(self, book: LawBook) -> list[str]:
        """Everything that forbids opening this item under that law; empty if nothing does."""
        try:
            return list(self._problems(book))
        except (KeyError, TypeError, AttributeError) as error:
            return [f"malformed: {error}"]

    def check(self, book: LawBook) -> None:
        """Raises ItemRefused with all problems."""
        problems = self.problems(book)
        if problems:
            raise ItemRefused(self.slug, problems)

    def _problems(self, book: LawBook) -> Iterator[str]:
        if not SLUG.fullmatch(self.slug):
            yield "slug: lower-case letters, digits and underscores only"
        if self.closed is not None:
            yield from self._unfit_to_close(self.closed, book)
            return
        if self.procedure not in procedures:
            yield f"procedure: there is no {self.procedure}"
        else:
            yield from self._unfit_for(procedures[self.procedure], book)
        if self.four_eyes not in ("always", "adverse_only"):
            yield "four_eyes: always or adverse_only"
        if not self.basis:
            yield "basis: an item names the law it rests on"
        for citation in self.basis:
            if citation.basis not in book.bases:
                yield f"basis: the law has no {citation.basis}"
            elif not book.bases[citation.basis].in_force_on(self.valid_from):
                yield f"EX-10: {citation.basis} isn't in force on {self.valid_from}"
            elif self._outlives(book.bases[citation.basis]):
                ended = book.bases[citation.basis].ended_on
                yield f"EX-10: {citation.basis} carries nothing since {ended}; the item has to end before"
        yield from self._limits_that_do_not_hold(book)
        for use, ids in self.grounds.items():
            for ground in ids:
                if ground not in book.grounds:
                    yield f"grounds.{use}: the law has no ground {ground}"
                elif use != book.grounds[ground].used_for:
                    yield f"grounds.{use}: {ground} is no ground for that"
        for use, paper in self.papers.items():
            if paper not in book.papers:
                yield f"papers.{use}: the law has no paper {paper}"
        if self.remedy not in book.remedies:
            yield f"remedy: the law has no remedy {self.remedy}"
        if len({rule.code for rule in self.materials}) != len(self.materials):
            yield "materials: a code stands twice"
        for kind in sorted({str(kind) for kind in self.identifiers} - set(IdentifierKind.values)):
            yield f"identifiers: there is no paper {kind}"
        if self.certificate is not None:
            yield from self._unfit_certificate(self.certificate)
        if "acceptance" in self.papers and "decision" not in self.limits:
            yield "papers: an acceptance notice names the limit for the decision, and there is none"
        for role in sorted({str(role) for role in self.parties} - {PartyRole.OTHER_PARENT.value}):
            yield f"parties: there is no part {role}"
        for purpose in sorted({*self.limits, *self.promised} - set(ClockPurpose.values)):
            yield f"limits: there is no clock for {purpose}"
        for language in ("edition", "zh", "en"):
            if not self.privacy_notice.get(language):
                yield f"privacy_notice: {language} is missing"
        if "privacy" in self.papers:
            told = self.privacy_notice.get("paper") or {}
            for name in NOTICE_PARTS:
                if not (told.get(name) or {}).get("zh") or not told[name].get("en"):
                    yield f"privacy_notice.paper: {name} is missing, and the notice is issued on paper"
        problems = list(check_schema(self.form))
        yield from problems
        if not problems:
            yield from self._forbidden_fields()
            ways = self.form["properties"].get(DELIVERY, {}).get("enum")
            if ways is not None and PAPER_WAY not in ways:
                yield f"AP-09: {DELIVERY} has to offer {PAPER_WAY}, the way on paper"
            for field in sorted({str(key) for key in self.duplicate_key} - set(self.form["properties"])):
                yield f"duplicate_key: the form has no field {field}"
            if self.same_matter_as and not self.duplicate_key:
                yield "same_matter_as: without a duplicate_key nothing can be compared"

    def _unfit_to_close(self, closed: Closed, book: LawBook) -> Iterator[str]:
        """An item is closed because its basis has ended, says so, and offers something instead."""
        for citation in closed.lapsed:
            if citation.basis not in book.bases:
                yield f"closed: the law has no {citation.basis}"
            elif book.bases[citation.basis].in_force_on(self.valid_from):
                yield f"closed: {citation.basis} is still in force on {self.valid_from}"
        if not closed.lapsed or not closed.instead:
            yield "closed: say what has lapsed, and what is offered instead"
        if self.valid_until is None:
            yield "closed: say until when; an item closed for good is no item"

    def _outlives(self, basis: LegalBasis) -> bool:
        """Whether the item would still be open when nothing may rest on the basis any more."""
        return basis.ended_on is not None and (self.valid_until is None or self.valid_until >= basis.ended_on)

    def _limits_that_do_not_hold(self, book: LawBook) -> Iterator[str]:
        """Limits that the law doesn't know, and promises that aren't the agency's to make or go beyond the law."""
        for purpose, limit in self.limits.items():
            if limit not in book.limits:
                yield f"limits.{purpose}: the law has no limit {limit}"
                continue
            try:
                due(book, limit, self.valid_from, promised=self.promised.get(purpose))
            except LimitWithoutNumber:
                yield f"promised.{purpose}: the law leaves the number of {limit} to the promise"
            except (PromiseRefused, BasisNotInForce) as error:
                yield f"promised.{purpose}: {error}"
            except LawError as error:
                yield f"limits.{purpose}: {error}"
            if purpose == ClockPurpose.RENEWAL and book.limits[limit].effect != "renewed":
                yield f"limits.{purpose}: the lapse of {limit} renews nothing"
        for purpose in sorted(set(self.promised) - set(self.limits)):
            yield f"promised.{purpose}: there is no limit that it could shorten"

    def _unfit_for(self, procedure: "type[Procedure]", book: LawBook) -> Iterator[str]:
        """What the procedure's acts need and the item doesn't have."""
        for name in procedure.acts():
            act = acts[name]
            for use in (*act.papers, *(act.papers_for(self, book) if act.papers_for else ())):
                if use not in self.papers:
                    yield f"papers: {name} issues {use}, which is missing"
        for name in sorted({str(act) for act in self.certificate_for} - set(procedure.acts())):
            yield f"certificate_for: the procedure has no act {name}"

    def _unfit_certificate(self, rule: CertificateRule) -> Iterator[str]:
        if not is_type_code(rule.type_code):
            yield "certificate: the type has 18 characters of its defining body and 3 of its own (GB/T 36904)"
        if rule.valid_months is not None and rule.valid_months < 1:
            yield "certificate: valid for a month at least, or without an end"
        if "result" not in self.papers:
            yield "certificate: it goes with the result, and there is no paper for it"

    def _forbidden_fields(self) -> Iterator[str]:
        asked = {name.lower() for name in field_names(self.form)}
        asked |= {rule.code.lower() for rule in self.materials}
        for code, names in FORBIDDEN_FIELDS.items():
            for name in sorted(asked & set(names)):
                yield f"{code}: no form may ask for {name}"


def _words(data: Any) -> Words:
    return Words(zh=str(data["zh"]), en=str(data["en"]))


def _certificate(data: Mapping[str, Any]) -> CertificateRule:
    months = data["valid_months"]
    return CertificateRule(type_code=str(data["type"]), valid_months=None if months is None else int(months))


def _closed(data: Mapping[str, Any]) -> Closed:
    return Closed(
        why=_words(data["why"]),
        lapsed=tuple(Citation.parse(text) for text in data["lapsed"]),
        instead=tuple(_words(one) for one in data["instead"]),
    )


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _material(data: Mapping[str, Any]) -> MaterialRule:
    if data["source"] not in ("person", "sharing"):
        raise ValueError(f"source of {data['code']}: person or sharing")
    return MaterialRule(
        code=str(data["code"]),
        name=_words(data["name"]),
        source=str(data["source"]),
        alternatives=tuple((str(one["code"]), _words(one["name"])) for one in data.get("alternatives", ())),
        declaration_instead=bool(data.get("declaration_instead", False)),
        register=str(data.get("register", "")),
        asks=tuple(str(one) for one in data.get("asks", ("exists",))),
    )
