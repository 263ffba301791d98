"""The county of the tests of acts."""

from tests.acts.conftest import queue, world

__all__ = ["queue", "world"]
