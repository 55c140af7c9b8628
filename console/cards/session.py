"""A calling session in a list or at the top of the screen."""

from datetime import datetime

from msgspec import Struct

from db.enums import SessionStatus


class SessionCard(Struct, frozen=True):
    """A calling session in a list or at the top of the screen.

    `given_back` counts the leads that went back to the list when it was ended early;
    `barred` those that a list or a law has taken from it before anybody called them. From
    `best_opens_at` to `best_closes_at` more of its people are reached. `owner` is the agent or
    territory whose leads these are, "" where anybody may start it.
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
