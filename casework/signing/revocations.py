"""The signed list of what no longer counts, for whoever checks a file without asking the hall.

It names nothing that could be guessed or counted up: what stands in it is found only by who has the paper
(`statement.keys_of`). It is signed with the key that signs papers, so that nobody takes a line out of it.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cryptography import x509

from .checking import verify_bytes
from .keys import PaperSigner, fingerprint, signs_papers

FORM = "anjuan-revocations/1"
# So that a signature under a list is never one under anything else.
_PURPOSE = b"anjuan-revocations\n"
STATES = ("revoked", "replaced", "void", "withdrawn")


class UnfitList(ValueError):
    """A file that isn't a list of this hall as it was signed."""


@dataclass(frozen=True)
class Ended:
    """How a paper or a certificate ceased to count, and since when."""

    state: str
    on: date


@dataclass(frozen=True)
class Revocations:
    """The list as it stood at that moment."""

    made_at: datetime
    ended: Mapping[str, Ended]

    def of(self, keys: Iterable[str]) -> Ended | None:
        """What became of what stands under one of these keys."""
        return next((self.ended[key] for key in keys if key in self.ended), None)


def write_list(ended: Mapping[str, Ended], made_at: datetime, signer: PaperSigner) -> str:
    """The list as it is published. Raises OSError as the signer does."""
    told = {
        "form": FORM,
        "made_at": made_at.isoformat(),
        "ended": {key: [one.state, one.on.isoformat()] for key, one in sorted(ended.items())},
    }
    text = json.dumps(told, separators=(",", ":"))
    value = signer.sign(_PURPOSE + text.encode())
    whole = {
        "list": text,
        "certificate": fingerprint(signer.certificate),
        "signature": base64.b64encode(value).decode(),
    }
    return json.dumps(whole, indent=1) + "\n"


def read_list(content: bytes, published: Iterable[x509.Certificate]) -> Revocations:
    """A published list, if one of these keys signed it as it is. Raises UnfitList."""
    try:
        whole: dict[str, Any] = json.loads(content)
        text, value = whole["list"].encode(), base64.b64decode(whole["signature"], validate=True)
        own = next(one for one in published if fingerprint(one) == whole["certificate"] and signs_papers(one))
        if not verify_bytes(own, value, _PURPOSE + text):
            raise UnfitList("isn't signed by one of these keys as it is")
        told = json.loads(text)
        if told["form"] != FORM:
            raise UnfitList("has another form")
        ended = {key: Ended(state, date.fromisoformat(on)) for key, (state, on) in told["ended"].items()}
        return Revocations(datetime.fromisoformat(told["made_at"]), ended)
    except UnfitList:
        raise
    except StopIteration as error:
        raise UnfitList("isn't signed by one of these keys") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise UnfitList("is no list of revocations") from error
