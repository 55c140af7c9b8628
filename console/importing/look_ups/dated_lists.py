"""Load and remove look-up lists: dated lists of numbers that are stored like registries.

A list of line types is one, and so is a file of answers of the reassigned numbers database.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from secrets import token_hex
from typing import Generic, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import astuple

from console.do_not_call.registries.bitmaps import Bitmaps
from console.do_not_call.registries.new_copy import publish_staged
from console.judging.lead_marks import place_by_look_ups
from console.trouble import BadInput
from db.audit import log
from db.dnc.registries import Copy, LoadedRegistry
from db.dnc.registry_publishing import retire, stage_all, sweep
from db.engine.database import Connection, Database, DatabaseTrouble
from db.enums import RegistryKind
from db.firm.settings import revising

Progress = Callable[[str, int, int], None]
"""Called with the step, how much of it is done, and how much there is."""

Entry: TypeAlias = tuple[str, Mapping[str, object]]
"""Action and detail of an entry of the audit log."""

K = TypeVar("K")


class Held(Struct, Generic[K], frozen=True):
    """A list in force; `numbers` counts its numbers of each kind."""

    numbers: Mapping[K, int]
    loaded_at: datetime
    agent: str
    file: str
    checksum: str
    sources: frozenset[str]

    @property
    def total(self) -> int:
        return sum(self.numbers.values())


H = TypeVar("H", bound=Held)  # type: ignore[type-arg]  # of any kind


class Loaded(Struct, Generic[H], frozen=True):
    """The result of a load; `moved` counts the leads' numbers that are checked again."""

    held: H
    moved: int
    was_there: bool = False


class Part(Struct, frozen=True):
    """The numbers of one kind; the list is stored under the source of the copy."""

    copy: Copy
    bitmaps: Bitmaps


class Shape(Struct, Generic[H], frozen=True):
    """What is particular to a kind of list.

    `find` returns the list that is loaded, if it is in force. `hold` makes a list of its stored
    rows. `enter` returns the entry of the audit log about a load.
    """

    find: Callable[[Connection], H | None]
    hold: Callable[[Sequence[LoadedRegistry]], H]
    enter: Callable[[H], Entry]


def load(
    database: Database,
    parts: Sequence[Part],
    shape: Shape[H],
    progress: Progress | None,
    *,
    is_dry_run: bool,
) -> Loaded[H]:
    """Put a list in force, whole or not at all, while agents keep calling.

    Loading the same file again changes nothing. Raises BadInput, and in a dry run for the same
    reasons.
    """
    with database.read() as connection:
        known = shape.find(connection)
    if known is not None:
        # A load may have died after it was in force, and before its numbers were placed.
        moved = 0 if is_dry_run else place_by_look_ups(database, known.sources)
        return Loaded(known, moved, was_there=True)
    sizes = {part.copy: codes for part in parts if (codes := part.bitmaps.sizes())}
    if not sizes:
        raise BadInput("The file says nothing about any number, so there is nothing to load.")
    if is_dry_run:
        rows = [_row_of(copy, *size) for copy, codes in sizes.items() for size in codes.items()]
        return Loaded(shape.hold(rows), 0)
    token, now = token_hex(8), parts[0].copy.loaded_at
    try:
        for part in parts:
            if part.copy in sizes:
                blocks = part.bitmaps.blocks()
                stage_all(database, token, part.copy, sizes[part.copy], blocks, progress)
        loaded = _publish(database, token, sizes, shape)
    except BaseException:  # KeyboardInterrupt too: what was staged must go
        with suppress(DatabaseTrouble):
            sweep(database, now, token)
        raise
    return Loaded(loaded, place_by_look_ups(database, loaded.sources))


def _publish(
    database: Database, token: str, sizes: Mapping[Copy, Mapping[str, int]], shape: Shape[H]
) -> H:
    with revising(database) as connection:
        if shape.find(connection) is not None:
            raise BadInput("This list was loaded meanwhile: nothing was loaded again.")
        for copy, codes in sizes.items():
            publish_staged(connection, token, copy.source, codes)
        loaded = shape.find(connection)
        assert loaded is not None
        log.append(connection, loaded.loaded_at, loaded.agent, *shape.enter(loaded))
    return loaded


def take_out(
    database: Database,
    choose: Callable[[Connection], H],
    enter: Callable[[H], Entry],
    agent: str,
    now: datetime,
) -> tuple[H, int]:
    """Remove the list that `choose` returns, with its entry of the audit log.

    Return the list, and how many numbers of leads are checked again.
    """
    token = token_hex(8)
    with revising(database) as connection:
        removed = choose(connection)
        retire(connection, token, removed.sources)
        log.append(connection, now, agent, *enter(removed))
    moved = place_by_look_ups(database, [f"retired/{token}/{source}" for source in removed.sources])
    sweep(database, now)
    return removed, moved


def common_values(
    rows: Sequence[LoadedRegistry], kinds: Mapping[RegistryKind, K]
) -> tuple[Counter[K], datetime, str, str, str, frozenset[str]]:
    """Return the fields of `Held` in their order; `kinds` are those of the rows' numbers."""
    numbers = Counter[K]()
    for row in rows:
        numbers[kinds[row.kind]] += row.size
    first, sources = rows[0], frozenset(row.source for row in rows)
    return numbers, first.loaded_at, first.agent, first.file, first.checksum, sources


def _row_of(copy: Copy, area_code: str, size: int) -> LoadedRegistry:
    return LoadedRegistry(*astuple(copy), id=0, area_code=area_code, size=size)
