"""A county at nine thirty on a Monday, and officers at their screens."""

from tests.web.conftest import at_screen, world

__all__ = ["at_screen", "world"]
