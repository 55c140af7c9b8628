"""Rows by the hundred thousand: straight to the driver, past everything that is made per row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

CHUNK = 10_000


def add_many(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
    same: Mapping[str, str | int | None] = MappingProxyType({}),
) -> None:
    """Inserts tuples of what the driver itself stores, in the transaction of the connection.

    `same` are columns that hold the same in every row. It, `table` and `columns` are words of ours.
    On PostgreSQL by COPY.
    """
    names = ", ".join((*columns, *same))
    if connection.dialect.name == "sqlite":
        values = ", ".join((*("?" * len(columns)), *map(_literal, same.values())))
        for chunk in _chunks(rows):
            connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({values})", chunk)
        return
    driver: Any = connection.connection.dbapi_connection
    rest = tuple(same.values())
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row((*row, *rest))


def _literal(value: str | int | None) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def add_missing(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> int:
    """The same for rows of which some may be there already; returns how many were not."""
    names = ", ".join(columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        put = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"
        return sum(connection.exec_driver_sql(put, chunk).rowcount for chunk in _chunks(rows))
    connection.exec_driver_sql(
        f"CREATE TEMP TABLE many ON COMMIT DROP AS SELECT {names} FROM {table} WITH NO DATA"
    )
    add_many(connection, "many", columns, rows)
    added = connection.exec_driver_sql(
        f"INSERT INTO {table} ({names}) SELECT {names} FROM many ON CONFLICT DO NOTHING"
    ).rowcount
    connection.exec_driver_sql("DROP TABLE many")
    return added


def _chunks(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        yield chunk
