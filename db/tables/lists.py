"""Lists of leads."""

from datetime import date, datetime

from msgspec import Struct
from sqlmodel import Field, SQLModel

from db.columns import Word
from db.enums import LeadKind
from db.tables.parts import IDS_USED_ONCE, instant, key, table_of, words


class ListRow(Struct, frozen=True):
    """A list of leads; `hidden_at` is set while the import that created it is under way.

    `offer` is the subject of the calls, if that is a contract in force.
    """

    id: int
    name: str
    kind: LeadKind
    country: str
    scrubbed_on: date | None
    created_at: datetime
    retired_at: datetime | None
    hidden_at: datetime | None
    offer: str


class LeadList(SQLModel, table=True):
    """The table of `ListRow`."""

    __tablename__ = "lead_list"
    __table_args__ = (words("kind", LeadKind), IDS_USED_ONCE)
    id: int = key()
    name: str = Field(unique=True)
    kind: LeadKind = Field(sa_type=Word(LeadKind))
    country: str
    scrubbed_on: date | None = None
    created_at: datetime = instant(nullable=False)
    retired_at: datetime | None = instant()
    hidden_at: datetime | None = instant()
    offer: str = ""


lead_lists = table_of(LeadList)
