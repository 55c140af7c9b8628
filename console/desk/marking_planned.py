"""The marks of those who wait in sessions (`db.planned_marks`), set once their plan is written.

The sessions may be worked by then: an agent in none claims the quicker for it.
"""

from collections.abc import Sequence

from console.desk.parts import parts
from db import planned_marks
from db.engine import Database
from db.planned_marks import Unmarked

WITH_THE_PLAN = 50_000
"""Leads that a plan marks itself; of a larger one the rest is marked beside the keys of whoever has
a console open (`SessionDesk.mark_left`), for marking takes longer than the plan."""

AT_ONCE = 5_000
"""Leads marked in one transaction: an agent's key waits for it no longer than is noticed."""


def mark(database: Database, sessions: Sequence[Unmarked]) -> None:
    """Nobody misses a mark after a power cut."""
    for part in parts(sessions, lambda one: one.size, AT_ONCE):
        ids = [one.id for one in part]
        with database.jot() as connection:
            planned_marks.mark(connection, ids)
        with database.read() as connection:
            planned_marks.clear_away(connection, ids)
        database.give_way()


def mark_left(database: Database) -> bool:
    """Some of what plans have left: large ones, or one that was ended or met leads that somebody
    was changing. Returns whether there was any."""
    with database.read() as connection:
        found = planned_marks.unmarked(connection)
    mark(database, found)
    return bool(found)
