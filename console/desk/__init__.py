"""Everything that an agent can do: each act applies the rules and stores the result in `db`."""

from console.desk.agent import Desk
from console.desk.seat import (
    CallEndedError,
    CallLostError,
    ClaimLostError,
    NotNow,
    RefusedError,
    SessionTakenError,
)

__all__ = [
    "CallEndedError",
    "CallLostError",
    "ClaimLostError",
    "Desk",
    "NotNow",
    "RefusedError",
    "SessionTakenError",
]
