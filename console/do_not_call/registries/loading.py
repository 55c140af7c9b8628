"""Load outside do-not-call lists: from numbers, from a file, or from a file of changes.

A load replaces the area codes in its file and those stated by the user; the others stay.
A new copy is staged unseen, and published in one transaction.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from msgspec.structs import replace

from console.do_not_call.registries.bitmaps import Bitmaps
from console.do_not_call.registries.change_files import apply_changes, read_changes, read_layout
from console.do_not_call.registries.number_files import Reading, checksum_of, read_file
from console.do_not_call.registries.request import (
    Load,
    Loaded,
    covered_codes,
    need_of,
    notes_on,
    read_source,
    refuse_odd,
    refuse_own,
    refuse_unknown,
)
from console.firm.settings import firm_from
from console.import_steps import Begin, Step, begin_nothing
from console.judging.lead_marks import mark_registered
from console.rules.text import clean_line
from console.trouble import BadInput
from db.audit import log
from db.dnc.registries import (
    Copy,
    add_blocks,
    area_code_of,
    blocks_of,
    dead_copies,
    exchange_of,
    new_token,
    publish,
    registry_rows,
    remove_blocks,
    stage,
)
from db.engine.database import Database, DatabaseTrouble
from db.enums import RegistryKind
from db.firm.settings import bump_revision, marks_owed, owe_marks, pay_marks, read_firm

BLOCKS_AT_ONCE = 1000
"""Blocks in one transaction, 1.25 MB: an agent's key waits no longer than that takes."""

Progress = Callable[[str, int, int], None]
"""Called with the step, how much of it is done, and the total."""


