"""Dials and their outcomes."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct
from sqlalchemy import (
    Connection,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    text,
    true,
    update,
)

from db.columns import EPOCH, Document
from db.enums import Direction, ReasonCode
from db.rows import read_row, read_rows
from db.tables.calls import AttemptRow, SkipRow, attempts, callbacks, skips
from db.tables.firm import outcomes
from db.tables.leads import leads, numbers

# The hour of a call on the clock of the person called, as the verdict it was made under has it.


HOUR = timedelta(hours=1)

_LOCAL = {
    "sqlite": "json_extract(verdict, '$.zones[0].local')",
    "postgresql": "verdict #>> '{zones,0,local}'",
}
"""`2026-11-26T10:00-05:00`, in the zone that is trusted most, which stands first."""

_HOURS = {
    "sqlite": "CAST(strftime('%s', substr({local}, 1, 16)) AS integer) / 3600",
    "postgresql": (
        "CASE WHEN {local} ~ '^\\d{{4}}-\\d\\d-\\d\\dT\\d\\d:\\d\\d' THEN CAST(floor(extract("
        "epoch FROM CAST(substr({local}, 1, 16) AS timestamp)) / 3600) AS integer) END"
    ),
}


def hour_there(verdict: Mapping[str, object]) -> int | None:
    """Hours since 1970 as clocks there showed them; None where the verdict names no zone."""
    zones = verdict.get("zones")
    first = zones[0] if isinstance(zones, list) and zones else {}
    local = first.get("local") if isinstance(first, dict) else None
    if not isinstance(local, str):
        return None
    return (datetime.fromisoformat(local).replace(tzinfo=UTC) - EPOCH) // HOUR


def fill_hours_there(connection: Connection) -> None:
    """Of calls stored without it. Reads every verdict."""
    dialect = connection.dialect.name
    hours = _HOURS[dialect].format(local=_LOCAL[dialect])
    connection.execute(text(f"UPDATE attempt SET hour_there = {hours} WHERE verdict IS NOT NULL"))


AT_ONCE = 5
"""Calls of one agent that may overlap."""


_DIALS = (
    select(attempts.c.dialled_at)
    .where(
        attempts.c.e164.in_(bindparam("numbers", expanding=True)),
        attempts.c.dialled_at > bindparam("since"),
        attempts.c.direction == Direction.OUTBOUND,
    )
    .order_by(attempts.c.dialled_at)
)
_OF_CLAIM = select(attempts).where(attempts.c.claim == bindparam("made_under"))
_OF_CLAIM_TO_CHANGE = _OF_CLAIM.with_for_update()
_OPEN = (
    select(attempts)
    .where(attempts.c.agent == bindparam("whose"), attempts.c.outcome.is_(None))
    .order_by(attempts.c.dialled_at.desc(), attempts.c.id.desc())
)
_ENDED = (
    select(
        attempts.c.id,
        attempts.c.claim,
        attempts.c.lead_id,
        attempts.c.outcome,
        attempts.c.note,
        attempts.c.ended_at,
        attempts.c.before,
        attempts.c.session_id,
    )
    .where(attempts.c.agent == bindparam("whose"), attempts.c.outcome.is_not(None))
    .order_by(attempts.c.dialled_at.desc(), attempts.c.id.desc())
    .limit(AT_ONCE)
)
_LAST_SKIP = (
    select(skips).where(skips.c.agent == bindparam("whose")).order_by(skips.c.id.desc()).limit(1)
)
_ended = _ENDED.subquery()
_last_ended = (
    select(_ended.c.ended_at, outcomes.c.label, _ended.c.before.is_not(None).label("is_kept"))
    .join(outcomes, outcomes.c.code == _ended.c.outcome)
    .order_by(_ended.c.ended_at.desc(), _ended.c.id.desc())
    .limit(1)
    .subquery()
)
_last_skip = _LAST_SKIP.subquery()
_last_open = _OPEN.limit(1).subquery()
_one = select(literal(1)).subquery()
_LAST_WORK = select(
    _last_ended,
    _last_skip.c.at,
    _last_skip.c.before.is_not(None),
    _last_open.c.dialled_at,
).select_from(
    _one.outerjoin(_last_ended, true()).outerjoin(_last_skip, true()).outerjoin(_last_open, true())
)
_OPEN_CALLBACK = select(callbacks.c.id).where(
    callbacks.c.lead_id == bindparam("lead"), callbacks.c.kept_at.is_(None)
)


_ADD = insert(attempts).returning(attempts)
_FREE_AT = (
    select(func.coalesce(attempts.c.ended_at, attempts.c.dialled_at))
    .where(attempts.c.agent == bindparam("whose"), attempts.c.direction == Direction.OUTBOUND)
    .order_by(attempts.c.dialled_at.desc(), attempts.c.id.desc())
    .limit(1)
)
_ADD_DIAL = _ADD.values(free_at=_FREE_AT.scalar_subquery())
_COUNT_DIAL = (
    update(leads)
    .where(leads.c.id == bindparam("lead"))
    .values(dials=leads.c.dials + 1, last_dialled_at=bindparam("at"))
)
_SET_OUTCOME = update(attempts).where(attempts.c.id == bindparam("attempt"))


_later = attempts.alias()
_REST_OF_OTHERS = (
    select(func.max(leads.c.due_at))
    .select_from(attempts.join(leads, leads.c.id == attempts.c.lead_id))
    .where(
        attempts.c.e164 == bindparam("number"),
        attempts.c.lead_id != bindparam("lead"),
        leads.c.due_at > bindparam("now"),
        leads.c.due_reason == ReasonCode.COOL_DOWN,
        # What they rest after is this call, and none that was made by another of their numbers.
        ~exists().where(
            _later.c.lead_id == leads.c.id, _later.c.dialled_at > attempts.c.dialled_at
        ),
        exists().where(
            numbers.c.lead_id == leads.c.id,
            numbers.c.e164 == bindparam("number"),
            numbers.c.extension == bindparam("extension"),
        ),
    )
)


def rest_of_others(
    connection: Connection, e164: str, extension: str, lead_id: int, now: datetime
) -> datetime | None:
    """Until when the others who were called last at this number rest; None where none does."""
    asked = {"number": e164, "extension": extension, "lead": lead_id, "now": now}
    until: datetime | None = connection.execute(_REST_OF_OTHERS, asked).scalar()
    return until


def dials_of(connection: Connection, e164s: Sequence[str], since: datetime) -> tuple[datetime, ...]:
    """Every dial of these numbers since an instant, by any agent, oldest first."""
    return tuple(connection.execute(_DIALS, {"numbers": e164s, "since": since}).scalars())


def last_dials(
    connection: Connection, agent: str, since: datetime, count: int
) -> tuple[datetime, ...]:
    """An agent's dials since an instant, that one too, at most `count`, newest first."""
    rows = connection.execute(
        select(attempts.c.dialled_at)
        .where(
            attempts.c.agent == agent,
            attempts.c.dialled_at >= since,
            attempts.c.direction == Direction.OUTBOUND,
        )
        .order_by(attempts.c.dialled_at.desc())
        .limit(count)
    )
    return tuple(rows.scalars())


