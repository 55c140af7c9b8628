"""Make the card of a calling session from its row."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from console.cards.waiting import SessionCard
from console.firm.settings import goes_by_hours
from console.rules.shift.best_hours import is_good_hours_turn
from db.engine.database import Connection
from db.enums import SessionStatus
from db.firm.settings import read_firm
from db.sessions import records

if TYPE_CHECKING:
    from db.sessions.planning import NewSession


def session_card(row: records.SessionOfList) -> SessionCard:
    """Return the card of a stored session."""
    return SessionCard(
        session_id=row.id,
        name=row.name,
        position=row.position,
        of=row.of,
        size=row.size,
        left=row.left,
        agent=row.agent,
        status=row.status,
        list_name=row.list_name or "",
        span_opens_at=row.span_opens_at,
        span_closes_at=row.span_closes_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        given_back=row.given_back,
        barred=row.barred,
        best_opens_at=row.best_opens_at,
        best_closes_at=row.best_closes_at,
        owner=row.owner,
    )


def planned_card(new: "NewSession", session_id: int, names: Mapping[int, str]) -> SessionCard:
    """Return the card of a session that was just stored; `names` has the lists' names by id."""
    return SessionCard(
        session_id=session_id,
        name=new.name,
        position=new.position,
        of=new.of,
        size=len(new.lead_ids),
        left=len(new.lead_ids),
        agent=None,
        status=SessionStatus.PLANNED,
        list_name=names.get(new.list_id, "") if new.list_id is not None else "",
        span_opens_at=new.span_opens_at,
        span_closes_at=new.span_closes_at,
        started_at=None,
        ended_at=None,
        best_opens_at=new.best[0],
        best_closes_at=new.best[1],
        owner=new.owner,
    )


def prefers_best_hours(connection: Connection, now: datetime) -> bool:
    """Return whether sessions in their best hours come first at this minute."""
    return is_good_hours_turn(now) and goes_by_hours(read_firm(connection))
