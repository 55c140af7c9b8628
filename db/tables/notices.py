"""Notices to agents, and their calls for help."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Column, ForeignKey, Index, Text
from sqlmodel import Field, SQLModel

from db.columns import BigId
from db.tables.parts import IDS_USED_ONCE, instant, key, partial_index, refers, table_of


class NoticeRow(Struct, frozen=True):
    """A notice to an agent, or to everybody (`agent` is None), shown until it is read.

    `lead_id` is the lead it is about. The text does not name the lead, so that it can be erased.
    """

    id: int
    at: datetime
    author: str
    agent: str | None
    lead_id: int | None
    text: str


class Notice(SQLModel, table=True):
    """The table of `NoticeRow`."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_agent", "agent", "at"), IDS_USED_ONCE)
    id: int = key()
    at: datetime = instant(nullable=False)
    author: str
    agent: str | None = None
    lead_id: int | None = refers("lead.id", nullable=True, index=True, gone="SET NULL")
    text: str = Field(sa_column=Column(Text, nullable=False))


class NoticeRead(SQLModel, table=True):
    """An agent has read a notice."""

    __tablename__ = "notice_read"
    notice_id: int = Field(
        sa_column=Column(
            BigId,
            ForeignKey("notice.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        )
    )
    agent: str = Field(primary_key=True)
    at: datetime = instant(nullable=False)


class HelpRow(Struct, frozen=True):
    """An agent's call for help, with or without a lead.

    It stands until somebody answers it, or the agent takes it back (then `answer` is empty).
    """

    id: int
    agent: str
    at: datetime
    lead_id: int | None
    ended_at: datetime | None
    answered_by: str
    answer: str


class HelpCall(SQLModel, table=True):
    """The table of `HelpRow`."""

    __tablename__ = "help_call"
    __table_args__ = (
        partial_index("uq_help_call_open", "agent", unique=True, where="ended_at IS NULL"),
        IDS_USED_ONCE,
    )
    id: int = key()
    agent: str
    at: datetime = instant(nullable=False)
    lead_id: int | None = refers("lead.id", nullable=True, index=True, gone="SET NULL")
    ended_at: datetime | None = instant()
    answered_by: str = ""
    answer: str = Field(default="", sa_column=Column(Text, nullable=False))


notices = table_of(Notice)
notice_reads = table_of(NoticeRead)
help_calls = table_of(HelpCall)
