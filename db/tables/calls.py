"""Calls, their answers and tallies; skips; callbacks."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from db.columns import BigId, Document, Word
from db.enums import Direction, SkipKind
from db.tables.parts import document, instant, key, partial_index, refers, table_of, words

COUNTED = (
    *("dialled_at", "lead_id", "agent", "direction", "outcome", "ended_at", "free_at"),
    *("caller_id", "answered_at", "line_ended_at", "hour_there", "script_id", "opening"),
)
"""All columns that reports read, so that they need only the index: a tenth of the table's size."""


class AttemptRow(Struct, frozen=True):
    """A dial with the verdict that allowed it, or an inbound call.

    `ended_at` is when the outcome was recorded. `answered_at`, `line_ended_at` and `line_end` ("486
    Busy Here") come from the softphone, and are None without one. `caller_id` is the firm's
    number that the call shows.

    `before` is the state before the outcome, for an undo. `salt` is used in the hashes of the
    number and the note in the audit log; erasing it unlinks them. `audit_seq`, here and in other
    tables, is the entry that covers the row (`db.audit.coverage`).

    `free_at` is when the agent's previous dial ended; None for the first. `script_id` is the
    `script_version` on the screen and `opening` its first section; None and "" for older calls.
    `hour_there` is the local hour of the person called, counted from 1970, in the verdict's most
    trusted zone; None for an inbound call.
    """

    id: int
    claim: str
    lead_id: int
    number_id: int | None
    e164: str
    agent: str
    session_id: int | None
    direction: Direction
    caller_id: str | None
    dialled_at: datetime
    answered_at: datetime | None
    line_ended_at: datetime | None
    line_end: str | None
    ended_at: datetime | None
    outcome: str | None
    note: str
    verdict: Document | None
    tzdata: str
    before: Document | None
    salt: str
    audit_seq: int | None
    free_at: datetime | None
    script_id: int | None
    opening: str
    hour_there: int | None


class Attempt(SQLModel, table=True):
    """The table of `AttemptRow`."""

    __tablename__ = "attempt"
    __table_args__ = (
        words("direction", Direction),
        CheckConstraint(
            "direction = 'inbound' OR verdict IS NOT NULL", name="ck_attempt_has_verdict"
        ),
        Index("ix_attempt_lead", "lead_id", "dialled_at"),
        Index("ix_attempt_e164", "e164", "dialled_at"),
        Index("ix_attempt_agent", "agent", "dialled_at"),
        Index("ix_attempt_session", "session_id", "dialled_at"),
        Index("ix_attempt_dialled", *COUNTED),
        Index("ix_attempt_audit_seq", "audit_seq"),
        partial_index("ix_attempt_open", "agent", where="outcome IS NULL"),
        partial_index("ix_attempt_complaint", "dialled_at", where="outcome = 'complaint'"),
    )
    id: int = key()
    claim: str = Field(unique=True)
    lead_id: int = refers("lead.id")
    number_id: int | None = refers("number.id", nullable=True, index=True, gone="SET NULL")
    e164: str
    agent: str
    session_id: int | None = refers("calling_session.id", nullable=True)
    direction: Direction = Field(default=Direction.OUTBOUND, sa_type=Word(Direction))
    caller_id: str | None = None
    dialled_at: datetime = instant(nullable=False)
    answered_at: datetime | None = instant()
    line_ended_at: datetime | None = instant()
    line_end: str | None = None
    ended_at: datetime | None = instant()
    outcome: str | None = Field(
        default=None, sa_column=Column(String, ForeignKey("outcome.code"), nullable=True)
    )
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    verdict: Document | None = document()
    tzdata: str
    before: Document | None = document()
    salt: str
    audit_seq: int | None = Field(default=None, sa_column=Column(BigId, nullable=True))
    free_at: datetime | None = instant()
    script_id: int | None = Field(default=None, sa_column=Column(BigId, nullable=True))
    opening: str = ""
    hour_there: int | None = None


