"""Read rows as frozen structs, filled by the names of the columns."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from msgspec import Struct
from sqlalchemy import Connection, Executable

R = TypeVar("R", bound=Struct)


def read_rows(
    connection: Connection,
    kind: type[R],
    statement: Executable,
    values: Mapping[str, object] | None = None,
) -> Iterator[R]:
    """Return the rows of a statement, with `values` for its parameters.

    Raises TypeError at a row whose columns are not the fields of `kind`.
    """
    result = connection.execute(statement, values)
    names = tuple(result.keys())
    return (kind(**dict(zip(names, row, strict=True))) for row in result)


def read_row(
    connection: Connection,
    kind: type[R],
    statement: Executable,
    values: Mapping[str, object] | None = None,
) -> R | None:
    """Return the first row of a statement, or None. Raises TypeError like `read_rows`."""
    row = connection.execute(statement, values).mappings().first()
    return None if row is None else kind(**row)
