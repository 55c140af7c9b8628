"""Replace a copy of an outside list: stage the new one unseen, publish it in one transaction."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from itertools import islice

from console.do_not_call.registries.bitmaps import Bitmaps
from console.do_not_call.registries.request import (
    Load,
    Loaded,
    covered_codes,
    need_of,
    notes_on,
    read_source,
    refuse_odd,
)
from console.import_steps import Begin, Step, begin_nothing
from console.judging.lead_marks import mark_registered
from console.rules.text import clean_line
from console.trouble import BadInput
from db.audit import log
from db.dnc.registries import (
    Copy,
    add_blocks,
    area_code_of,
    dead_copies,
    new_token,
    publish,
    registry_rows,
    remove_blocks,
    stage,
)
from db.engine.database import Database, DatabaseTrouble
from db.firm.settings import bump_revision, marks_owed, owe_marks, pay_marks

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
