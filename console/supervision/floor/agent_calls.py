"""One agent's day, call by call."""

from datetime import date, datetime, timedelta

from console.cards.today import AgentCall
from console.judging.documents import verdict_from
from console.supervision.floor.today import result_of
from console.supervision.reports.calls import midnight
from db.engine.database import Database
from db.enums import Direction
from db.firm.outcomes import OutcomeRow, all_outcomes
from db.reports.call_records import AgentCallRow, calls_of_agent

MOST = 500
"""Calls that are read: more than anybody makes in a day."""


def read_agent_calls(database: Database, agent: str, on: date, zone: str) -> tuple[AgentCall, ...]:
    """Return the agent's calls of a day on the clock of `zone`, newest first."""
    since, until = midnight(on, zone), midnight(on + timedelta(days=1), zone)
    with database.read() as connection:
        kinds = {row.code: row for row in all_outcomes(connection)}
        rows = calls_of_agent(connection, agent, since, until, MOST)
    return tuple(_card(row, kinds.get(row.outcome or "")) for row in rows)


def _card(row: AgentCallRow, outcome: OutcomeRow | None) -> AgentCall:
    verdict = verdict_from(row.verdict) if row.verdict else None
    zones = verdict["zones"] if verdict else []
    closes_at = verdict["closes_at"] if verdict else None
    return AgentCall(
        call_id=row.id,
        at=row.dialled_at,
        ended_at=row.ended_at,
        is_inbound=row.direction is Direction.INBOUND,
        name=row.name,
        e164=row.e164,
        zone=zones[0]["zone"] if zones else "",
        closes_at=datetime.fromisoformat(closes_at) if closes_at else None,
        outcome=outcome.label if outcome else "",
        key=(outcome.key or "") if outcome else "",
        result=result_of(outcome),
        note=row.note,
    )
