"""Leads by the thousand: staged out of sight in temporary tables, then published in one go.

This module and `engine.py` are the only ones that know which database they talk to.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, text, update

import db.staging_sql as sql
from db.columns import Instant
from db.duplicates import EXTRAS, Duplicates, Join, change_known, find_known
from db.engine import Database
from db.enums import OnDuplicate
from db.many import add_many
from db.tables import import_batches, lead_lists

ONE_IMPORT_AT_A_TIME = 7346
"""The key of PostgreSQL's lock: two imports of one number must not pass each other unseen."""

_COUNTS = (
    "rows",
    "imported",
    "updated",
    "duplicate_in_file",
    "duplicate_in_database",
    "rejected",
    "on_dnc",
)
_write_json = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class ListRow:
    id: int
    name: str
    kind: str
    country: str
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewList:
    """The list that leads go into; it is made if there is none of that name."""

    name: str
    kind: str
    country: str
    scrubbed_on: date | None


@dataclass(frozen=True, slots=True)
class Source:
    """What a batch came from, who brought it, and by which (field, column) pairs it was read."""

    file: str
    checksum: str
    agent: str
    at: datetime
    source: str = ""
    mapping: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the staged leads. `on_dnc` counts imported leads barred by a list.

    `standing`, known before they are published, are (bar, facts of the place, leads).
    """

    imported: int
    duplicate_in_file: int
    duplicate_in_database: int
    on_dnc: int
    updated: int = 0
    standing: tuple[tuple[str, str, int], ...] = ()


class Staging:
    """Leads on their way in, on a connection of their own; they go with it unless published."""

    def __init__(
        self, connection: Connection, duplicates: Duplicates, list_name: str, join: Join
    ) -> None:
        self.connection = connection
        self._duplicates = duplicates
        self._list_name = list_name
        self._join = join
        self._is_sqlite = connection.dialect.name == "sqlite"
        for statement in sql.TABLES.split(";"):
            connection.exec_driver_sql(statement)
        connection.commit()

    def add(
        self,
        leads: Sequence[tuple[Any, ...]],
        numbers: Sequence[tuple[Any, ...]],
        places: Sequence[tuple[int, str]],
        consents: Sequence[tuple[int, str, str, str]] = (),
    ) -> None:
        """Stages rows in the order of the columns of the temporary tables, and commits.

        A lead's first number has position 0. `line` ties numbers to leads, `place` to places.
        `consents` are (line, kind, day, proof) of evidence about a lead's first number.
        """
        add_many(self.connection, "staged_lead", sql.LEAD_COLUMNS, leads)
        add_many(self.connection, "staged_number", sql.NUMBER_COLUMNS, numbers)
        add_many(self.connection, "staged_place", ("id", "facts"), places)
        add_many(self.connection, "staged_consent", sql.CONSENT_COLUMNS, consents)
        self.connection.commit()

    def weigh(self) -> Counts:
        """What would become of the staged leads now; nothing outside the staging is written."""
        self._find_first()
        counts = self._weigh()
        standing = self.connection.execute(text(sql.STANDING)).all()
        self.connection.rollback()
        return replace(counts, standing=tuple((row[0], row[1], row[2]) for row in standing))

    def _find_first(self) -> None:
        self._run(sql.FIRST)
        if not self._is_sqlite:
            for table in ("staged_lead", "staged_number", "staged_place", "staged_first"):
                self._run(f"ANALYZE {table}")

    def _weigh(self) -> Counts:
        self._run(sql.SUPPRESS)
        find_known(self.connection, self._duplicates, self._list_name)
        self._run(sql.NEW)
        staged, first, new, on_dnc, changed = (
            self._count(f"SELECT count(*) FROM {rows}")
            for rows in (
                "staged_lead",
                "staged_first",
                "staged_new",
                "staged_new WHERE bar IN ('internal_list', 'registry')",
                "staged_change",
            )
        )
        updated = changed if self._duplicates.on is not OnDuplicate.SKIP else 0
        return Counts(new, staged - first, first - new - updated, on_dnc, updated)

    @contextmanager
    def publishing(self) -> Iterator[None]:
        """The one transaction in which the leads appear: all at the end of the block, or none."""
        self._find_first()
        self.connection.commit()
        if self._is_sqlite:
            self.connection.execution_options(is_writer=True)
        with self.connection.begin():
            if not self._is_sqlite:
                self._run("SELECT pg_advisory_xact_lock(:key)", {"key": ONE_IMPORT_AT_A_TIME})
            yield

    def publish(
        self, into: NewList, source: Source, rows: int, rejected: int
    ) -> tuple[Counts, int | None]:
        """Makes the leads appear with their list and their batch; call it while `publishing`.

        Returns what the database then holds and the batch, None where a new list would be empty.
        """
        weighed = self._weigh()
        known = find_list(self.connection, into.name)
        dialect = self.connection.dialect.name
        for statement in (sql.KNOWN_PLACES, sql.NEW_PLACES, sql.KNOWN_PLACES):
            self._run(statement)
        change_known(self.connection, self._duplicates.on, self._join, EXTRAS[dialect])
        if known is None and not (weighed.imported or weighed.updated):
            return weighed, None
        list_id = known.id if known else self._make_list(into, source.at)
        batch_id = self._make_batch(list_id, source)
        self._run(sql.IDS[dialect])
        leads = sql.LEADS.replace("$EXTRAS", sql.EXTRAS[dialect])
        self._run(leads, {"list_id": list_id, "batch_id": batch_id})
        self._run(sql.NUMBERS)
        consents = text(sql.CONSENTS).bindparams(bindparam("at", type_=Instant))
        self.connection.execute(consents, {"agent": source.agent, "at": source.at})
        return self._close_batch(batch_id, weighed, rows, rejected), batch_id

    def _make_list(self, into: NewList, at: datetime) -> int:
        made = self.connection.execute(
            insert(lead_lists)
            .values(
                name=into.name,
                kind=into.kind,
                country=into.country,
                scrubbed_on=into.scrubbed_on,
                created_at=at,
            )
            .returning(lead_lists.c.id)
        )
        return int(made.scalar_one())

    def _make_batch(self, list_id: int, source: Source) -> int:
        made = self.connection.execute(
            insert(import_batches)
            .values(
                list_id=list_id,
                file=source.file,
                checksum=source.checksum,
                source=source.source,
                mapping=[list(pair) for pair in source.mapping] or None,
                agent=source.agent,
                at=source.at,
                **dict.fromkeys(_COUNTS, 0),
            )
            .returning(import_batches.c.id)
        )
        return int(made.scalar_one())

    def _close_batch(self, batch_id: int, weighed: Counts, rows: int, rejected: int) -> Counts:
        of_batch = "SELECT count(*) FROM lead WHERE batch_id = :batch_id"
        counts = Counts(
            self._count(of_batch, batch_id=batch_id),
            weighed.duplicate_in_file,
            weighed.duplicate_in_database,
            self._count(f"{of_batch} AND bar IN ('internal_list', 'registry')", batch_id=batch_id),
            weighed.updated,
        )
        self.connection.execute(
            update(import_batches)
            .where(import_batches.c.id == batch_id)
            .values(
                rows=rows,
                imported=counts.imported,
                updated=counts.updated,
                duplicate_in_file=counts.duplicate_in_file,
                duplicate_in_database=counts.duplicate_in_database,
                rejected=rejected,
                on_dnc=counts.on_dnc,
            )
        )
        return counts

    def _run(self, statement: str, values: Mapping[str, Any] | None = None) -> None:
        self.connection.execute(text(statement), dict(values or {}))

    def _count(self, statement: str, **values: Any) -> int:
        return int(self.connection.execute(text(statement), values).scalar_one())


def _keep(place: str, _said: str, _is_said: bool) -> str:  # noqa: FBT001
    return place


@contextmanager
def staging(
    database: Database,
    duplicates: Duplicates | None = None,
    list_name: str = "",
    join: Join = _keep,
) -> Iterator[Staging]:
    """A staging area; what was not published and committed is gone at the end of the block."""
    with database.read() as connection:
        if not database.is_sqlite:  # publishing must see what others committed meanwhile
            connection.execution_options(isolation_level="READ COMMITTED")
        # Its temporary tables and its patience must not go back to the pool.
        connection.detach()
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA busy_timeout = 30000")
        yield Staging(connection, duplicates or Duplicates(), list_name, join)


def find_list(connection: Connection, name: str) -> ListRow | None:
    row = connection.execute(select(lead_lists).where(lead_lists.c.name == name)).first()
    if row is None:
        return None
    return ListRow(row.id, row.name, row.kind, row.country, row.retired_at)


def extras_text(extras: Mapping[str, str]) -> str:
    """Extras as the column `lead.extras` holds them."""
    return _write_json(extras) if extras else "{}"
