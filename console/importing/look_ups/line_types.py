"""Read, load and remove lists of mobiles, landlines and internet lines (VoIP).

A list has a name and a day, and is loaded whole or not at all, as one registry for each line type.
If a number is on several lists, the list with the newest day counts.

A file can be any table: we find its columns by their names or, failing that, by their contents.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from msgspec import Struct

from console.do_not_call.registries.bitmaps import AT_HAND, Bitmaps
from console.do_not_call.registries.new_copy import read_source
from console.files.fields.columns.headings import ColumnName, read_names
from console.files.fields.columns.matching import match_columns
from console.files.tables.csv_rows import clean_column
from console.files.tables.rows import RowChunk, RowsFile, TableRow
from console.importing.look_ups.dated_lists import (
    Entry,
    Held,
    Loaded,
    Part,
    Progress,
    Shape,
    common_values,
    load,
    take_out,
)
from console.importing.rows.candidates import Reject
from console.importing.rows.rejects import RejectsFile
from console.rules.phone.line_words import read_line
from console.rules.phone.numbers import PhoneError, quote, read_phone, read_plain
from console.rules.text import clean_line, squeeze
from console.rules.times.calendar_words import say_day
from console.trouble import BadInput
from db.dnc.registries import Copy, LoadedRegistry, exchange_of, line_rows
from db.engine.database import Connection, Database
from db.enums import LISTED_LINES, LineType

LINES = (LineType.MOBILE, LineType.VOIP, LineType.LANDLINE)
ROWS_AT_ONCE = 5000
MOST_WORDS = 100
"""Most words without a line type that are counted separately."""

LINE_TYPE = "line_type"


def _words_in(text: str) -> frozenset[str]:
    return frozenset(text.split())


NAMES = _words_in(
    "type line lines linetypes carriertype linetypeintelligencetype phonelinetypename "
    "numberlinetype servicetype nettype networktype technology phonetypedescription wirelesstype "
    "lookuptype mobilelandline landlineormobile"
)
"""Squeezed names of a line type column, beside the names used in lists of leads."""
IS_MOBILE = _words_in(
    "iscell ismobile iswireless wireless cell mobile wirelessflag cellflag mobileflag "
    "iscellphone wirelessind wirelessindicator"
)
"""Squeezed names of a column that says yes or no to “mobile”."""
YES = _words_in("y yes true t 1")
NO_WORDS = _words_in(
    "unknown other invalid none na null n no false 0 error pager paging tollfree premium "
    "premiumrate sharedcost specialservices special uan personal voicemail undetermined"
)
"""Words of look-up services for numbers that have none of our line types."""
ENOUGH = 0.6
"""Share of a column's filled cells that must name a line type, if its name does not."""


@dataclass(slots=True)
class LineRows:
    """Counts of a file: rows read, lines by type, and rows without a line type by their word."""

    rows: int = 0
    lines: Counter[LineType] = field(default_factory=Counter)
    without: Counter[str] = field(default_factory=Counter)
    rejected: int = 0
    reasons: Sequence[tuple[str, int]] = ()
    rejects_file: Path | None = None

    @property
    def without_line(self) -> int:
        return self.without.total()


class LineColumns(Struct, frozen=True):
    """Positions of the number and the line type; `says_yes` if that column holds yes and no."""

    phone: int
    line: int
    says_yes: bool


