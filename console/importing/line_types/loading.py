"""Load and remove lists of line types, which are stored and looked up like registries.

A list has a name and a day, and is loaded whole or not at all, as one registry for each line type.
If a number is on several lists, the list with the newest day counts.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from msgspec import Struct

from console.do_not_call.registries.bitmaps import Bitmaps
from console.do_not_call.registries.request import read_source
from console.importing.look_up_lists import (
    Entry,
    Held,
    Loaded,
    Part,
    Progress,
    Shape,
    load,
    take_out,
)
from console.rules.text import clean_line
from console.rules.times.calendar_words import say_day
from console.trouble import BadInput
from db.dnc.registries import Copy, LoadedRegistry, line_rows
from db.engine.database import Connection, Database
from db.enums import LISTED_LINES, LineType


class NewLines(Struct, frozen=True):
    """A list of line types that is to be loaded."""

    name: str
    as_of: date
    agent: str
    now: datetime
    file: str = ""
    checksum: str = ""


class LinesHeld(Held[LineType], frozen=True, kw_only=True):
    """A list of line types in force."""

    name: str
    as_of: date


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
) -> Loaded[LinesHeld]:
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

    def find(connection: Connection) -> LinesHeld | None:
        held = lines_held(connection)
        known = next((each for each in held if (each.name, each.as_of) == (name, new.as_of)), None)
        if known is not None and known.checksum != new.checksum:
            raise BadInput(
                f"{name} of {say_day(new.as_of)} is there already, from {known.file}: give this "
                f"file a name of its own with --source, or take that one out with “lines remove "
                f"{name}”."
            )
        return known

    kinds = {line: kind for kind, line in LISTED_LINES.items()}
    file = clean_line(new.file)
    stamp = (new.as_of, new.now, new.agent, file, new.checksum)
    parts = [
        Part(Copy(f"lines {new.as_of} {name} {line.value}", name, kinds[line], *stamp), bitmap)
        for line, bitmap in bitmaps.items()
    ]
    return load(database, parts, Shape(find, _held, _enter), progress, is_dry_run=is_dry_run)


def remove_lines(
    database: Database, name: str, as_of: date | None, agent: str, now: datetime
) -> tuple[LinesHeld, int]:
    """Remove a list; return it, and how many numbers of leads it affected.

    `as_of` may be None if there is only one list of that name. Raises BadInput.
    """
    name = read_source(name)

    def choose(connection: Connection) -> LinesHeld:
        held = lines_held(connection)
        matches = [each for each in held if each.name == name and as_of in {None, each.as_of}]
        if not matches:
            there = ", ".join(f"{each.name} of {say_day(each.as_of)}" for each in held) or "none"
            raise BadInput(f"There is no list of line types {name!r}: there is {there}.")
        if len(matches) > 1:
            days = ", ".join(str(each.as_of) for each in matches)
            raise BadInput(f"There are several lists {name!r}: say which with --as-of ({days}).")
        return matches[0]

    return take_out(database, choose, _enter_removal, agent, now)


def _enter(held: LinesHeld) -> Entry:
    return "line_types", {
        "name": held.name,
        "as_of": held.as_of.isoformat(),
        "file": held.file,
        "checksum": held.checksum,
        "numbers": {line.value: count for line, count in held.numbers.items()},
    }


def _enter_removal(held: LinesHeld) -> Entry:
    detail = {"name": held.name, "as_of": held.as_of.isoformat(), "numbers": held.total}
    return "line_types_remove", detail


def _held(rows: Sequence[LoadedRegistry]) -> LinesHeld:
    first = rows[0]
    numbers = Counter[LineType]()
    for row in rows:
        numbers[LISTED_LINES[row.kind]] += row.size
    return LinesHeld(
        name=first.name,
        as_of=first.as_of,
        numbers=numbers,
        loaded_at=first.loaded_at,
        agent=first.agent,
        file=first.file,
        checksum=first.checksum,
        sources=frozenset(row.source for row in rows),
    )
