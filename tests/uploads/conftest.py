"""A county on a Monday, and officers at their screens and programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from knox.models import AuthToken

from casework.engine import moment
from casework.engine.lawbook import forget
from tests.world import MONDAY, World, build

BACKEND = "django.contrib.auth.backends.ModelBackend"
BOUNDARY = "----a-boundary-of-the-tests"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    forget()
    with moment.at(MONDAY), translation.override("zh-hans"):
        yield build()


@pytest.fixture
def browser(world: World) -> Callable[..., Client]:
    def sign_in(name: str = "clerk", language: str = "en") -> Client:
        client = Client(headers={"accept-language": language})
        client.force_login(world.officers[name], backend=BACKEND)
        return client

    return sign_in


@pytest.fixture
def program(world: World) -> Callable[..., Client]:
    def with_token(name: str = "clerk", language: str = "en") -> Client:
        token = AuthToken.objects.create(world.officers[name])[1]
        return Client(headers={"accept-language": language, "authorization": f"Token {token}"})

    return with_token


def send(client: Client, path: str, name: str, content: bytes, part: str = "file", **fields: str) -> Any:
    """Post a file under a name as it stands: the client of the tests would mend it."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    told = name.replace("\\", "\\\\").replace('"', '\\"')
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{part}"; filename="{told}"\r\n'
    body = b"".join(parts) + head.encode() + b"Content-Type: image/jpeg\r\n\r\n" + content
    body += f"\r\n--{BOUNDARY}--\r\n".encode()
    return client.post(path, body, content_type=f"multipart/form-data; boundary={BOUNDARY}")


COUNTER = {
    "item": "birth_registration",
    "receiving_office": "LT",
    "field": "materials.identity.scans",
    "key": "0" * 32,
}


def send_to_counter(
    client: Client, name: str, content: bytes, path: str = "/counter/upload/", **fields: str
) -> Any:
    """As the browser sends a file that was chosen at the counter, or on a case."""
    return send(client, path, name, content, **{**COUNTER, **fields})
