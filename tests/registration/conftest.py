"""The county of the tests of acts, and officers at their screens."""

from tests.acts.conftest import queue, world
from tests.web.conftest import at_screen

__all__ = ["at_screen", "queue", "world"]
