"""The internal do-not-call list: the requests made to the firm. An entry never expires.

Requests without a call and settled doubts are acts of an agent, who can take them back.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from msgspec import Struct
from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update

from db.calls.callbacks import add_skip
from db.columns import Instant
from db.engine.changes import announce
from db.engine.database import is_agent
from db.enums import SkipKind
from db.sessions.records import session_of
from db.sql import parts_of
from db.tables.do_not_call import suppression_requests, suppressions

BULK = 5000
"""How many numbers one statement adds."""

_ENTRIES = select(
    suppressions.c.e164,
    suppressions.c.reason,
    suppressions.c.agent,
    suppressions.c.added_at,
    suppressions.c.attempt_id,
)
_ENTRIES_OF = _ENTRIES.where(suppressions.c.e164.in_(bindparam("e164s", expanding=True)))

_FIRST = select(suppressions).where(suppressions.c.e164 == bindparam("e164"))
_LATER = select(
    suppression_requests.c.e164,
    suppression_requests.c.reason,
    suppression_requests.c.agent,
    suppression_requests.c.added_at,
    suppression_requests.c.attempt_id,
).order_by(suppression_requests.c.id)
_LATER_ABOUT = _LATER.where(suppression_requests.c.e164.in_(bindparam("e164s", expanding=True)))

_INSERT = """
INSERT INTO suppression (e164, reason, agent, added_at, attempt_id, skip_id)
VALUES (:e164, :reason, :agent, :added_at, :attempt_id, :skip_id) ON CONFLICT (e164) DO
"""
_ADD = text(_INSERT + " NOTHING").bindparams(bindparam("added_at", type_=Instant))
_ADD_AND_HOLD = text(
    _INSERT + " UPDATE SET agent = suppression.agent"
    " WHERE suppression.attempt_id IS NOT NULL OR suppression.skip_id IS NOT NULL"
).bindparams(bindparam("added_at", type_=Instant))
"""Lock an existing entry until the transaction ends, with an update that changes nothing.

