"""The clock and environment of a command line, before its options are read.

This is not in `context`, because `--help` should not wait for the imports of that module.
"""

from collections.abc import Mapping
from typing import NamedTuple

from console.clock import Clock


class Invocation(NamedTuple):
    """The clock and the environment of one command line."""

    clock: Clock
    environ: Mapping[str, str]
