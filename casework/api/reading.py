"""What comes in: one JSON object, read strictly, and an Idempotency-Key.

What two readers could understand differently is refused: a name that stands twice, NaN, numbers beyond all bounds, half
a character, nesting without end. Nothing is guessed, and no field is passed over: an unknown one is a fault.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from casework.engine.actor import SubmissionKey
from casework.engine.refusal import BadInput, Faults

from .problems import BadKey, BodyTooLarge

DEPTH_MOST = 16
INTEGER_MOST = 2**53 - 1
_KEY = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,80}")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class StrictJSONParser(BaseParser):
    """JSON as RFC 7493 wants it between strangers."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """The value of the body. Raises ParseError, BodyTooLarge."""
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(most + 1)
        if len(body) > most:
            raise BodyTooLarge
        try:
            value = json.loads(
                body.decode("utf-8"), object_pairs_hook=_object, parse_constant=_refuse, parse_float=_float
            )
            _check(value, 0)
        except (ValueError, RecursionError) as error:
            raise ParseError from error
        return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} isn't JSON")


def _float(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError("a number beyond all bounds")
    return value


def _check(value: Any, depth: int) -> None:
    if depth > DEPTH_MOST:
        raise ValueError("nested too deeply")
    if isinstance(value, str) and _LONE_SURROGATE.search(value):
        raise ValueError("half a character")
    if isinstance(value, int) and abs(value) > INTEGER_MOST:
        raise ValueError("a number beyond all bounds")
    if isinstance(value, list):
        for entry in value:
            _check(entry, depth + 1)
    if isinstance(value, dict):
        for name, entry in value.items():
            _check(name, depth + 1)
            _check(entry, depth + 1)


def body_of(request: Request, wanted: Mapping[str, type], needed: tuple[str, ...] = ()) -> dict[str, Any]:
    """The body's entries, each of its kind; what is null or empty counts as not given. Raises BadInput, ParseError."""
    if request.headers.get("Transfer-Encoding") and not request.headers.get("Content-Length"):
        # A body without its length reaches no parser; taking it for an empty one would do more than was asked.
        raise ParseError
    if not isinstance(request.data, dict):
        raise ParseError
    return _fitting(request.data, wanted, needed)


def input_of(schema: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """An act's input as far as its shape goes: no name that the act doesn't know, objects and lists where they belong.

    Everything else about the input is for the act to say. Raises BadInput.
    """
    kinds = {
        name: {"object": dict, "array": list}.get(part.get("type", ""), object)
        for name, part in schema.get("properties", {}).items()
    }
    return _fitting(given, kinds, ())


def _fitting(given: Mapping[str, Any], wanted: Mapping[str, type], needed: tuple[str, ...]) -> dict[str, Any]:
    faults = Faults()
    found = {name: value for name, value in given.items() if value is not None and value != ""}
    for name in given:
        if name not in wanted:
            faults.add(name, "unknown", _("This field isn't part of the form."))
    for name, value in found.items():
        kind = wanted.get(name, object)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            faults.add(name, "type", _("This isn't the kind of value expected."))
        elif kind is str and not (str(value).isprintable() and str(value).strip()):
            faults.add(name, "characters", _("This holds characters that can't be written."))
    for name in needed:
        if name not in found:
            faults.add(name, "required", _("This is needed."))
    faults.raise_if_any()
    return found


def query_of(request: Request, known: tuple[str, ...]) -> dict[str, str]:
    """The parameters of the address, each named once and known. Raises BadInput."""
    faults = Faults()
    for name, values in request.query_params.lists():
        if name not in known:
            faults.add(name, "unknown", _("This parameter isn't known here."))
        elif len(values) > 1:
            faults.add(name, "once", _("Name this parameter once."))
    faults.raise_if_any()
    return {name: str(value) for name, value in request.query_params.items()}


def whole_number(text: str, name: str) -> int:
    """A number from 1 on, from an address. Raises BadInput."""
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise BadInput.of(name, "minimum", _("A whole number from 1 on."))
    return int(text)


def key_of(request: Request) -> str | None:
    """The client's own key for this submission. Raises BadKey.

    The key may stand in quotation marks, as the draft on the header writes it, or without.
    """
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return None
    key = given.strip()
    if len(key) > 1 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if not _KEY.fullmatch(key):
        raise BadKey
    return key


def submission_of(request: Request, act: str, case_number: str = "") -> SubmissionKey | None:
    """That key, with a fingerprint of act, case and content. Raises BadKey."""
    key = key_of(request)
    if key is None:
        return None
    content = json.dumps(
        [act, case_number, request.data], sort_keys=True, separators=(",", ":"), ensure_ascii=True
    )
    return SubmissionKey(key, hashlib.sha256(content.encode()).hexdigest())
