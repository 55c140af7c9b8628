"""Update `call_tally` when calls are made, changed and undone."""

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
from db.sql import parts_of
from db.tables.calls import AttemptRow, attempts
from db.tables.leads import LeadRow, leads

ROWS_AT_ONCE = 100

Counts = Counter[tuple[object, ...]]
"""Amounts by the key of a tally, followed by the name of the amount."""

_LENGTHS = timedelta(), timedelta(seconds=PAUSE), timedelta(seconds=A_TALK)


@contextmanager
def recounted(connection: Connection, ids: Collection[int]) -> Iterator[None]:
    """Recount the calls that are changed in the block, which also adds their log entry.

    Other transactions update the same tallies. So they are locked after everything else and in the
    order of their keys, so that two transactions cannot deadlock.
    """
    before = _counts_of(connection, ids)
    yield
    added = _counts_of(connection, ids)
    added.subtract(before)
    _add(connection, added)


def count_call(
    connection: Connection, lead: LeadRow, call: AttemptRow, before: AttemptRow | None = None
) -> None:
    """Count a call of the lead, and subtract the counts of its earlier state `before`.

    Call it after the entry of the audit log. It reads nothing, because every other writer waits for
    the lock on the log.
    """
    added = _counts(call, lead.list_id, lead.batch_id)
    if before is not None:
        added.subtract(_counts(before, lead.list_id, lead.batch_id))
    _add(connection, added)


_CALLS = (
    select(attempts, leads.c.list_id, leads.c.batch_id)
    .join(leads, leads.c.id == attempts.c.lead_id)
    .where(attempts.c.id.in_(bindparam("ids", expanding=True)))
)


def _counts_of(connection: Connection, ids: Collection[int]) -> Counts:
    counts: Counts = Counter()
    in_order = sorted(ids)
    for chunk in parts_of(in_order):
        rows = connection.execute(_CALLS, {"ids": chunk})
        columns = [*rows.keys()][:-2]
        for row in rows:
            call = AttemptRow(**dict(zip(columns, row[:-2], strict=True)))
            counts.update(_counts(call, *row[-2:]))
    return counts


def _counts(call: AttemptRow, list_id: int, batch_id: int | None) -> Counts:
    """Return what one call adds to each kind; must agree with `call_values`, which is in SQL."""
    values = {
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
    counts: Counts = Counter()
    for kind in KINDS:
        if kind.only and not values[kind.only]:
            continue
        slot = 0
        if kind.is_there:
            slot = -1 if call.hour_there is None else call.hour_there
        elif kind.slot is not None:
            slot = (call.dialled_at - EPOCH) // kind.slot
        filled = kind.columns | {*ALWAYS}
        key = tuple(
            values[name] if name in filled else KEY_COLUMNS[name].nothing for name in KEY[2:]
        )
        for name, amount in amounts.items():
            counts[(kind.number, slot, *key, name)] = amount
    return counts


def _amounts(call: AttemptRow) -> tuple[int, int, int, int, int]:
    """Return the amounts of a call in the order of `AMOUNTS`; an inbound call is no work."""
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
    if is_agent(connection):  # triggers in the database count an agent's calls (`db.team`)
        return
    # Sorted, so that two transactions lock shared rows in the same order and cannot deadlock.
    keys = sorted({key[:-1] for key, amount in counts.items() if amount}, key=repr)
    rows = [(*key, *(counts[(*key, amount)] for amount in AMOUNTS)) for key in keys]
    for part in parts_of(rows, ROWS_AT_ONCE):
        values = [value for row in part for value in row]
        if connection.dialect.name != "sqlite":
            # psycopg sends each integer as the smallest type that fits, and would prepare another
            # statement for each mixture of types. Texts are all of one type.
            values = [str(value) for value in values]
        connection.exec_driver_sql(_adding(connection.dialect.name, len(part)), tuple(values))


@cache
def _adding(dialect: str, rows: int) -> str:
    """Return the INSERT that adds this number of rows to the tallies."""
    mark = "?" if dialect == "sqlite" else "%s"
    row = f"({', '.join([mark] * (len(KEY) + len(AMOUNTS)))})"
    named = ", ".join((*KEY, *AMOUNTS))
    return f"INSERT INTO call_tally ({named}) VALUES {', '.join([row] * rows)} {ADD}"
