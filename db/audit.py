"""The audit log: a chain in which each entry holds the hash of the one before."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from db.tables import audit_entries, audit_heads

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry that was altered or removed, and what is wrong with it."""

    seq: int
    text: str


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: the number of its last entry, and that one's hash."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Newer:
    """Entries after some number: how many, how many of them outcomes of calls, the last's time."""

    count: int
    outcomes: int
    last_at: datetime | None


def append(
    connection: Connection, at: datetime, agent: str, action: str, detail: dict[str, Any]
) -> int:
    """Adds one entry and returns its number. Call it last in a transaction: it locks the chain.

    `detail` holds no personal value; see `seal` for what stands in its place.
    """
    seq, previous = connection.execute(
        select(audit_heads.c.seq, audit_heads.c.hash).where(audit_heads.c.id == 1).with_for_update()
    ).one()
    seq += 1
    text = json.dumps(detail, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = _digest(seq, at, agent, action, text, previous)
    connection.execute(
        insert(audit_entries).values(
            seq=seq, at=at, agent=agent, action=action, detail=text, previous=previous, hash=digest
        )
    )
    connection.execute(
        update(audit_heads).where(audit_heads.c.id == 1).values(seq=seq, hash=digest)
    )
    return int(seq)


def seal(salt: str, value: str) -> str:
    """A personal value as it may stand in the chain: without the salt it says nothing."""
    return hmac.new(salt.encode(), value.encode(), hashlib.sha256).hexdigest()


def verify(connection: Connection) -> Break | None:
    """Reads the whole chain and returns its first fault, or None when it holds."""
    expected, previous = 0, GENESIS
    entries = select(audit_entries).order_by(audit_entries.c.seq)
    with connection.execute(entries.execution_options(yield_per=1000)) as rows:
        for row in rows:
            expected += 1
            fault = _fault(row, expected, previous)
            if fault is not None:
                return fault
            previous = row.hash
    seq, digest = connection.execute(select(audit_heads.c.seq, audit_heads.c.hash)).one()
    if seq != expected:
        return Break(expected + 1, f"entry {expected + 1} was removed from the end")
    if digest != previous:
        return Break(expected, "the end of the chain was altered")
    return None


def read_head(connection: Connection) -> Head:
    found = connection.execute(select(audit_heads.c.seq, audit_heads.c.hash)).one()
    return Head(found.seq, found.hash)


def holds(connection: Connection, head: Head) -> bool:
    """Whether the chain goes through this head: then what came before it is all here."""
    if head.seq == 0:
        return True
    entry = select(audit_entries.c.hash).where(audit_entries.c.seq == head.seq)
    return bool(connection.execute(entry).scalar() == head.hash)


def newer_than(connection: Connection, seq: int) -> Newer:
    later = audit_entries.c.seq > seq
    counted = select(
        func.count(),
        func.count().filter(audit_entries.c.action == "outcome"),
        func.max(audit_entries.c.at),
    )
    return Newer(*connection.execute(counted.where(later)).one())


def newest_entry_at(connection: Connection) -> datetime | None:
    """By the end of the chain, so that it costs nothing however long the log is."""
    newest = select(audit_entries.c.at).join(audit_heads, audit_entries.c.seq == audit_heads.c.seq)
    return connection.execute(newest).scalar()


def count_entries(connection: Connection) -> int:
    """How many entries there are, by the end of the chain."""
    return int(connection.execute(select(audit_heads.c.seq)).scalar_one())


def _fault(row: Row[Any], expected: int, previous: str) -> Break | None:
    if row.seq != expected:
        return Break(expected, f"entry {expected} was removed")
    if row.previous != previous:
        return Break(row.seq, f"entry {row.seq} does not follow the entry before it")
    if row.hash != _digest(row.seq, row.at, row.agent, row.action, row.detail, previous):
        return Break(row.seq, f"entry {row.seq} was altered")
    return None


def _digest(seq: int, at: datetime, agent: str, action: str, detail: str, previous: str) -> str:
    instant = at.astimezone(UTC).isoformat(timespec="microseconds")
    body = json.dumps([seq, instant, agent, action, detail, previous], ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()
