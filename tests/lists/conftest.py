"""The command line and a list that comes in, as the tests of those have them."""

from tests.cli.conftest import config, smiledial
from tests.importing.conftest import bring

__all__ = ["bring", "config", "smiledial"]
