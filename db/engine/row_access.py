"""Let an agent's login read other leads than those it works on (`db.team.agent_acts`).

Every other login may read all leads: then these functions do nothing.
"""

from collections.abc import Collection

from sqlalchemy import Connection, text

from db.engine.database import is_agent

_LOOK_AT = text("SELECT look_at(:lead_id)")
_LOOK_AT_NUMBERS = text("SELECT look_at_numbers(CAST(:e164s AS text[]))")


def look_at(connection: Connection, lead_id: int) -> None:
    """Let the login read a lead until the transaction ends; it is counted as looked at."""
    if is_agent(connection):
        connection.execute(_LOOK_AT, {"lead_id": lead_id})


def look_at_numbers(connection: Connection, e164s: Collection[str]) -> None:
    """Let an agent's login read all leads that share these numbers of its lead.

    Call it for such a login only. It creates the numbers' salts too.
    """
    connection.execute(_LOOK_AT_NUMBERS, {"e164s": sorted(set(e164s))})
