"""Leads that are under way on a sequence, and the steps that were taken."""

from datetime import datetime

from msgspec import Struct
from sqlmodel import Field, SQLModel

from db.tables.parts import IDS_USED_ONCE, instant, key, refers, table_of


class LeadSequenceRow(Struct, frozen=True):
    """Where a lead is on a sequence: `step` counts from 0, and is due at `step_due_at`.

    A lead keeps the `version` of the sequence that it began. `reason` says why it was stopped.
    """

    lead_id: int
    name: str
    version: int
    step: int
    step_due_at: datetime
    started_at: datetime
    stopped_at: datetime | None
    reason: str


class LeadSequence(SQLModel, table=True):
    """The table of `LeadSequenceRow`. A lead is on one sequence at most."""

    __tablename__ = "lead_sequence"
    lead_id: int = refers("lead.id", gone="CASCADE", is_key=True)
    name: str = Field(index=True)
    version: int
    step: int
    step_due_at: datetime = instant(nullable=False)
    started_at: datetime = instant(nullable=False)
    stopped_at: datetime | None = instant()
    reason: str = ""


class Touch(SQLModel, table=True):
    """A step that was taken, or that was skipped for the reason `skipped`.

    `what` is "call" or "mail". A skip that an outcome brought has the `attempt_id` of its call.
    """

    __tablename__ = "touch"
    __table_args__ = (IDS_USED_ONCE,)
    id: int = key()
    lead_id: int = refers("lead.id", index=True, gone="CASCADE")
    name: str = Field(index=True)
    step: int
    what: str
    at: datetime = instant(nullable=False)
    agent: str
    attempt_id: int | None = refers("attempt.id", index=True, nullable=True, gone="CASCADE")
    introduction_id: int | None = refers("introduction.id", nullable=True, gone="SET NULL")
    skipped: str = ""


lead_sequences = table_of(LeadSequence)
touches = table_of(Touch)
