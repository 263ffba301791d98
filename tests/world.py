"""A small county for the tests: one bureau, a hall, two townships with a village each, and an officer for every duty."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType

from casework.acts.receive import receive
from casework.engine.actor import Actor
from casework.engine.work import Outcome
from casework.models import (
    AgreementState,
    Case,
    Direction,
    Duty,
    EnforcementCertificate,
    Office,
    OfficeKind,
    OfficePower,
    Officer,
    OfficerGrant,
    PartnerKind,
    PowerKind,
    SharingAgreement,
)

ITEM = "birth_registration"
SHANGHAI = ZoneInfo("Asia/Shanghai")
# Numbers whose check digits fit; the people are invented.
MOTHER_ID = "419923199403154522"
FATHER_ID = "419923199202102216"
MONDAY = datetime(2026, 11, 16, 9, 30, tzinfo=SHANGHAI)


def check_digit(first17: str) -> str:
    """The check digit of a resident identity number (GB 11643-1999)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[
        sum(int(digit) * weight for digit, weight in zip(first17, weights, strict=True)) % 11
    ]


def resident_id(serial: int = 1, born: str = "19940315", division: str = "419923") -> str:
    """A number whose check digit fits."""
    first = f"{division}{born}{serial:03d}"
    return first + check_digit(first)


@dataclass
class World:
    """The county and who works in it."""

    offices: dict[str, Office] = field(default_factory=dict)
    officers: dict[str, Officer] = field(default_factory=dict)

    def by(self, name: str, door: Any = "api", **more: Any) -> Actor:
        """That officer, acting."""
        return Actor(officer=self.officers[name], door=door, **more)

    def officer(self, name: str, *duties: tuple[Duty, str], certified: bool = True) -> Officer:
        """A new officer with duties at offices."""
        officer = Officer.objects.create_user(name, PASSWORD, name_zh=f"officer {name}")
        self.officers[name] = officer
        for duty, office in duties:
            self.grant(name, duty, office)
        if certified:
            _certificate(officer, name).save()
        return officer

    def grant(self, name: str, duty: Duty, office: str) -> OfficerGrant:
        """Give an officer a duty at an office."""
        return OfficerGrant.objects.create(
            user=self.officers[name],
            permission=Permission.objects.get(
                codename=duty.codename, content_type=ContentType.objects.get_for_model(Office)
            ),
            content_object=self.offices[office],
        )

    def receive(
        self, by: str = "clerk", *, at: str = "LT", office: str = "", door: Any = "api", **changed: Any
    ) -> Outcome:
        """Take in a birth registration."""
        return receive(
            item=ITEM, receiving_office=at, office=office, by=self.by(by, door), given=application(**changed)
        )

    def case(self, number: str) -> Case:
        """The case as it stands."""
        return Case.objects.select_related("applicant__key", "office").get(number=number)


def application(**changed: Any) -> dict[str, Any]:
    """A complete application; `applicant={"name": ...}` changes one part of one section."""
    given: dict[str, Any] = {
        "applicant": {
            "identifier_kind": "resident_id",
            "identifier": MOTHER_ID,
            "name": "林晓雯",
            "phone": "13712346208",
            "division_code": "419923104207",
        },
        "form": {"stage": "expected", "birth_month": "2027-02", "delivery": "print", "declared_true": True},
        "materials": {
            "identity": {"document": "identity_card", "original_seen": True, "pages": 2},
            "household": {"statement": "本人户籍在柳塘镇河口村。"},
            "residence": {"statement": "本人住在柳塘镇河口村。"},
        },
        "privacy_notice": True,
    }
    for section, value in changed.items():
        if isinstance(value, dict) and isinstance(given.get(section), dict):
            given[section] = {**given[section], **value}
        elif value is None:
            given.pop(section, None)
        else:
            given[section] = value
    return given


