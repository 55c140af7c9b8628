"""Imports, and the changes that a published import still has to make."""

from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Text
from sqlmodel import Field, SQLModel

from db.columns import BigId
from db.tables.parts import IDS_USED_ONCE, instant, key, refers, table_of


class BatchRow(Struct, frozen=True):
    """One import of one file; `rows` is the sum of the five counts after it.

    `source` identifies where the file came from: a hash of its column names. `mapping` has the
    [field, column] pairs that were used, and that the next file of this source is read by.
    `hidden_at` is set during the import, and stays set if it is killed. `finished` says what
    happened to leads with a finished status, "" where the question did not come up. `price` is what
    the `supplier` got for the file, in hundredths of the `currency` (ISO 4217).
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
    """A change that a published import still has to make, in parts that agents do not notice.

    `does` is an `OnDuplicate`, which merges `row` (JSON, see `db.imports.pending_changes`) into the
    lead `lead_id`; or "place", which finds the place of the number `e164` anew. The table is empty
    unless an import is under way or has died; the next import finishes it.
    """

    __tablename__ = "pending_change"
    id: int = key()
    batch_id: int = Field(sa_column=Column(BigId, nullable=False))
    does: str
    lead_id: int | None = Field(default=None, sa_column=Column(BigId, nullable=True))
    e164: str = ""
    row: str = Field(default="", sa_column=Column(Text, nullable=False))


import_batches = table_of(ImportBatch)
pending_changes = table_of(PendingChange)