def attempt_of(connection: Connection, claim: str, *, to_change: bool = False) -> AttemptRow | None:
    """The dial made under a claim; held until the end of the transaction by who will change it."""
    wanted = _OF_CLAIM_TO_CHANGE if to_change else _OF_CLAIM
    return read_row(connection, AttemptRow, wanted, {"made_under": claim})


def open_attempts(connection: Connection, agent: str) -> tuple[AttemptRow, ...]:
    """This agent's calls that have no outcome yet, the newest first.

    There are several while a call that came in waits beside the one that was under way.
    """
    return tuple(read_rows(connection, AttemptRow, _OPEN, {"whose": agent}))


class LastWork(Struct, frozen=True):
    """What an agent did last of each kind: the call that ended last, with the label of its outcome,
    the lead passed over last, and since when a call is under way. `is_call_kept` and `is_skip_kept`
    say that what was before is still known, and so can be put back."""

    ended_at: datetime | None
    label: str | None
    is_call_kept: bool | None
    skipped_at: datetime | None
    is_skip_kept: bool | None
    under_way_since: datetime | None


def last_work(connection: Connection, agent: str) -> LastWork:
    return LastWork(*connection.execute(_LAST_WORK, {"whose": agent}).one())


class EndedCall(Struct, frozen=True):
    """A call whose outcome was recorded; `before` is what that changed, None once it was erased."""

    id: int
    claim: str
    lead_id: int
    outcome: str
    note: str
    ended_at: datetime
    before: Document | None
    session_id: int | None


