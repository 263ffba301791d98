"""Every page that needs no account leads to the others."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
PAGES = ("guide", "progress", "verify", "board")


@pytest.mark.parametrize("page", [*PAGES, "published_key", "voucher"])
def test_each_public_page_shows_the_way_to_the_others(page: str) -> None:
    shown = Client().get(reverse(page)).content.decode()
    navigation = shown.partition("<nav ")[2].partition("</nav>")[0]
    for other in PAGES:
        assert f'href="{reverse(other)}"' in navigation
    assert ('aria-current="page"' in navigation) == (page in PAGES)
