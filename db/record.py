"""Rows as they leave the database: frozen values with typed columns."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import Connection, Executable
from sqlmodel import SQLModel

_put = object.__setattr__


class Record(SQLModel, frozen=True):
    """One row. Its columns are written once: the table of them is a subclass (`db.tables`), and so
    is what a join adds to them.

    Never validated, for its columns have types of their own: so its schema is never built.
    """

    model_config = {"frozen": True, "defer_build": True}


R = TypeVar("R", bound=Record)


def read_rows(connection: Connection, kind: type[R], wanted: Executable) -> Iterator[R]:
    """The rows of a statement. Raises TypeError where its columns are not those of `kind`."""
    found = connection.execute(wanted)
    make = _maker(kind, found.keys(), {})
    return (make(row) for row in found)


def read_row(connection: Connection, kind: type[R], wanted: Executable, **also: object) -> R | None:
    """The first of them, or None; `also` are fields of `kind` that are no columns."""
    found = connection.execute(wanted)
    make = _maker(kind, found.keys(), also)
    row = found.first()
    return None if row is None else make(row)


def _maker(
    kind: type[R], columns: Iterable[str], also: Mapping[str, object]
) -> Callable[[Sequence[object]], R]:
    names = (*columns, *also)
    fields = set(names)
    if fields != kind.model_fields.keys():
        odd = ", ".join(sorted(fields ^ kind.model_fields.keys()))
        raise TypeError(f"{kind.__name__} has other columns than it is made of: {odd}")
    rest = tuple(also.values())

    def make(row: Sequence[object]) -> R:
        """What pydantic's own constructor does, less all that it asks of each value."""
        made = object.__new__(kind)
        _put(made, "__dict__", dict(zip(names, (*row, *rest), strict=True)))
        _put(made, "__pydantic_fields_set__", fields)
        _put(made, "__pydantic_extra__", None)
        _put(made, "__pydantic_private__", None)
        return made

    return make
