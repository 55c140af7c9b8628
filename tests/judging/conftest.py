"""The floor, as the tests of the lists have it."""

from tests.do_not_call.conftest import floor

__all__ = ["floor"]
