"""Column types that hold the same value on SQLite and PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias, TypeVar

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from db.engine.errors import DatabaseTrouble

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

# SQLite generates ids only in a column whose type is exactly INTEGER.
BigId = BigInteger().with_variant(Integer, "sqlite")

ByBytes = Text().with_variant(Text(collation="C"), "postgresql")
"""A text sorted by its bytes, whatever the locale of the PostgreSQL database."""

Document: TypeAlias = dict[str, object]
"""A JSON object."""

W = TypeVar("W", bound=StrEnum)


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant: `timestamptz` on PostgreSQL, microseconds since 1970 on SQLite.

    SQLite has no instant of its own; a text or naive column would compare wrongly across offsets.
    Raises ValueError for a naive datetime.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[int]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> object:
        if value is None:
            return None
        if value.tzinfo is None:
            # A naive datetime would be read as the local time of the machine that stores it.
            raise ValueError(f"an instant needs an offset: {value!r}")
        if dialect.name == "sqlite":
            return (value - EPOCH) // MICROSECOND
        return value.astimezone(UTC)

    def process_result_value(self, value: object, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        # SQLite stores whatever another program writes: a word, or a time beyond the year 9999.
        try:
            return EPOCH + value * MICROSECOND  # type: ignore[operator, no-any-return]
        except (TypeError, OverflowError):
            raise DatabaseTrouble(
                f"A time in the database cannot be read ({value!r}), and smiledial did not write "
                "it: smiledial audit verify looks for what was altered."
            ) from None


class Word(TypeDecorator[W]):
    """A word of an enumeration, stored as its text; a CHECK holds the column to it.

    Raises KeyError for another word.
    """

    impl = String
    cache_ok = True

    def __init__(self, words: type[W]) -> None:
        super().__init__()
        self.words = words

    def result_processor(
        self,
        dialect: Dialect,  # noqa: ARG002
        coltype: object,  # noqa: ARG002
    ) -> Callable[[object], W | None]:
        # Return a dictionary's own method, which is fast: it runs for each value that is read.
        known: dict[object, W | None] = {word.value: word for word in self.words}
        return (known | {None: None}).__getitem__
