"""The floor: agents at their terminals, pauses, notices, calls for help, and the table of noes."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Column, ForeignKey, Index, Text
from sqlmodel import Field, SQLModel

from db.columns import BigId, Word
from db.enums import PresenceState
from db.tables.parts import IDS_USED_ONCE, instant, key, partial_index, refers, table_of, words


class PresenceRow(Struct, frozen=True):
    """An agent at a terminal, which reports every few seconds.

    `since` is when the state began, `why` the reason of a pause. `seen_at` is the time of the last
    report; it is old if the terminal disappeared without notice.
    """

    terminal: str
    agent: str
    state: PresenceState
    why: str
    since: datetime
    seen_at: datetime


class Presence(SQLModel, table=True):
    """The table of `PresenceRow`."""

    __tablename__ = "presence"
    __table_args__ = (words("state", PresenceState), Index("ix_presence_agent", "agent"))
    terminal: str = Field(primary_key=True)
    agent: str
    state: PresenceState = Field(sa_type=Word(PresenceState))
    why: str = ""
    since: datetime = instant(nullable=False)
    seen_at: datetime = instant(nullable=False)


class PauseRow(Struct, frozen=True):
    """A pause of an agent, with a session or without; `reason` is "" if none was asked for."""

    id: int
    agent: str
    terminal: str
    reason: str
    began_at: datetime
    ended_at: datetime | None


class Pause(SQLModel, table=True):
    """The table of `PauseRow`."""

    __tablename__ = "pause"
    __table_args__ = (
        Index("ix_pause_began", "began_at"),
        partial_index("ix_pause_open", "agent", where="ended_at IS NULL"),
    )
    id: int = key()
    agent: str
    terminal: str
    reason: str = ""
    began_at: datetime = instant(nullable=False)
    ended_at: datetime | None = instant()


class NoesTable(SQLModel, table=True):
    """An agent who counts noes together with others, and is visible to them."""

    __tablename__ = "noes_table"
    agent: str = Field(primary_key=True)
    since: datetime = instant(nullable=False)


noes_tables = table_of(NoesTable)
presences = table_of(Presence)
pauses = table_of(Pause)


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
