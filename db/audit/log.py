"""The audit log: a chain in which each entry holds the hash of the one before."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    Connection,
    Select,
    TextClause,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    update,
)

from db.audit.coverage import LONE, Changes, Kind, hash_values, quoted, stored
from db.columns import EPOCH, MICROSECOND, Instant
from db.engine.database import is_agent, look_at_numbers
from db.engine.errors import HEAD_ROWS, DamagedHead
from db.engine.postgres import do_last
from db.sql import parts_of
from db.tables.audit import audit_entries, audit_heads, number_salts
from db.tables.leads import numbers

_MAKE = text(
    "INSERT INTO number_salt (e164, salt) VALUES (:e164, :salt) ON CONFLICT (e164) DO NOTHING"
)


def seal_for(connection: Connection, e164: str, value: str = "") -> str:
    """Return the hash that replaces a number in the log, or that replaces `value` if given.

    Creates the number's salt if it has none, so call it inside a write block.
    """
    salt = salt_of(connection, e164)
    if salt is None and is_agent(connection):
        look_at_numbers(connection, [e164])
        salt = salt_of(connection, e164)
    elif salt is None:
        connection.execute(_MAKE, {"e164": e164, "salt": secrets.token_hex(16)})
        salt = salt_of(connection, e164)  # read it: another transaction may have been quicker
    assert salt is not None
    return seal(salt, value or e164)


def salt_of(connection: Connection, e164: str) -> str | None:
    """Return the salt of a number, or None where the log has no entry about it."""
    rows = connection.execute(select(number_salts.c.salt).where(number_salts.c.e164 == e164))
    return rows.scalar()


def numbers_named(connection: Connection, lead_ids: Sequence[int]) -> dict[str, str]:
    """Return the current numbers of these leads, by the hash that replaces each in the log."""
    by_seal: dict[str, str] = {}
    for chunk in parts_of(lead_ids):
        theirs = numbers.c.lead_id.in_(chunk)
        salted = select(numbers.c.e164, number_salts.c.salt).where(theirs)
        joined = salted.join(number_salts, number_salts.c.e164 == numbers.c.e164)
        for e164, salt in connection.execute(joined):
            by_seal[seal(salt, e164)] = e164
    return by_seal


def forget_salts(connection: Connection, e164s: Collection[str]) -> None:
    """Delete the salts of these numbers, so that no log entry can be connected with them."""
    connection.execute(delete(number_salts).where(number_salts.c.e164.in_(e164s)))


GENESIS = "0" * 64

TURN = 7349
"""The key of the PostgreSQL advisory lock by which writers queue for the end of the chain.

