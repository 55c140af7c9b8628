"""Agents at their terminals, their pauses, and those who count noes together."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from db.columns import Word
from db.enums import PresenceState
from db.tables.parts import instant, key, partial_index, table_of, words


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
