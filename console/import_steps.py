"""The steps of an import: what a stop would undo, and what is already visible.

An import of an outside list goes through READING and MARKING, or through TAKING_OUT if it stops.
"""

from collections.abc import Callable
from enum import StrEnum


class Step(StrEnum):
    READING = "reading"
    """Until the leads become visible. A stop here leaves nothing of the list in."""
    TAKING_OUT = "taking_out"
    """After a stop or an error: what was written, still invisible, is removed again."""
    UPDATING = "updating"
    """The new leads are in. Known leads are being changed."""
    TIDYING = "tidying"
    """The new leads are being assigned to places that exist already."""
    MARKING = "marking"
    """The leads' do-not-call marks are being brought up to date."""


Begin = Callable[[Step], None]
"""Called before each step. It raises KeyboardInterrupt to leave the step to the next import.

UPDATING is called inside the transaction that makes the leads visible: an error there undoes it."""


def begin_nothing(_step: Step) -> None:
    """Let every step begin."""
