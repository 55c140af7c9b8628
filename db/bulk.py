"""Leads by the thousand: staged out of sight in temporary tables, then published in one go.

This module and `engine.py` are the only ones that know which database they talk to.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, text, update

from db.engine import Database
from db.tables import import_batches, lead_lists

ONE_IMPORT_AT_A_TIME = 7346
"""The key of PostgreSQL's lock: two imports of one number must not pass each other unseen."""

WORDS = (
    "name",
    "given_name",
    "family_name",
    "company",
    "title",
    "occupation",
    "email",
    "address",
    "city",
    "region",
    "postal_code",
    "notes",
)
"""The columns of a lead that hold what its row says, in the order in which they are staged."""

TEXTS = (*WORDS, "country", "zone", "kind")
AMOUNTS = ("income", "net_worth", "priority")

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

_LEAD_COLUMNS = ("line", *TEXTS, *AMOUNTS, "extras")
_NUMBER_COLUMNS = ("line", "position", "e164", "extension", "label", "type", "status", "place")

_TABLES = f"""
CREATE TEMPORARY TABLE staged_lead (line BIGINT PRIMARY KEY,
    {", ".join(f"{name} TEXT NOT NULL" for name in TEXTS)},
    income BIGINT, net_worth BIGINT, priority BIGINT NOT NULL, extras TEXT NOT NULL);
CREATE TEMPORARY TABLE staged_number (line BIGINT, position BIGINT, e164 TEXT, extension TEXT,
    label TEXT, type TEXT, status TEXT, place BIGINT, PRIMARY KEY (line, position));
CREATE TEMPORARY TABLE staged_place (id BIGINT PRIMARY KEY, facts TEXT, place_id BIGINT);
CREATE TEMPORARY TABLE staged_first (line BIGINT PRIMARY KEY, e164 TEXT, extension TEXT);
CREATE TEMPORARY TABLE staged_new (line BIGINT PRIMARY KEY, position BIGINT, bar TEXT);
CREATE TEMPORARY TABLE staged_id (line BIGINT PRIMARY KEY, lead_id BIGINT)
"""

_FIRST = """
INSERT INTO staged_first
SELECT min(line), e164, extension FROM staged_number WHERE position = 0
GROUP BY e164, extension ORDER BY 1
"""

_SUPPRESS = """
UPDATE staged_number SET status = 'suppressed'
WHERE EXISTS (SELECT 1 FROM suppression WHERE suppression.e164 = staged_number.e164)
"""

_NEW = """
INSERT INTO staged_new
SELECT n.line, coalesce(min(CASE WHEN n.status = 'open' THEN n.position END), 0),
    CASE WHEN sum(CASE WHEN n.status = 'open' THEN 1 ELSE 0 END) > 0 THEN ''
        WHEN sum(CASE WHEN n.status = 'suppressed' THEN 1 ELSE 0 END) > 0 THEN 'internal_list'
        WHEN sum(CASE WHEN n.status = 'registered' THEN 1 ELSE 0 END) > 0 THEN 'registry'
        ELSE 'invalid_number' END
FROM staged_first f JOIN staged_number n ON n.line = f.line
WHERE NOT EXISTS (
    SELECT 1 FROM number known WHERE known.e164 = f.e164 AND known.extension = f.extension)
GROUP BY n.line ORDER BY n.line
"""
"""The rows whose first number nobody has yet, the number each is to be called on, and its bar."""

_KNOWN_PLACES = """
UPDATE staged_place SET place_id = (SELECT id FROM place WHERE place.facts = staged_place.facts)
WHERE place_id IS NULL
"""

_NEW_PLACES = """
INSERT INTO place (facts) SELECT facts FROM staged_place
WHERE place_id IS NULL AND id IN (
    SELECT n.place FROM staged_number n JOIN staged_new w ON w.line = n.line)
ORDER BY id ON CONFLICT (facts) DO NOTHING
"""

_IDS = {
    "sqlite": """
INSERT INTO staged_id
SELECT line, (SELECT coalesce(max(id), 0) FROM lead) + row_number() OVER (ORDER BY line)
FROM staged_new
""",
    "postgresql": """
INSERT INTO staged_id
SELECT line, nextval(pg_get_serial_sequence('lead', 'id'))
FROM (SELECT line FROM staged_new ORDER BY line) AS ordered
""",
}

_LEADS = f"""
INSERT INTO lead (id, list_id, batch_id, {", ".join(TEXTS + AMOUNTS)}, extras,
    place_id, status, bar, draft, due_reason, dials, noes)
SELECT i.lead_id, :list_id, :batch_id, {", ".join(f"l.{name}" for name in TEXTS + AMOUNTS)},
    $EXTRAS, p.place_id, CASE WHEN w.bar = '' THEN 'open' ELSE 'barred' END, w.bar, '', '', 0, 0
FROM staged_id i
JOIN staged_new w ON w.line = i.line
JOIN staged_lead l ON l.line = i.line
JOIN staged_number n ON n.line = i.line AND n.position = w.position
JOIN staged_place p ON p.id = n.place
ORDER BY i.line
"""
_EXTRAS = {"sqlite": "l.extras", "postgresql": "CAST(l.extras AS json)"}

