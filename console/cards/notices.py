"""News that a console reads every few seconds: whether the lead is still held, and notices."""

from datetime import datetime

from msgspec import Struct


class NoticeCard(Struct, frozen=True):
    """A supervisor's notice to one agent or to everybody. `lead` is the lead it is about, or "".

    `is_own`: the reader wrote it, to the agent `to`.
    """

    notice_id: int
    at: datetime
    author: str
    text: str
    lead_id: int | None = None
    lead: str = ""
    is_for_all: bool = False
    is_read: bool = False
    is_own: bool = False
    to: str = ""


class News(Struct, frozen=True):
    """News for one terminal. `is_held`: its lead is still held by this agent.

    `notices` are unread. `help_since` is when the agent asked for help, or None. `is_listed`: the
    number of the lead is on the internal list. `revision` counts changes that can alter a verdict.
    `has_inquiry`: somebody who asked to be called waits, though perhaps not for this agent or hour.
    """

    is_held: bool
    notices: tuple[NoticeCard, ...] = ()
    help_since: datetime | None = None
    is_listed: bool = False
    revision: int = 0
    has_inquiry: bool = False
