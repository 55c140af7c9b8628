"""How far an import is: what can still be left undone, and what is already there.

An outside list goes through READING, which may be TAKING_OUT, and MARKING.
"""

from collections.abc import Callable
from enum import StrEnum


class Step(StrEnum):
    READING = "reading"
    """Up to and without the moment in which the leads are shown: it may be stopped, and nothing of
    the list is in."""
    TAKING_OUT = "taking_out"
    """It was stopped or failed, and what it wrote out of sight goes again."""
    UPDATING = "updating"
    """The leads are in; those that were there before are being changed."""
    TIDYING = "tidying"
    """The leads are being gathered into the places that were there before."""
    MARKING = "marking"
    """The marks of the leads by the do-not-call lists are being brought up to date."""


Begin = Callable[[Step], None]
"""Is told of each step before it begins; raises KeyboardInterrupt to leave it to the next import.

UPDATING is told within the transaction that shows the leads: what is raised there undoes it."""


def begin_nothing(_step: Step) -> None:
    pass
