"""Whom an agent's login of a team is shown beyond the leads it works on (`db.team.agent_acts`).

Everybody else may read all leads: then nothing is asked here.
"""

from collections.abc import Collection

from sqlalchemy import Connection, text

from db.engine.database import is_agent

_LOOK_AT = text("SELECT look_at(:lead_id)")
_LOOK_AT_NUMBERS = text("SELECT look_at_numbers(CAST(:e164s AS text[]))")


def look_at(connection: Connection, lead_id: int) -> None:
    """The lead may be read until the end of the transaction; it counts as one looked at."""
    if is_agent(connection):
        connection.execute(_LOOK_AT, {"lead_id": lead_id})


def look_at_numbers(connection: Connection, e164s: Collection[str]) -> None:
    """Of an agent's login alone: so may be all leads that share these numbers of its lead.

    The numbers have their salts from then on.
    """
    connection.execute(_LOOK_AT_NUMBERS, {"e164s": sorted(set(e164s))})
