"""A county at nine thirty on a Monday."""

from tests.web.conftest import world

__all__ = ["world"]
