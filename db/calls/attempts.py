"""Store, read and change calls and their outcomes, and count them on the lead."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

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
from db.enums import Direction, ReasonCode, SkipKind
from db.rows import read_row, read_rows
from db.tables.calls import AttemptRow, SkipRow, attempts, callbacks, skips
from db.tables.firm import outcomes
from db.tables.leads import leads, numbers

HOUR = timedelta(hours=1)

_LOCAL = {
    "sqlite": "json_extract(verdict, '$.zones[0].local')",
    "postgresql": "verdict #>> '{zones,0,local}'",
}
"""The local time of the person called, `2026-11-26T10:00-05:00`, in the most trusted zone."""

_HOURS = {
    "sqlite": "CAST(strftime('%s', substr({local}, 1, 16)) AS integer) / 3600",
    "postgresql": (
        "CASE WHEN {local} ~ '^\\d{{4}}-\\d\\d-\\d\\dT\\d\\d:\\d\\d' THEN CAST(floor(extract("
        "epoch FROM CAST(substr({local}, 1, 16) AS timestamp)) / 3600) AS integer) END"
    ),
}


def hour_there(verdict: Mapping[str, object]) -> int | None:
    """Return the local hour of the person called, counted from 1970; None without a zone."""
    zones = verdict.get("zones")
    first = zones[0] if isinstance(zones, list) and zones else {}
    local = first.get("local") if isinstance(first, dict) else None
    if not isinstance(local, str):
        return None
    return (datetime.fromisoformat(local).replace(tzinfo=UTC) - EPOCH) // HOUR


def fill_hours_there(connection: Connection) -> None:
    """Store the local hour of every call that has a verdict. Reads every verdict."""
    dialect = connection.dialect.name
    hours = _HOURS[dialect].format(local=_LOCAL[dialect])
    connection.execute(text(f"UPDATE attempt SET hour_there = {hours} WHERE verdict IS NOT NULL"))


AT_ONCE = 5
"""How many of an agent's calls may overlap: the call that ended last is among the last dials."""


_DIALS = (
    select(attempts.c.dialled_at)
    .where(
        attempts.c.e164.in_(bindparam("numbers", expanding=True)),
        attempts.c.dialled_at > bindparam("since"),
        attempts.c.direction == Direction.OUTBOUND,
    )
    .order_by(attempts.c.dialled_at)
)
_OF_CLAIM = select(attempts).where(attempts.c.claim == bindparam("claim"))
# Locked, so that two terminals cannot both record an outcome, or an undo run in between.
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
    select(_ended.c.ended_at, outcomes.c.label, _ended.c.before.is_not(None).label("can_be_undone"))
    .join(outcomes, outcomes.c.code == _ended.c.outcome)
    .order_by(_ended.c.ended_at.desc(), _ended.c.id.desc())
    .limit(1)
    .subquery()
)
_last_skip = _LAST_SKIP.subquery()
_last_open = _OPEN.limit(1).subquery()
# A row to join with, so that the result has one row even if the agent has done nothing yet.
_one_row = select(literal(1)).subquery()
_LAST_WORK = select(
    _last_ended,
    _last_skip.c.at,
    _last_skip.c.before.is_not(None),
    _last_skip.c.kind,
    _last_open.c.dialled_at,
).select_from(
    _one_row.outerjoin(_last_ended, true())
    .outerjoin(_last_skip, true())
    .outerjoin(_last_open, true())
)
_OPEN_CALLBACK = select(callbacks.c.id).where(
    callbacks.c.lead_id == bindparam("lead"), callbacks.c.kept_at.is_(None)
)


# An agent's login may not read the other columns of the table, only of its view.
_ADD = insert(attempts).returning(attempts.c.id, attempts.c.free_at)
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
        # The lead rests because of this call, not because of a later one to another number.
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
    """Return until when other leads rest that were last called at this number, or None."""
    values = {"number": e164, "extension": extension, "lead": lead_id, "now": now}
    until: datetime | None = connection.execute(_REST_OF_OTHERS, values).scalar()
    return until


def dials_of(connection: Connection, e164s: Sequence[str], since: datetime) -> tuple[datetime, ...]:
    """Return the times of all dials of these numbers since an instant, oldest first."""
    return tuple(connection.execute(_DIALS, {"numbers": e164s, "since": since}).scalars())


def last_dials(
    connection: Connection, agent: str, since: datetime, count: int
) -> tuple[datetime, ...]:
    """Return the times of an agent's dials since an instant (inclusive), newest first."""
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
    """Return the dial made under a claim; `to_change` locks it until the transaction ends."""
    wanted = _OF_CLAIM_TO_CHANGE if to_change else _OF_CLAIM
    return read_row(connection, AttemptRow, wanted, {"claim": claim})


