"""What imports left that died or were stopped, done without waiting for the next one."""

from datetime import datetime

from console.importing.publish.lead_marks import bring_marks_up_to_date
from console.importing.publish.pending_changes import Progress, finish
from console.trouble import BadInput
from db.dataclass import dataclass
from db.engine.database import Database
from db.firm.settings import read_revision
from db.imports.import_lock import one_import
from db.imports.undo import count_dead, sweep
from db.places.merging import gather


@dataclass(frozen=True, slots=True)
class Finished:
    """How many dead imports were taken out, and how many changes to known leads were done."""

    dead: int
    changes: int


def finish_imports(database: Database, now: datetime, progress: Progress | None = None) -> Finished:
    """May be run at any time. Raises BadInput while an import is under way."""
    with (
        database.own_connection() as connection,
        one_import(database, connection, waits=False) as is_ours,
    ):
        if not is_ours:
            raise BadInput("An import is under way: it does what others left. Wait for its end.")
        dead = count_dead(connection)
        connection.commit()
        sweep(database, connection)
        gather(database, connection, now)
        changes = finish(database, connection, now, progress)
    with database.read() as connection:
        revision = read_revision(connection)
    bring_marks_up_to_date(database, revision, now, known_changed=True)
    return Finished(dead, changes)
