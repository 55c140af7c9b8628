"""Calling sessions, and the leads that wait in them."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from db.columns import BigId, Word
from db.enums import SessionStatus
from db.tables.parts import IDS_USED_ONCE, instant, key, partial_index, refers, table_of, words


class SessionRow(Struct, frozen=True):
    """A part of a list that one agent calls.

    `size` counts the leads it was planned with, `given_back` those that still waited at its end.
    `screening` (an expression or @SEGMENT, "" for all leads) and `is_of_list` (only leads of the
    list) are those of the plan, so that the leads can be planned again. `owner` is the owner of all
    its leads; an agent who is not offered them is not offered the session. `best_opens_at` and
    `best_closes_at` are its best hours, as far as the plan knew them.
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
    """The table of `SessionRow`."""

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
    """A lead that waits in a session; its row is deleted when it is worked or the session ends.

    It has no foreign keys: checking them would take more than half the time of a plan with a
    million rows. So code that deletes a lead or a session must delete these rows first, and must
    lock their leads before that (`db.leads.session_marks.lock`). A trigger clears the leads' marks.
    """

    __tablename__ = "session_lead"
    __table_args__ = (Index("ix_session_lead_order", "session_id", "position"),)
    lead_id: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    session_id: int = Field(sa_column=Column(BigId, nullable=False))
    position: int


calling_sessions = table_of(CallingSession)
session_leads = table_of(SessionLead)

TRIGGER = "session_lead_gone"
"""The only trigger of our tables: it clears the mark of a lead whose row here is deleted."""

TRIGGER_ON_SQLITE = f"""
    CREATE TRIGGER {TRIGGER} AFTER DELETE ON session_lead BEGIN
        UPDATE lead SET is_planned = 0 WHERE id = OLD.lead_id AND is_planned = 1;
    END
"""
