"""The published keys as they are shown: whose they are, their fingerprint, from when until when, and what they are for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import NameOID

from casework.signing.configured import published, signer_at
from casework.signing.keys import fingerprint, is_demonstration, signs_papers, to_pem


@dataclass(frozen=True)
class KeyShown:
    """One published certificate."""

    # today: papers are signed with it; former: they were; issuer: it vouches for one of the others.
    use: str
    subject: str
    issuer: str
    fingerprint: str
    valid_from: datetime
    valid_until: datetime
    is_demonstration: bool
    pem: str

    @property
    def fingerprint_in_groups(self) -> str:
        """The fingerprint as it is compared, four digits at a time."""
        return " ".join(self.fingerprint[at : at + 4] for at in range(0, len(self.fingerprint), 4))


def keys_shown(now: datetime) -> Sequence[KeyShown]:
    """Every certificate by which papers of this hall are checked."""
    signer = signer_at(now)
    today = signer.certificate if signer else None
    return [
        KeyShown(
            use="issuer" if not signs_papers(one) else "today" if one == today else "former",
            subject=_named(one.subject),
            issuer=_named(one.issuer),
            fingerprint=fingerprint(one),
            valid_from=one.not_valid_before_utc,
            valid_until=one.not_valid_after_utc,
            is_demonstration=is_demonstration(one),
            pem=to_pem([one]).decode(),
        )
        for one in published()
    ]


def _named(name: x509.Name) -> str:
    wanted = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    return ", ".join(str(one.value) for oid in wanted for one in name.get_attributes_for_oid(oid))
