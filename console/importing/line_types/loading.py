"""Load and remove lists of line types, which are stored and looked up like registries.

A list has a name and a day, and is loaded whole or not at all, as one registry for each line type.
If a number is on several lists, the list with the newest day counts.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime

from msgspec import Struct

from console.do_not_call.registries.bitmaps import Bitmaps
from console.do_not_call.registries.replacement import stage_all, sweep
from console.do_not_call.registries.request import read_source
from console.judging.lead_marks import place_by_look_ups
from console.rules.text import clean_line
from console.rules.times.calendar_words import say_day
from console.trouble import BadInput
from db.audit import log
from db.dnc.registries import Copy, LoadedRegistry, line_rows, new_token, publish, retire
from db.engine.database import Connection, Database, DatabaseTrouble
from db.enums import LISTED_LINES, LineType, RegistryKind
from db.firm.settings import bump_revision

Progress = Callable[[str, int, int], None]
"""Called with the step, how much of it is done, and how much there is."""


class NewLines(Struct, frozen=True):
    """A list of line types that is to be loaded."""

    name: str
    as_of: date
    agent: str
    now: datetime
    file: str = ""
    checksum: str = ""


class LinesHeld(Struct, frozen=True):
    """A list of line types in force; `numbers` counts its numbers of each type."""

    name: str
    as_of: date
    numbers: Mapping[LineType, int]
    loaded_at: datetime
    agent: str
    file: str
    checksum: str
    sources: frozenset[str]

    @property
    def total(self) -> int:
        return sum(self.numbers.values())


class LinesLoaded(Struct, frozen=True):
    """The result of a load; `moved` counts the leads' numbers whose line type has changed."""

    held: LinesHeld
    moved: int
    was_there: bool = False


def lines_held(connection: Connection) -> tuple[LinesHeld, ...]:
    """Return the lists in force, newest first: a newer list overrides an older one."""
    groups: dict[tuple[str, date], list[LoadedRegistry]] = {}
    for row in line_rows(connection):
        groups.setdefault((row.name, row.as_of), []).append(row)
    held = [_held(rows) for rows in groups.values()]
    return tuple(sorted(held, key=lambda each: (-each.as_of.toordinal(), each.name)))


def load_lines(
    database: Database,
    new: NewLines,
    bitmaps: Mapping[LineType, Bitmaps],
    progress: Progress | None = None,
    *,
    is_dry_run: bool = False,
) -> LinesLoaded:
    """Put a list in force, whole or not at all, while agents keep calling.

    Loading the same file again under the same name and day changes nothing. Raises BadInput; a dry
    run raises it for the same reasons.
    """
    name = read_source(new.name)
    if new.as_of > new.now.astimezone(UTC).date():
        raise BadInput(
            f"--as-of {say_day(new.as_of)} is in the future (it is {say_day(new.now)} UTC): give "
            "the day on which the numbers were looked up."
        )
    if known := _find(database, name, new):
        moved = 0 if is_dry_run else place_by_look_ups(database, known.sources)
        return LinesLoaded(known, moved, was_there=True)
    kinds = {line: kind for kind, line in LISTED_LINES.items()}
    sizes = {line: bitmap.sizes() for line, bitmap in bitmaps.items()}
    sizes = {line: codes for line, codes in sizes.items() if codes}
    if not sizes:
        raise BadInput("The file names no line of any number, so there is nothing to load.")
    if is_dry_run:
        numbers = {line: sum(codes.values()) for line, codes in sizes.items()}
        fresh = (new.now, new.agent, new.file, new.checksum)
        return LinesLoaded(LinesHeld(name, new.as_of, numbers, *fresh, frozenset()), 0)
    token = new_token()
    copies = {line: _copy(name, new, line, kinds[line]) for line in sizes}
    try:
        for line, codes in sizes.items():
            stage_all(database, token, copies[line], codes, bitmaps[line].blocks(), progress)
        _publish(database, token, name, new, {copies[line].source: sizes[line] for line in sizes})
    except BaseException:
        with suppress(DatabaseTrouble):
            sweep(database, new.now, token)
        raise
    moved = place_by_look_ups(database, [copy.source for copy in copies.values()])
    loaded = _find(database, name, new)
    assert loaded is not None
    return LinesLoaded(loaded, moved)


