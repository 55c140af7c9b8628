"""What a command line runs with, before its options are read.

Kept apart from `context`, whose imports `--help` does not need.
"""

from collections.abc import Mapping
from typing import NamedTuple

from console.clock import Clock


class Invocation(NamedTuple):
    """The clock and the environment of one command line."""

    clock: Clock
    environ: Mapping[str, str]