def last_ended(connection: Connection, agent: str) -> EndedCall | None:
    """The call whose outcome this agent recorded last: of two at once, the one that ended later."""
    ended = [EndedCall(*row) for row in connection.execute(_ENDED, {"whose": agent})]
    return max(ended, key=lambda made: (made.ended_at, made.id), default=None)


def last_skip(connection: Connection, agent: str) -> SkipRow | None:
    return read_row(connection, SkipRow, _LAST_SKIP, {"whose": agent})


def add_attempt(
    connection: Connection,
    *,
    claim: str,
    lead_id: int,
    number_id: int,
    e164: str,
    agent: str,
    session_id: int | None,
    direction: Direction,
    dialled_at: datetime,
    verdict: Mapping[str, object] | None,
    tzdata: str,
    caller_id: str | None = None,
    script_id: int | None = None,
    opening: str = "",
) -> AttemptRow:
    """Stores a dial and counts it on the lead; one that came in is no dial.

    After its entry of the audit log it is counted (`db.calls.tally_updates`).
    """
    is_dial = direction is Direction.OUTBOUND
    values = {
        "claim": claim,
        "lead_id": lead_id,
        "number_id": number_id,
        "e164": e164,
        "agent": agent,
        "session_id": session_id,
        "direction": direction,
        "caller_id": caller_id,
        "dialled_at": dialled_at,
        "note": "",
        "verdict": verdict,
        "tzdata": tzdata,
        "salt": secrets.token_hex(16),
        "script_id": script_id,
        "opening": opening,
        "hour_there": None if verdict is None else hour_there(verdict),
    }
    if is_dial:
        values["whose"] = agent
    made = read_row(connection, AttemptRow, _ADD_DIAL if is_dial else _ADD, values)
    assert made is not None
    if is_dial:
        connection.execute(_COUNT_DIAL, {"lead": lead_id, "at": dialled_at})
    return made


def remove(connection: Connection, attempt_id: int) -> None:
    """A call that was logged by mistake and has no outcome."""
    connection.execute(
        delete(attempts).where(attempts.c.id == attempt_id, attempts.c.outcome.is_(None))
    )


def count_reached(connection: Connection, lead_id: int) -> None:
    """Writes down anew on how many calls a person spoke and said yes."""
    rows = connection.execute(
        select(outcomes.c.is_contact, outcomes.c.is_yes)
        .join(attempts, attempts.c.outcome == outcomes.c.code)
        .where(attempts.c.lead_id == lead_id)
    ).all()
    counts = {"reached": sum(row[0] for row in rows), "yeses": sum(row[1] for row in rows)}
    connection.execute(update(leads).where(leads.c.id == lead_id).values(counts))


def set_outcome(
    connection: Connection,
    attempt_id: int,
    outcome: str | None,
    note: str,
    ended_at: datetime | None,
    before: Mapping[str, object] | None,
) -> None:
    """`before` is what it changed, kept to be put back."""
    values: dict[str, object] = {"outcome": outcome, "note": note}
    values |= {"ended_at": ended_at, "before": before}
    connection.execute(_SET_OUTCOME, {"attempt": attempt_id, **values})


def set_line(
    connection: Connection,
    attempt_id: int,
    answered_at: datetime | None,
    line_ended_at: datetime | None,
    line_end: str | None,
) -> AttemptRow:
    """What the softphone saw of the line; apart from the outcome, which an agent records.

    Returns the attempt as it is now.
    """
    values = {"answered_at": answered_at, "line_ended_at": line_ended_at, "line_end": line_end}
    changed = update(attempts).where(attempts.c.id == attempt_id).values(**values)
    row = read_row(connection, AttemptRow, changed.returning(attempts))
    assert row is not None
    return row


def reopen(connection: Connection, attempt_id: int) -> None:
    """The dial waits for its outcome again."""
    set_outcome(connection, attempt_id, None, "", None, None)


def times_before(connection: Connection, lead_id: int, outcome: str) -> int:
    """How many calls to the lead ended with this outcome."""
    counted = select(func.count()).where(
        attempts.c.lead_id == lead_id, attempts.c.outcome == outcome
    )
    return int(connection.execute(counted).scalar_one())


def open_callback(connection: Connection, lead_id: int) -> int | None:
    """The id of the callback of this lead that is still to be kept."""
    return connection.execute(_OPEN_CALLBACK, {"lead": lead_id}).scalar()
