"""Load outside do-not-call lists: from numbers, from a file, or from a file of changes.

A load replaces the area codes in its file and those stated by the user; the others stay.
A new copy is staged unseen, and published in one transaction.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from secrets import token_hex
from unicodedata import normalize

from msgspec import Struct
from msgspec.structs import replace

from console.do_not_call.registries.bitmaps import Bitmaps
from console.do_not_call.registries.number_files import Reading, checksum_of, read_file
from console.firm.settings import firm_from
from console.import_steps import Begin, Step, begin_nothing
from console.judging.lead_marks import mark_registered
from console.rules.law.statutes import all_registries, country_of, registries_meant, registry_meant
from console.rules.text import as_typed, clean_line
from console.rules.times.calendar_words import say_day
from console.trouble import BadInput
from db.audit import log
from db.dnc.registries import (
    Copy,
    LoadedRegistry,
    add_blocks,
    area_code_of,
    dead_copies,
    exchange_of,
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

OLDEST = timedelta(days=366)
FEWEST = 1000
"""The fewest numbers that a whole registry has for an area code or country, even a new one."""

OWN = {
    *("internal", "internallist", "internaldnc", "internaldonotcalllist", "own", "ownlist"),
    *("firmsownlist", "thefirmsownlist", "thefirmslist", "firmslist"),
}
"""Names of the firm's own list, without spaces and punctuation."""

SHRINKS_TO = 0.9
"""A copy with less than this share of the numbers it replaces is probably a broken download."""


class Loaded(Struct, frozen=True):
    """The result of a load. `numbers` counts the listed numbers, `replaced` those listed before."""

    source: str
    kind: RegistryKind
    as_of: date
    area_codes: tuple[str, ...]
    numbers: int
    replaced: int
    barred: int
    opened: int
    notes: tuple[str, ...]


