"""Put a new copy of an outside do-not-call list in place of the firm's own.

It replaces the area codes in its file and those stated by the user; the others stay. It is staged
unseen, and published in one transaction.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from secrets import token_hex

from msgspec import Struct

from console.import_steps import Begin, Step, begin_nothing
from console.judging.lead_marks import mark_registered
from console.rules.law.statutes import RegistryNeed, country_of, registries_meant, registry_meant
from console.rules.text import clean_line
from console.rules.times.calendar_words import say_day
from console.trouble import BadInput
from db.audit import log
from db.dnc.registries import Copy, LoadedRegistry, registry_rows
from db.dnc.registry_publishing import publish, stage_all, sweep
from db.engine.database import Connection, Database, DatabaseTrouble
from db.enums import RegistryKind
from db.firm.settings import marks_owed, owe_marks, pay_marks, revising

Progress = Callable[[str, int, int], None]
"""Called with the step, how much of it is done, and the total."""

OLDEST = timedelta(days=366)
FEWEST = 1000
"""The fewest numbers that a whole registry has for an area code or country, even a new one."""

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


def read_source(text: str) -> str:
    """Return the name under which copies of a list replace one another. Raises BadInput."""
    source = clean_line(text).casefold()
    if not source or "/" in source:
        raise BadInput(
            "The source needs a name without a slash, such as national, indiana or gb-tps."
        )
    return source


def take_over(
    database: Database,
    load: Load,
    sizes: Mapping[str, int],
    blocks: Iterator[tuple[int, bytes]],
    progress: Progress | None = None,
    begin: Begin = begin_nothing,
) -> Loaded:
    """Put the numbers in place of the firm's copies, all at once or not at all.

    `sizes` counts them by area code, and `blocks` are their exchanges with their bits.
    """
    source = read_source(load.source)
    # Check before anything is written, and again under the lock.
    with database.read() as connection:
        held = registry_rows(connection, source)
    covered = covered_codes(load, sizes, held)
    sizes = {code: sizes.get(code, 0) for code in covered}
    refuse_odd(load, sizes, held)
    need = registry_meant(source, covered)
    notes = notes_on(load, need)
    name = clean_line(load.name) or (need.name if need else source)
    about = (source, name, load.kind, load.as_of, load.now)
    copy = Copy(*about, load.agent, clean_line(load.file), load.checksum)
    token = token_hex(8)
    try:
        stage_all(database, token, copy, sizes, blocks, progress)
        with revising(database) as connection:
            owe_marks(connection)  # with the change: if we die, the next load makes the marks
            held = registry_rows(connection, source)
            refuse_odd(load, sizes, held)  # again: another load may have been published meanwhile
            publish_staged(connection, token, source, sizes)
            replaced = sum(row.size for row in held if row.area_code in sizes)
            log.append(
                connection,
                load.now,
                load.agent,
                "registry",
                {
                    "source": source,
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
    except BaseException:  # KeyboardInterrupt too: what was staged must go
        begin(Step.TAKING_OUT)
        with suppress(DatabaseTrouble):
            sweep(database, load.now, token)
        raise
    begin(Step.MARKING)
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
        notes=notes,
    )


def notes_on(load: Load, need: RegistryNeed | None) -> tuple[str, ...]:
    """Return notes on a copy that is loaded: whether it is too old to clear anybody."""
    if need is None or load.kind is not RegistryKind.BARS:
        return ()
    age = (load.now.astimezone(UTC).date() - load.as_of).days
    if age <= need.good_for_days:
        return ()
    note = (
        f"This copy is {age} days old and {need.name} is good for {need.good_for_days}: "
        "its hits bar, but it clears nobody."
    )
    return (note,)


def publish_staged(connection: Connection, token: str, source: str, codes: Collection[str]) -> None:
    """Publish the staged copies of a list. Raises BadInput if a sweep has removed one as dead."""
    if not publish(connection, token, source, codes):
        raise BadInput("This load took so long that it was given up as dead: run it again.")


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
    # A change file was applied to copies that another load has replaced since: start again.
    if not load.bases <= {copy.id for copy in held}:
        raise BadInput("The list changed while its changes were read: apply them again.")
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
