"""The steps of an import. They decide what a stop undoes, and what is already visible.

An import of an outside list goes through READING and MARKING, or through TAKING_OUT if it stops.
"""

from collections.abc import Callable
from enum import StrEnum


class Step(StrEnum):
    READING = "reading"
    """Until the leads become visible. A stop here leaves nothing of the list in."""
    TAKING_OUT = "taking_out"
    """After a stop or an error: what was written, still invisible, is removed again."""
    LEAVING = "leaving"
    """After a stop or an error: what was written, still invisible, stays for the same import."""
    UPDATING = "updating"
    """The new leads are in. Known leads are being changed."""
    TIDYING = "tidying"
    """The new leads are being assigned to places that exist already."""
    MARKING = "marking"
    """The leads' do-not-call marks are being brought up to date."""


Begin = Callable[[Step], None]
"""Called before each step. It may raise KeyboardInterrupt to leave the step to the next import.

For UPDATING it is called inside the publishing transaction: an error then undoes the import."""


def begin_nothing(_step: Step) -> None:
    """Let every step begin."""
