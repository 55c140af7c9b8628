"""The marks of those who wait in sessions (`db.leads.session_marks`), set once their plan is
written.

The sessions may be worked by then: an agent in none claims the quicker for it.
"""

from collections.abc import Sequence

from console.desk.sessions.partial_writes import parts
from db.engine.database import Database
from db.leads import session_marks
from db.leads.session_marks import Unmarked

WITH_THE_PLAN = 50_000
"""Leads that a plan marks itself. Those of a larger one are marked so many at a time once the plan
has been shown (`SessionDesk.mark_some`), for marking takes longer than the plan."""

AT_ONCE = 5_000
"""Leads marked in one transaction: an agent's key waits for it no longer than is noticed."""


def mark(database: Database, sessions: Sequence[Unmarked]) -> None:
    """Nobody misses a mark after a power cut."""
    for part in parts(sessions, lambda one: one.size, AT_ONCE):
        ids = [one.id for one in part]
        with database.jot() as connection:
            session_marks.mark(connection, ids)
        with database.read() as connection:
            session_marks.clear_away(connection, ids)
        database.give_way()


def first_part(sessions: Sequence[Unmarked]) -> Sequence[Unmarked]:
    """As many of them as are marked before whoever has the console gets a rest."""
    return next(parts(sessions, lambda one: one.size, WITH_THE_PLAN), [])


def mark_left(database: Database) -> None:
    """Some of what an earlier plan has left, which was ended or met leads that somebody was
    changing."""
    with database.read() as connection:
        found = session_marks.unmarked(connection)
    mark(database, found)
