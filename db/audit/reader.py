"""Reading the audit log, for people."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Executable,
    and_,
    literal_column,
    or_,
    select,
)

from db.audit.log import count_entries, seal
from db.tables.audit import RARE_ACTION, audit_entries, number_salts
from db.tables.calls import attempts

AT_ONCE = 1000

OF_SEVERAL = ("dnc_add", "erase", "number_mend")
"""What may be about several numbers at once; the column `number` has one."""

_ENTRIES = select(
    audit_entries.c.seq,
    audit_entries.c.at,
    audit_entries.c.agent,
    audit_entries.c.action,
    audit_entries.c.detail,
    audit_entries.c.hash,
)


class Entry(Struct, frozen=True):
    seq: int
    at: datetime
    agent: str
    action: str
    detail: str
    hash: str


class Wanted(Struct, frozen=True):
    """Which entries: those that are all of what is given. `e164` is found by its hashes."""

    agent: str = ""
    action: str = ""
    lead_id: int | None = None
    e164: str = ""
    since: datetime | None = None
    until: datetime | None = None


ALL = Wanted()


def latest_entries(connection: Connection, limit: int, wanted: Wanted = ALL) -> tuple[Entry, ...]:
    """Return the last entries of the log that are wanted, oldest first; by an index each."""
    newest = _ENTRIES.where(*_of(wanted, seals_of(connection, wanted.e164)))
    newest = newest.where(*_between(connection, wanted.since, wanted.until))
    newest = newest.order_by(audit_entries.c.seq.desc()).limit(limit)
    return tuple(reversed(list(_read(connection, newest))))


def every_entry(connection: Connection, wanted: Wanted = ALL) -> Iterator[Entry]:
    """Return all entries that are wanted, oldest first, in memory a thousand at a time."""
    entries = _ENTRIES.where(*_of(wanted, seals_of(connection, wanted.e164)))
    entries = entries.where(*_between(connection, wanted.since, wanted.until))
    entries = entries.order_by(audit_entries.c.seq)
    return _read(connection, entries.execution_options(yield_per=AT_ONCE))


def seals_of(connection: Connection, e164: str) -> Sequence[str]:
    """The hashes that stand for a number: one of the number's own, and one of each of its calls."""
    if not e164:
        return ()
    own = select(number_salts.c.salt).where(number_salts.c.e164 == e164)
    calls = select(attempts.c.salt).where(attempts.c.e164 == e164)
    salts = connection.execute(own.union(calls)).scalars()
    return [seal(salt, e164) for salt in salts]


def _of(wanted: Wanted, seals: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    entry = audit_entries.c
    if wanted.agent:
        yield entry.agent == wanted.agent
    if wanted.action:
        yield entry.action == wanted.action
        if wanted.action not in {"dial", "outcome"}:
            yield literal_column(RARE_ACTION, Boolean)
    if wanted.lead_id is not None:
        yield entry.lead_id == wanted.lead_id
    if wanted.e164:
        named = entry.number.in_(seals)
        several = [entry.detail.contains(one, autoescape=True) for one in seals]
        yield or_(named, and_(entry.action.in_(OF_SEVERAL), or_(*several)) if several else named)


SKEW = timedelta(minutes=5)
"""How much earlier an entry may say it is than the one before it: clocks differ."""


def _between(
    connection: Connection, since: datetime | None, until: datetime | None
) -> Iterator[ColumnElement[bool]]:
    """By the numbers of the entries too, which are in the order of time: that needs no index."""
    entry = audit_entries.c
    if since is not None:
        yield entry.at >= since
        yield entry.seq >= _first_at(connection, since - SKEW)
    if until is not None:
        yield entry.at < until
        yield entry.seq < _first_at(connection, until + SKEW)


def _first_at(connection: Connection, at: datetime) -> int:
    """The number of the first entry from an instant on, by halving."""
    low, high = 1, count_entries(connection) + 1
    while low < high:
        middle = (low + high) // 2
        asked = select(audit_entries.c.at).where(audit_entries.c.seq == middle)
        found = connection.execute(asked).scalar()
        if found is not None and found < at:
            low = middle + 1
        else:
            high = middle
    return low


def entries_between(
    connection: Connection,
    since: datetime | None = None,
    until: datetime | None = None,
    action: str = "",
    agent: str = "",
) -> Iterator[Entry]:
    return every_entry(connection, Wanted(agent, action, since=since, until=until))


def entries_that_may_name(
    connection: Connection, lead_ids: Collection[int], seals: Collection[str]
) -> tuple[Entry, ...]:
    """Those of these leads or numbers, by an index each, and those that may name several things.

    In order. Only dials, outcomes and skips are many, and each of them is of one lead.
    """
    entry = audit_entries.c
    found: dict[int, Entry] = {}
    looks: list[ColumnElement[bool]] = []
    for column, values in ((entry.lead_id, [*lead_ids]), (entry.number, [*seals])):
        parts = (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))
        looks += [column.in_(part) for part in parts]
    rare = literal_column(RARE_ACTION, Boolean)
    looks.append(and_(rare, entry.action != "skip", entry.lead_id.is_(None)))
    looks.append(and_(rare, entry.action.in_(OF_SEVERAL)))
    for look in looks:
        found |= {one.seq: one for one in _read(connection, _ENTRIES.where(look))}
    return tuple(found[seq] for seq in sorted(found))


def _read(connection: Connection, wanted: Executable) -> Iterator[Entry]:
    return (Entry(*row) for row in connection.execute(wanted))
