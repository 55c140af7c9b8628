"""What the tables are made of: columns, CHECKs and indexes that many of them have."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Table, TextClause
from sqlmodel import Field, SQLModel

from db.columns import BigId, Document, Instant

IDS_USED_ONCE = {"sqlite_autoincrement": True}
"""Of what may be deleted and is named in the audit log. PostgreSQL gives no id twice by itself."""


def words(column: str, allowed: type[StrEnum]) -> CheckConstraint:
    """One comparison after the other: of an IN with three words or more SQLite makes a table at
    every row that is written, which took an import a third of its time."""
    tests = " OR ".join(f"{column} = '{word.value}'" for word in allowed)
    return CheckConstraint(tests, name=f"ck_{column}_is_known")


def key() -> int:
    column: int = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    return column


def partial_index(name: str, *columns: str | TextClause, where: str, unique: bool = False) -> Index:
    """An index of the rows that meet a condition; see `tell_conditions`."""
    return Index(name, *columns, unique=unique, info={"where": where})


def refers(target: str, *, index: bool = False, nullable: bool = False, gone: str = "") -> int:
    column: int = Field(
        default=None if nullable else ...,
        sa_column=Column(
            BigId, ForeignKey(target, ondelete=gone or None), index=index, nullable=nullable
        ),
    )
    return column


def instant(*, nullable: bool = True) -> datetime:
    column: datetime = Field(
        default=None if nullable else ..., sa_column=Column(Instant, nullable=nullable)
    )
    return column


def document() -> Document:
    column: Document = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    return column


def table_of(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]
