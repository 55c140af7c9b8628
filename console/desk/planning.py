"""Sessions: making them from the list, and showing them."""

from datetime import datetime
from typing import Any

from console.cards import SessionCard
from console.judging.openings import Openings
from console.rules.plan import PlannedSession, split
from console.rules.session_names import name_session
from db import audit, sessions
from db.engine import Connection
from db.enums import SessionStatus
from db.screening import Where


def session_card(row: Any) -> SessionCard:
    return SessionCard(
        session_id=row.id,
        name=row.name,
        position=row.position,
        of=row.of,
        size=row.size,
        left=row.left,
        agent=row.agent,
        status=SessionStatus(row.status),
        list_name=row.list_name or "",
        span_opens_at=row.span_opens_at,
        span_closes_at=row.span_closes_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )


def plan(
    connection: Connection,
    openings: Openings,
    agent: str,
    size: int,
    list_name: str | None,
    now: datetime,
    screened: Where | None = None,
) -> tuple[SessionCard, ...]:
    """Splits every open lead that is in no session; leads that can never be called stay out."""
    free = list(sessions.unplanned(connection, list_name, now, screened))
    list_of = {lead_id: list_id for lead_id, _, list_id in free}
    spans = {}
    for place_id in {place_id for _, place_id, _ in free}:
        span = openings.span_of(place_id, now)
        if span is not None:
            spans[place_id] = span
    planned = split(((lead_id, place_id) for lead_id, place_id, _ in free), spans, size, now)
    new = [
        sessions.NewSession(
            name=_name(one, openings),
            list_id=_only({list_of[lead_id] for lead_id in one.lead_ids}),
            lead_ids=one.lead_ids,
            span_opens_at=one.opens_at,
            span_closes_at=one.closes_at,
        )
        for one in planned
    ]
    ids = sessions.add_sessions(connection, new, now)
    detail = {"sessions": ids[:1] + ids[-1:], "leads": sum(len(one.lead_ids) for one in planned)}
    if ids:
        audit.append(connection, now, agent, "plan", detail)
    rows = sessions.sessions_named(connection, ids)
    return tuple(session_card(row) for row in rows)


def next_session(connection: Connection, agent: str, now: datetime) -> SessionCard | None:
    """This agent's paused session, else the planned one that closes soonest or opens next."""
    row = sessions.best_waiting(connection, agent, now)
    return None if row is None else session_card(row)


def _name(one: PlannedSession, openings: Openings) -> str:
    zones = (openings.zone_of(place_id) for place_id in one.place_ids)
    return name_session((zone for zone in zones if zone), one.opens_at)


def _only(values: set[int]) -> int | None:
    return next(iter(values)) if len(values) == 1 else None
