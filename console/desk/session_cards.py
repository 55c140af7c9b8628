"""A calling session as a screen gets it."""

from collections.abc import Mapping
from datetime import datetime

from console.cards.session import SessionCard
from db import sessions
from db.engine import Connection
from db.enums import SessionStatus
from db.planned import NewSession


def session_card(row: sessions.SessionOfList) -> SessionCard:
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
    )


def planned_card(one: NewSession, session_id: int, names: Mapping[int, str]) -> SessionCard:
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
    )


def next_session(connection: Connection, agent: str, now: datetime) -> SessionCard | None:
    """This agent's paused session, else the planned one that closes soonest or opens next."""
    row = sessions.best_waiting(connection, agent, now)
    return None if row is None else session_card(row)