class CallAnswer(SQLModel, table=True):
    """The answer to a question of the script, written as its `kind` requires.

    `console.rules.shift.answers` defines the kinds. The answer's hash in the audit log uses `salt`.
    """

    __tablename__ = "call_answer"
    __table_args__ = (UniqueConstraint("attempt_id", "question", name="uq_call_answer"),)
    id: int = key()
    attempt_id: int = refers("attempt.id")
    question: str
    kind: str
    value: str = Field(sa_column=Column(Text, nullable=False))
    agent: str
    at: datetime = instant(nullable=False)
    salt: str
    audit_seq: int | None = Field(default=None, sa_column=Column(BigId, nullable=True, index=True))


class CallTally(SQLModel, table=True):
    """Counts of calls, so that no report has to read ten million of them.

    Each `kind` (`db.calls.tallies.KINDS`) fills some key columns; the others are 0 or "". `slot` is
    counted from 1970 in UTC in the kind's length; in the kind of local hours it is `hour_there`, or
    -1. `outcome` is "" for none yet. Times are in microseconds, of dials only, except for `talked`.
    `long` counts calls of a minute or more.
    """

    __tablename__ = "call_tally"
    __table_args__ = (words("direction", Direction), {"sqlite_with_rowid": False})
    kind: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    slot: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    session_id: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    list_id: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    batch_id: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    agent: str = Field(primary_key=True)
    caller_id: str = Field(primary_key=True)
    script_id: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    opening: str = Field(primary_key=True)
    direction: Direction = Field(sa_column=Column(Word(Direction), primary_key=True))
    outcome: str = Field(primary_key=True)
    calls: int
    called: int = Field(sa_type=BigInteger)
    worked: int = Field(sa_type=BigInteger)
    talked: int = Field(sa_type=BigInteger)
    long: int


class SkipRow(Struct, frozen=True):
    """What an agent did about a lead without a call, with the reason.

    `before` is the state for an undo. `words` are those of the person who asked not to be called,
    or those that mean something else.
    """

    id: int
    lead_id: int
    agent: str
    session_id: int | None
    at: datetime
    reason: str
    before: Document | None
    kind: SkipKind
    words: str


class Skip(SQLModel, table=True):
    """The table of `SkipRow`."""

    __tablename__ = "skip"
    __table_args__ = (Index("ix_skip_at", "at"),)
    id: int = key()
    lead_id: int = refers("lead.id", index=True, gone="CASCADE")
    agent: str
    session_id: int | None = refers("calling_session.id", nullable=True, index=True)
    at: datetime = instant(nullable=False)
    reason: str
    before: Document | None = document()
    kind: SkipKind = Field(
        default=SkipKind.SKIP,
        sa_type=Word(SkipKind),
        sa_column_kwargs={"server_default": SkipKind.SKIP.value},
    )
    words: str = Field(default="", sa_column_kwargs={"server_default": ""})


class CallbackRow(Struct, frozen=True):
    """A promise to call back. `agent` is None if anyone may keep it.

    `kept_at` is when it was kept, or dropped for the reason in `dropped`; None while it stands. The
    lead's own `due_at` is the same time as `due_at`, or later if the rules delay the call.
    """

    id: int
    lead_id: int
    agent: str | None
    due_at: datetime
    made_at: datetime
    kept_at: datetime | None
    dropped: str


class Callback(SQLModel, table=True):
    """The table of `CallbackRow`."""

    __tablename__ = "callback"
    __table_args__ = (
        partial_index("uq_callback_open", "lead_id", unique=True, where="kept_at IS NULL"),
        partial_index("ix_callback_due", "due_at", where="kept_at IS NULL"),
        partial_index("ix_callback_agent", "agent", "due_at", where="kept_at IS NULL"),
        partial_index("ix_callback_kept", "kept_at", where="kept_at IS NOT NULL"),
    )
    id: int = key()
    lead_id: int = refers("lead.id", gone="CASCADE", index=True)
    agent: str | None = None
    due_at: datetime = instant(nullable=False)
    made_at: datetime = instant(nullable=False)
    kept_at: datetime | None = instant()
    dropped: str = ""


attempts = table_of(Attempt)
call_answers = table_of(CallAnswer)
call_tallies = table_of(CallTally)
skips = table_of(Skip)
callbacks = table_of(Callback)
