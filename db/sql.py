"""Fragments of SQL that differ between the two databases, and inserts of many rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar, cast

from sqlalchemy import Connection, text

ORDERED_IDS = {
    "sqlite": "(SELECT value AS id, key AS rank FROM json_each(:places))",
    "postgresql": (
        "(SELECT value::bigint AS id, ordinality AS rank"
        " FROM json_array_elements_text(CAST(:places AS json)) WITH ORDINALITY)"
    ),
}
"""The ids of the JSON array `places` as rows, in the order of the array."""

RANKED_IDS = {
    "sqlite": (
        "(SELECT CAST(value AS integer) AS id, key AS rank FROM json_each(:places) LIMIT -1)"
    ),
    "postgresql": ORDERED_IDS["postgresql"],
}
"""The same rows for a join by id.

The CAST tells SQLite that the ids are integers, so it builds an automatic index. Otherwise it reads
the whole array for each lead. LIMIT -1 limits nothing, but keeps SQLite from merging the subquery
into the join.
"""

MINE = {
    "sqlite": "(SELECT value FROM json_each(:mine))",
    "postgresql": "(SELECT json_array_elements_text(CAST(:mine AS json)))",
}
"""The owners of the JSON array `mine`, as a set."""

PLACES_OF_MINE = {
    "sqlite": (
        "(SELECT place.value AS id, place.key AS rank, whose.value AS owner"
        " FROM json_each(:places) AS place CROSS JOIN json_each(:mine) AS whose)"
    ),
    "postgresql": (
        "(SELECT place.id, place.rank, json_array_elements_text(CAST(:mine AS json)) AS owner"
        f" FROM {ORDERED_IDS['postgresql']} AS place)"
    ),
}
"""Each place with each owner, in the order of the two arrays."""

OFFERED = {
    "sqlite": "(SELECT value AS lead_id, key AS position FROM json_each(:offered))",
    "postgresql": (
        "(SELECT value::bigint AS lead_id, ordinality AS position"
        " FROM json_array_elements_text(CAST(:offered AS json)) WITH ORDINALITY)"
    ),
}
"""The leads of the JSON array `offered` as rows, in the order of the array."""

SKIP_LOCKED = {"sqlite": "", "postgresql": "FOR UPDATE SKIP LOCKED"}
"""Skip rows that another agent is claiming right now. SQLite has one writer and needs no lock."""

JOIN = {"sqlite": "CROSS JOIN", "postgresql": "JOIN"}
"""Begin with the staged rows, which are few.

SQLite has no statistics about them, and would begin with the large table. It reads the tables of a
CROSS JOIN in the written order.
"""

UNTIL = {"sqlite": ":until", "postgresql": "CAST(:until AS timestamptz)"}
"""PostgreSQL cannot infer the type of a parameter in a select list."""


SLOT = {
    "sqlite": "attempt.dialled_at / {seconds}000000",
    "postgresql": "CAST(floor(extract(epoch FROM attempt.dialled_at) / {seconds}) AS integer)",
}
"""The number of a dial's time slot; slots have `seconds` each and are counted from 1970."""

MICROSECONDS = {
    "sqlite": "({until} - {since})",
    "postgresql": "CAST(extract(epoch FROM {until} - {since}) * 1000000 AS bigint)",
}
"""The microseconds between two instants."""

FROM_INSTANT = {"sqlite": "{seconds}000000", "postgresql": "to_timestamp({seconds})"}
"""A stored instant, from seconds since 1970."""


def fill(statement: str, dialect: str) -> str:
    """Replace the $NAMES of a statement by the fragments of a database."""
    return (
        statement.replace("$ORDERED_IDS", ORDERED_IDS[dialect])
        .replace("$RANKED_IDS", RANKED_IDS[dialect])
        .replace("$PLACES_OF_MINE", PLACES_OF_MINE[dialect])
        .replace("$MINE", MINE[dialect])
        .replace("$OFFERED", OFFERED[dialect])
        .replace("$SKIP_LOCKED", SKIP_LOCKED[dialect])
        .replace("$JOIN", JOIN[dialect])
        .replace("$UNTIL", UNTIL[dialect])
    )


T = TypeVar("T")


