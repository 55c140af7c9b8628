"""Which sessions are of today, and which are past, later or done."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import Enum

from console.cards.session import SessionCard
from db.enums import SessionStatus

DAY = timedelta(hours=24)


class Kind(Enum):
    TODAY = "today"
    PAST = "Past"
    LATER = "Later"
    DONE = "Done"


def is_late(session: SessionCard, now: datetime) -> bool:
    """Planned, not begun, and its time is over."""
    closes_at = session.span_closes_at
    is_planned = session.status is SessionStatus.PLANNED
    return is_planned and closes_at is not None and closes_at <= now


def kind_of(session: SessionCard, now: datetime) -> Kind:
    if session.status is SessionStatus.DONE:
        return Kind.DONE
    if is_late(session, now):
        return Kind.PAST
    opens_at = session.span_opens_at
    is_begun = session.status in {SessionStatus.ACTIVE, SessionStatus.PAUSED}
    if not is_begun and opens_at is not None and opens_at >= now + DAY:
        return Kind.LATER
    return Kind.TODAY


def by_kind(sessions: Iterable[SessionCard], now: datetime) -> Mapping[Kind, list[SessionCard]]:
    """All of each kind, in the order they came."""
    found: dict[Kind, list[SessionCard]] = {kind: [] for kind in Kind}
    for one in sessions:
        found[kind_of(one, now)].append(one)
    return found
