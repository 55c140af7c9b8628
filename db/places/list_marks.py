"""Move the leads of some lists to separate places, so that rules for those lists apply.

It works in short transactions, so agents go on calling. The next run finishes one that was killed.
"""

from collections.abc import Callable

from sqlalchemy import Connection, select, text

from db.engine.database import Database
from db.firm.settings import bump_revision
from db.places.stored import place_ids_of
from db.sql.bulk import add_many
from db.tables.leads import places

IDS_AT_ONCE = 2000

Remark = Callable[[str, str], str]
"""Maps (facts of a place, name of a list) to the facts of the place for leads of that list."""

_STANDING = """
SELECT DISTINCT lead.list_id, lead_list.name, number.place_id, place.facts FROM number
JOIN lead ON lead.id = number.lead_id
JOIN lead_list ON lead_list.id = lead.list_id
JOIN place ON place.id = number.place_id
WHERE place.hidden_at IS NULL
"""

_TABLE = """CREATE TEMPORARY TABLE remarked (list_id BIGINT, place_id BIGINT, into_id BIGINT,
    PRIMARY KEY (list_id, place_id))"""

_INTO = """(SELECT r.into_id FROM remarked r
    WHERE r.place_id = {table}.place_id AND r.list_id = {list_id})"""
_LIST_OF = "(SELECT l.list_id FROM lead l WHERE l.id = number.lead_id)"
_MOVES = [
    text(
        f"UPDATE {table} SET place_id = {into} "
        f"WHERE {key} BETWEEN :first AND :last AND EXISTS {into}"
    )
    for table, key, into in (
        ("number", "lead_id", _INTO.format(table="number", list_id=_LIST_OF)),
        ("lead", "id", _INTO.format(table="lead", list_id="lead.list_id")),
    )
]


def is_any_marked(connection: Connection, mark: str) -> bool:
    """Return whether the facts of any place contain a piece of text."""
    wanted = select(places.c.id).where(places.c.facts.contains(mark, autoescape=True))
    return connection.execute(wanted.limit(1)).first() is not None


def remark(database: Database, new_facts: Remark) -> int:
    """Move every number and lead to the place that `new_facts` returns for its place and list.

    Return the number of pairs of place and list that were moved. It can be run again at any time.
    """
    with database.own_connection() as connection:
        moves = _moves(database, connection, new_facts)
        if not moves:
            return 0
        last_id = int(connection.execute(text("SELECT max(id) FROM lead")).scalar() or 0)
        connection.commit()
        for first in range(0, last_id + 1, IDS_AT_ONCE):
            with database.transaction(connection):
                for move in _MOVES:
                    connection.execute(move, {"first": first, "last": first + IDS_AT_ONCE - 1})
        with database.transaction(connection):
            bump_revision(connection)
        connection.execute(text("DROP TABLE remarked"))
        connection.commit()
    return len(moves)


def _moves(
    database: Database, connection: Connection, new_facts: Remark
) -> list[tuple[int, int, int]]:
    """Return (list, place, new place of its leads), and store them in a temporary table."""
    wanted = [
        (list_id, place_id, facts)
        for list_id, name, place_id, old in connection.execute(text(_STANDING))
        if (facts := new_facts(old, name)) != old
    ]
    connection.commit()  # ends the read transaction, which SQLite could not upgrade to a write
    if not wanted:
        return []
    with database.transaction(connection):
        ids = place_ids_of(connection, {facts for *_, facts in wanted}, None)
    moves = [(list_id, place_id, ids[facts]) for list_id, place_id, facts in wanted]
    connection.execute(text(_TABLE))
    add_many(connection, "remarked", ("list_id", "place_id", "into_id"), moves)
    connection.commit()
    return moves
