"""Read the calls of sessions and of agents, for their summaries."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, Integer, bindparam, cast, false, func, select

from db.enums import Direction, SkipKind
from db.rows import read_rows
from db.tables.calls import attempts, skips
from db.tables.firm import outcomes
from db.tables.leads import numbers


class CallFacts(Struct, frozen=True):
    """One call of an agent. `key` is the key of its outcome, or "" if it has none."""

    at: datetime
    key: str = ""
    outcome: str = ""
    label: str = ""
    is_contact: bool = False
    is_no: bool = False
    is_yes: bool = False
    suppresses: bool = False
    is_inbound: bool = False
    ended_at: datetime | None = None
    """None during the call. `calls_of` does not read it: there it is always None."""


class DialFacts(CallFacts, frozen=True, kw_only=True):
    """One call of a session, with all that a summary counts.

    `talked` is in seconds, 0 if no softphone measured it. `place_id` is the place of the number
    called, None if the lead no longer has that number.
    """

    verdict: str
    talked: int = 0
    place_id: int | None = None


_CALL = (
    attempts.c.dialled_at.label("at"),
    *(
        func.coalesce(column, "").label(column.name)
        for column in (outcomes.c.key, attempts.c.outcome, outcomes.c.label)
    ),
    *(
        func.coalesce(outcomes.c[name], false()).label(name)
        for name in ("is_contact", "is_no", "is_yes", "suppresses")
    ),
    (attempts.c.direction == Direction.INBOUND).label("is_inbound"),
)
"""The first fields of `CallFacts`, in order; a call has no outcome until it ends."""


class Tally(Struct, frozen=True):
    """The number of an agent's dials in a period, and the noes and yeses of all the calls."""

    dials: int
    noes: int
    yeses: int


def dials_by_session(
    connection: Connection, session_ids: Sequence[int]
) -> dict[int, list[DialFacts]]:
    """Return all calls of each session, oldest first, even those without an outcome yet."""
    rows = connection.execute(
        select(
            attempts.c.session_id,
            attempts.c.verdict["verdict"].as_string(),
            numbers.c.place_id,
            attempts.c.answered_at,
            attempts.c.line_ended_at,
            *_CALL,
            attempts.c.ended_at,
        )
        .join(outcomes, outcomes.c.code == attempts.c.outcome, isouter=True)
        .join(numbers, numbers.c.id == attempts.c.number_id, isouter=True)
        .where(attempts.c.session_id.in_(session_ids))
        .order_by(attempts.c.session_id, attempts.c.dialled_at)
    )
    calls: dict[int, list[DialFacts]] = {session_id: [] for session_id in session_ids}
    for session_id, verdict, place_id, answered_at, line_ended_at, *facts in rows:
        talked = _talked(answered_at, line_ended_at)
        dial = DialFacts(*facts, verdict=verdict or "", talked=talked, place_id=place_id)
        calls[session_id].append(dial)
    return calls


def _talked(answered_at: datetime | None, line_ended_at: datetime | None) -> int:
    if answered_at is None or line_ended_at is None:
        return 0
    return round((line_ended_at - answered_at).total_seconds())


def skips_by_session(connection: Connection, session_ids: Sequence[int]) -> dict[int, int]:
    rows = connection.execute(
        select(skips.c.session_id, func.count())
        .where(skips.c.session_id.in_(session_ids), skips.c.kind == SkipKind.SKIP)
        .group_by(skips.c.session_id)
    )
    return {row[0]: row[1] for row in rows}


_TALLY = (
    select(
        func.coalesce(func.sum(cast(attempts.c.direction == Direction.OUTBOUND, Integer)), 0),
        func.coalesce(func.sum(cast(outcomes.c.is_no, Integer)), 0),
        func.coalesce(func.sum(cast(outcomes.c.is_yes, Integer)), 0),
    )
    .select_from(attempts)
    .join(outcomes, outcomes.c.code == attempts.c.outcome, isouter=True)
    .where(
        attempts.c.agent == bindparam("whose"),
        attempts.c.dialled_at >= bindparam("since"),
        attempts.c.dialled_at < bindparam("until"),
    )
)
_CALLS_SINCE = (
    select(
        attempts.c.dialled_at,
        attempts.c.ended_at,
        attempts.c.direction == Direction.OUTBOUND,
        func.coalesce(outcomes.c.is_no, false()),
        func.coalesce(outcomes.c.is_yes, false()),
    )
    .join(outcomes, outcomes.c.code == attempts.c.outcome, isouter=True)
    .where(attempts.c.agent == bindparam("whose"), attempts.c.dialled_at >= bindparam("since"))
    .order_by(attempts.c.dialled_at)
)


def tally(connection: Connection, agent: str, since: datetime, until: datetime) -> Tally:
    """Count one agent's calls in [since, until)."""
    row = connection.execute(_TALLY, {"whose": agent, "since": since, "until": until}).one()
    return Tally(int(row[0]), int(row[1]), int(row[2]))


class CallSpan(Struct, frozen=True):
    """When a call began and ended, and whether it was a dial, a no or a yes."""

    dialled_at: datetime
    ended_at: datetime | None
    is_dial: bool
    is_no: bool
    is_yes: bool


def calls_since(connection: Connection, agent: str, since: datetime) -> list[CallSpan]:
    """Return every call of this agent since an instant, oldest first."""
    rows = connection.execute(_CALLS_SINCE, {"whose": agent, "since": since})
    return [CallSpan(*row) for row in rows]


def calls_of(connection: Connection, agent: str, since: datetime) -> list[CallFacts]:
    """Return every call of this agent since an instant with its outcome, oldest first."""
    statement = (
        select(*_CALL)
        .join(outcomes, outcomes.c.code == attempts.c.outcome, isouter=True)
        .where(attempts.c.agent == agent, attempts.c.dialled_at >= since)
        .order_by(attempts.c.dialled_at)
    )
    return [*read_rows(connection, CallFacts, statement)]
