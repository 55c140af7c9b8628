"""Entries of the internal list that match many numbers, and the leads' numbers they match."""

from collections.abc import Collection, Iterator
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, delete, or_, select, text, update

from db.columns import Instant
from db.enums import NumberStatus, PatternKind
from db.tables.do_not_call import suppression_patterns, suppressions
from db.tables.leads import leads, numbers

_ROWS = select(
    suppression_patterns.c.kind,
    suppression_patterns.c.value,
    suppression_patterns.c.reason,
    suppression_patterns.c.agent,
    suppression_patterns.c.added_at,
).order_by(suppression_patterns.c.id)

_ADD = text(
    "INSERT INTO suppression_pattern (kind, value, reason, agent, added_at)"
    " VALUES (:kind, :value, :reason, :agent, :added_at) ON CONFLICT (kind, value) DO NOTHING"
)


class PatternRow(Struct, frozen=True):
    """An entry of the internal list that matches many numbers."""

    kind: PatternKind
    value: str
    reason: str
    agent: str
    added_at: datetime


class NumberOfLead(Struct, frozen=True):
    """A lead's number with what a pattern may match."""

    id: int
    lead_id: int
    e164: str
    company: str
    email: str
    status: NumberStatus


def pattern_rows(connection: Connection) -> tuple[PatternRow, ...]:
    """Return all patterns, oldest first."""
    return tuple(PatternRow(*row) for row in connection.execute(_ROWS))


def add_pattern(
    connection: Connection, kind: PatternKind, value: str, reason: str, agent: str, now: datetime
) -> bool:
    """Add a pattern; return False if it exists, and leave its first request unchanged."""
    values = {"kind": kind, "value": value, "reason": reason, "agent": agent}
    added = connection.execute(
        _ADD, {**values, "added_at": Instant().process_bind_param(now, connection.dialect)}
    )
    return added.rowcount > 0


def drop_pattern(connection: Connection, kind: PatternKind, value: str) -> bool:
    """Remove a pattern; return False when there was none."""
    gone = delete(suppression_patterns).where(
        suppression_patterns.c.kind == kind, suppression_patterns.c.value == value
    )
    return connection.execute(gone).rowcount > 0


def numbers_named(
    connection: Connection,
    statuses: Collection[NumberStatus],
    start: str = "",
    e164: str = "",
    lead_id: int | None = None,
) -> Iterator[NumberOfLead]:
    """Yield leads' numbers with one of these statuses.

    They are those of a lead, those equal to a number, or those beginning with `start`. Without any
    of these, they are all numbers of leads with a company or an e-mail address.
    """
    wanted = (
        select(
            numbers.c.id,
            numbers.c.lead_id,
            numbers.c.e164,
            leads.c.company,
            leads.c.email,
            numbers.c.status,
        )
        .join(leads, leads.c.id == numbers.c.lead_id)
        .where(numbers.c.status.in_(statuses))
    )
    if lead_id is not None:
        wanted = wanted.where(numbers.c.lead_id == lead_id)
    elif e164:
        wanted = wanted.where(numbers.c.e164 == e164)
    elif start:
        wanted = wanted.where(numbers.c.e164.between(start, start + "9" * 15))
    else:
        wanted = wanted.where(or_(leads.c.company != "", leads.c.email != ""))
    for row in connection.execute(wanted.execution_options(yield_per=2000)):
        yield NumberOfLead(*row)


def close_named(connection: Connection, ids: Collection[int]) -> None:
    """Close numbers that a pattern matches. The caller must then settle their leads."""
    connection.execute(
        update(numbers).where(numbers.c.id.in_(ids)).values(status=NumberStatus.SUPPRESSED)
    )


def open_named(connection: Connection, ids: Collection[int]) -> None:
    """Open numbers that no pattern matches any more, except for those listed themselves."""
    listed = select(suppressions.c.e164)
    connection.execute(
        update(numbers)
        .where(
            numbers.c.id.in_(ids),
            numbers.c.status == NumberStatus.SUPPRESSED,
            numbers.c.e164.not_in(listed),
        )
        .values(status=NumberStatus.OPEN)
    )
