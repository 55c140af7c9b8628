"""Whether the tables are still those that this version of the program knows."""

from console.desk.seat import RefusedError
from db.schema import HEAD

UPGRADED = "A newer smiledial upgraded the tables: leave, upgrade yours, start again."
"""Whole on a line of 80 cells."""


def require_own_tables(version: str) -> None:
    """A newer version may hold what an older one would not heed. Raises RefusedError."""
    if version != HEAD:
        raise RefusedError(UPGRADED)
