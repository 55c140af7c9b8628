"""Lists of leads."""

from datetime import date, datetime

from sqlmodel import Field

from db.columns import Word
from db.enums import LeadKind
from db.record import Record
from db.tables.parts import IDS_USED_ONCE, instant, key, table_of, words


class ListRow(Record, frozen=True):
    """`hidden_at` is set while the import that made the list is under way.

    `offer` is what its leads are called about, where they are called about a running contract.
    """

    id: int = key()
    name: str = Field(unique=True)
    kind: LeadKind = Field(sa_type=Word(LeadKind))
    country: str
    scrubbed_on: date | None = None
    created_at: datetime = instant(nullable=False)
    retired_at: datetime | None = instant()
    hidden_at: datetime | None = instant()
    offer: str = ""


class LeadList(ListRow, table=True, frozen=True):
    __tablename__ = "lead_list"
    __table_args__ = (words("kind", LeadKind), IDS_USED_ONCE)


lead_lists = table_of(LeadList)