def parts_of(keys: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    """Split the keys, since a statement takes a limited number of parameters."""
    return (keys[start : start + size] for start in range(0, len(keys), size))


CHUNK = 10_000


def add_many(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    rows: Iterable[tuple[object, ...]],
    same: Mapping[str, str | int | None] = MappingProxyType({}),
    types: Sequence[str] = (),
) -> None:
    """Insert tuples of the driver's own values, in the connection's transaction.

    `same` has columns with the same value in all rows. `same`, `table` and `columns` become SQL, so
    they must be text of our own. On PostgreSQL it uses COPY, in binary if `types` has the types of
    all columns. Binary is worth it for bytes, which are twice as long as text.
    """
    names = ", ".join((*columns, *same))
    if connection.dialect.name == "sqlite":
        values = ", ".join((*("?" * len(columns)), *map(_literal, same.values())))
        insert = f"INSERT INTO {table} ({names}) VALUES ({values})"
        # One row a statement: an INSERT with many rows of values takes SQLite half as long again.
        for chunk in _chunks(rows):
            connection.exec_driver_sql(insert, chunk)
        return
    driver: Any = connection.connection.dbapi_connection
    rest = tuple(same.values())
    copying = f"COPY {table} ({names}) FROM STDIN{' (FORMAT BINARY)' if types else ''}"
    with driver.cursor() as cursor, cursor.copy(copying) as copy:
        if types:
            copy.set_types(types)
        for row in rows:
            copy.write_row((*row, *rest))


def add_columns(
    connection: Connection,
    table: str,
    columns: Mapping[str, Sequence[object]],
    same: Mapping[str, str | int | None] = MappingProxyType({}),
) -> None:
    """Insert rows that are given by column, with one statement on SQLite; see `add_many`.

    That is faster for a table with several indexes.
    """
    if connection.dialect.name != "sqlite":
        add_many(connection, table, tuple(columns), zip(*columns.values(), strict=True), same)
        return
    first, *others = columns
    if not columns[first]:
        return
    # Bind a value that all rows share only once. At least one column has to vary.
    shared = {name: columns[name][0] for name in others if has_one_value(columns[name])}
    varying = {name: column for name, column in columns.items() if name not in shared}
    shared |= same
    width = len(varying)
    # Each statement opens all indexes of its table, also those that leave the row out. For a lead's
    # eleven, that takes longer than filling a temporary table. Keep that table: whenever there is a
    # new one, SQLite compiles all statements of the connection again.
    names = ", ".join(f"c{at}" for at in range(width))
    together = f"together_{width}"
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE IF NOT EXISTS {together} ({names})")
    filling = f"INSERT INTO {together} VALUES ({', '.join('?' * width)})"
    connection.exec_driver_sql(filling, list(zip(*varying.values(), strict=True)))
    selected = f"SELECT {', '.join((names, *('?' * len(shared))))} FROM {together} ORDER BY rowid"
    # FAIL: otherwise SQLite keeps a copy of each page it changes, to undo this statement alone. We
    # undo the whole transaction.
    insert = f"INSERT OR FAIL INTO {table} ({', '.join((*varying, *shared))}) {selected}"
    connection.exec_driver_sql(insert, tuple(shared.values()))
    connection.exec_driver_sql(f"DELETE FROM {together}")


def _literal(value: str | int | None) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def new_ids(connection: Connection, table: str, count: int) -> Sequence[int]:
    """Return `count` new ids in ascending order, for a table that never reuses an id.

    Call it inside a write block.
    """
    if connection.dialect.name == "sqlite":
        # AUTOINCREMENT keeps the highest id ever used here; max(id) would reuse deleted ones.
        highest = f"SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = '{table}'"
        last = connection.exec_driver_sql(highest)
        first = int(last.scalar_one()) + 1
        return range(first, first + count)
    taken = text(f"SELECT nextval('{table}_id_seq') FROM generate_series(1, :count)")
    return connection.execute(taken, {"count": count}).scalars().all()


def _chunks(rows: Iterable[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


# The ASCII unit separator, which cells hardly ever contain.
_MARK = "\x1f"

Packed: TypeAlias = str | tuple[T, int] | Sequence[T]
"""A column as joined texts, as a single value with its count, or unchanged.

Pickling such a column for another process takes a third of the time.
"""


def has_one_value(column: Sequence[object]) -> bool:
    """Return whether a column has rows, and all have the same value."""
    # Compare the ends first: of most columns they differ.
    return bool(column) and column[0] == column[-1] and column.count(column[0]) == len(column)


def pack(column: Sequence[T]) -> Packed[T]:
    """Return a column in its smallest form for a pickle; see `unpack`."""
    if isinstance(column, range):
        return cast("Sequence[T]", column)
    if has_one_value(column):
        return column[0], len(column)
    if column and isinstance(column[0], str):
        with suppress(TypeError):  # join fails: not all values are texts
            joined = _MARK.join(cast("Sequence[str]", column))
            if joined.count(_MARK) == len(column) - 1:  # else a cell contains the mark itself
                return joined
    return [*column]


def unpack(packed: Packed[T]) -> Sequence[T]:
    """Return the column that was packed."""
    if isinstance(packed, str):
        return cast("Sequence[T]", packed.split(_MARK))
    return [packed[0]] * packed[1] if isinstance(packed, tuple) else packed
