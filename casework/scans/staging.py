"""Pages that an officer has chosen: kept sealed for some hours, until an act takes them into a case."""

import hashlib
import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from casework.engine import moment
from casework.models import Officer, StagedPage, vault

from .examine import examine
from .verdict import Page, Unfit


def stage(officer: Officer, content: bytes, name: str, seed: str = "") -> list[StagedPage]:
    """Look into a file and keep its pages for this officer. Raises Unfit.

    The same file under the same seed (the key of a form and the field) leads to the same pages: a form that is sent
    twice names the same ones both times.
    """
    pages = examine(content, name)
    now = moment.now()
    mine = StagedPage.objects.filter(officer=officer, expires_at__gt=now)
    tokens = _tokens(officer, content, seed, len(pages))
    with transaction.atomic():
        known = set(mine.filter(token__in=tokens).values_list("token", flat=True))
        fresh = [(token, page) for token, page in zip(tokens, pages, strict=True) if token not in known]
        held = mine.aggregate(all=Sum("size"))["all"] or 0
        if held + sum(len(page.picture) for _token, page in fresh) > settings.UPLOAD_STAGED_BYTES:
            raise Unfit("staged", most=settings.UPLOAD_STAGED_BYTES // 1_000_000)
        StagedPage.objects.filter(token__in=tokens, expires_at__lte=now).delete()
        StagedPage.objects.bulk_create(
            [_row(officer, token, page) for token, page in fresh],
            ignore_conflicts=True,  # the same form came in twice at the same moment
        )
    found = mine.defer("content", "thumbnail").in_bulk(tokens, field_name="token")
    return [found[token] for token in tokens if token in found]


def _tokens(officer: Officer, content: bytes, seed: str, number: int) -> Sequence[str]:
    if not seed:
        return [uuid.uuid4().hex for _page in range(number)]
    digest = hashlib.sha256(content).hexdigest()
    return [
        vault.blind_index("upload", f"{officer.pk}/{seed}/{digest}/{page}")[:32] for page in range(number)
    ]


def _row(officer: Officer, token: str, page: Page) -> StagedPage:
    row = StagedPage(
        token=token,
        officer=officer,
        width=page.width,
        height=page.height,
        size=len(page.picture),
        expires_at=moment.now() + timedelta(hours=settings.UPLOAD_STAGED_HOURS),
    )
    row.seal(page.picture, page.thumbnail)
    return row


def drop_expired() -> int:
    """Delete pages that nobody has taken in time; how many there were."""
    dropped, _by_model = StagedPage.objects.filter(expires_at__lte=moment.now()).delete()
    return dropped
