"""Rows by the hundred thousand: straight to the driver, past everything that is made per row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain, islice
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar, cast

from sqlalchemy import Connection, text

CHUNK = 10_000

IN_ONE = 50
"""Rows of one statement of SQLite's: what each costs beside its rows is paid once for them."""


def add_many(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    rows: Iterable[tuple[object, ...]],
    same: Mapping[str, str | int | None] = MappingProxyType({}),
    types: Sequence[str] = (),
) -> None:
    """Inserts tuples of what the driver itself stores, in the transaction of the connection.

    `same` are columns that hold the same in every row. It, `table` and `columns` are words of ours.
    On PostgreSQL by COPY, in binary where the `types` of all columns are told: that is worth it for
    bytes, which are twice as long as text.
    """
    names = ", ".join((*columns, *same))
    if connection.dialect.name == "sqlite":
        values = ", ".join((*("?" * len(columns)), *map(_literal, same.values())))
        insert = f"INSERT INTO {table} ({names}) VALUES ({values})"
        for chunk in _chunks(rows):
            starts = range(0, len(chunk) - IN_ONE + 1, IN_ONE)
            if whole := [(*chain.from_iterable(chunk[at : at + IN_ONE]),) for at in starts]:
                connection.exec_driver_sql(f"{insert}{f', ({values})' * (IN_ONE - 1)}", whole)
            if last := chunk[len(whole) * IN_ONE :]:
                connection.exec_driver_sql(insert, last)
        return
    driver: Any = connection.connection.dbapi_connection
    rest = tuple(same.values())
    copying = f"COPY {table} ({names}) FROM STDIN{' (FORMAT BINARY)' if types else ''}"
    with driver.cursor() as cursor, cursor.copy(copying) as copy:
        if types:
            copy.set_types(types)
        for row in rows:
            copy.write_row((*row, *rest))


def _literal(value: str | int | None) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def new_ids(connection: Connection, table: str, count: int) -> Sequence[int]:
    """Ids for so many new rows of a table of ours that uses each id once, in order.

    Call it inside a write block.
    """
    if connection.dialect.name == "sqlite":
        given = f"SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = '{table}'"
        last = connection.exec_driver_sql(given)
        first = int(last.scalar_one()) + 1
        return range(first, first + count)
    taken = text(f"SELECT nextval('{table}_id_seq') FROM generate_series(1, :count)")
    return connection.execute(taken, {"count": count}).scalars().all()


def _chunks(rows: Iterable[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


# Columns made small for another process: there they are as they were, in a third of the time.


T = TypeVar("T")

_MARK = "\x1f"

Packed: TypeAlias = str | tuple[T, int] | Sequence[T]
"""Texts in one, the one value that all have and how many have it, or the column itself."""


def pack(column: Sequence[T]) -> Packed[T]:
    if isinstance(column, range):
        return cast("Sequence[T]", column)
    if column and column.count(column[0]) == len(column):
        return column[0], len(column)
    if column and isinstance(column[0], str):
        with suppress(TypeError):  # not all of them are texts
            joined = _MARK.join(cast("Sequence[str]", column))
            if joined.count(_MARK) == len(column) - 1:  # else it is within a cell
                return joined
    return [*column]


def unpack(packed: Packed[T]) -> Sequence[T]:
    if isinstance(packed, str):
        return cast("Sequence[T]", packed.split(_MARK))
    return [packed[0]] * packed[1] if isinstance(packed, tuple) else packed