class Load(Struct, frozen=True):
    """One load of one list, as the user wants it.

    `area_codes` are codes that the list covers even without a number in the file; None where the
    user states none. `is_whole`: the file is the whole list, so the firm's other codes become
    empty. `is_forced`: the user insists on what looks wrong. `bases` are the ids of the copies
    that changes are applied to. `is_weighed`: a first copy with very few numbers is refused, since
    everybody missing from it would count as cleared.
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
    bases: frozenset[int] = frozenset()
    is_weighed: bool = False


def load_file(
    database: Database,
    path: Path,
    load: Load,
    reading: Reading | None = None,
    progress: Progress | None = None,
    begin: Begin = begin_nothing,
) -> Loaded:
    """Load a file of numbers as a copy of a registry. Raises BadInput; then nothing was changed."""
    refuse_own(load)
    if load.is_weighed:
        refuse_unknown(database, load)
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


def read_source(text: str) -> str:
    """Return the name under which copies of a list replace one another. Raises BadInput."""
    source = clean_line(text).casefold()
    if not source or "/" in source:
        raise BadInput(
            "The source needs a name without a slash, such as national, indiana or gb-tps."
        )
    return source


def refuse_own(load: Load) -> None:
    """Raise BadInput for an outside list with a name like the firm's own list.

    The next copy of an outside list replaces it, without a supervisor: the firm's requests would
    be lost.
    """
    for text in (load.source, load.name):
        folded = normalize("NFKC", clean_line(text)).casefold()
        if "".join(filter(str.isalnum, folded)) in OWN:
            raise BadInput(
                f"“{clean_line(text)}” would look like the firm's own list, and this would be a "
                "list from outside, which the next copy replaces. smiledial dnc add --file FILE "
                "puts numbers on the firm's own; a list of somebody else's needs their name."
            )


def refuse_unknown(database: Database, load: Load) -> None:
    """Raise BadInput for a list that bars, under a name that neither the law nor the firm knows.

    A mistyped name would silently clear nobody. A list of the firm's own has a name for agents.
    """
    source = read_source(load.source)
    if load.kind is not RegistryKind.BARS or load.name.strip():
        return
    with database.read() as connection:
        known = {row.source for row in registry_rows(connection)}
        firm = firm_from(read_firm(connection))
    known |= {read_source(rule.registry) for rule in firm.rules if rule.registry}
    if source in known or any(need.is_meant_by(source) for need in all_registries()):
        return
    names = {name for need in all_registries() for name in (*need.words, *need.exactly, need.id)}
    near = get_close_matches(source, sorted(names | known), 2, 0.75)
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    raise BadInput(
        f"No registry is called “{source}”.{meant} smiledial rules names those that a place asks "
        f"for. A list of your own is loaded with --name, which is what agents read: "
        f'--source {as_typed(source)} --name "Known litigators".'
    )


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
    need = registry_meant(source, covered)
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
    token = token_hex(8)
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


def covered_codes(
    load: Load, sizes: Mapping[str, int], held: Sequence[LoadedRegistry]
) -> frozenset[str]:
    """Return the area codes that a load replaces. Raises BadInput."""
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
    if "" in covered:
        refuse_vague(read_source(load.source))
    return covered


def refuse_vague(source: str) -> None:
    """Raise BadInput for a source that may be the list of several countries, such as "national"."""
    needs = registries_meant(source, [""])
    if len({country_of(need.jurisdiction) for need in needs}) > 1:
        ids = ", ".join(sorted(need.id for need in needs))
        raise BadInput(f"The source {source!r} could be the list of several countries: {ids}.")


def refuse_odd(load: Load, sizes: Mapping[str, int], held: Sequence[LoadedRegistry]) -> None:
    """Raise BadInput for a copy that looks wrong, unless the user forces it."""
    today = load.now.astimezone(UTC).date()
    if load.as_of > today:
        raise BadInput(
            f"--as-of {say_day(load.as_of)} is in the future (it is {say_day(today)} UTC): give "
            "the day on which the list was taken."
        )
    if load.is_forced:
        return
    if today - load.as_of > OLDEST:
        raise BadInput(
            f"A list as of {say_day(load.as_of)} is more than a year old and clears nobody: fetch "
            "a new one, or load it with --force if its hits are still of use."
        )
    if load.is_weighed:
        _refuse_few(load, sizes, held)
    for copy in held:
        if copy.area_code not in sizes:
            continue
        where = f"area code {copy.area_code}" if copy.area_code else "its country"
        if copy.as_of > load.as_of:
            raise BadInput(
                f"The copy for {where} is newer ({say_day(copy.as_of)}) than this one "
                f"({say_day(load.as_of)}): check the date, or load it with --force."
            )
        if sizes[copy.area_code] < copy.size * SHRINKS_TO:
            raise BadInput(
                f"The list for {where} would shrink from {copy.size:,} numbers to "
                f"{sizes[copy.area_code]:,}: check that the file is whole, or load it with --force."
            )


MOST_CODES = 8
"""Area codes that a refusal names."""


def _refuse_few(load: Load, sizes: Mapping[str, int], held: Sequence[LoadedRegistry]) -> None:
    """Raise BadInput for a first copy of a registry that cannot be complete.

    Area codes that the user stated with --codes are accepted.
    """
    known = {copy.area_code for copy in held} | set(load.area_codes or ())
    few = {code: size for code, size in sizes.items() if size < FEWEST and code not in known}
    need = registry_meant(read_source(load.source), list(few)) if few else None
    if need is None or load.kind is not RegistryKind.BARS:
        return
    code, size = min(few.items(), key=lambda item: item[1])
    where = f"area code {code}" if code else "the whole country"
    others = f" ({len(few) - 1:,} more are as short)" if len(few) > 1 else ""
    listed = "1 number" if size == 1 else f"{size:,} numbers"
    codes = ",".join(sorted(few)[:MOST_CODES]) + (",…" if len(few) > MOST_CODES else "")
    how = f"name its area codes with --codes {codes}" if code else "load it with --force"
    raise BadInput(
        f"{load.file or 'The file'} lists {listed} of {where}{others}, where {need.name} has many "
        f"thousands: everybody else there would count as cleared. If the file is whole, {how}."
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


def notes_on(load: Load, source: str, codes: Collection[str]) -> Iterator[str]:
    """Yield notes on a copy that was loaded: whether it is too old to clear anybody."""
    need = registry_meant(source, codes)
    if need is None or load.kind is not RegistryKind.BARS:
        return
    age = (load.now.astimezone(UTC).date() - load.as_of).days
    if age > need.good_for_days:
        yield (
            f"This copy is {age} days old and {need.name} is good for {need.good_for_days}: "
            "its hits bar, but it clears nobody."
        )


def sweep(database: Database, now: datetime, token: str = "") -> None:
    """Remove replaced copies, leftovers of killed loads, and the staged copies of `token`."""
    with database.read() as connection:
        dead = dead_copies(connection, now, token)
    for registry_id in dead:
        is_removed = False
        while not is_removed:
            with database.write() as connection:
                is_removed = remove_blocks(connection, registry_id, now, token)
