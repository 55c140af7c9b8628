"""Outside do-not-call lists: which of them hold a number, and how a new copy takes over.

A copy is staged in short transactions under a source name that no reader asks for, then published
in one: `registry` rows change names, no block is touched. The old copy is removed afterwards.
"""

import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    text,
    update,
)

from db.enums import LISTED_LINES, RegistryKind
from db.sql.bulk import add_many
from db.tables.do_not_call import registries, registry_blocks

# Which of many numbers an outside list holds, asked where the bits of the lists lie.


# SQLite has no function for a byte's value: it is where the byte stands among all that are not 0.
_NOT_ZERO = bytes(range(1, 256))
_LISTED = {
    "sqlite": """
SELECT k.value, b.registry_id
FROM json_each(:numbers) k CROSS JOIN registry_block b ON b.exchange = k.value / 10000
WHERE length(b.bits) > k.value % 10000 / 8 AND
    (instr(:bytes, substr(b.bits, k.value % 10000 / 8 + 1, 1)) >> (k.value % 10000 % 8)) & 1
""",
    "postgresql": """
SELECT k.value, b.registry_id
FROM unnest(CAST(:numbers AS bigint[])) AS k(value)
JOIN registry_block b ON b.exchange = k.value / 10000
WHERE CASE WHEN octet_length(b.bits) > k.value % 10000 / 8
    THEN get_bit(b.bits, k.value % 10000) = 1 END
""",
}
"""An exchange, the digits but the last four, has a bit for each of its 10,000 numbers."""


def listed_among(connection: Connection, e164s: Sequence[str]) -> list[tuple[str, int]]:
    """(number, id of the copy that lists it), staged and retired copies too."""
    if not e164s:
        return []
    in_order = sorted(e164s)  # exchanges that follow one another lie near one another
    values: dict[str, object] = {"numbers": [int(e164[1:]) for e164 in in_order]}
    if connection.dialect.name == "sqlite":
        values = {"numbers": f"[{','.join(e164[1:] for e164 in in_order)}]", "bytes": _NOT_ZERO}
    rows = connection.execute(text(_LISTED[connection.dialect.name]), values)
    return [(f"+{value}", registry_id) for value, registry_id in rows]


LINES = 10_000
"""Numbers in one exchange: the last four digits."""

AT_ONCE = 500
"""Exchanges asked for in one statement."""

STAGED = "staged/"
RETIRED = "retired/"
ABANDONED_AFTER = timedelta(hours=12)
"""A staged copy this old belongs to a load that was killed."""

# A published source never holds a slash, so a staged or retired copy is invisible to readers.
_PUBLISHED = registries.c.source.not_like(literal_column("'%/%'"))
_OF_LINES = registries.c.kind.in_(LISTED_LINES)

_HITS = (
    select(
        registry_blocks.c.bits,
        registries.c.source,
        registries.c.name,
        registries.c.kind,
        registries.c.area_code,
        registries.c.as_of,
    )
    .join(registries, registries.c.id == registry_blocks.c.registry_id)
    .where(_PUBLISHED)
)
_HITS_OF_ONE = _HITS.where(registry_blocks.c.exchange == bindparam("exchange"))
_COPIES_OF = select(
    registries.c.id,
    registries.c.source,
    registries.c.name,
    registries.c.kind,
    registries.c.area_code,
    registries.c.as_of,
).where(_PUBLISHED, registries.c.id.in_(bindparam("ids", expanding=True)))


class RegistryRow(Struct, frozen=True):
    """A copy of an outside list for one area code ("" for a whole country)."""

    source: str
    name: str
    kind: RegistryKind
    area_code: str
    as_of: date


class LoadedRegistry(Struct, frozen=True):
    """A copy with where it came from; `size` counts the numbers it lists."""

    id: int
    source: str
    name: str
    kind: RegistryKind
    area_code: str
    as_of: date
    loaded_at: datetime
    agent: str
    file: str
    checksum: str
    size: int


class Copy(Struct, frozen=True):
    """What every area code of one load has in common."""

    source: str
    name: str
    kind: RegistryKind
    as_of: date
    loaded_at: datetime
    agent: str
    file: str
    checksum: str