# Who works in the county of the tests: (name, duties at offices).
CLERK = (Duty.RECEIVE, Duty.ACCEPT, Duty.DECIDE, Duty.SERVE)
OFFICERS: tuple[tuple[str, tuple[tuple[Duty, str], ...]], ...] = (
    ("clerk", tuple((duty, "LT") for duty in CLERK)),
    ("colleague", tuple((duty, "LT") for duty in CLERK)),
    ("head", ((Duty.APPROVE, "LT"),)),
    ("hall", ((Duty.RECEIVE, "DT"),)),
    ("village", ((Duty.RECEIVE, "LT1"),)),
    ("neighbour", (*((duty, "SQ") for duty in CLERK), (Duty.APPROVE, "SQ"))),
    ("supervisor", ((Duty.SUPERVISE, "YX"),)),
    ("auditor", ((Duty.AUDIT, "YX"),)),
    ("admin", ((Duty.ADMINISTER, "YX"),)),
)
# (code, kind, name, code of the parent), parents before children in waves.
OFFICES: tuple[tuple[tuple[str, OfficeKind, str, str], ...], ...] = (
    (("YX", OfficeKind.COUNTY, "云溪县人民政府", ""),),
    (
        ("WJ", OfficeKind.BUREAU, "云溪县卫生健康委员会", "YX"),
        ("DT", OfficeKind.HALL, "云溪县便民维权服务大厅", "YX"),
        ("LT", OfficeKind.TOWNSHIP, "柳塘镇人民政府", "YX"),
        ("SQ", OfficeKind.TOWNSHIP, "石桥镇人民政府", "YX"),
    ),
    (("LT1", OfficeKind.VILLAGE, "河口村", "LT"), ("SQ1", OfficeKind.VILLAGE, "东坡村", "SQ")),
)
POWERS = (
    ("LT", PowerKind.DECIDE),
    ("SQ", PowerKind.DECIDE),
    ("LT1", PowerKind.RECEIVE),
    ("SQ1", PowerKind.RECEIVE),
    ("DT", PowerKind.RECEIVE),
)
PASSWORD = "correct horse battery"


def build() -> World:
    """The county of the tests, in a few wide statements: nearly every test begins with it."""
    world = World()
    for wave in OFFICES:
        for office in Office.objects.bulk_create([_office(world, *entry) for entry in wave]):
            world.offices[office.code] = office
    OfficePower.objects.bulk_create(
        OfficePower(
            office=world.offices[code], item=ITEM, kind=kind, basis="SYDJ", valid_from=date(2021, 12, 1)
        )
        for code, kind in POWERS
    )
    secret = _password()
    officers = [
        Officer(username=name, name_zh=f"officer {name}", password=secret) for name, _duties in OFFICERS
    ]
    world.officers = {officer.username: officer for officer in Officer.objects.bulk_create(officers)}
    EnforcementCertificate.objects.bulk_create(
        _certificate(officer, name) for name, officer in world.officers.items()
    )
    permissions = dict(
        Permission.objects.filter(codename__in=[duty.codename for duty in Duty]).values_list("codename", "pk")
    )
    OfficerGrant.objects.bulk_create(
        OfficerGrant(
            user=world.officers[name],
            permission_id=permissions[duty.codename],
            content_object=world.offices[office_code],
        )
        for name, duties in OFFICERS
        for duty, office_code in duties
    )
    SharingAgreement.objects.bulk_create(
        _agreement(world, register) for register in ("household", "residence")
    )
    return world


def _agreement(world: World, register: str) -> SharingAgreement:
    return SharingAgreement(
        direction=Direction.IN,
        partner="云溪县公安局",
        partner_kind=PartnerKind.POLICE,
        register=register,
        basis=["ZX 7", "ZWSJ 19"],
        data_fields=["exists", "name", "household_division", "residence_division"],
        purposes=[ITEM],
        number=f"云政数协〔2026〕{register}",
        agreed_by="officer of the partner",
        valid_from=date(2025, 9, 1),
        valid_until=date(2028, 8, 31),
        state=AgreementState.APPROVED,
        drafted_by=world.officers["auditor"],
        drafted_at=MONDAY,
        decided_by=world.officers["supervisor"],
        decided_at=MONDAY,
    )


@cache
def _password() -> str:
    return make_password(PASSWORD)


def _certificate(officer: Officer, name: str) -> EnforcementCertificate:
    return EnforcementCertificate(
        officer=officer, number=f"C-{name}", valid_from=date(2024, 1, 1), valid_until=date(2028, 12, 31)
    )


def _office(world: World, code: str, kind: OfficeKind, name: str, parent: str) -> Office:
    above = world.offices.get(parent)
    return Office(
        code=code,
        kind=kind,
        name_zh=name,
        name_en=f"Office {code}",
        parent=above,
        path=f"{above.path if above else '/'}{code}/",  # as `Office.save` would set it
        document_word={"LT": "柳政", "SQ": "石政"}.get(code, ""),
        credit_code={"LT": "11419923MB1A001024", "SQ": "11419923MB1A001037"}.get(code, ""),
        telephone="0399-6000123",
    )
