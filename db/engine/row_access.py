"""Let an agent's login read leads that it does not work on (see `db.team.agent_functions`).

Every other login may read all leads, and needs none of this.
"""

from collections.abc import Collection

from sqlalchemy import Connection, text

from db.engine.database import is_agent

_LOOK_AT = text("SELECT look_at(:lead_id)")
_READABLE = text("SELECT unnest(sees()) INTERSECT SELECT unnest(CAST(:ids AS bigint[]))")
_LOOK_AT_NUMBERS = text("SELECT look_at_numbers(CAST(:e164s AS text[]))")


def look_at(connection: Connection, lead_id: int) -> None:
    """Let an agent's login read a lead until the transaction ends; do nothing for another login.

    The database counts each lead that is looked at in this way.
    """
    if is_agent(connection):
        connection.execute(_LOOK_AT, {"lead_id": lead_id})


def readable_leads(connection: Connection, lead_ids: Collection[int]) -> Collection[int]:
    """Return those of these leads whose name, notes and numbers the login may read."""
    if not is_agent(connection):
        return lead_ids
    return set(connection.execute(_READABLE, {"ids": list(lead_ids)}).scalars())


def look_at_numbers(connection: Connection, e164s: Collection[str]) -> None:
    """Let an agent's login read all leads that have one of these numbers of its lead.

    Only an agent's login may call this. The numbers' salts are created as well.
    """
    connection.execute(_LOOK_AT_NUMBERS, {"e164s": sorted(set(e164s))})
