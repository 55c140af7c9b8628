"""Places that hold the same facts made one again, after an import showed leads in its own.

Every place costs each agent a judgement and the claim a probe, so they are not to grow with every
import. Leads move in short transactions; one that dies is gone on with by the next import.
"""

from datetime import datetime

from sqlalchemy import Connection, text

from db.engine.database import Database
from db.engine.short_transactions import one_of_many
from db.firm.settings import bump_revision
from db.places.stored import set_hidden
from db.sql.bulk import add_many

IDS_AT_ONCE = 2000

_DOUBLES = """
SELECT place.id, first.id FROM place
JOIN (SELECT facts, min(id) AS id FROM place WHERE hidden_at IS NULL
    GROUP BY facts HAVING count(*) > 1) first
    ON first.facts = place.facts AND place.id > first.id
WHERE place.hidden_at IS NULL
"""

_TABLE = "CREATE TEMPORARY TABLE gathered (place_id BIGINT PRIMARY KEY, into_id BIGINT)"

_MOVE = """
UPDATE {table} SET place_id = (SELECT into_id FROM gathered g WHERE g.place_id = {table}.place_id)
WHERE {key} BETWEEN :first AND :last AND place_id IN (SELECT place_id FROM gathered)
"""
_MOVES = [
    text(_MOVE.format(table=table, key=key))
    for table, key in (("number", "lead_id"), ("lead", "id"))
]


def gather(database: Database, connection: Connection, now: datetime, first_id: int = 0) -> bool:
    """Moves what stands in the younger of such places to the oldest, and hides those it emptied.

    Returns whether there were any: then it has counted a change of the firm's revision. `first_id`
    is that of the first lead that may stand in one. The connection is in no transaction, and no
    import is under way but its own.
    """
    doubles = [(int(row[0]), int(row[1])) for row in connection.execute(text(_DOUBLES))]
    if doubles:
        connection.execute(text(_TABLE))
        add_many(connection, "gathered", ("place_id", "into_id"), doubles)
        last_id = int(connection.execute(text("SELECT max(id) FROM lead")).scalar() or 0)
    connection.commit()
    if not doubles:
        return False
    for first in range(first_id, last_id + 1, IDS_AT_ONCE):
        with one_of_many(database, connection):
            for move in _MOVES:
                connection.execute(move, {"first": first, "last": first + IDS_AT_ONCE - 1})
    with database.transaction(connection):
        set_hidden(connection, [place_id for place_id, _ in doubles], now)
        bump_revision(connection)
    connection.execute(text("DROP TABLE gathered"))
    connection.commit()
    return True