PostgreSQL grants advisory locks in the order of the requests. A lock on the head's row alone goes
to any waiting writer: of ninety writers, some waited twelve times as long as most.
"""


class Head(Struct, frozen=True):
    """The end of a chain: the number of its last entry, and the hash of that entry."""

    seq: int
    hash: str


class Newer(Struct, frozen=True):
    """The entries after a given number: how many, how many outcomes, and the time of the last."""

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
    """Add one entry and return its number. Call it last in a transaction: it locks the chain.

    `detail` must contain no personal values, only their `seal`. `changes` are the rows that the
    entry covers from now on; their `audit_seq` is set to its number.
    """
    if connection.dialect.name == "postgresql":
        appending = _appending(at, agent, action, detail, changes)
        return int(connection.execute(*appending).scalar_one())
    head = lock_head(connection)
    seq, detail_text = head.seq + 1, _compact(detail)
    lead_id, number = detail.get("lead"), detail.get("number")
    proof = _compact(changes.document()) if changes else ""
    digest = digest_of(seq, at, agent, action, detail_text, lead_id, number, proof, head.hash)
    entry = {
        "seq": seq,
        "at": at,
        "agent": agent,
        "action": action,
        "detail": detail_text,
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


# While the chain is locked, no other change can commit. So an entry is added in one round trip. The
# server computes the hash, since only the server knows the number and the previous hash by then.
# `rest` is the remaining part of the hashed text; the whole must equal the text of `quick_digest`.
# - The advisory lock comes first: FROM runs it before FOR UPDATE locks the row of the head.
# - In READ COMMITTED, FOR UPDATE reads the newest committed row after the wait. A plain SELECT
#   would read the snapshot from before the wait, and two entries would get the same number.
# - MATERIALIZED: the head is read once, and not again by each part that uses it.
# - `one` fails unless there is exactly one head. Without a head, nothing would be inserted, and the
#   call would be committed without its entry. The cast depends on the count, so that PostgreSQL
#   doesn't evaluate it while it plans.
_APPEND = rf"""
WITH head AS MATERIALIZED (
    SELECT seq + 1 AS seq, hash FROM audit_head, pg_advisory_xact_lock({TURN})
    WHERE id = 1 FOR UPDATE OF audit_head
),
one AS MATERIALIZED (
    SELECT CASE WHEN count(*) <> 1
        THEN CAST('{HEAD_ROWS}' || count(*) AS integer) ELSE 1 END AS is_one FROM head
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
    FROM one LEFT JOIN head ON is_one = 1 RETURNING seq, hash
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
    """Add one entry and call `then` together with the commit (`do_last`).

    Nothing in the transaction may read what they write.
    """
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
    at: datetime, agent: str, action: str, detail: Mapping[str, object], changes: Changes | None
) -> tuple[TextClause, dict[str, object]]:
    """Return the statement of `append` on PostgreSQL, and its values."""
    detail_text, lead_id, number = _compact(detail), detail.get("lead"), detail.get("number")
    proof = _compact(changes.document()) if changes else ""
    hashed = ((at - EPOCH) // MICROSECOND, agent, action, detail_text, lead_id, number, proof)
    rest = "\n".join(map(str, hashed))
    # Quote values with line breaks. Otherwise text could move from one value into the next without
    # changing the hash.
    is_quoted = rest.count("\n") != len(hashed) - 1
    keys = changes.keys() if changes else {}
    values: dict[str, object] = {
        "at": at,
        "agent": agent,
        "action": action,
        "detail": detail_text,
        "lead_id": lead_id,
        "number": number,
        "proof": proof,
        "is_quoted": is_quoted,
        "rest": "\n".join(quoted(str(value)) for value in hashed) if is_quoted else rest,
    }
    values |= {kind.name: list(row_keys) for kind, row_keys in keys.items()}
    return _append_marking(tuple(keys)), values


@cache
def _append_marking(kinds: tuple[Kind, ...]) -> TextClause:
    """Return the statement that adds an entry and marks rows of these kinds as covered by it."""
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
    """Return the HMAC-SHA-256, in hexadecimal, that replaces a personal value in the chain.

    Once the salt is erased, nobody can connect the two.
    """
    return hmac.new(salt.encode(), value.encode(), hashlib.sha256).hexdigest()


def read_head(connection: Connection) -> Head:
    """Return the end of the chain without locking it. Raises DamagedHead."""
    return _only_head(connection, select(audit_heads.c.seq, audit_heads.c.hash))


def lock_head(connection: Connection) -> Head:
    """Return the end of the chain and keep others from moving it until this transaction ends."""
    if connection.dialect.name == "postgresql":
        # First the advisory lock, then the row: in another order two writers could deadlock.
        connection.execute(text(f"SELECT pg_advisory_xact_lock({TURN})"))
    head = select(audit_heads.c.seq, audit_heads.c.hash)
    # SQLite ignores FOR UPDATE: it has one writer.
    return _only_head(connection, head.with_for_update())


def _only_head(connection: Connection, wanted: Select[int, str]) -> Head:
    """Return the only row. Raises DamagedHead: SQLite stores text in any column, if told to."""
    rows = connection.execute(wanted).all()
    if len(rows) != 1:
        raise DamagedHead(len(rows))
    seq, digest = rows[0]
    if not isinstance(seq, int) or not isinstance(digest, str):
        raise DamagedHead
    return Head(seq, digest)


def holds(connection: Connection, head: Head) -> bool:
    """Return whether the chain contains this head, and so the entries before it."""
    if head.seq == 0:
        return True
    entry = select(audit_entries.c.hash).where(audit_entries.c.seq == head.seq)
    return bool(connection.execute(entry).scalar() == head.hash)


def newer_than(connection: Connection, seq: int) -> Newer:
    """Count the entries after a number."""
    later = audit_entries.c.seq > seq
    counted = select(
        func.count(),
        func.count().filter(audit_entries.c.action == "outcome"),
        func.max(audit_entries.c.at),
    )
    return Newer(*connection.execute(counted.where(later)).one())


NEWEST = select(audit_entries.c.at).join(audit_heads, audit_entries.c.seq == audit_heads.c.seq)
"""Select the time of the last entry. It is looked up by the chain's head, so any log is fast."""


def newest_entry_at(connection: Connection) -> datetime | None:
    """Return the time of the last entry, or None in an empty log."""
    return connection.execute(NEWEST).scalar()


def oldest_entry_at(connection: Connection) -> datetime | None:
    """Return the time of the first entry, or None in an empty log."""
    oldest = select(audit_entries.c.at).order_by(audit_entries.c.seq).limit(1)
    return connection.execute(oldest).scalar()


def count_entries(connection: Connection) -> int:
    """Return the number of entries, as the head of the chain has it. Raises DamagedHead."""
    return read_head(connection).seq


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
    """Return the hash of an entry. Entries without a `proof` are older and hashed differently."""
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
    """Return the hash of an entry from stored values; `at` is in microseconds since 1970."""
    body = f"{seq}\n{at}\n{agent}\n{action}\n{detail}\n{lead_id}\n{number}\n{proof}\n{previous}"
    if body.count("\n") != 8:  # a value has line breaks: quote all, so that no two bodies are equal
        return hash_values(None, previous, (seq, at, agent, action, detail, lead_id, number, proof))
    return hashlib.sha256(body.encode(errors=LONE)).hexdigest()