def exchange_of(e164: str) -> tuple[int, int]:
    """The digits before the last four as one integer, and the last four (0 to 9999).

    The country code is part of the exchange, so that +36 1 234 5678 and +1 361 234 5678 are two.
    """
    return int(e164[1:-4]), int(e164[-4:])


def area_code_of(exchange: int) -> str:
    """The North American area code of an exchange; "" for every other country."""
    digits = str(exchange)
    return digits[1:4] if digits[0] == "1" and len(digits) == 7 else ""


def is_listed(bits: bytes, line: int) -> bool:
    return line >> 3 < len(bits) and bool(bits[line >> 3] >> (line & 7) & 1)


def hits_for(connection: Connection, e164s: Sequence[str]) -> dict[str, tuple[RegistryRow, ...]]:
    """The registries that list each number; a number that none lists is not in the answer."""
    if len(e164s) == 1:
        hits_of_one = _hits_of_one(connection, e164s[0])
        return {e164s[0]: hits_of_one} if hits_of_one else {}
    listed = listed_among(connection, e164s)
    ids = sorted({registry_id for _, registry_id in listed})
    copies_of = connection.execute(_COPIES_OF, {"ids": ids}) if ids else ()
    rows = {id_: RegistryRow(*facts) for id_, *facts in copies_of}
    hits: dict[str, tuple[RegistryRow, ...]] = {}
    for e164, registry_id in listed:
        row = rows.get(registry_id)
        if row is not None and row not in hits.get(e164, ()):
            hits[e164] = tuple(sorted((*hits.get(e164, ()), row), key=attrgetter("source")))
    return hits


def _hits_of_one(connection: Connection, e164: str) -> tuple[RegistryRow, ...]:
    """An agent waits for this one, so it takes the fewest steps; the few hits are put in order."""
    exchange, line = exchange_of(e164)
    found = connection.execute(_HITS_OF_ONE, {"exchange": exchange}).all()
    hits = [RegistryRow(*facts) for bits, *facts in found if is_listed(bits, line)]
    return tuple(sorted(hits, key=attrgetter("source")))


def copies(connection: Connection) -> dict[str, tuple[tuple[str, date], ...]]:
    """(source, as_of) of every copy the firm holds, by area code; "" for a whole country."""
    held: dict[str, tuple[tuple[str, date], ...]] = {}
    wanted = select(registries.c.area_code, registries.c.source, registries.c.as_of)
    for area_code, source, as_of in connection.execute(
        wanted.where(_PUBLISHED, ~_OF_LINES).order_by(registries.c.source)
    ):
        held[area_code] = (*held.get(area_code, ()), (source, as_of))
    return held


def registry_rows(connection: Connection, source: str | None = None) -> tuple[LoadedRegistry, ...]:
    """Every copy the firm holds, or those of one source, by source and area code."""
    wanted = select(registries).where(_PUBLISHED, ~_OF_LINES)
    if source is not None:
        wanted = wanted.where(registries.c.source == source)
    return _loaded(connection, wanted)


def line_rows(connection: Connection) -> tuple[LoadedRegistry, ...]:
    """Every copy of a list of line types."""
    return _loaded(connection, select(registries).where(_PUBLISHED, _OF_LINES))


def is_any_loaded(connection: Connection) -> bool:
    """Whether the firm holds an outside list of any kind."""
    return (
        connection.execute(select(registries.c.id).where(_PUBLISHED).limit(1)).first() is not None
    )


def _loaded(connection: Connection, wanted: Select[Any]) -> tuple[LoadedRegistry, ...]:
    rows = connection.execute(wanted.order_by(registries.c.source, registries.c.area_code))
    return tuple(
        LoadedRegistry(
            id=row.id,
            source=row.source,
            name=row.name,
            kind=row.kind,
            area_code=row.area_code,
            as_of=row.as_of,
            loaded_at=row.loaded_at,
            agent=row.agent,
            file=row.file,
            checksum=row.checksum,
            size=row.size,
        )
        for row in rows
    )