def take_over(
    database: Database,
    load: Load,
    bitmaps: Bitmaps,
    progress: Progress | None = None,
    begin: Begin = begin_nothing,
) -> Loaded:
    """Put the numbers in place of the firm's copies, all at once or not at all."""
    source = read_source(load.source)
    sizes = bitmaps.sizes()
    # Check before anything is written; `publish_staged` checks again under the lock.
    with database.read() as connection:
        held = registry_rows(connection, source)
    covered = covered_codes(load, sizes, held)
    sizes = {code: sizes.get(code, 0) for code in covered}
    refuse_odd(load, sizes, held)
    need = need_of(source, covered)
    copy = Copy(
        source=source,
        name=clean_line(load.name) or (need.name if need else source),
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
        replaced = publish_staged(database, token, load, copy, sizes, begin)
    except BaseException:  # KeyboardInterrupt too: what was staged must go
        begin(Step.TAKING_OUT)
        with suppress(DatabaseTrouble):
            sweep(database, load.now, token)
        raise
    begin(Step.MARKING)
    notes = list(notes_on(load, source, covered))
    sweep(database, load.now)
    # Read before the marking: if another load is published meanwhile, `pay_marks` sees more owed
    # than this and leaves the debt for that load.
    with database.read() as connection:
        owed = marks_owed(connection)
    # Owed more than once: another load died before its marks, for area codes not known here.
    marked = mark_registered(database, load.now, covered if owed <= 1 else None)
    with database.write() as connection:
        pay_marks(connection, owed)
    return Loaded(
        source=source,
        kind=load.kind,
        as_of=load.as_of,
        area_codes=tuple(sorted(code for code in covered if code)),
        numbers=sum(sizes.values()),
        replaced=replaced,
        barred=marked.barred,
        opened=marked.opened,
        notes=tuple(notes),
    )


def stage_all(
    database: Database,
    token: str,
    copy: Copy,
    sizes: Mapping[str, int],
    blocks: Iterator[tuple[int, bytes]],
    progress: Progress | None,
) -> None:
    """Write the copies under a name that no reader asks for, in short transactions."""
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


def publish_staged(
    database: Database,
    token: str,
    load: Load,
    copy: Copy,
    sizes: Mapping[str, int],
    begin: Begin = begin_nothing,
) -> int:
    """Publish the staged copies in one transaction; return how many numbers were listed before."""
    with database.write() as connection:
        bump_revision(connection)  # first: its row lock lets in one publisher at a time
        owe_marks(connection)  # with the change itself: if we die, the next load makes the marks
        held = registry_rows(connection, copy.source)
        refuse_odd(load, sizes, held)  # again: another load may have been published meanwhile
        # A change file was applied to copies that another load has replaced since: start again.
        if not load.bases <= {row.id for row in held}:
            raise BadInput("The list changed while its changes were read: apply them again.")
        if not publish(connection, token, copy.source, sizes.keys()):
            raise BadInput("This load took so long that it was given up as dead: run it again.")
        replaced = sum(row.size for row in held if row.area_code in sizes)
        log.append(
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
        begin(Step.UPDATING)  # raises if the user stopped it: then the transaction is undone
    return replaced


def sweep(database: Database, now: datetime, token: str = "") -> None:
    """Remove replaced copies, leftovers of killed loads, and the staged copies of `token`."""
    with database.read() as connection:
        dead = dead_copies(connection, now, token)
    for registry_id in dead:
        is_removed = False
        while not is_removed:
            with database.write() as connection:
                is_removed = remove_blocks(connection, registry_id, now, token)


__all__ = [
    "Load",
    "Loaded",
    "Reading",
    "load_changes",
    "load_file",
    "load_numbers",
    "refuse_unknown_list",
]

CHANGE_LAYOUT = "registry_change_layout"
"""The firm's setting that describes the fields of a change file."""


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
    """Load E.164 numbers as a copy of a registry. Raises BadInput; then nothing was changed."""
    load = Load(source, as_of, agent, now, name, kind, area_codes, file=file)
    with Bitmaps() as bitmaps:
        for e164 in numbers:
            bitmaps.add(*exchange_of(e164))
        return take_over(database, load, bitmaps)


def refuse_unknown_list(database: Database, load: Load) -> None:
    """Raise BadInput for a list that bars, under a name that neither the law nor the firm knows."""
    if load.kind is not RegistryKind.BARS:
        return
    with database.read() as connection:
        known = {row.source for row in registry_rows(connection)}
        firm = firm_from(read_firm(connection))
    known |= {read_source(rule.registry) for rule in firm.rules if rule.registry}
    refuse_unknown(read_source(load.source), known, is_named=bool(load.name.strip()))


def load_file(
    database: Database,
    path: Path,
    load: Load,
    reading: Reading | None = None,
    progress: Progress | None = None,
    begin: Begin = begin_nothing,
) -> Loaded:
    """Load a file of numbers as a copy of a registry. Raises BadInput; then nothing was changed."""
    read_source(load.source)
    refuse_own(load)
    load = replace(load, file=path.name, checksum=checksum_of(path))
    size = path.stat().st_size
    with Bitmaps() as bitmaps:
        read_file(
            path,
            bitmaps,
            reading or Reading(),
            None if progress is None else lambda done: progress("reading", done, size),
        )
        return take_over(database, load, bitmaps, progress, begin)


def load_changes(
    database: Database,
    path: Path,
    load: Load,
    layout_text: str = "",
    progress: Progress | None = None,
    begin: Begin = begin_nothing,
) -> Loaded:
    """Apply a file of additions and deletions to the firm's copies.

    `layout_text` describes the fields of a line, in place of the firm's setting. The area codes in
    the file, and those stated by the user, have the new date afterwards. The list keeps its kind
    and name. Raises BadInput; then nothing was changed.
    """
    source = read_source(load.source)
    checksum = checksum_of(path)
    with database.read() as connection:
        layout = read_layout(layout_text or read_firm(connection).get(CHANGE_LAYOUT), CHANGE_LAYOUT)
        held = {copy.area_code: copy for copy in registry_rows(connection, source)}
    changes = read_changes(path, layout)
    codes = changes.area_codes | set(held if load.is_whole else load.area_codes or ())
    for code in sorted(codes - held.keys()):
        where = f"area code {code}" if code else "its country"
        raise BadInput(f"There is no copy of {source} for {where}: load its full list first.")
    if not codes:
        raise BadInput(
            f"{path.name} holds no change: if that is right, say which area codes it covers with "
            "--codes, or --whole for all of them."
        )
    first = held[min(codes)]
    load = replace(
        load,
        name=first.name,
        kind=first.kind,
        area_codes=codes,
        is_whole=False,
        bases=frozenset(held[code].id for code in codes),
        file=path.name,
        checksum=checksum,
    )
    with Bitmaps() as bitmaps:
        for code in sorted(codes):
            # A short read for each area code: a long one keeps SQLite's log from being reset.
            # `publish_staged` checks by `bases` that the copies are still the same ones.
            with database.read() as connection:
                for exchange, bits in blocks_of(connection, held[code].id).items():
                    bitmaps.put(exchange, bits)
        apply_changes(changes, bitmaps)
        return take_over(database, load, bitmaps, progress, begin)
