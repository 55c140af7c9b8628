"""Calling sessions, and who waits in them."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from db.columns import BigId, Word
from db.enums import SessionStatus
from db.tables.parts import IDS_USED_ONCE, instant, key, partial_index, refers, table_of, words


class SessionRow(Struct, frozen=True):
    """A piece of a list that one agent works. `size` counts the leads it was planned with,
    `given_back` those that still waited when it was ended.

    What its plan was made of, so that it can be made again: `screening` is the expression or
    @SEGMENT as it was given, "" for everybody; `is_of_list`, whether of its list alone. `owner` is
    that of its leads: whoever else starts it would be offered none.

    From `best_opens_at` to `best_closes_at` more of its people are reached, as its plan knew it.
    """

    id: int
    name: str
    list_id: int | None
    position: int
    of: int
    size: int
    agent: str | None
    status: SessionStatus
    span_opens_at: datetime | None
    span_closes_at: datetime | None
    planned_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    paused_at: datetime | None
    paused_seconds: int
    given_back: int
    screening: str
    is_of_list: bool
    best_opens_at: datetime | None
    best_closes_at: datetime | None
    owner: str


class CallingSession(SQLModel, table=True):
    """The table that a `SessionRow` is read from."""

    __tablename__ = "calling_session"
    __table_args__ = (
        words("status", SessionStatus),
        Index("ix_calling_session_agent", "agent", "status"),
        partial_index("uq_calling_session_active", "agent", unique=True, where="status = 'active'"),
        IDS_USED_ONCE,
    )
    id: int = key()
    name: str
    list_id: int | None = refers("lead_list.id", nullable=True, index=True)
    position: int
    of: int
    size: int
    agent: str | None = None
    status: SessionStatus = Field(default=SessionStatus.PLANNED, sa_type=Word(SessionStatus))
    span_opens_at: datetime | None = instant()
    span_closes_at: datetime | None = instant()
    planned_at: datetime = instant(nullable=False)
    started_at: datetime | None = instant()
    ended_at: datetime | None = instant()
    paused_at: datetime | None = instant()
    paused_seconds: int = 0
    given_back: int = 0
    screening: str = ""
    is_of_list: bool = False
    best_opens_at: datetime | None = instant()
    best_closes_at: datetime | None = instant()
    owner: str = ""


class SessionLead(SQLModel, table=True):
    """A lead that waits in a session; the row goes when the lead is worked or the session ends.

    No foreign keys: of the time in which a million rows are planned they would be more than half.
    Who deletes a lead or a session deletes these rows first; who deletes these locks their leads
    first (`db.leads.session_marks.lock`), and a trigger takes the leads' marks away.
    """

    __tablename__ = "session_lead"
    __table_args__ = (Index("ix_session_lead_order", "session_id", "position"),)
    lead_id: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    session_id: int = Field(sa_column=Column(BigId, nullable=False))
    position: int


calling_sessions = table_of(CallingSession)
session_leads = table_of(SessionLead)
