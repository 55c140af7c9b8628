"""Agents who keep trying calls that the rules forbid, for the board."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from console.cards.today import Insisting
from db.engine.database import Connection
from db.reports.call_records import Refusal, dials_refused, presses_refused

SHOWN = timedelta(minutes=30)
"""How long after the last try the board still says so."""

MANY = 5
"""Refused tries that count as insisting; the screen reports presses of a dead key in fives."""

MOST = 100
"""The latest refusals that are read: a board reads them every two seconds."""


def insisting_agents(connection: Connection, now: datetime) -> tuple[Insisting, ...]:
    """Return the agents with five refused tries or more in the last half hour, latest first."""
    tries = [
        *((refusal, MANY) for refusal in presses_refused(connection, MOST)),
        *((refusal, 1) for refusal in dials_refused(connection, MOST)),
    ]
    recent = [(refusal, count) for refusal, count in tries if now - refusal.at < SHOWN]
    presses = [
        _insisting(agent, [(refusal, count) for refusal, count in recent if refusal.agent == agent])
        for agent in {refusal.agent for refusal, _ in recent}
    ]
    many = (insisting for insisting in presses if insisting.tries >= MANY)
    return tuple(sorted(many, key=lambda insisting: (insisting.at, insisting.agent), reverse=True))


def _insisting(agent: str, tries: Iterable[tuple[Refusal, int]]) -> Insisting:
    counted = list(tries)
    latest = max((refusal for refusal, _ in counted), key=lambda refusal: refusal.at)
    reason = latest.reasons[0] if latest.reasons else ""
    return Insisting(agent, sum(count for _, count in counted), latest.at, latest.name, reason)
