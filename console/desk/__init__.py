"""An agent's use cases: what the rules decide and what `db` stores, joined."""

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
