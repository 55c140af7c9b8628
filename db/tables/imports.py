"""Imports, their checkpoints, and the changes that are pending after an import was published."""

from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    LargeBinary,
    Text,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from db.columns import BigId
from db.tables.parts import IDS_USED_ONCE, instant, key, refers, table_of


class BatchRow(Struct, frozen=True):
    """One import of one file; `rows` is the sum of the five counts after it.

    `source` identifies the kind of file: a hash of its column names. `mapping` has the [field,
    column] pairs that were used; the next file of this source is read with them. `hidden_at` is set
    during the import, and stays set if it is killed. `finished` says what was done with leads with
    a finished status, "" if there were none. `price` is what the `supplier` was paid for the file,
    in hundredths of the `currency` (ISO 4217).
    """

    id: int
    list_id: int
    file: str
    checksum: str
    source: str
    mapping: list[list[str]] | None
    agent: str
    at: datetime
    rows: int
    imported: int
    updated: int
    duplicate_in_file: int
    duplicate_in_database: int
    rejected: int
    on_dnc: int
    hidden_at: datetime | None
    finished: str
    supplier: str
    price: int | None
    currency: str
    bought_on: date | None


class ImportBatch(SQLModel, table=True):
    """The table of `BatchRow`."""

    __tablename__ = "import_batch"
    __table_args__ = (
        CheckConstraint(
            "rows = imported + updated + duplicate_in_file + duplicate_in_database + rejected",
            name="ck_import_batch_adds_up",
        ),
        IDS_USED_ONCE,
    )
    id: int = key()
    list_id: int = refers("lead_list.id", index=True)
    file: str
    checksum: str
    source: str = Field(default="", index=True)
    mapping: list[list[str]] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )
    agent: str
    at: datetime = instant(nullable=False)
    rows: int
    imported: int
    updated: int
    duplicate_in_file: int
    duplicate_in_database: int
    rejected: int
    on_dnc: int
    hidden_at: datetime | None = instant()
    finished: str = ""
    supplier: str = ""
    price: int | None = Field(default=None, sa_type=BigInteger)
    currency: str = ""
    bought_on: date | None = None


class PendingChange(SQLModel, table=True):
    """A change that is pending after an import was published; small parts do not disturb agents.

    If `does` is an `OnDuplicate`, it merges `row` (JSON, see `db.imports.pending_changes`) into the
    lead `lead_id`. If it is "place", it determines the place of the number `e164` again. The table
    is empty unless an import is under way or was killed; the next import finishes that one.
    """

    __tablename__ = "pending_change"
    id: int = key()
    batch_id: int = Field(sa_column=Column(BigId, nullable=False))
    does: str
    lead_id: int | None = Field(default=None, sa_column=Column(BigId, nullable=True))
    e164: str = ""
    row: str = Field(default="", sa_column=Column(Text, nullable=False))


class ImportCheckpoint(SQLModel, table=True):
    """A checkpoint of a large import that is under way or was interrupted.

    See `db.imports.checkpoints`. Checkpoint 0 says how the import began, and each other one belongs
    to a `chunk` of `rows`. The table is empty unless an import is under way or was interrupted.
    """

    __tablename__ = "import_checkpoint"
    __table_args__ = (UniqueConstraint("batch_id", "chunk", name="uq_import_checkpoint"),)
    id: int = key()
    batch_id: int = Field(sa_column=Column(BigId, nullable=False))
    chunk: int
    rows: int
    state: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    notes: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    numbers: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))


import_batches = table_of(ImportBatch)
pending_changes = table_of(PendingChange)
import_checkpoints = table_of(ImportCheckpoint)
