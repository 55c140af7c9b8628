"""What a console hears of others every few seconds: is the lead still mine, what am I told."""

from datetime import datetime

from msgspec import Struct


class NoticeCard(Struct, frozen=True):
    """A line from a supervisor, to one agent or to everybody. `lead` is whom it is about, or "".

    `is_own`: who reads it told it, to the agent `to`.
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
    """`is_held`: the lead that was asked about is still this agent's. `notices` are unread ones,
    `help_since` is since when a call for help of this agent's stands."""

    is_held: bool
    notices: tuple[NoticeCard, ...] = ()
    help_since: datetime | None = None
