"""The requests and the evidence that came with a file, covered by the audit log.

A small file's in the transaction that publishes it; a large one's afterwards, in parts that agents
do not notice. Until then the log says how many they are.
"""

from sqlalchemy import ColumnElement, Connection, and_, func, select

from db.audit import log
from db.audit.coverage import Watch
from db.audit.row_hashes import EVIDENCE, REQUEST, SUPPRESSION, Kind
from db.engine.database import Database
from db.imports.batches import Source

LATE = "proof_late"
"""The entry that covers what a large import brought, after it."""

COVERED_AT_ONCE = 2000
"""Rows hashed in one transaction: about ten milliseconds."""


def brought_by(source: Source, batch_id: int | None) -> dict[Kind, ColumnElement[bool]]:
    """What tells the rows that came with it."""
    found = {}
    for kind in (SUPPRESSION, REQUEST):
        columns = kind.table.c
        found[kind] = and_(columns.added_at == source.at, columns.agent == source.agent)
    if batch_id is not None:
        found[EVIDENCE] = EVIDENCE.table.c.batch_id == batch_id
    return found


def count_brought(connection: Connection, source: Source, batch_id: int | None) -> dict[str, int]:
    """How many rows of each kind came with it and are not covered."""
    found = {}
    for kind, where in brought_by(source, batch_id).items():
        uncovered = kind.table.c.audit_seq.is_(None)
        counted = select(func.count()).select_from(kind.table).where(uncovered, where)
        count = int(connection.execute(counted).scalar_one())
        if count:
            found[kind.name] = count
    return found


def cover_rest(database: Database, source: Source, batch_id: int | None) -> None:
    """Covers what was published and is not covered."""
    for kind, where in brought_by(source, batch_id).items():
        uncovered = kind.table.c.audit_seq.is_(None)
        some = select(kind.key).where(uncovered, where).limit(COVERED_AT_ONCE)
        while True:
            with database.write() as connection:
                changes = Watch(connection).cover(kind, kind.key.in_(some)).changes()
                if not changes:
                    break
                detail = {"batch": batch_id}
                log.append(connection, source.at, source.agent, LATE, detail, changes)
            database.give_way()
