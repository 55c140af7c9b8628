"""Hooks: where events go, the events that still wait for an answer, and each delivery."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import JSON, Column, ForeignKey, Text
from sqlmodel import Field, SQLModel

from db.columns import BigId, Instant
from db.tables.parts import IDS_USED_ONCE, instant, key, partial_index, table_of


class HookRow(Struct, frozen=True):
    """A receiver of events, and how far it has read the audit log.

    - `target`: an address, or the arguments of a command, the program first.
    - `events`: the types that it gets, [] for all. `list_name`: "" for all lists.
    - `personal`: personal fields in the bodies. `after`: seconds that an event waits.
    - `cursor_seq`, `cursor_hash`: the last entry of the log that was dealt with.
    - `fingerprint`: tells which key signs; the key itself is on the machine that sends.
    - `status`: "on", "paused", or "stopped" where only a person can say how to go on.
    - `failures`: unanswered tries in a row since `failing_since`; `error` is the last answer.
    - `sender`: the process that sends, until `sender_until`; "" if the last one ended then.
    """

    id: int
    name: str
    target: list[str]
    events: list[str]
    list_name: str
    personal: list[str]
    after: int
    is_private: bool
    is_loopback: bool
    cursor_seq: int
    cursor_hash: str
    fingerprint: str
    status: str
    failures: int
    failing_since: datetime | None
    error: str
    sent: int
    sent_at: datetime | None
    sender: str
    sender_until: datetime | None


class Hook(SQLModel, table=True):
    """The table of `HookRow`."""

    __tablename__ = "hook"
    __table_args__ = (IDS_USED_ONCE,)
    id: int = key()
    name: str = Field(unique=True)
    target: list[str] = Field(sa_column=Column(JSON, nullable=False))
    events: list[str] = Field(sa_column=Column(JSON, nullable=False))
    list_name: str = ""
    personal: list[str] = Field(sa_column=Column(JSON, nullable=False))
    after: int = 0
    is_private: bool = False
    is_loopback: bool = False
    cursor_seq: int = Field(default=0, sa_column=Column(BigId, nullable=False))
    cursor_hash: str = ""
    fingerprint: str = ""
    status: str = "on"
    failures: int = 0
    failing_since: datetime | None = instant()
    error: str = Field(default="", sa_column=Column(Text, nullable=False))
    sent: int = 0
    sent_at: datetime | None = instant()
    sender: str = ""
    sender_until: datetime | None = instant()


class LetterRow(Struct, frozen=True):
    """An event that a hook could not deliver, or that waits behind one of the same lead.

    `next_at` is None while it waits for an earlier one of its lead, and for a dead letter: all
    tries failed by `dead_at`. `error` has a line for each event of the entry that was tried
    (console/hooks/events.py); `tries` counts those of the one that was tried last.
    """

    hook_id: int
    seq: int
    lead_id: int | None
    tries: int
    next_at: datetime | None
    dead_at: datetime | None
    error: str


class HookLetter(SQLModel, table=True):
    """The table of `LetterRow`."""

    __tablename__ = "hook_letter"
    __table_args__ = (
        partial_index("ix_hook_letter_due", "hook_id", "next_at", where="next_at IS NOT NULL"),
        partial_index("ix_hook_letter_lead", "hook_id", "lead_id", "seq", where="dead_at IS NULL"),
    )
    hook_id: int = Field(
        sa_column=Column(
            BigId, ForeignKey("hook.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    seq: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    lead_id: int | None = Field(default=None, sa_column=Column(BigId, nullable=True))
    tries: int = 0
    next_at: datetime | None = instant()
    dead_at: datetime | None = instant()
    error: str = Field(default="", sa_column=Column(Text, nullable=False))


class DeliveryRow(Struct, frozen=True):
    """An event that a receiver took: it stays when its hook is removed.

    `hook` is the hook's name, `event_id` the `webhook-id`. An erasure empties `answer`, which may
    repeat what the event said about the lead.
    """

    seq: int
    hook: str
    type: str
    at: datetime
    event_id: str
    lead_id: int | None
    answer: str


class HookDelivery(SQLModel, table=True):
    """The table of `DeliveryRow`. The key begins with the entry, by which reports read it."""

    __tablename__ = "hook_delivery"
    seq: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    hook: str = Field(primary_key=True)
    type: str = Field(primary_key=True)
    at: datetime = Field(sa_column=Column(Instant, primary_key=True))
    event_id: str
    lead_id: int | None = Field(default=None, sa_column=Column(BigId, nullable=True, index=True))
    answer: str = Field(default="", sa_column=Column(Text, nullable=False))


hooks = table_of(Hook)
hook_deliveries = table_of(HookDelivery)
hook_letters = table_of(HookLetter)
