"""Read the audit log for people: by agent, action, lead, number and time."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Executable,
    and_,
    func,
    literal_column,
    or_,
    select,
)

from db.audit.log import count_entries, seal
from db.sql import parts_of
from db.tables.audit import RARE_ACTION, audit_entries, number_salts
from db.tables.calls import attempts

AT_ONCE = 1000

OF_SEVERAL = ("dnc_add", "erase", "number_mend", "request")
"""Actions that can be about several numbers; the column `number` has only the first."""

_ENTRIES = select(
    audit_entries.c.seq,
    audit_entries.c.at,
    audit_entries.c.agent,
    audit_entries.c.action,
    audit_entries.c.detail,
    audit_entries.c.hash,
)


MOST_SEARCHED = 100_000
"""Entries at the end of the log in which `count_since` looks."""


class Entry(Struct, frozen=True):
    """An entry as people read it. `detail` is JSON."""

    seq: int
    at: datetime
    agent: str
    action: str
    detail: str
    hash: str


class Wanted(Struct, frozen=True):
    """Conditions that an entry must meet, all of them. `e164` is searched by its hashes."""

    agent: str = ""
    action: str = ""
    lead_id: int | None = None
    e164: str = ""
    since: datetime | None = None
    until: datetime | None = None


ALL = Wanted()


def latest_entries(connection: Connection, limit: int, wanted: Wanted = ALL) -> tuple[Entry, ...]:
    """Return the last wanted entries, oldest first. Each condition has an index."""
    newest = _ENTRIES.where(*_of(wanted, seals_of(connection, wanted.e164)))
    newest = newest.where(*_between(connection, wanted.since, wanted.until))
    newest = newest.order_by(audit_entries.c.seq.desc()).limit(limit)
    return tuple(reversed(list(_read(connection, newest))))


def every_entry(connection: Connection, wanted: Wanted = ALL) -> Iterator[Entry]:
    """Return all wanted entries, oldest first, with a thousand at a time in memory."""
    entries = _ENTRIES.where(*_of(wanted, seals_of(connection, wanted.e164)))
    entries = entries.where(*_between(connection, wanted.since, wanted.until))
    entries = entries.order_by(audit_entries.c.seq)
    return _read(connection, entries.execution_options(yield_per=AT_ONCE))


def seals_of(connection: Connection, e164: str) -> Sequence[str]:
    """Return the hashes of a number in the log: by its own salt, and by the salt of each call."""
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
            # Exactly the condition of the partial index: with bound values neither database would
            # know that it can use the index.
            yield literal_column(RARE_ACTION, Boolean)
    if wanted.lead_id is not None:
        yield entry.lead_id == wanted.lead_id
    if wanted.e164:
        named = entry.number.in_(seals)
        several = [entry.detail.contains(digest, autoescape=True) for digest in seals]
        yield or_(named, and_(entry.action.in_(OF_SEVERAL), or_(*several)) if several else named)


SKEW = timedelta(minutes=5)
"""How much earlier an entry's time may be than that of the entry before it: clocks differ."""


def _between(
    connection: Connection, since: datetime | None, until: datetime | None
) -> Iterator[ColumnElement[bool]]:
    """Limit the entries by time and by number; numbers follow time, so time needs no index."""
    entry = audit_entries.c
    if since is not None:
        yield entry.at >= since
        yield entry.seq >= _first_at(connection, since - SKEW)
    if until is not None:
        yield entry.at < until
        yield entry.seq < _first_at(connection, until + SKEW)


def seqs_around(
    connection: Connection, since: datetime | None, until: datetime | None, margin: timedelta
) -> tuple[int, int]:
    """Return the first entry of a time with a margin before and after it, and the one behind it."""
    end = count_entries(connection) + 1
    return (
        1 if since is None else _first_at(connection, since - margin),
        end if until is None else _first_at(connection, until + margin),
    )


def _first_at(connection: Connection, at: datetime) -> int:
    """Return the number of the first entry at or after an instant, by binary search."""
    low, high = 1, count_entries(connection) + 1
    while low < high:
        middle = (low + high) // 2
        wanted = select(audit_entries.c.at).where(audit_entries.c.seq == middle)
        middle_at = connection.execute(wanted).scalar()
        if middle_at is not None and middle_at < at:
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
    """Return all entries of a time, oldest first."""
    return every_entry(connection, Wanted(agent, action, since=since, until=until))


def entries_that_may_name(
    connection: Connection, lead_ids: Collection[int], seals: Collection[str]
) -> tuple[Entry, ...]:
    """Return the entries about these leads or numbers, and all that may be about several, in order.

    Leads and numbers have an index each. Frequent are only dials, outcomes and skips, each about
    one lead. The other actions are few enough to read them all.
    """
    entry = audit_entries.c
    entries: dict[int, Entry] = {}
    looks: list[ColumnElement[bool]] = []
    for column, values in ((entry.lead_id, [*lead_ids]), (entry.number, [*seals])):
        looks += [column.in_(part) for part in parts_of(values, AT_ONCE)]
    rare = literal_column(RARE_ACTION, Boolean)
    looks.append(and_(rare, entry.action != "skip", entry.lead_id.is_(None)))
    looks.append(and_(rare, entry.action.in_(OF_SEVERAL)))
    for look in looks:
        entries |= {row.seq: row for row in _read(connection, _ENTRIES.where(look))}
    return tuple(entries[seq] for seq in sorted(entries))


def _read(connection: Connection, wanted: Executable) -> Iterator[Entry]:
    return (Entry(*row) for row in connection.execute(wanted))


def count_since(connection: Connection, action: str, at: datetime) -> int:
    """Count the entries of an action since an instant, among the newest MOST_SEARCHED."""
    first = count_entries(connection) - MOST_SEARCHED
    wanted = select(func.count()).where(
        audit_entries.c.seq > first, audit_entries.c.action == action, audit_entries.c.at >= at
    )
    return int(connection.execute(wanted).scalar_one())
