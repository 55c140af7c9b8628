"""The counts of `call_tally` kept while calls are made, changed and taken back."""

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache

from sqlalchemy import Connection, bindparam, select

from db.calls.tallies import A_TALK, ADD, ALWAYS, AMOUNTS, KEY, KEY_COLUMNS, KINDS, PAUSE
from db.columns import EPOCH, MICROSECOND
from db.engine.database import is_agent
from db.enums import Direction
from db.tables.calls import AttemptRow, attempts
from db.tables.leads import LeadRow, leads

CALLS_AT_ONCE = 500
ROWS_AT_ONCE = 100

Counts = Counter[tuple[object, ...]]
"""Amounts by key and the name of the amount."""

_LENGTHS = timedelta(), timedelta(seconds=PAUSE), timedelta(seconds=A_TALK)


@contextmanager
def recounted(connection: Connection, ids: Collection[int]) -> Iterator[None]:
    """Calls that are changed within, with their entry of the audit log: counted afterwards as what
    they are then. What others count too is locked last of all, so no two wait for each other."""
    before = _counts_of(connection, ids)
    yield
    added = _counts_of(connection, ids)
    added.subtract(before)
    _add(connection, added)


def count_call(
    connection: Connection, lead: LeadRow, made: AttemptRow, before: AttemptRow | None = None
) -> None:
    """Counts a call of the lead as `made`, and no more as what it was `before`, if it was there.

    After the entry of the audit log, which is the lock that everybody else waits for: so it reads
    nothing.
    """
    added = _counts(made, lead.list_id, lead.batch_id)
    if before is not None:
        added.subtract(_counts(before, lead.list_id, lead.batch_id))
    _add(connection, added)


_CALLS = (
    select(attempts, leads.c.list_id, leads.c.batch_id)
    .join(leads, leads.c.id == attempts.c.lead_id)
    .where(attempts.c.id.in_(bindparam("ids", expanding=True)))
)


def _counts_of(connection: Connection, ids: Collection[int]) -> Counts:
    found: Counts = Counter()
    given = sorted(ids)
    for start in range(0, len(given), CALLS_AT_ONCE):
        rows = connection.execute(_CALLS, {"ids": given[start : start + CALLS_AT_ONCE]})
        columns = [*rows.keys()][:-2]
        for row in rows:
            call = AttemptRow(**dict(zip(columns, row[:-2], strict=True)))
            found.update(_counts(call, *row[-2:]))
    return found


def _counts(call: AttemptRow, list_id: int, batch_id: int | None) -> Counts:
    """What one call adds to the rows of every kind: as `said_by_calls` has it in SQL."""
    said = {
        "session_id": call.session_id or 0,
        "list_id": list_id,
        "batch_id": batch_id or 0,
        "agent": call.agent,
        "caller_id": call.caller_id or "",
        "script_id": call.script_id or 0,
        "opening": call.opening,
        "direction": call.direction.value,
        "outcome": call.outcome or "",
    }
    amounts = dict(zip(AMOUNTS, _amounts(call), strict=True))
    found: Counts = Counter()
    for kind in KINDS:
        if kind.only and not said[kind.only]:
            continue
        slot = 0
        if kind.is_there:
            slot = -1 if call.hour_there is None else call.hour_there
        elif kind.slot is not None:
            slot = (call.dialled_at - EPOCH) // kind.slot
        told = kind.columns | {*ALWAYS}
        key = tuple(said[name] if name in told else KEY_COLUMNS[name].nothing for name in KEY[2:])
        for name, amount in amounts.items():
            found[(kind.number, slot, *key, name)] = amount
    return found


def _amounts(call: AttemptRow) -> tuple[int, int, int, int, int]:
    """In the order of AMOUNTS; a call that came in is no work of the agent's making."""
    none, pause, talk = _LENGTHS
    called = (call.ended_at or call.dialled_at) - call.dialled_at
    gap = none if call.free_at is None else call.dialled_at - call.free_at
    worked = called + gap if none <= gap < pause else called
    on_line = None
    if call.answered_at is not None and call.line_ended_at is not None:
        on_line = call.line_ended_at - call.answered_at
    length = called if on_line is None else on_line
    if call.direction is Direction.INBOUND:
        called = worked = none
    return (
        1,
        called // MICROSECOND,
        worked // MICROSECOND,
        (on_line or none) // MICROSECOND,
        int(length >= talk),
    )


def _add(connection: Connection, counts: Counts) -> None:
    if is_agent(connection):  # the database counts by itself (`db.team`)
        return
    keys = sorted({key[:-1] for key, amount in counts.items() if amount}, key=repr)
    rows = [(*key, *(counts[(*key, amount)] for amount in AMOUNTS)) for key in keys]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = rows[start : start + ROWS_AT_ONCE]
        values = [value for row in part for value in row]
        if connection.dialect.name != "sqlite":
            # A whole number would be sent as the shortest type it fits, and each mixture of types
            # be a statement of its own to PostgreSQL.
            values = [str(value) for value in values]
        connection.exec_driver_sql(_adding(connection.dialect.name, len(part)), tuple(values))


@cache
def _adding(dialect: str, rows: int) -> str:
    mark = "?" if dialect == "sqlite" else "%s"
    row = f"({', '.join([mark] * (len(KEY) + len(AMOUNTS)))})"
    named = ", ".join((*KEY, *AMOUNTS))
    return f"INSERT INTO call_tally ({named}) VALUES {', '.join([row] * rows)} {ADD}"
