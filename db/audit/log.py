"""The audit log: a chain in which each entry holds the hash of the one before."""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    Connection,
    TextClause,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)

from db.audit.coverage import Changes
from db.audit.row_hashes import LONE, Kind, hash_values, quoted, stored
from db.columns import EPOCH, MICROSECOND, Instant
from db.engine.postgres import do_last
from db.tables.audit import audit_entries, audit_heads

GENESIS = "0" * 64

TURN = 7349
"""The key of PostgreSQL's lock in which who waits for the chain stands in line. The row of its head
alone would go to any of them: of ninety some waited twelve times as long as most."""


class Head(Struct, frozen=True):
    """The end of a chain: the number of its last entry, and that one's hash."""

    seq: int
    hash: str


class Newer(Struct, frozen=True):
    """Entries after some number: how many, how many of them outcomes of calls, the last's time."""

    count: int
    outcomes: int
    last_at: datetime | None


def append(
    connection: Connection,
    at: datetime,
    agent: str,
    action: str,
    detail: Mapping[str, object],
    changes: Changes | None = None,
) -> int:
    """Adds one entry and returns its number. Call it last in a transaction: it locks the chain.

    `detail` holds no personal value; see `seal` for what stands in its place. `changes` are the
    rows that the entry vouches for from now on, which are told so.
    """
    if connection.dialect.name == "postgresql":
        appending = _appending(at, agent, action, detail, changes)
        return int(connection.execute(*appending).scalar_one())
    head = lock_head(connection)
    seq, text = head.seq + 1, _compact(detail)
    lead_id, number = detail.get("lead"), detail.get("number")
    proof = _compact(changes.document()) if changes else ""
    digest = digest_of(seq, at, agent, action, text, lead_id, number, proof, head.hash)
    entry = {
        "seq": seq,
        "at": at,
        "agent": agent,
        "action": action,
        "detail": text,
        "lead_id": lead_id,
        "number": number,
        "proof": proof,
        "previous": head.hash,
        "hash": digest,
    }
    connection.execute(insert(audit_entries), entry)
    connection.execute(
        update(audit_heads).where(audit_heads.c.id == 1), {"seq": seq, "hash": digest}
    )
    if changes:
        changes.mark(connection, seq)
    return seq


# While the chain is locked nobody else's change can end: so all of it is one round trip, and the
# server makes the hash. `rest` is what is hashed beside the number and the hash before.
_APPEND = rf"""
WITH head AS MATERIALIZED (
    SELECT seq + 1 AS seq, hash FROM audit_head, pg_advisory_xact_lock({TURN})
    WHERE id = 1 FOR UPDATE OF audit_head
),
entry AS (
    INSERT INTO audit_entry
        (seq, at, agent, action, detail, lead_id, number, proof, previous, hash)
    SELECT seq, :at, :agent, :action, :detail, CAST(:lead_id AS bigint), CAST(:number AS text),
        :proof, hash, encode(sha256(convert_to(CASE
            WHEN :is_quoted
            THEN concat(E'\n', hash, E'\nquoted\n"', seq, E'"\n', CAST(:rest AS text))
            ELSE concat(seq, E'\n', CAST(:rest AS text), E'\n', hash)
        END, 'UTF8')), 'hex')
    FROM head RETURNING seq, hash
)$MARKED
UPDATE audit_head SET seq = entry.seq, hash = entry.hash FROM entry WHERE audit_head.id = 1
RETURNING entry.seq
"""
_MARK = """,
marked_{table} AS (
    UPDATE {table} SET audit_seq = entry.seq FROM entry
    WHERE {table}.{key} = ANY (CAST(:{table} AS {type}[]))
)"""


def append_last(
    connection: Connection,
    at: datetime,
    agent: str,
    action: str,
    detail: Mapping[str, object],
    changes: Changes,
    then: Callable[[], object],
) -> None:
    """The same, and `then`, with the commit (`do_last`): nothing in the transaction reads of it."""
    if connection.dialect.name != "postgresql":
        append(connection, at, agent, action, detail, changes)
        then()
        return
    appending = _appending(at, agent, action, detail, changes)

    def act() -> None:
        connection.execute(*appending)
        then()

    do_last(connection, act)