def new_token() -> str:
    """The name of one load, under which its copies are staged."""
    return secrets.token_hex(8)


def stage(connection: Connection, token: str, copy: Copy, area_code: str, size: int) -> int:
    """Opens a copy that no reader sees and returns its id, for `add_blocks`."""
    return int(
        connection.execute(
            insert(registries)
            .values(
                source=f"{STAGED}{token}/{copy.source}",
                name=copy.name,
                kind=copy.kind,
                area_code=area_code,
                as_of=copy.as_of,
                loaded_at=copy.loaded_at,
                agent=copy.agent,
                file=copy.file,
                checksum=copy.checksum,
                size=size,
            )
            .returning(registries.c.id)
        ).scalar_one()
    )


def add_blocks(connection: Connection, blocks: Iterable[tuple[int, int, bytes]]) -> None:
    """Adds (id of a staged copy, exchange, bits). Zero bytes at the end of the bits say nothing."""
    rows = ((registry_id, exchange, bits.rstrip(b"\0")) for registry_id, exchange, bits in blocks)
    columns = ("registry_id", "exchange", "bits")
    add_many(connection, "registry_block", columns, rows, types=("int8", "int8", "bytea"))


def blocks_of(connection: Connection, registry_id: int) -> dict[int, bytes]:
    """Every block of one copy, by exchange."""
    wanted = select(registry_blocks.c.exchange, registry_blocks.c.bits)
    rows = connection.execute(wanted.where(registry_blocks.c.registry_id == registry_id))
    return {row.exchange: row.bits for row in rows}


def publish(connection: Connection, token: str, source: str, area_codes: Collection[str]) -> bool:
    """Puts the staged copies in place of those the firm held; False when one is not there.

    Call it after `bump_revision`, which lets one publisher in at a time.
    """
    staged = f"{STAGED}{token}/{source}"
    wanted = select(func.count()).where(registries.c.source == staged)
    if connection.execute(wanted).scalar_one() != len(set(area_codes)):
        return False
    replaced = select(registries.c.area_code).where(registries.c.source == staged)
    connection.execute(
        update(registries)
        .where(registries.c.source == source, registries.c.area_code.in_(replaced))
        .values(source=f"{RETIRED}{token}/{source}")
    )
    connection.execute(
        update(registries).where(registries.c.source == staged).values(source=source)
    )
    return True


def retire(connection: Connection, token: str, sources: Collection[str]) -> None:
    """Takes published copies out of sight, to be removed like those that were replaced."""
    for source in sources:
        connection.execute(
            update(registries)
            .where(registries.c.source == source)
            .values(source=f"{RETIRED}{token}/{source}")
        )


def dead_copies(connection: Connection, now: datetime, token: str = "") -> tuple[int, ...]:
    """Copies to be removed: replaced ones, those a load left when killed, and those of `token`."""
    dead = select(registries.c.id).where(_is_dead(now, token))
    return tuple(connection.execute(dead).scalars())


def _is_dead(now: datetime, token: str) -> ColumnElement[bool]:
    dead = registries.c.source.like(f"{RETIRED}%") | (
        registries.c.source.like(f"{STAGED}%") & (registries.c.loaded_at < now - ABANDONED_AFTER)
    )
    if token:
        dead |= registries.c.source.like(f"{STAGED}{token}/%")
    return dead


def remove_blocks(
    connection: Connection, registry_id: int, now: datetime, token: str = "", at_most: int = 2000
) -> bool:
    """Removes a part of a dead copy; True when it is gone, its own row too.

    Another sweep may have removed it, and SQLite given its id to a copy that lives: that one stays.
    """
    dead = select(registries.c.id).where(registries.c.id == registry_id, _is_dead(now, token))
    if connection.execute(dead).first() is None:
        return True
    part = (
        select(registry_blocks.c.id)
        .where(registry_blocks.c.registry_id == registry_id)
        .limit(at_most)
    )
    removed = connection.execute(delete(registry_blocks).where(registry_blocks.c.id.in_(part)))
    if removed.rowcount == at_most:
        return False
    connection.execute(delete(registries).where(registries.c.id == registry_id))
    return True
