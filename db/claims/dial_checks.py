"""What a dial is held against beside the rules, in one statement."""

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
    """`attempt_id` is that of the dial that was made under the claim, `session_id` of the session
    under way. `server_at` is the time by the server's clock, None on SQLite, which has none."""

    attempt_id: int | None
    session_id: int | None
    tables: str
    newest_entry_at: datetime | None
    server_at: datetime | None


def _asking(dialect: str) -> Select[int, int, str, datetime, datetime]:
    made = select(attempts.c.id).where(attempts.c.claim == bindparam("made_under"))
    now = null() if dialect == "sqlite" else func.clock_timestamp()
    return select(
        made.scalar_subquery(),
        UNDER_WAY_ID.scalar_subquery(),
        literal_column(f"({READ_VERSION})", String),
        NEWEST.scalar_subquery(),
        type_coerce(now, Instant),
    )


_ASKING = {dialect: _asking(dialect) for dialect in ("sqlite", "postgresql")}


def look_before_dial(connection: Connection, agent: str, claim: str) -> BeforeDial:
    asked = {"whose": agent, "made_under": claim}
    return BeforeDial(*connection.execute(_ASKING[connection.dialect.name], asked).one())
