"""Whether the tables are still those that this version of the program knows."""

from console.desk.seat import RefusedError
from db.engine import Connection
from db.schema import is_of_this_version

UPGRADED = "A newer smiledial upgraded the tables: leave, upgrade yours, start again."
"""Whole on a line of 80 cells."""


def require_own_tables(connection: Connection) -> None:
    """A newer version may hold what an older one would not heed. Raises RefusedError."""
    if not is_of_this_version(connection):
        raise RefusedError(UPGRADED)
