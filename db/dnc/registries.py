"""Read outside do-not-call lists: which of them contain a number, and which copies are held.

A block has one bit for each of the 10,000 numbers of an exchange.
"""

from collections.abc import Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    Connection,
    Select,
    bindparam,
    literal_column,
    select,
    text,
)

from db.enums import LISTED_LINES, LOOK_UPS, REASSIGNED_ANSWERS, RegistryKind
from db.rows import read_rows
from db.tables.do_not_call import registries, registry_blocks

# SQLite has no function for the value of a byte, so the position of a byte in this text gives it.
_NOT_ZERO = bytes(range(1, 256))
_LISTED = {
    "sqlite": """
SELECT k.value, b.registry_id
FROM json_each(:numbers) k CROSS JOIN registry_block b ON b.exchange = k.value / 10000
WHERE substr(b.bits, k.value % 10000 / 8 + 1, 1) > x'00' AND
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
"""Test many numbers inside the database, so that it need not send any block.

`get_bit` beyond the end of a block is an error in PostgreSQL. The CASE prevents that; an AND would
not, since it has no fixed order. CROSS JOIN makes SQLite start with the numbers, which are few.
"""


def listed_among(connection: Connection, e164s: Sequence[str]) -> list[tuple[str, int]]:
    """Return (number, id of a copy that lists it); the copies include staged and retired ones."""
    if not e164s:
        return []
    in_order = sorted(e164s)  # neighboring exchanges are on the same pages of the index
    values: dict[str, object] = {"numbers": [int(e164[1:]) for e164 in in_order]}
    if connection.dialect.name == "sqlite":
        values = {"numbers": f"[{','.join(e164[1:] for e164 in in_order)}]", "bytes": _NOT_ZERO}
    rows = connection.execute(text(_LISTED[connection.dialect.name]), values)
    return [(f"+{value}", registry_id) for value, registry_id in rows]


LINES = 10_000
"""Numbers in one exchange: the last four digits."""

# A published source has no slash, so this hides staged and retired copies from readers.
_PUBLISHED = registries.c.source.not_like(literal_column("'%/%'"))
_IS_LOOK_UP = registries.c.kind.in_(LOOK_UPS)

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


class Copy(Struct, frozen=True):
    """The facts that all area codes of one load share."""

    source: str
    name: str
    kind: RegistryKind
    as_of: date
    loaded_at: datetime
    agent: str
    file: str
    checksum: str


class LoadedRegistry(Copy, frozen=True, kw_only=True):
    """A copy for one area code; `size` counts its numbers."""

    id: int
    area_code: str
    size: int


def exchange_of(e164: str) -> tuple[int, int]:
    """Split a number into its exchange and its line (the last four digits, 0 to 9999).

    The exchange includes the country code, so +36 1 234 5678 and +1 361 234 5678 differ.
    """
    return int(e164[1:-4]), int(e164[-4:])


def area_code_of(exchange: int) -> str:
    """Return the North American area code of an exchange; "" for every other country."""
    digits = str(exchange)
    return digits[1:4] if digits[0] == "1" and len(digits) == 7 else ""


def is_listed(bits: bytes, line: int) -> bool:
    """Return whether a block contains a line (0 to 9999); zero bytes at its end may be missing."""
    return line >> 3 < len(bits) and bool(bits[line >> 3] >> (line & 7) & 1)


def hits_for(connection: Connection, e164s: Sequence[str]) -> dict[str, tuple[RegistryRow, ...]]:
    """Return the registries that list each number; numbers without any are left out."""
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
    # An agent waits for this: one statement reads the blocks, and Python tests the bit.
    exchange, line = exchange_of(e164)
    rows = connection.execute(_HITS_OF_ONE, {"exchange": exchange}).all()
    hits = [RegistryRow(*facts) for bits, *facts in rows if is_listed(bits, line)]
    return tuple(sorted(hits, key=attrgetter("source")))


def copies(connection: Connection) -> dict[str, tuple[tuple[str, date], ...]]:
    """Return (source, as_of) of every copy by area code, which is "" for a whole country."""
    held: dict[str, tuple[tuple[str, date], ...]] = {}
    wanted = select(registries.c.area_code, registries.c.source, registries.c.as_of)
    for area_code, source, as_of in connection.execute(
        wanted.where(_PUBLISHED, ~_IS_LOOK_UP).order_by(registries.c.source)
    ):
        held[area_code] = (*held.get(area_code, ()), (source, as_of))
    return held


def registry_rows(connection: Connection, source: str | None = None) -> tuple[LoadedRegistry, ...]:
    """Return all copies, or those of one source, by source and area code."""
    wanted = select(registries).where(_PUBLISHED, ~_IS_LOOK_UP)
    if source is not None:
        wanted = wanted.where(registries.c.source == source)
    return _loaded(connection, wanted)


def line_rows(connection: Connection) -> tuple[LoadedRegistry, ...]:
    """Return all copies of lists of line types."""
    wanted = select(registries).where(_PUBLISHED, registries.c.kind.in_(LISTED_LINES))
    return _loaded(connection, wanted)


def answer_rows(connection: Connection) -> tuple[LoadedRegistry, ...]:
    """Return all copies of answers of the reassigned numbers database."""
    wanted = select(registries).where(_PUBLISHED, registries.c.kind.in_(REASSIGNED_ANSWERS))
    return _loaded(connection, wanted)


def is_any_loaded(connection: Connection) -> bool:
    """Return whether the firm has an outside list of any kind."""
    return (
        connection.execute(select(registries.c.id).where(_PUBLISHED).limit(1)).first() is not None
    )


def _loaded(connection: Connection, wanted: Select[Any]) -> tuple[LoadedRegistry, ...]:
    in_order = wanted.order_by(registries.c.source, registries.c.area_code)
    return tuple(read_rows(connection, LoadedRegistry, in_order))


def blocks_of(connection: Connection, registry_id: int) -> dict[int, bytes]:
    """Return the blocks of one copy, by exchange."""
    wanted = select(registry_blocks.c.exchange, registry_blocks.c.bits)
    rows = connection.execute(wanted.where(registry_blocks.c.registry_id == registry_id))
    return {row.exchange: row.bits for row in rows}
