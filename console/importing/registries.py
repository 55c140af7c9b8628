"""A new copy of an outside list: checked, staged out of sight, published in one transaction.

A file replaces the area codes it holds, and those stated beside it; the others stay as they were.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from console.importing.bitmaps import Bitmaps
from console.marking import mark_registered
from console.rules.law import RegistryNeed, all_registries
from console.rules.text import clean_line
from console.trouble import BadInput
from db import audit
from db.engine import Database, DatabaseTrouble
from db.enums import RegistryKind
from db.registries import (
    Copy,
    LoadedRegistry,
    add_blocks,
    area_code_of,
    dead_copies,
    exchange_of,
    new_token,
    publish,
    registry_rows,
    remove_blocks,
    stage,
)
from db.settings import bump_revision

BLOCKS_AT_ONCE = 1000
"""Blocks in one transaction, 1.25 MB: agents' keys wait no longer than that takes."""

OLDEST = timedelta(days=366)
SHRINKS_TO = 0.9
"""A copy with less than this share of the numbers it replaces is probably a broken download."""

Progress = Callable[[str, int, int], None]
"""Called with what is being done, and how much of how much is done."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load brought. `numbers` counts each listed number once, `replaced` those before."""

    source: str
    kind: RegistryKind
    as_of: date
    area_codes: tuple[str, ...]
    numbers: int
    replaced: int
    barred: int
    opened: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """One load of one list, as the person asked for it.

    `area_codes` are codes that the list covers even where the file holds no number of theirs;
    None where nothing is said. `is_whole`: the file is the whole list, so that codes the firm
    holds and the file does not are emptied. `is_forced`: what looks wrong was looked at.
    """

    source: str
    as_of: date
    agent: str
    now: datetime
    name: str = ""
    kind: RegistryKind = RegistryKind.BARS
    area_codes: Collection[str] | None = None
    is_whole: bool = False
    is_forced: bool = False
    file: str = ""
    checksum: str = ""


def load_numbers(
    database: Database,
    *,
    source: str,
    name: str,
    kind: RegistryKind,
    as_of: date,
    numbers: Iterable[str],
    area_codes: Collection[str] | None,
    file: str,
    agent: str,
    now: datetime,
) -> Loaded:
    """Loads E.164 numbers as a copy of a registry. Raises BadInput and then has changed nothing."""
    load = Load(source, as_of, agent, now, name, kind, area_codes, file=file)
    with Bitmaps() as bitmaps:
        for e164 in numbers:
            bitmaps.add(*exchange_of(e164))
        return take_over(database, load, bitmaps)


def take_over(
    database: Database, load: Load, bitmaps: Bitmaps, progress: Progress | None = None
) -> Loaded:
    """Puts the numbers in place of the copies the firm holds, all at once or not at all."""
    source = read_source(load.source)
    sizes = bitmaps.sizes()
    with database.read() as connection:
        held = registry_rows(connection, source)
    covered = covered_codes(load, sizes, held)
    sizes = {code: sizes.get(code, 0) for code in covered}
    refuse_odd(load, sizes, held)
    copy = Copy(
        source=source,
        name=clean_line(load.name) or name_of(source),
        kind=load.kind,
        as_of=load.as_of,
        loaded_at=load.now,
        agent=load.agent,
        file=clean_line(load.file),
        checksum=load.checksum,
    )
    token = new_token()
    try:
        stage_all(database, token, copy, sizes, bitmaps.blocks(), progress)
        replaced = publish_staged(database, token, load, copy, sizes)
    except BaseException:
        with suppress(DatabaseTrouble):
            sweep(database, load.now, token)
        raise
    sweep(database, load.now)
    marked = mark_registered(database, load.now, covered)
    return Loaded(
        source=source,
        kind=load.kind,
        as_of=load.as_of,
        area_codes=tuple(sorted(code for code in covered if code)),
        numbers=sum(sizes.values()),
        replaced=replaced,
        barred=marked.barred,
        opened=marked.opened,
        notes=tuple(notes_on(load, source)),
    )


def read_source(text: str) -> str:
    """The name under which copies of one list replace one another. Raises BadInput."""
    source = clean_line(text).casefold()
    if not source or "/" in source:
        raise BadInput(
            "The source needs a name without a slash, such as national, indiana or gb-tps."
        )
    return source


def need_of(source: str) -> RegistryNeed | None:
    """The registry of the law's data that a source's name means."""
    return next((need for need in all_registries() if need.is_meant_by(source)), None)


def name_of(source: str) -> str:
    need = need_of(source)
    return need.name if need else source


