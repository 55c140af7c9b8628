"""The internal do-not-call list: the firm's own requests. An entry never expires."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, bindparam, delete, func, select, text

from db.columns import Instant
from db.tables import suppressions

AT_ONCE = 500
"""Numbers asked for in one statement."""

BULK = 5000
"""Numbers added in one statement."""

_ENTRIES = select(
    suppressions.c.e164,
    suppressions.c.reason,
    suppressions.c.agent,
    suppressions.c.added_at,
    suppressions.c.attempt_id,
)
_ENTRIES_OF = _ENTRIES.where(suppressions.c.e164.in_(bindparam("e164s", expanding=True)))

_ADD = text(
    "INSERT INTO suppression (e164, reason, agent, added_at, attempt_id)"
    " VALUES (:e164, :reason, :agent, :added_at, :attempt_id) ON CONFLICT (e164) DO NOTHING"
).bindparams(bindparam("added_at", type_=Instant))
_AMONG = {
    "sqlite": "SELECT e164 FROM suppression WHERE e164 IN (SELECT value FROM json_each(:e164s))",
    "postgresql": "SELECT e164 FROM suppression WHERE e164 = ANY(CAST(:e164s AS text[]))",
}
_ANY = select(suppressions.c.e164).limit(1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A number nobody may call, since when, at whose hand and why."""

    e164: str
    reason: str
    agent: str
    added_at: datetime
    attempt_id: int | None


def listings_of(connection: Connection, e164s: Sequence[str]) -> dict[str, Entry]:
    """The entries of those of the numbers that are on the list."""
    found = {}
    for start in range(0, len(e164s), AT_ONCE):
        part = e164s[start : start + AT_ONCE]
        for row in connection.execute(_ENTRIES_OF, {"e164s": part}):
            found[row.e164] = Entry(*row)
    return found


def suppressed_among(connection: Connection, e164s: Sequence[str]) -> set[str]:
    """Those of many numbers that are on the list."""
    if connection.execute(_ANY).first() is None:
        return set()
    dialect = connection.dialect.name
    asked = json.dumps(e164s) if dialect == "sqlite" else list(e164s)
    return set(connection.execute(text(_AMONG[dialect]), {"e164s": asked}).scalars())


def entries(connection: Connection) -> Iterator[Entry]:
    """The whole list, by number."""
    rows = connection.execute(
        _ENTRIES.order_by(suppressions.c.e164).execution_options(yield_per=1000)
    )
    for row in rows:
        yield Entry(*row)


def count_entries(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(suppressions)).scalar_one())


def suppress(
    connection: Connection,
    e164: str,
    reason: str,
    agent: str,
    now: datetime,
    attempt_id: int | None = None,
) -> bool:
    """Puts a number on the list; False when it was there: the first request stands."""
    added = connection.execute(
        _ADD,
        {
            "e164": e164,
            "reason": reason,
            "agent": agent,
            "added_at": now,
            "attempt_id": attempt_id,
        },
    )
    return added.rowcount > 0


def suppress_all(
    connection: Connection, requests: Iterable[tuple[str, str, str, datetime]]
) -> None:
    """Puts (number, reason, agent, since when) on the list; the first request for each stands."""
    names = ("e164", "reason", "agent", "added_at")
    rest = iter(requests)
    while part := list(islice(rest, BULK)):
        rows = [{**dict(zip(names, one, strict=True)), "attempt_id": None} for one in part]
        connection.execute(_ADD, rows)


def lift(connection: Connection, e164: str) -> bool:
    """Takes a number off the list; False when it was not there."""
    gone = connection.execute(delete(suppressions).where(suppressions.c.e164 == e164))
    return gone.rowcount > 0