def attempt_by_id(connection: Connection, attempt_id: int) -> AttemptRow | None:
    """Return a call, or None."""
    wanted = select(attempts).where(attempts.c.id == attempt_id)
    return read_row(connection, AttemptRow, wanted)


def open_attempts(connection: Connection, agent: str) -> tuple[AttemptRow, ...]:
    """Return the agent's calls without an outcome, newest first.

    There are several while an inbound call waits for its outcome beside the call under way.
    """
    return tuple(read_rows(connection, AttemptRow, _OPEN, {"whose": agent}))


class LastWork(Struct, frozen=True):
    """An agent's last ended call with the label of its outcome, last skip, and call under way.

    `is_call_undoable` and `is_skip_undoable` say whether the state before is still stored.
    """

    ended_at: datetime | None
    label: str | None
    is_call_undoable: bool | None
    skipped_at: datetime | None
    is_skip_undoable: bool | None
    skip_kind: SkipKind | None
    under_way_since: datetime | None


def last_work(connection: Connection, agent: str) -> LastWork:
    """Return what the agent did last, in one statement."""
    return LastWork(*connection.execute(_LAST_WORK, {"whose": agent}).one())


class EndedCall(Struct, frozen=True):
    """A call with an outcome; `before` is the state that an undo restores, None if erased."""

    id: int
    claim: str
    lead_id: int
    outcome: str
    note: str
    ended_at: datetime
    before: Document | None
    session_id: int | None


def last_ended(connection: Connection, agent: str) -> EndedCall | None:
    """Return the agent's call that ended last, or None."""
    ended = [EndedCall(*row) for row in connection.execute(_ENDED, {"whose": agent})]
    return max(ended, key=lambda call: (call.ended_at, call.id), default=None)


def last_skip(connection: Connection, agent: str) -> SkipRow | None:
    """Return the lead that the agent passed over last, or None."""
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
    """Store a call, and count it on the lead unless it is inbound.

    The tallies count it later, after the entry of the audit log (`db.calls.tally_updates`).
    """
    is_dial = direction is Direction.OUTBOUND
    values: dict[str, Any] = {
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
    adding = (_ADD_DIAL, {"whose": agent}) if is_dial else (_ADD, {})
    attempt_id, free_at = connection.execute(adding[0], values | adding[1]).one()
    if is_dial:
        connection.execute(_COUNT_DIAL, {"lead": lead_id, "at": dialled_at})
    return AttemptRow(
        id=attempt_id,
        free_at=free_at,
        answered_at=None,
        line_ended_at=None,
        line_end=None,
        ended_at=None,
        outcome=None,
        before=None,
        audit_seq=None,
        **values,
    )


def remove(connection: Connection, attempt_id: int) -> None:
    """Delete a call that was logged by mistake, unless it has an outcome."""
    connection.execute(
        delete(attempts).where(attempts.c.id == attempt_id, attempts.c.outcome.is_(None))
    )


def count_reached(connection: Connection, lead_id: int) -> None:
    """Count the calls that reached a person, and those with a yes, and store both on the lead."""
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
    outcome: str,
    note: str,
    ended_at: datetime,
    before: Mapping[str, object],
) -> None:
    """Store how a call ended; `before` is the state that an undo restores."""
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
    """Store when the line was answered and ended, as the softphone reports; return the attempt.

    The outcome does not depend on this: an agent records it.
    """
    values = {"answered_at": answered_at, "line_ended_at": line_ended_at, "line_end": line_end}
    wanted = attempts.c.id == attempt_id
    connection.execute(update(attempts).where(wanted).values(**values))
    row = read_row(connection, AttemptRow, select(attempts).where(wanted))
    assert row is not None
    return row


def reopen(connection: Connection, attempt_id: int) -> None:
    """Remove the outcome of a dial, which then waits for one again; the call stays ended."""
    taken_back = update(attempts).where(attempts.c.id == attempt_id)
    connection.execute(taken_back.values(outcome=None, note="", before=None))


def times_before(connection: Connection, lead_id: int, outcome: str) -> int:
    """Count the calls to a lead that ended with this outcome."""
    counted = select(func.count()).where(
        attempts.c.lead_id == lead_id, attempts.c.outcome == outcome
    )
    return int(connection.execute(counted).scalar_one())


def open_callback(connection: Connection, lead_id: int) -> int | None:
    """Return the id of the lead's standing callback, or None."""
    return connection.execute(_OPEN_CALLBACK, {"lead": lead_id}).scalar()
