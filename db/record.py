"""Rows as they leave the database: frozen values with typed columns."""

from abc import ABCMeta
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from sqlalchemy import Column, Connection, Executable, Table
from sqlalchemy.schema import SchemaItem
from sqlmodel import SQLModel
from sqlmodel._compat import get_annotations
from sqlmodel.main import SQLModelMetaclass, get_column_from_field

_put = object.__setattr__


class TableOnly(SQLModelMetaclass):
    """Of a class that says `table=True` it makes the table and no mapper: nothing is ever loaded as
    an object of such a class, and the mappers took two fifths of the time that the tables take.

    What a class is made of is its fields alone: all that pydantic looks for beside them, and no row
    has, took two thirds of the rest.
    """

    def __new__(
        cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **said: object
    ) -> Any:
        rows = [base for base in bases if isinstance(base, cls)]
        if not rows:  # Record itself
            return super().__new__(cls, name, bases, namespace, **said)
        fields: dict[str, FieldInfo] = {}
        for base in rows:
            fields |= base.model_fields
        for field, kind in get_annotations(namespace).items():
            given = namespace.pop(field, PydanticUndefined)
            info = given if isinstance(given, FieldInfo) else FieldInfo(default=given)
            info.annotation = kind
            fields[field] = info
        namespace["__pydantic_fields__"] = fields
        return ABCMeta.__new__(cls, name, bases, namespace)

    def __init__(
        cls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, object],
        **said: object,
    ) -> None:
        type.__init__(cls, name, bases, namespace)
        if not said.get("table"):
            return
        columns: list[Column[object]] = []
        for field, info in cls.model_fields.items():
            column = get_column_from_field(info)
            if not column.name:
                column.name = column.key = field
            columns.append(column)
        parts: list[SchemaItem] = []
        options: dict[str, Any] = {}
        for argument in vars(cls).get("__table_args__", ()):
            if isinstance(argument, dict):
                options = argument
            else:
                parts.append(argument)
        Table(vars(cls)["__tablename__"], SQLModel.metadata, *columns, *parts, **options)


class Record(SQLModel, metaclass=TableOnly, frozen=True):
    """One row. Its columns are written once: the table of them is a subclass (`db.tables`), and so
    is what a join adds to them.

    Never validated, for its columns have types of their own: so its schema is never built.
    """

    model_config = {"frozen": True, "defer_build": True}

    def __hash__(self) -> int:
        return hash(tuple(vars(self).values()))


R = TypeVar("R", bound=Record)


def read_rows(
    connection: Connection,
    kind: type[R],
    wanted: Executable,
    values: Mapping[str, object] | None = None,
) -> Iterator[R]:
    """The rows of a statement, with `values` for its parameters.

    Raises TypeError where its columns are not those of `kind`.
    """
    found = connection.execute(wanted, values)
    make = _maker(kind, found.keys(), {})
    return (make(row) for row in found)


def read_row(
    connection: Connection,
    kind: type[R],
    wanted: Executable,
    values: Mapping[str, object] | None = None,
    **also: object,
) -> R | None:
    """The first of them, or None; `also` are fields of `kind` that are no columns."""
    found = connection.execute(wanted, values)
    make = _maker(kind, found.keys(), also)
    row = found.first()
    return None if row is None else make(row)


def make_row(kind: type[R], columns: Iterable[str], row: Sequence[object], **also: object) -> R:
    """Of a part of a row's columns. Raises TypeError as `read_rows`."""
    return _maker(kind, columns, also)(row)


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