_NUMBERS = """
INSERT INTO number (lead_id, position, e164, extension, label, line, status, place_id)
SELECT i.lead_id, n.position, n.e164, n.extension, n.label, n.type, n.status, p.place_id
FROM staged_id i
JOIN staged_number n ON n.line = i.line
JOIN staged_place p ON p.id = n.place
ORDER BY i.line, n.position
"""


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
    """What a batch came from, and who brought it."""

    file: str
    checksum: str
    agent: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the staged leads. `on_dnc` counts imported leads barred by a list."""

    imported: int
    duplicate_in_file: int
    duplicate_in_database: int
    on_dnc: int


class Staging:
    """Leads on their way in, on a connection of their own; they go with it unless published."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._is_sqlite = connection.dialect.name == "sqlite"
        for statement in _TABLES.split(";"):
            connection.exec_driver_sql(statement)
        connection.commit()

    def add(
        self,
        leads: Sequence[tuple[Any, ...]],
        numbers: Sequence[tuple[Any, ...]],
        places: Sequence[tuple[int, str]],
    ) -> None:
        """Stages rows in the order of the columns of the temporary tables, and commits.

        A lead's first number has position 0. `line` ties numbers to leads, `place` to places.
        """
        self._put("staged_lead", _LEAD_COLUMNS, leads)
        self._put("staged_number", _NUMBER_COLUMNS, numbers)
        self._put("staged_place", ("id", "facts"), places)
        self.connection.commit()

    def weigh(self) -> Counts:
        """What would become of the staged leads now; nothing outside the staging is written."""
        self._find_first()
        counts = self._weigh()
        self.connection.rollback()
        return counts

    def _find_first(self) -> None:
        self._run(_FIRST)
        if not self._is_sqlite:
            for table in ("staged_lead", "staged_number", "staged_place", "staged_first"):
                self._run(f"ANALYZE {table}")

    def _weigh(self) -> Counts:
        self._run(_SUPPRESS)
        self._run(_NEW)
        staged, first, new, on_dnc = (
            self._count(f"SELECT count(*) FROM {rows}")
            for rows in (
                "staged_lead",
                "staged_first",
                "staged_new",
                "staged_new WHERE bar IN ('internal_list', 'registry')",
            )
        )
        return Counts(new, staged - first, first - new, on_dnc)

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
        if known is None and not weighed.imported:
            return weighed, None
        list_id = known.id if known else self._make_list(into, source.at)
        batch_id = self._make_batch(list_id, source)
        for statement in (_KNOWN_PLACES, _NEW_PLACES, _KNOWN_PLACES):
            self._run(statement)
        dialect = self.connection.dialect.name
        self._run(_IDS[dialect])
        leads = _LEADS.replace("$EXTRAS", _EXTRAS[dialect])
        self._run(leads, {"list_id": list_id, "batch_id": batch_id})
        self._run(_NUMBERS)
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
        )
        self.connection.execute(
            update(import_batches)
            .where(import_batches.c.id == batch_id)
            .values(
                rows=rows,
                imported=counts.imported,
                duplicate_in_file=counts.duplicate_in_file,
                duplicate_in_database=counts.duplicate_in_database,
                rejected=rejected,
                on_dnc=counts.on_dnc,
            )
        )
        return counts

    def _put(self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        if not rows:
            return
        if self._is_sqlite:
            marks = ", ".join("?" * len(columns))
            self.connection.exec_driver_sql(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",
                list(rows),
            )
            return
        driver: Any = self.connection.connection.dbapi_connection
        with (
            driver.cursor() as cursor,
            cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def _run(self, statement: str, values: Mapping[str, Any] | None = None) -> None:
        self.connection.execute(text(statement), dict(values or {}))

    def _count(self, statement: str, **values: Any) -> int:
        return int(self.connection.execute(text(statement), values).scalar_one())


@contextmanager
def staging(database: Database) -> Iterator[Staging]:
    """A staging area; what was not published and committed is gone at the end of the block."""
    with database.read() as connection:
        if not database.is_sqlite:  # publishing must see what others committed meanwhile
            connection.execution_options(isolation_level="READ COMMITTED")
        # Its temporary tables and its patience must not go back to the pool.
        connection.detach()
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA busy_timeout = 30000")
        yield Staging(connection)


def find_list(connection: Connection, name: str) -> ListRow | None:
    row = connection.execute(select(lead_lists).where(lead_lists.c.name == name)).first()
    if row is None:
        return None
    return ListRow(row.id, row.name, row.kind, row.country, row.retired_at)


def extras_text(extras: Mapping[str, str]) -> str:
    """Extras as the column `lead.extras` holds them."""
    return _write_json(extras) if extras else "{}"
