"""A list that comes in, as the tests of an import have it."""

from tests.importing.conftest import bring

__all__ = ["bring"]