@contextmanager
def line_bitmaps() -> Iterator[Mapping[LineType, Bitmaps]]:
    """Yield an empty set of numbers for each line type.

    Together they need no more memory than one registry.
    """
    with ExitStack() as open_:
        yield {line: open_.enter_context(Bitmaps(AT_HAND // len(LINES))) for line in LINES}


def find_columns(file: RowsFile, chosen: Sequence[tuple[str, str]], country: str) -> LineColumns:
    """Find the columns of the number and the line type. Raises BadInput if one is missing."""
    rows = file.sample()
    names = read_names(file.header)
    columns = match_columns(names, chosen, str(file.path), rows, country)
    phone = columns.phones[0].position
    at = columns.fields.get(LINE_TYPE)
    if at is None:
        at = _find_line(names, rows, {phone})
    if at is None:
        raise BadInput(
            f"{file.path}: no column tells the type of a line by its name or by words such as "
            "mobile, landline and voip: say which with --map line_type=COLUMN."
        )
    words = {squeeze(row[at]) for row in rows if row[at].strip()}
    says_yes = names[at].squeezed in IS_MOBILE and not any(map(read_line, words))
    return LineColumns(phone, at, says_yes)


def read_lines(
    file: RowsFile,
    columns: LineColumns,
    country: str,
    bitmaps: Mapping[LineType, Bitmaps],
    rejects: RejectsFile,
) -> Iterator[LineRows]:
    """Add every number with a line type to the set of that type.

    Yields the counts after each chunk, and the complete counts at the end.
    """
    counts = LineRows()
    without = counts.without
    for chunk in file.chunks(ROWS_AT_ONCE):
        counts.rows += chunk.count
        words = clean_column(chunk.columns[columns.line]) if chunk.lines else ()
        for at, e164 in numbers_in(chunk, file, columns.phone, country, rejects):
            word = words[at]
            line = _line_in(word, says_yes=columns.says_yes)
            if line is None:
                without[word if word in without or len(without) < MOST_WORDS else "…"] += 1
                continue
            bitmaps[line].add(*exchange_of(e164))
            counts.lines[line] += 1
        yield counts
    counts.rejected, counts.reasons = rejects.count, rejects.reasons.most_common()
    yield counts


def numbers_in(
    chunk: RowChunk, file: RowsFile, column: int, country: str, rejects: RejectsFile
) -> Iterator[tuple[int, str]]:
    """Yield (index of a row, number in E.164); rows without a readable number are rejected."""
    for row in chunk.faults:
        rejects.add(Reject(row, "", "", row.fault))
    if not chunk.lines:
        return
    phones = clean_column(chunk.columns[column])
    for at, e164 in enumerate(read_plain(phones, country)):
        if e164:
            yield at, e164
            continue
        fault = "There is no phone number in this row."
        try:
            number = read_phone(phones[at], country).e164 if phones[at] else ""
        except PhoneError as error:
            number, fault = "", str(error)
        if number:
            yield at, number
        else:
            row = TableRow(chunk.lines[at], chunk.row(at))
            rejects.add(Reject(row, file.header[column], phones[at], fault))


def _line_in(word: str, *, says_yes: bool) -> LineType | None:
    if says_yes:
        return LineType.MOBILE if squeeze(word) in YES else None
    return read_line(word)


def _find_line(
    names: Sequence[ColumnName], rows: Sequence[Sequence[str]], taken: set[int]
) -> int | None:
    for wanted in (NAMES, IS_MOBILE):
        for at, name in enumerate(names):
            if at not in taken and name.squeezed in wanted and _holds_lines(rows, at, wanted):
                return at
    return next(
        (at for at in range(len(names)) if at not in taken and _holds_lines(rows, at, NAMES)), None
    )


def _holds_lines(rows: Sequence[Sequence[str]], at: int, wanted: frozenset[str]) -> bool:
    """Return whether a column's cells name line types, or say yes and no."""
    words = [squeeze(row[at]) for row in rows if row[at].strip()]
    if wanted is IS_MOBILE:
        return bool(words) and all(word in YES or word in NO_WORDS for word in words)
    lines = sum(read_line(word) is not None for word in words)
    others = sum(read_line(word) is None and word in NO_WORDS for word in words)
    return lines > 0 and lines + others >= len(words) * ENOUGH


def say_words(words: Counter[str], most: int = 5) -> str:
    """Return the most frequent words with their counts: “unknown” 12, “pager” 3, empty 2."""
    texts = [
        f"{quote(word) if word else 'empty'} {count:,}" for word, count in words.most_common(most)
    ]
    return ", ".join(texts) + (", …" if len(words) > most else "")


class NewLines(Struct, frozen=True):
    """A list of line types that is to be loaded."""

    name: str
    as_of: date
    agent: str
    now: datetime
    file: str = ""
    checksum: str = ""


class LinesHeld(Held[LineType], frozen=True):
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
    return LinesHeld(*common_values(rows, LISTED_LINES), rows[0].name, rows[0].as_of)
