"""The key of a submission, so that a second press or a repeated post leads to the same act and not to another."""

import json
import re
import uuid
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.http import HttpRequest

from casework.engine.actor import Actor, SubmissionKey

_KEY = re.compile(r"[0-9a-f]{32}")


def fresh_key() -> str:
    """A key for a form that is about to be shown."""
    return uuid.uuid4().hex


def key_of(request: HttpRequest) -> str:
    """The key that came with the form; a fresh one where none did."""
    key = request.POST.get("key", "")
    return key if _KEY.fullmatch(key) else fresh_key()


def actor_of(request: HttpRequest, act: str, subject: str, given: Mapping[str, Any]) -> Actor:
    """The officer, acting through this door, under the key of the form that was sent."""
    told = json.dumps([act, subject, given], ensure_ascii=True, sort_keys=True)
    return Actor(
        officer=request.user,
        door="web",
        request_id=request.request_id,
        submission=SubmissionKey(key_of(request), sha256(told.encode()).hexdigest()),
    )