def covered_codes(
    load: Load, sizes: Mapping[str, int], held: Sequence[LoadedRegistry]
) -> frozenset[str]:
    stated = set(load.area_codes or ())
    for code in stated:
        if code and not (len(code) == 3 and code.isascii() and code.isdigit()):
            raise BadInput(f"{code!r} is not an area code: give three digits.")
    whole = {copy.area_code for copy in held} if load.is_whole else set()
    covered = frozenset(sizes) | stated | whole
    if not covered:
        raise BadInput(
            f"{load.file or 'The file'} lists no number, so it says nothing: if that is right, "
            "state the area codes it covers with --codes."
        )
    return covered


def refuse_odd(load: Load, sizes: Mapping[str, int], held: Sequence[LoadedRegistry]) -> None:
    """Raises BadInput for a copy that looks wrong, unless it was looked at."""
    today = load.now.astimezone(UTC).date()
    if load.as_of > today:
        raise BadInput(
            f"--as-of {load.as_of} is in the future (it is {today} UTC): give the day on which "
            "the list was taken."
        )
    if load.is_forced:
        return
    if today - load.as_of > OLDEST:
        raise BadInput(
            f"A list as of {load.as_of} is more than a year old and clears nobody: fetch a new "
            "one, or load it with --force if its hits are still of use."
        )
    for copy in held:
        if copy.area_code not in sizes:
            continue
        where = f"area code {copy.area_code}" if copy.area_code else "its country"
        if copy.as_of > load.as_of:
            raise BadInput(
                f"The copy for {where} is newer ({copy.as_of}) than this one ({load.as_of}): "
                "check the date, or load it with --force."
            )
        if sizes[copy.area_code] < copy.size * SHRINKS_TO:
            raise BadInput(
                f"The list for {where} would shrink from {copy.size:,} numbers to "
                f"{sizes[copy.area_code]:,}: check that the file is whole, or load it with --force."
            )


def notes_on(load: Load, source: str) -> Iterator[str]:
    need = need_of(source)
    if need is None or load.kind is not RegistryKind.BARS:
        return
    age = (load.now.astimezone(UTC).date() - load.as_of).days
    if age > need.good_for_days:
        yield (
            f"This copy is {age} days old and {need.name} is good for {need.good_for_days}: "
            "its hits bar, but it clears nobody."
        )


def stage_all(
    database: Database,
    token: str,
    copy: Copy,
    sizes: Mapping[str, int],
    blocks: Iterator[tuple[int, bytes]],
    progress: Progress | None,
) -> None:
    """Writes the copies under a name no reader asks for, in transactions short enough to share."""
    with database.write() as connection:
        ids = {code: stage(connection, token, copy, code, size) for code, size in sizes.items()}
    total, done = sum(sizes.values()), 0
    while part := list(islice(blocks, BLOCKS_AT_ONCE)):
        with database.write() as connection:
            add_blocks(connection, ((ids[area_code_of(e)], e, bits) for e, bits in part))
        if progress is not None:
            done += sum(int.from_bytes(bits).bit_count() for _, bits in part)
            progress("storing", done, total)


def publish_staged(
    database: Database, token: str, load: Load, copy: Copy, sizes: Mapping[str, int]
) -> int:
    """The one moment at which the copy changes; returns how many numbers were listed before."""
    with database.write() as connection:
        bump_revision(connection)  # first: it lets one publisher in at a time
        held = registry_rows(connection, copy.source)
        refuse_odd(load, sizes, held)  # another load may have been published meanwhile
        if not publish(connection, token, copy.source, sizes.keys()):
            raise BadInput("This load took so long that it was given up as dead: run it again.")
        replaced = sum(row.size for row in held if row.area_code in sizes)
        audit.append(
            connection,
            load.now,
            load.agent,
            "registry",
            {
                "source": copy.source,
                "kind": copy.kind.value,
                "as_of": copy.as_of.isoformat(),
                "file": copy.file,
                "checksum": copy.checksum,
                "area_codes": sorted(sizes),
                "numbers": sum(sizes.values()),
                "replaced": replaced,
                "forced": load.is_forced,
            },
        )
    return replaced


def sweep(database: Database, now: datetime, token: str = "") -> None:
    """Removes replaced copies, what killed loads left, and the staged copies of `token`."""
    with database.read() as connection:
        dead = dead_copies(connection, now, token)
    for registry_id in dead:
        gone = False
        while not gone:
            with database.write() as connection:
                gone = remove_blocks(connection, registry_id)