DO NOTHING would not lock it, and an undo could remove it before the commit.
"""
_HOLD = text("UPDATE suppression SET agent = agent WHERE e164 = :e164")
_AMONG = {
    "sqlite": "SELECT e164 FROM suppression WHERE e164 IN (SELECT value FROM json_each(:e164s))",
    "postgresql": "SELECT e164 FROM suppression WHERE e164 = ANY(CAST(:e164s AS text[]))",
}
_UNDOABLE = {
    dialect: f"{statement} AND (attempt_id IS NOT NULL OR skip_id IS NOT NULL)"
    for dialect, statement in _AMONG.items()
}
_ANY = select(suppressions.c.e164).limit(1)
# Functions for an agent's login, which may not write the tables (`db.team.agent_functions`).
_ASK = text("SELECT suppress(:e164, :reason, :added_at, :attempt_id)").bindparams(
    bindparam("added_at", type_=Instant)
)
_TAKE_BACK = text("SELECT take_back_request(:e164, :attempt_id)")
_TAKE_BACK_ACT = text("SELECT take_back_act(:e164, :skip_id)")


class Origin(Struct, frozen=True):
    """Where a request comes from that can be undone: a call, or an act without one (a skip)."""

    attempt_id: int | None = None
    skip_id: int | None = None


FROM_ELSEWHERE = Origin()
"""The origin of a request that no undo takes back."""

_NO_ORIGIN = {"attempt_id": None, "skip_id": None}


class Entry(Struct, frozen=True):
    """A number that nobody may call: the reason, who listed it and when."""

    e164: str
    reason: str
    agent: str
    added_at: datetime
    attempt_id: int | None


def listings_of(connection: Connection, e164s: Sequence[str]) -> dict[str, Entry]:
    """Return the entries of those numbers that are on the list."""
    listings = {}
    for part in parts_of(e164s):
        for row in connection.execute(_ENTRIES_OF, {"e164s": part}):
            listings[row.e164] = Entry(*row)
    return listings


def suppressed_among(connection: Connection, e164s: Sequence[str]) -> set[str]:
    """Return the numbers among these, however many, that are on the list."""
    if connection.execute(_ANY).first() is None:
        return set()
    dialect = connection.dialect.name
    array = json.dumps(e164s) if dialect == "sqlite" else list(e164s)
    return set(connection.execute(text(_AMONG[dialect]), {"e164s": array}).scalars())


def entries(connection: Connection) -> Iterator[Entry]:
    """Yield the whole list, by number."""
    rows = connection.execute(
        _ENTRIES.order_by(suppressions.c.e164).execution_options(yield_per=1000)
    )
    for row in rows:
        yield Entry(*row)


def count_entries(connection: Connection) -> int:
    """Count the numbers on the list."""
    if is_agent(connection):
        return int(connection.execute(text("SELECT count_listed()")).scalar_one())
    return int(connection.execute(select(func.count()).select_from(suppressions)).scalar_one())


def later_requests(connection: Connection) -> Iterator[Entry]:
    """Yield the requests about numbers that were listed already, oldest first."""
    for row in connection.execute(_LATER.execution_options(yield_per=1000)):
        yield Entry(*row)


def later_requests_about(connection: Connection, e164s: Sequence[str]) -> list[Entry]:
    """Return the later requests about these numbers, oldest first."""
    requests = []
    for part in parts_of(e164s):
        requests += [Entry(*row) for row in connection.execute(_LATER_ABOUT, {"e164s": part})]
    return requests


def suppress(
    connection: Connection,
    e164: str,
    reason: str,
    agent: str,
    now: datetime,
    origin: Origin = FROM_ELSEWHERE,
) -> bool:
    """Add a number to the list; return False if it is listed already.

    The first request stays. The later one is stored too, and replaces the first if that is undone.
    """
    announce(connection)
    request = {
        "e164": e164,
        "reason": reason,
        "agent": agent,
        "added_at": now,
        "attempt_id": origin.attempt_id,
        "skip_id": origin.skip_id,
    }
    if is_agent(connection):
        return bool(connection.execute(_ASK, request).scalar())
    while connection.execute(_ADD, request).rowcount == 0:
        # Lock the entry before storing the request, so that no undo removes it in between. If the
        # entry is gone already, the loop tries again to add the number.
        if connection.execute(_HOLD, {"e164": e164}).rowcount > 0:
            connection.execute(insert(suppression_requests), request)
            return False
    return True


def suppress_all(
    connection: Connection,
    requests: Iterable[tuple[str, str, str, datetime]],
    *,
    keeps_reasons: bool = False,
) -> None:
    """Add (number, reason, agent, time) to the list; the first request for each number stands.

    A later request is stored only if an undo could still take back the first, or, with
    `keeps_reasons`, if its reason is new. Otherwise a list that is imported every day would be
    stored again each day.
    """
    announce(connection)
    names = ("e164", "reason", "agent", "added_at")
    source = iter(requests)
    while part := list(islice(source, BULK)):
        rows = [{**dict(zip(names, request, strict=True)), **_NO_ORIGIN} for request in part]
        connection.execute(_ADD_AND_HOLD, rows)
        _store_later(connection, rows, keeps_reasons=keeps_reasons)


def _store_later(
    connection: Connection, rows: Sequence[dict[str, object]], *, keeps_reasons: bool
) -> None:
    """Store requests about listed numbers, each once: see `suppress_all`."""
    e164s = [str(row["e164"]) for row in rows]
    dialect = connection.dialect.name
    array = json.dumps(e164s) if dialect == "sqlite" else e164s
    undoable = set(connection.execute(text(_UNDOABLE[dialect]), {"e164s": array}).scalars())
    numbers = [*dict.fromkeys(e164s)] if keeps_reasons else [*undoable]
    first = listings_of(connection, numbers).values()
    stored = [*first, *later_requests_about(connection, numbers)]
    known = {(entry.e164, entry.reason, entry.agent, entry.added_at) for entry in stored}
    reasons = {(entry.e164, entry.reason) for entry in stored}
    later = {}
    for row in rows:
        request = (row["e164"], row["reason"], row["agent"], row["added_at"])
        if request in known:
            continue
        is_new_reason = keeps_reasons and request[:2] not in reasons
        if request[0] in undoable or is_new_reason:
            reasons.add((str(row["e164"]), str(row["reason"])))
            later[request] = row
    if later:
        connection.execute(insert(suppression_requests), list(later.values()))


def lift(connection: Connection, e164: str) -> bool:
    """Remove a number from the list with all its requests; return False if it is not listed."""
    gone = connection.execute(delete(suppressions).where(suppressions.c.e164 == e164))
    connection.execute(delete(suppression_requests).where(suppression_requests.c.e164 == e164))
    return gone.rowcount > 0


def take_back_request(connection: Connection, e164: str, origin: Origin) -> bool:
    """Remove only the request of one call or act; return True if another request remains.

    The number stays on the list while any request for it is left.
    """
    if is_agent(connection):
        if origin.attempt_id is None:
            values = {"e164": e164, "skip_id": origin.skip_id}
            return bool(connection.execute(_TAKE_BACK_ACT, values).scalar())
        values = {"e164": e164, "attempt_id": origin.attempt_id}
        return bool(connection.execute(_TAKE_BACK, values).scalar())
    # Lock the entry, so that `suppress` cannot add a later request to it meanwhile.
    first = connection.execute(_FIRST.with_for_update(), {"e164": e164}).one_or_none()
    if first is None:
        return False
    later = suppression_requests.c
    comes_from_it = (
        later.skip_id == origin.skip_id
        if origin.attempt_id is None
        else later.attempt_id == origin.attempt_id
    )
    own = delete(suppression_requests).where(later.e164 == e164, comes_from_it)
    mine = connection.execute(own.returning(later.id)).scalars().all()
    after = select(suppression_requests).where(later.e164 == e164, later.id > max(mine, default=0))
    following = connection.execute(after.order_by(later.id).limit(1)).one_or_none()
    if (first.attempt_id, first.skip_id) != (origin.attempt_id, origin.skip_id):
        # The request is not the first one. If it is not a later one either, a supervisor has
        # lifted the old entry since, and this entry is a new one.
        return following is not None if mine else True
    this = suppressions.c.e164 == e164
    if following is None:
        connection.execute(delete(suppressions).where(this))
        return False
    words = following._asdict()
    del words["audit_seq"]  # the entry of the log that covers the later request
    connection.execute(delete(suppression_requests).where(later.id == words.pop("id")))
    connection.execute(update(suppressions).where(this).values(words))
    return True


# Functions for an agent's login, which may not write the tables (`db.team.agent_acts`).
_REQUEST = text(
    "SELECT request_without_call(:lead_id, CAST(:e164s AS text[]), :listed, :at, :reason, :words,"
    " :before)"
).bindparams(bindparam("at", type_=Instant))
_SETTLE = text("SELECT settle_doubt(:lead_id, :at, :reason, :words, :before)").bindparams(
    bindparam("at", type_=Instant)
)


class Act(Struct, frozen=True):
    """An act about a lead. `before` is the state that an undo restores."""

    lead_id: int
    agent: str
    at: datetime
    reason: str
    words: str
    before: Mapping[str, object]


def store_request(connection: Connection, act: Act, e164s: Sequence[str], listed: str) -> int:
    """Store a request about these numbers with their entries on the internal list; return its id.

    `listed` is the reason in the list. The lead must have been released in this transaction.
    """
    if is_agent(connection):
        values = {**_values(act), "e164s": list(e164s), "listed": listed}
        return int(connection.execute(_REQUEST, values).scalar_one())
    act_id = _add(connection, act, SkipKind.REQUEST)
    for e164 in e164s:
        suppress(connection, e164, listed, act.agent, act.at, Origin(skip_id=act_id))
    return act_id


def store_settled(connection: Connection, act: Act) -> int:
    """Store that words are no request not to be called; return the id.

    For an agent's login, which may not move numbers to other places, this removes the mark of the
    doubt from the places of the lead's numbers.
    """
    if is_agent(connection):
        return int(connection.execute(_SETTLE, _values(act)).scalar_one())
    return _add(connection, act, SkipKind.DOUBT)


def _add(connection: Connection, act: Act, kind: SkipKind) -> int:
    return add_skip(
        connection,
        lead_id=act.lead_id,
        agent=act.agent,
        session_id=session_of(connection, act.agent),
        at=act.at,
        reason=act.reason,
        before=act.before,
        kind=kind,
        words=act.words,
    )


def _values(act: Act) -> dict[str, object]:
    return {
        "lead_id": act.lead_id,
        "at": act.at,
        "reason": act.reason,
        "words": act.words,
        "before": json.dumps(act.before),
    }
