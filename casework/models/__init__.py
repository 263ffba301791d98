"""Everything that is: offices, officers, persons, cases and what belongs to them."""

from .case import (
    CLOSED_STATES,
    Case,
    CaseParty,
    CaseRole,
    CaseState,
    Channel,
    HandOver,
    Mandate,
    Material,
    MaterialSource,
    MaterialState,
    Outcome,
    PartyRole,
    Recommendation,
    Recusal,
)
from .clock import Clock, ClockPurpose, ClockState
from .duty import CASE_DUTIES, DELEGABLE_DUTIES, Absence, Delegation, Duty, GroupGrant, OfficerGrant
from .edition import EditionSource, EditionState, ItemVersion, LawEdition
from .flow import CaseTask
from .guess import WrongGuess
from .office import Office, OfficeKind, OfficePower, PowerKind
from .officer import EnforcementCertificate, Officer, Post
from .paper import NumberCounter, Paper, ServiceOfPaper, ServiceWay
from .person import IdentifierKind, Person, PersonIndex, PersonKey
from .submission import Submission
from .vault import DamagedSecret, ErasedPerson

# Models whose every change leaves a row in their history; those tables are append-only (guarded by the ledger).
HISTORIED = (
    Absence,
    Case,
    Clock,
    Delegation,
    EnforcementCertificate,
    GroupGrant,
    HandOver,
    Mandate,
    Material,
    Office,
    OfficePower,
    Officer,
    OfficerGrant,
    Person,
    Post,
    Recusal,
)

__all__ = [
    "CASE_DUTIES",
    "CLOSED_STATES",
    "DELEGABLE_DUTIES",
    "HISTORIED",
    "Absence",
    "Case",
    "CaseParty",
    "CaseRole",
    "CaseState",
    "CaseTask",
    "Channel",
    "Clock",
    "ClockPurpose",
    "ClockState",
    "DamagedSecret",
    "Delegation",
    "Duty",
    "EditionSource",
    "EditionState",
    "EnforcementCertificate",
    "ErasedPerson",
    "GroupGrant",
    "HandOver",
    "IdentifierKind",
    "ItemVersion",
    "LawEdition",
    "Mandate",
    "Material",
    "MaterialSource",
    "MaterialState",
    "NumberCounter",
    "Office",
    "OfficeKind",
    "OfficePower",
    "Officer",
    "OfficerGrant",
    "Outcome",
    "Paper",
    "PartyRole",
    "Person",
    "PersonIndex",
    "PersonKey",
    "Post",
    "PowerKind",
    "Recommendation",
    "Recusal",
    "ServiceOfPaper",
    "ServiceWay",
    "Submission",
    "WrongGuess",
]
