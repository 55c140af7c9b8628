"""A calling session as a screen gets it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from console.cards.session import SessionCard
from console.firm.settings import goes_by_hours
from console.rules.shift.best_hours import is_good_hours_turn
from db.engine.database import Connection
from db.enums import SessionStatus
from db.firm.settings import read_firm
from db.sessions import records

if TYPE_CHECKING:
    from db.sessions.planning import NewSession


def session_card(row: records.SessionOfList) -> SessionCard:
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


def planned_card(one: "NewSession", session_id: int, names: Mapping[int, str]) -> SessionCard:
    """One that was written this instant; `names` are those of the lists by id."""
    return SessionCard(
        session_id=session_id,
        name=one.name,
        position=one.position,
        of=one.of,
        size=len(one.lead_ids),
        left=len(one.lead_ids),
        agent=None,
        status=SessionStatus.PLANNED,
        list_name=names.get(one.list_id, "") if one.list_id is not None else "",
        span_opens_at=one.span_opens_at,
        span_closes_at=one.span_closes_at,
        started_at=None,
        ended_at=None,
        best_opens_at=one.best[0],
        best_closes_at=one.best[1],
        owner=one.owner,
    )


def next_session(
    connection: Connection, agent: str, mine: Collection[str], now: datetime
) -> SessionCard | None:
    """This agent's paused session, else the planned one that closes soonest or opens next.

    Of the planned ones those of the owners `mine`.
    """
    by_hours = come_first(connection, now)
    row = records.best_waiting(connection, agent, mine, now, by_hours=by_hours)
    return None if row is None else session_card(row)


def come_first(connection: Connection, now: datetime) -> bool:
    """Whether sessions whose best hours it is come first at this minute."""

    return is_good_hours_turn(now) and goes_by_hours(read_firm(connection))
