"""The guide is held against the shipped law before the hall opens: a wrong one is never served."""

from collections.abc import Iterable
from typing import Any

from django.apps.config import AppConfig
from django.core.checks import CheckMessage, Error

from law.book import read_shipped

from .reading import GuideRefused, the_guide


def guide_holds(app_configs: Iterable[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every item of the law's catalogue is told, in both languages, and asks for nothing that may not be asked."""
    try:
        problems = the_guide().problems(read_shipped())
    except GuideRefused as refused:
        problems = list(refused.problems)
    return [Error(f"guide: {problem}", id="approvals.E001") for problem in problems]
