"""Replace copies of outside do-not-call lists by newer ones.

A copy is staged in short transactions under a source name that no reader asks for. One transaction
publishes it: it renames rows of `registry` and touches no block. The old copy is removed
afterwards.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice

from msgspec.structs import asdict, replace
from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from db.dnc.registries import Copy, area_code_of
from db.engine.database import Database
from db.sql import add_many
from db.tables.do_not_call import registries, registry_blocks

STAGED = "staged/"
RETIRED = "retired/"
ABANDONED_AFTER = timedelta(hours=12)
"""A staged copy older than this belongs to a load that was killed."""

BLOCKS_AT_ONCE = 1000
"""Blocks in one transaction, 1.25 MB: an agent's key waits no longer than that takes."""


def stage_all(
    database: Database,
    token: str,
    copy: Copy,
    sizes: Mapping[str, int],
    blocks: Iterator[tuple[int, bytes]],
    progress: Callable[[str, int, int], None] | None,
) -> None:
    """Write the copies under a name that no reader asks for, in short transactions.

    Calls `progress` with the step, the numbers that are stored, and their total.
    """
    # Not in one transaction: on SQLite every agent's key would wait for all of the blocks.
    with database.write() as connection:
        ids = {code: stage(connection, token, copy, code, size) for code, size in sizes.items()}
    total, done = sum(sizes.values()), 0
    while part := list(islice(blocks, BLOCKS_AT_ONCE)):
        with database.write() as connection:
            add_blocks(connection, ((ids[area_code_of(e)], e, bits) for e, bits in part))
        if progress is not None:
            done += sum(int.from_bytes(bits).bit_count() for _, bits in part)
            progress("storing", done, total)


def stage(connection: Connection, token: str, copy: Copy, area_code: str, size: int) -> int:
    """Create a copy that readers don't see yet; return its id for `add_blocks`."""
    staged = replace(copy, source=f"{STAGED}{token}/{copy.source}")
    values = {**asdict(staged), "area_code": area_code, "size": size}
    inserted = insert(registries).values(values).returning(registries.c.id)
    return int(connection.execute(inserted).scalar_one())


def add_blocks(connection: Connection, blocks: Iterable[tuple[int, int, bytes]]) -> None:
    """Add (id of a staged copy, exchange, bits); zero bytes at the end are cut off."""
    rows = ((registry_id, exchange, bits.rstrip(b"\0")) for registry_id, exchange, bits in blocks)
    columns = ("registry_id", "exchange", "bits")
    add_many(connection, "registry_block", columns, rows, types=("int8", "int8", "bytea"))


def publish(connection: Connection, token: str, source: str, area_codes: Collection[str]) -> bool:
    """Replace the published copies by the staged ones; return False if a staged one is missing.

    Call it after `bump_revision`, whose lock lets only one load publish at a time. A copy is
    missing if a sweep has removed it as dead.
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
    """Hide published copies; a sweep removes them later, like copies that were replaced."""
    for source in sources:
        connection.execute(
            update(registries)
            .where(registries.c.source == source)
            .values(source=f"{RETIRED}{token}/{source}")
        )


def dead_copies(connection: Connection, now: datetime, token: str = "") -> tuple[int, ...]:
    """Return the ids of copies to remove: replaced, of killed loads, and of the load `token`."""
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
    """Remove up to `at_most` blocks of a dead copy; return True when nothing of it is left."""
    # Check again that it is dead: another sweep may have removed it, and SQLite may have given its
    # id to a new copy.
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


def sweep(database: Database, now: datetime, token: str = "") -> None:
    """Remove replaced copies, leftovers of killed loads, and the staged copies of `token`."""
    with database.read() as connection:
        dead = dead_copies(connection, now, token)
    for registry_id in dead:
        is_removed = False
        while not is_removed:
            with database.write() as connection:
                is_removed = remove_blocks(connection, registry_id, now, token)
