"""A calling session, as a screen gets it."""

from datetime import datetime

from msgspec import Struct

from db.enums import SessionStatus


class SessionCard(Struct, frozen=True):
    """A calling session in a list or at the top of the screen.

    `given_back` counts leads that went back to the list when it ended early. `barred` counts leads
    that a list or law took from it before a call. From `best_opens_at` to `best_closes_at` its
    people answer more often. `owner` is the agent or territory that owns its leads, or "".
    """

    session_id: int
    name: str
    position: int
    of: int
    size: int
    left: int
    agent: str | None
    status: SessionStatus
    list_name: str
    span_opens_at: datetime | None
    span_closes_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    given_back: int = 0
    barred: int = 0
    best_opens_at: datetime | None = None
    best_closes_at: datetime | None = None
    owner: str = ""

    @property
    def done(self) -> int:
        return self.size - self.left - self.given_back - self.barred
