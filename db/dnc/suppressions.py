"""The internal do-not-call list: the firm's own requests. An entry never expires."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from msgspec import Struct
from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update

from db.columns import Instant
from db.engine.database import is_agent
from db.tables.do_not_call import suppression_requests, suppressions

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

_ENTRY = _ENTRIES.where(suppressions.c.e164 == bindparam("e164"))
_LATER = select(
    suppression_requests.c.e164,
    suppression_requests.c.reason,
    suppression_requests.c.agent,
    suppression_requests.c.added_at,
    suppression_requests.c.attempt_id,
).order_by(suppression_requests.c.id)
_LATER_ABOUT = _LATER.where(suppression_requests.c.e164.in_(bindparam("e164s", expanding=True)))

_INSERT = """
INSERT INTO suppression (e164, reason, agent, added_at, attempt_id)
VALUES (:e164, :reason, :agent, :added_at, :attempt_id) ON CONFLICT (e164) DO
"""
_ADD = text(_INSERT + " NOTHING").bindparams(bindparam("added_at", type_=Instant))
_ADD_AND_HOLD = text(
    _INSERT + " UPDATE SET agent = suppression.agent WHERE suppression.attempt_id IS NOT NULL"
).bindparams(bindparam("added_at", type_=Instant))
"""Holds what is there until the end of the transaction, and changes nothing of it."""
_HOLD = text("UPDATE suppression SET agent = agent WHERE e164 = :e164")
_AMONG = {
    "sqlite": "SELECT e164 FROM suppression WHERE e164 IN (SELECT value FROM json_each(:e164s))",
    "postgresql": "SELECT e164 FROM suppression WHERE e164 = ANY(CAST(:e164s AS text[]))",
}
_FROM_CALLS = {
    dialect: f"{statement} AND attempt_id IS NOT NULL" for dialect, statement in _AMONG.items()
}
_ANY = select(suppressions.c.e164).limit(1)
# What an agent's login calls of its own (`db.team.agent_acts`).
_ASK = text("SELECT suppress(:e164, :reason, :added_at, :attempt_id)").bindparams(
    bindparam("added_at", type_=Instant)
)
_TAKE_BACK = text("SELECT take_back_request(:e164, :attempt_id)")


class Entry(Struct, frozen=True):
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
    if is_agent(connection):
        return int(connection.execute(text("SELECT count_listed()")).scalar_one())
    return int(connection.execute(select(func.count()).select_from(suppressions)).scalar_one())


def later_requests(connection: Connection) -> Iterator[Entry]:
    """Every request about a number that was listed already, oldest first."""
    for row in connection.execute(_LATER.execution_options(yield_per=1000)):
        yield Entry(*row)


def later_requests_about(connection: Connection, e164s: Sequence[str]) -> list[Entry]:
    """Those about some numbers, oldest first."""
    found = []
    for start in range(0, len(e164s), AT_ONCE):
        part = e164s[start : start + AT_ONCE]
        found += [Entry(*row) for row in connection.execute(_LATER_ABOUT, {"e164s": part})]
    return found


def suppress(
    connection: Connection,
    e164: str,
    reason: str,
    agent: str,
    now: datetime,
    attempt_id: int | None = None,
) -> bool:
    """Puts a number on the list; False when it was there: the first request stands.

    The later one is kept beside it, and stands in its place when the first is taken back.
    """
    request = {
        "e164": e164,
        "reason": reason,
        "agent": agent,
        "added_at": now,
        "attempt_id": attempt_id,
    }
    if is_agent(connection):
        return bool(connection.execute(_ASK, request).scalar())
    while connection.execute(_ADD, request).rowcount == 0:
        # The entry is held while the request is written, so that no undo takes it off in between.
        if connection.execute(_HOLD, {"e164": e164}).rowcount > 0:
            connection.execute(insert(suppression_requests), request)
            return False
    return True


def suppress_all(
    connection: Connection, requests: Iterable[tuple[str, str, str, datetime]]
) -> None:
    """Puts (number, reason, agent, since when) on the list; the first request for each stands.

    A later one is kept where the first came of a call, which may be undone. Not elsewhere: a whole
    list that is brought in every day would be kept once for each day.
    """
    names = ("e164", "reason", "agent", "added_at")
    rest = iter(requests)
    while part := list(islice(rest, BULK)):
        rows = [{**dict(zip(names, one, strict=True)), "attempt_id": None} for one in part]
        connection.execute(_ADD_AND_HOLD, rows)
        _keep_later(connection, rows)


def _keep_later(connection: Connection, rows: Sequence[dict[str, object]]) -> None:
    """Keeps those of the requests that are about an entry from a call, and are not that call's."""
    e164s = [row["e164"] for row in rows]
    dialect = connection.dialect.name
    asked = json.dumps(e164s) if dialect == "sqlite" else e164s
    called = connection.execute(text(_FROM_CALLS[dialect]), {"e164s": asked}).scalars().all()
    there = [*listings_of(connection, called).values(), *later_requests_about(connection, called)]
    known = {(one.e164, one.reason, one.agent, one.added_at) for one in there}
    numbers = set(called)
    later = {
        request: row
        for row in rows
        if row["e164"] in numbers
        and (request := (row["e164"], row["reason"], row["agent"], row["added_at"])) not in known
    }
    if later:
        connection.execute(insert(suppression_requests), list(later.values()))


def lift(connection: Connection, e164: str) -> bool:
    """Takes a number off the list, whoever asked; False when it was not there."""
    gone = connection.execute(delete(suppressions).where(suppressions.c.e164 == e164))
    connection.execute(delete(suppression_requests).where(suppression_requests.c.e164 == e164))
    return gone.rowcount > 0


def take_back_request(connection: Connection, e164: str, attempt_id: int) -> bool:
    """Takes back what was asked on one call, and only that; True when a later request stands.

    The number stays on the list while any request for it is left.
    """
    if is_agent(connection):
        asked = {"e164": e164, "attempt_id": attempt_id}
        return bool(connection.execute(_TAKE_BACK, asked).scalar())
    standing = connection.execute(_ENTRY.with_for_update(), {"e164": e164}).one_or_none()
    if standing is None:
        return False
    later = suppression_requests.c
    own = delete(suppression_requests).where(later.e164 == e164, later.attempt_id == attempt_id)
    mine = connection.execute(own.returning(later.id)).scalars().all()
    after = select(suppression_requests).where(later.e164 == e164, later.id > max(mine, default=0))
    following = connection.execute(after.order_by(later.id).limit(1)).one_or_none()
    if standing.attempt_id != attempt_id:
        # Neither first nor later: a supervisor lifted it, and the entry is a new one.
        return following is not None if mine else True
    this = suppressions.c.e164 == e164
    if following is None:
        connection.execute(delete(suppressions).where(this))
        return False
    words = following._asdict()
    del words["audit_seq"]  # it was the later request's
    connection.execute(delete(suppression_requests).where(later.id == words.pop("id")))
    connection.execute(update(suppressions).where(this).values(words))
    return True
