"""The command line, as the tests of the commands have it."""

from tests.cli.conftest import config, smiledial

__all__ = ["config", "smiledial"]
