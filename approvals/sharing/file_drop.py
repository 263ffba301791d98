"""Registers that are asked through folders: a request goes out as a file, and its answer comes back as one.

SHARING_FOLDER holds `out`, `in` and `aside`; whoever runs the other side takes from `out` and puts into `in`. Both ends
hold SHARING_KEY. A file is one JSON object, encrypted and authenticated with AES-256-GCM under a key derived from it
and bound to its kind and mark, so that nobody reads it at rest, alters it or answers another question with it. Files
appear under their names complete or not at all. What was taken in is deleted; what can't be is put aside with its reason.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from casework.engine.ports import Answer, Question, Reply

NONCE_BYTES = 12
# An answer is a few short facts about one person.
ANSWER_BYTES_MOST = 64 * 1024
FACT_MOST = 200
MARK_LETTERS = frozenset("0123456789abcdef")
MARK_LENGTH = 32


@dataclass(frozen=True)
class ArrivedFile:
    """An answer as a file: deleted once it was taken in, else put aside with the reason beside it."""

    path: Path
    mark: str
    reply: Reply

    def done(self) -> None:
        """Nothing of it is kept here."""
        self.path.unlink(missing_ok=True)

    def aside(self, reason: str) -> None:
        """Out of the way, with the reason; the file stays as encrypted as it came."""
        _put_aside(self.path, reason)


class FileDrop:
    """Asks by file. The answer comes later, so that asking itself is silent."""

    def ask(self, question: Question) -> Reply:
        """Put the request into `out`. Raises OSError if the folder isn't there."""
        told = {
            "mark": question.mark,
            "register": question.register,
            "purpose": question.item,
            "fields": list(question.fields),
            "identifier_kind": question.identifier_kind,
            "identifier": question.identifier,
            "name": question.name,
        }
        write(_folder("out") / f"{question.mark}.request", locked("request", question.mark, told))
        return Reply(Answer.SILENT)

    def arrived(self) -> Iterator[ArrivedFile]:
        """The answers in `in`, the oldest name first; what is no answer is put aside."""
        for path in sorted(_folder("in").glob("*.answer")):
            found = _read(path)
            if isinstance(found, str):
                _put_aside(path, found)
            else:
                yield ArrivedFile(path, path.stem, found)


def write(path: Path, content: bytes) -> None:
    """Write a file that only we may read, so that it appears complete or not at all."""
    part = path.with_name(f".{path.name}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def locked(kind: str, mark: str, told: dict[str, Any]) -> bytes:
    """A request or an answer, encrypted and bound to what it is."""
    nonce = os.urandom(NONCE_BYTES)
    clear = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
    return nonce + AESGCM(_key()).encrypt(nonce, clear, f"{kind}/{mark}".encode())


def unlocked(kind: str, mark: str, content: bytes) -> Any:
    """What `locked` was given. Raises InvalidTag if it was altered, or belongs to something else."""
    clear = AESGCM(_key()).decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], f"{kind}/{mark}".encode())
    return json.loads(clear)


def _read(path: Path) -> Reply | str:
    """The answer in a file, or why it is none."""
    mark = path.stem
    if len(mark) != MARK_LENGTH or not set(mark) <= MARK_LETTERS:
        return "name"
    if path.is_symlink() or not path.is_file():
        return "no-file"
    if path.stat().st_size > ANSWER_BYTES_MOST:
        return "size"
    try:
        told = unlocked("answer", mark, path.read_bytes())
    except (InvalidTag, ValueError):
        return "not-authentic"
    if not isinstance(told, dict) or set(told) != {"answer", "facts"} or not isinstance(told["facts"], dict):
        return "shape"
    facts = told["facts"]
    if told["answer"] not in (Answer.FOUND, Answer.NOT_FOUND):
        return "shape"
    if not all(isinstance(one, str) and len(one) <= FACT_MOST for one in facts.values()):
        return "shape"
    return Reply(Answer(told["answer"]), facts)


def _put_aside(path: Path, reason: str) -> None:
    aside = _folder("aside")
    write(aside / f"{path.name}.reason", reason.encode())
    path.replace(aside / path.name)


def _folder(name: str) -> Path:
    """One of the three folders. Raises ImproperlyConfigured without a setting."""
    if not settings.SHARING_FOLDER:
        raise ImproperlyConfigured("SHARING_FOLDER has to name a folder for the exchange of files.")
    found = Path(settings.SHARING_FOLDER) / name
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def _key() -> bytes:
    if len(settings.SHARING_KEY) < 32:
        raise ImproperlyConfigured("SHARING_KEY has to be a secret of at least 32 characters.")
    return hashlib.sha256(b"anjuan/sharing/" + settings.SHARING_KEY.encode()).digest()
