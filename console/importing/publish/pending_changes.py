"""What a published import has yet to do with leads that were there before it, in short parts."""

from collections.abc import Callable
from datetime import datetime

from console.do_not_call.evidence import place_again
from console.importing.rows.number_places import join_places
from db.engine.database import Connection, Database
from db.imports.import_lock import one_import
from db.imports.pending_changes import apply_some, count_pending

Progress = Callable[[int, int], None]
"""Called with how much of a step is done so far, and about how much there is."""


def do_next(connection: Connection, now: datetime, batch_id: int | None = None) -> int:
    """Does the next few, inside a write block; returns how many, 0 once nothing is left."""
    done = apply_some(connection, join_places, batch_id)
    for e164, lead_id in done.to_place:
        place_again(connection, e164, now, lead_id)
    return done.count


def finish(
    database: Database, connection: Connection, now: datetime, progress: Progress | None = None
) -> int:
    """Does all that is left of imports, on a connection of its own; returns how much that was.

    Call it where no other import is under way.
    """
    about = count_pending(connection)
    connection.commit()
    count = 0
    while True:
        with database.transaction(connection):
            done = do_next(connection, now)
        if not done:
            return count
        count += done
        if progress is not None:
            progress(count, about)
        database.give_way()


def finish_dead(database: Database, now: datetime, progress: Progress | None = None) -> int:
    """Goes on with an import that died after it was published, unless one is under way."""
    with database.read() as connection:
        if not count_pending(connection):
            return 0
    with (
        database.own_connection() as connection,
        one_import(database, connection, waits=False) as is_ours,
    ):
        return finish(database, connection, now, progress) if is_ours else 0
