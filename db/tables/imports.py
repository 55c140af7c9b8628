"""The imports that brought lists, and what an import has yet to do."""

from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Text
from sqlmodel import Field, SQLModel

from db.columns import BigId
from db.tables.parts import IDS_USED_ONCE, instant, key, refers, table_of


class BatchRow(Struct, frozen=True):
    """One import of one file; `rows` is the sum of the five counts after it.

    `source` recognises where the file came from: a hash of its columns' names. `mapping` holds
    [field, column] pairs, as they were used; the next file of that source is read by them.
    `hidden_at` is set while it is under way, and stays so where it was killed. `finished` is what
    became of those whom a status calls done with, "" where none was asked of. `price` is what the
    `supplier` got for the file, in hundredths of the `currency` (ISO 4217).
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
    """The table that a `BatchRow` is read from."""

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
    """What an import that is published has yet to do, in parts that agents do not notice.

    `does` says how: an `OnDuplicate` brings `row` (JSON, see `db.imports.pending_changes`)
    together with the lead
    `lead_id`; "place" finds the place of the number `e164` anew. Empty but for an import under way,
    or one that died: the next one goes on with it.
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
