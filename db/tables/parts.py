"""Columns, CHECKs and indexes that many tables share."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Table, TextClause
from sqlmodel import Field, SQLModel

from db.columns import BigId, Document, Instant

IDS_USED_ONCE = {"sqlite_autoincrement": True}
"""Never reuse an id: for tables whose rows can be deleted while the audit log still names them.

SQLite would otherwise reuse the highest id; PostgreSQL's sequences never do.
"""


def words(column: str, allowed: type[StrEnum]) -> CheckConstraint:
    """Return a CHECK that limits a column to the words of an enumeration.

    It uses OR instead of IN. For an IN with three or more words, SQLite builds a temporary table
    for each row that is written, which took a third of an import's time.
    """
    tests = " OR ".join(f"{column} = '{word.value}'" for word in allowed)
    return CheckConstraint(tests, name=f"ck_{column}_is_known")


def key() -> int:
    """Return a primary key whose values the database generates."""
    column: int = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    return column


def partial_index(name: str, *columns: str | TextClause, where: str, unique: bool = False) -> Index:
    """Return an index of the rows that meet a condition; see `tell_conditions`."""
    return Index(name, *columns, unique=unique, info={"where": where})


def refers(
    target: str,
    *,
    index: bool = False,
    nullable: bool = False,
    gone: str = "",
    is_key: bool = False,
) -> int:
    """Return a foreign key; `gone` is its ON DELETE, `is_key` makes it the primary key too."""
    column: int = Field(
        default=None if nullable else ...,
        sa_column=Column(
            BigId,
            ForeignKey(target, ondelete=gone or None),
            index=index,
            nullable=nullable,
            primary_key=is_key,
            autoincrement=False,
        ),
    )
    return column


def instant(*, nullable: bool = True) -> datetime:
    """Return a column for an instant."""
    column: datetime = Field(
        default=None if nullable else ..., sa_column=Column(Instant, nullable=nullable)
    )
    return column


def document() -> Document:
    """Return a column for a JSON object; None is stored as NULL and not as JSON's null."""
    column: Document = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    return column


def table_of(model: type[SQLModel]) -> Table:
    """Return the Core table of a model."""
    return SQLModel.metadata.tables[str(model.__tablename__)]
