"""Read the facts that a dial is checked against in one statement, so in one round trip."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import (
    Connection,
    Select,
    String,
    bindparam,
    func,
    literal_column,
    null,
    select,
    type_coerce,
)

from db.audit.log import NEWEST
from db.columns import Instant
from db.schema import READ_VERSION
from db.sessions.records import UNDER_WAY_ID
from db.tables.calls import attempts


class BeforeDial(Struct, frozen=True):
    """The facts that a dial is checked against.

    `attempt_id` is the dial that was already made under the claim, or None. `session_id` is the
    agent's active session, or None. `tables` is the version of the tables. `server_at` is the
    database server's clock; None on SQLite, which has no server.
    """

    attempt_id: int | None
    session_id: int | None
    tables: str
    newest_entry_at: datetime | None
    server_at: datetime | None


def _select_facts(dialect: str) -> Select[int, int, str, datetime, datetime]:
    dial = select(attempts.c.id).where(attempts.c.claim == bindparam("claim"))
    # clock_timestamp() and not now(), which returns the time when the transaction began.
    now = null() if dialect == "sqlite" else func.clock_timestamp()
    return select(
        dial.scalar_subquery(),
        UNDER_WAY_ID.scalar_subquery(),
        literal_column(f"({READ_VERSION})", String),
        NEWEST.scalar_subquery(),
        type_coerce(now, Instant),
    )


_FACTS = {dialect: _select_facts(dialect) for dialect in ("sqlite", "postgresql")}


def look_before_dial(connection: Connection, agent: str, claim: str) -> BeforeDial:
    """Return the facts for a dial of the agent under this claim."""
    values = {"whose": agent, "claim": claim}
    return BeforeDial(*connection.execute(_FACTS[connection.dialect.name], values).one())