def remove_lines(
    database: Database, name: str, as_of: date | None, agent: str, now: datetime
) -> tuple[LinesHeld, int]:
    """Remove a list; return it, and how many numbers of leads it affected.

    `as_of` may be None if there is only one list of that name. Raises BadInput.
    """
    name = read_source(name)
    token = new_token()
    with database.write() as connection:
        bump_revision(connection)
        held = lines_held(connection)
        matches = [each for each in held if each.name == name and as_of in {None, each.as_of}]
        if not matches:
            there = ", ".join(f"{each.name} of {say_day(each.as_of)}" for each in held) or "none"
            raise BadInput(f"There is no list of line types {name!r}: there is {there}.")
        if len(matches) > 1:
            days = ", ".join(str(each.as_of) for each in matches)
            raise BadInput(f"There are several lists {name!r}: say which with --as-of ({days}).")
        removed = matches[0]
        retire(connection, token, removed.sources)
        detail = {"name": name, "as_of": removed.as_of.isoformat(), "numbers": removed.total}
        log.append(connection, now, agent, "line_types_remove", detail)
    moved = place_by_look_ups(database, [f"retired/{token}/{source}" for source in removed.sources])
    sweep(database, now)
    return removed, moved


def _publish(
    database: Database,
    token: str,
    name: str,
    new: NewLines,
    sizes: Mapping[str, Mapping[str, int]],
) -> None:
    with database.write() as connection:
        bump_revision(connection)  # keep this first: its row lock admits one publisher at a time
        if _among(lines_held(connection), name, new.as_of):
            raise BadInput(
                f"{name} of {say_day(new.as_of)} was loaded meanwhile: look at “lines status”."
            )
        for source, codes in sizes.items():
            if not publish(connection, token, source, codes):
                raise BadInput("This load took so long that it was given up as dead: run it again.")
        detail = {
            "name": name,
            "as_of": new.as_of.isoformat(),
            "file": clean_line(new.file),
            "checksum": new.checksum,
            "numbers": {source.rsplit(" ", 1)[1]: sum(sizes[source].values()) for source in sizes},
        }
        log.append(connection, new.now, new.agent, "line_types", detail)


def _copy(name: str, new: NewLines, line: LineType, kind: RegistryKind) -> Copy:
    return Copy(
        source=f"lines {new.as_of} {name} {line.value}",
        name=name,
        kind=kind,
        as_of=new.as_of,
        loaded_at=new.now,
        agent=new.agent,
        file=clean_line(new.file),
        checksum=new.checksum,
    )


def _find(database: Database, name: str, new: NewLines) -> LinesHeld | None:
    """Return the list of this name and day, or None.

    Raises BadInput if that list was loaded from another file.
    """
    with database.read() as connection:
        known = _among(lines_held(connection), name, new.as_of)
    if known is not None and known.checksum != new.checksum:
        raise BadInput(
            f"{name} of {say_day(new.as_of)} is there already, from {known.file}: give this file a "
            f"name of its own with --source, or take that one out with “lines remove {name}”."
        )
    return known


def _among(held: Collection[LinesHeld], name: str, as_of: date) -> LinesHeld | None:
    return next((each for each in held if (each.name, each.as_of) == (name, as_of)), None)


def _held(rows: Sequence[LoadedRegistry]) -> LinesHeld:
    first = rows[0]
    numbers: dict[LineType, int] = {}
    for row in rows:
        line = LISTED_LINES[row.kind]
        numbers[line] = numbers.get(line, 0) + row.size
    return LinesHeld(
        first.name,
        first.as_of,
        numbers,
        first.loaded_at,
        first.agent,
        first.file,
        first.checksum,
        frozenset(row.source for row in rows),
    )
