"""Every error as a problem (RFC 9457): what was wrong, by which rule, on what basis, and which way out there is.

A refusal by the rules names its code; nothing was changed by it. What an officer may not do is 403, what can't be done
now is 409, input that can't be taken is 422 with every field and rule. A case that doesn't exist and a case that an
officer may not see are the same 404.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

from casework.engine.refusal import ActRefused, BadInput, Fault, Kind, NoSuchCase, Reason, Text
from casework.models import ErasedPerson

from .citing import cited

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:anjuan:problem:"
# The draft on the Idempotency-Key header answers a key that was used for other content with 422.
UNPROCESSABLE_CODES = frozenset({"KEY-01"})
BUSY_SECONDS = 2


class BodyTooLarge(exceptions.APIException):
    """More was sent than the interface reads."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class BadKey(exceptions.APIException):
    """An Idempotency-Key that can't be one."""

    status_code = HTTPStatus.BAD_REQUEST


class NoSuchAct(exceptions.APIException):
    """An act that isn't done on a case, or that doesn't exist."""

    status_code = HTTPStatus.NOT_FOUND


@dataclass(frozen=True)
class Sort:
    """A sort of problem: its name and the two texts that go with it."""

    name: str
    title: Text
    detail: Text


_INPUT = Sort(
    "bad-input", _("The input can't be taken"), _("Each field is named below with what is wrong with it.")
)
_MAY_NOT = Sort("may-not", _("You may not do this"), _("Nothing was changed."))
_NOT_NOW = Sort("not-now", _("This can't be done now"), _("Nothing was changed."))
_KEY_USED = Sort("key-used", _("The key was used before"), _("Nothing was changed."))
_ERASED = Sort(
    "erased",
    _("The person's data were erased"),
    _("What was erased can no longer be read; the case's entries in the ledger still stand."),
)
_MALFORMED = Sort(
    "malformed",
    _("The request can't be read"),
    _("The body has to be one JSON object in UTF-8, every name in it once."),
)
_NO_CASE = Sort("unknown", _("Not found"), _("There is no such case, or you have nothing to do with it."))
_NO_ACT = Sort(
    "no-such-act",
    _("Not found"),
    _("No such act is done on a case. A case is begun with a post to the list of cases."),
)
_BAD_KEY = Sort(
    "bad-key",
    _("The request can't be read"),
    _(
        "An Idempotency-Key has 1 to 80 visible ASCII characters, none of them a quotation mark or a backslash."
    ),
)
_TOO_LARGE = Sort("too-large", _("Too much was sent"), _("The body is longer than this interface reads."))
_UNKNOWN = Sort("unknown", _("Not found"), _("There is nothing at this address."))
_SIGN_IN = Sort(
    "sign-in",
    _("Sign in first"),
    _("Send a valid token of an active officer: Authorization: Token ..."),
)
_FORBIDDEN = Sort(
    "forbidden",
    _("You may not do this"),
    _("The request was refused before it reached a case. A browser's session needs its CSRF token."),
)

# By status, for what the framework itself refuses.
_SORTS: Mapping[int, Sort] = {
    400: _MALFORMED,
    401: _SIGN_IN,
    403: _FORBIDDEN,
    404: _UNKNOWN,
    405: Sort("method", _("This method isn't offered here"), _("See the Allow header for those that are.")),
    406: Sort(
        "not-acceptable",
        _("Only JSON is spoken here"),
        _("Accept application/json and application/problem+json."),
    ),
    413: _TOO_LARGE,
    415: Sort(
        "media-type",
        _("Only JSON is read here"),
        _("Send the body as application/json, a file as multipart/form-data."),
    ),
    429: Sort("too-many", _("Too many requests"), _("Wait as many seconds as the Retry-After header says.")),
}


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to an error; None for one that is ours, which goes on as such."""
    match error:
        case BadInput():
            return _problem(422, _INPUT, code=_INPUT.name, fields=error.fields)
        case ActRefused():
            return _refused(error)
        case NoSuchCase():
            return _problem(404, _NO_CASE)
        case NoSuchAct():
            return _problem(404, _NO_ACT)
        case BadKey():
            return _problem(400, _BAD_KEY)
        case ErasedPerson():
            return _problem(409, _ERASED)
        case exceptions.APIException():
            return _by_framework(error)
        case Http404():
            return _problem(404, _UNKNOWN)
        case PermissionDenied():
            return _problem(403, _FORBIDDEN)
        case RequestDataTooBig():
            return _problem(413, _TOO_LARGE)
        case SuspiciousOperation() | MultiPartParserError():
            return _problem(400, _MALFORMED)
        case _:
            return None


def _refused(refusal: ActRefused) -> Response:
    if refusal.code in UNPROCESSABLE_CODES:
        status, sort = 422, _KEY_USED
    elif refusal.kind is Kind.MAY_NOT:
        status, sort = 403, _MAY_NOT
    else:
        status, sort = 409, _NOT_NOW
    response = _problem(
        status,
        sort,
        code=refusal.code,
        detail=" ".join(str(reason.text) for reason in refusal.reasons),
        basis=refusal.basis,
        reasons=refusal.reasons,
        state=refusal.state,
    )
    if refusal.code == "BUSY-01":
        response["Retry-After"] = str(BUSY_SECONDS)
    return response


def _by_framework(error: exceptions.APIException) -> Response:
    sort = _SORTS.get(error.status_code, _MALFORMED)
    response = _problem(error.status_code, sort)
    if challenge := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = challenge
    if seconds := getattr(error, "wait", None):
        response["Retry-After"] = str(math.ceil(seconds))
    return response


def _problem(
    status: int,
    sort: Sort,
    *,
    code: str = "",
    detail: Text = "",
    basis: Sequence[str] = (),
    reasons: Sequence[Reason] = (),
    fields: Mapping[str, Sequence[Fault]] | None = None,
    state: Mapping[str, Any] | None = None,
) -> Response:
    body: dict[str, Any] = {
        "type": TYPE + sort.name,
        "title": str(sort.title),
        "status": int(status),
        "detail": str(detail or sort.detail),
        "code": code or sort.name,
        "basis": cited(basis),
        "reasons": [reason_data(reason) for reason in reasons],
        "fields": {name: [fault_data(fault) for fault in faults] for name, faults in (fields or {}).items()},
    }
    if state:
        body["state"] = dict(state)
    return Response(body, status=status, content_type=MEDIA_TYPE)


def fault_data(fault: Fault) -> dict[str, Any]:
    """What is wrong with a field, as plain data."""
    return {
        "rule": fault.rule,
        "text": str(fault.text),
        "basis": cited(fault.basis),
        "model": cited(fault.model),
    }


def reason_data(reason: Reason) -> dict[str, Any]:
    """One reason why an act is refused, as plain data."""
    return {
        "code": reason.code,
        "text": str(reason.text),
        "kind": str(reason.kind),
        "basis": cited(reason.basis),
        "model": cited(reason.model),
        "ways_out": [str(way) for way in reason.ways_out],
        "detail": str(reason.detail),
    }
