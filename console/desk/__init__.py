"""An agent's use cases: what the rules decide and what `db` stores, joined."""

from console.desk.agent import Desk, NotNow
from console.desk.seat import ClaimLostError, RefusedError

__all__ = ["ClaimLostError", "Desk", "NotNow", "RefusedError"]
