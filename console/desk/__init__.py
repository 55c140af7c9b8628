"""An agent's use cases: what the rules decide and what `db` stores, joined."""

from console.desk.agent import ClaimLostError, Desk, NotNow, RefusedError

__all__ = ["ClaimLostError", "Desk", "NotNow", "RefusedError"]