def _appending(
    at: datetime,
    agent: str,
    action: str,
    detail: Mapping[str, object],
    changes: Changes | None,
) -> tuple[TextClause, dict[str, object]]:
    """The statement of `append` on PostgreSQL, and its values."""
    text_of, lead_id, number = _compact(detail), detail.get("lead"), detail.get("number")
    proof = _compact(changes.document()) if changes else ""
    hashed = ((at - EPOCH) // MICROSECOND, agent, action, text_of, lead_id, number, proof)
    rest = "\n".join(map(str, hashed))
    is_quoted = rest.count("\n") != len(hashed) - 1
    keys = changes.keys() if changes else {}
    values: dict[str, object] = {
        "at": at,
        "agent": agent,
        "action": action,
        "detail": text_of,
        "lead_id": lead_id,
        "number": number,
        "proof": proof,
        "is_quoted": is_quoted,
        "rest": "\n".join(quoted(str(one)) for one in hashed) if is_quoted else rest,
    }
    values |= {kind.name: list(of) for kind, of in keys.items()}
    return _append_marking(tuple(keys)), values


@cache
def _append_marking(kinds: tuple[Kind, ...]) -> TextClause:
    marks = (
        _MARK.format(
            table=kind.table.name,
            key=kind.key.name,
            type="bigint" if stored(kind.key) is BigInteger else "text",
        )
        for kind in kinds
    )
    return text(_APPEND.replace("$MARKED", "".join(marks))).bindparams(
        bindparam("at", type_=Instant)
    )


def seal(salt: str, value: str) -> str:
    """A personal value as it may stand in the chain: without the salt it says nothing."""
    return hmac.new(salt.encode(), value.encode(), hashlib.sha256).hexdigest()


def read_head(connection: Connection) -> Head:
    found = connection.execute(select(audit_heads.c.seq, audit_heads.c.hash)).one()
    return Head(found.seq, found.hash)


def lock_head(connection: Connection) -> Head:
    """The end of the chain, which stays that until this transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({TURN})"))
    head = select(audit_heads.c.seq, audit_heads.c.hash).where(audit_heads.c.id == 1)
    found = connection.execute(head.with_for_update()).one()
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


NEWEST = select(audit_entries.c.at).join(audit_heads, audit_entries.c.seq == audit_heads.c.seq)
"""By the end of the chain, so that it costs nothing however long the log is."""


def newest_entry_at(connection: Connection) -> datetime | None:
    return connection.execute(NEWEST).scalar()


def oldest_entry_at(connection: Connection) -> datetime | None:
    oldest = select(audit_entries.c.at).order_by(audit_entries.c.seq).limit(1)
    return connection.execute(oldest).scalar()


def count_entries(connection: Connection) -> int:
    """How many entries there are, by the end of the chain."""
    return int(connection.execute(select(audit_heads.c.seq)).scalar_one())


def _compact(document: Mapping[str, object]) -> str:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(
    seq: int,
    at: datetime,
    agent: str,
    action: str,
    detail: str,
    lead_id: object,
    number: object,
    proof: str | None,
    previous: str,
) -> str:
    """The hash of an entry; of one from before there was a `proof`, as it was then."""
    if proof is not None:
        microsecond = (at - EPOCH) // MICROSECOND
        return quick_digest(
            seq, microsecond, agent, action, detail, lead_id, number, proof, previous
        )
    instant = at.astimezone(UTC).isoformat(timespec="microseconds")
    body = json.dumps([seq, instant, agent, action, detail, previous], ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()


def quick_digest(
    seq: int,
    at: int,
    agent: str,
    action: str,
    detail: str,
    lead_id: object,
    number: object,
    proof: str,
    previous: str,
) -> str:
    """The same, of values as they lie in the database; `at` in microseconds since 1970."""
    body = f"{seq}\n{at}\n{agent}\n{action}\n{detail}\n{lead_id}\n{number}\n{proof}\n{previous}"
    if body.count("\n") != 8:  # a value of several lines: quoted, so that no two are written alike
        return hash_values(None, previous, (seq, at, agent, action, detail, lead_id, number, proof))
    return hashlib.sha256(body.encode(errors=LONE)).hexdigest()
