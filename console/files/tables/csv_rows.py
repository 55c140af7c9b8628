"""Read delimited text as rows, and find its delimiter and escape.

A quote that is never closed costs one row, not the rest of the file.
"""

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from operator import methodcaller
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from console.rules.text import clean_line, harmless, unguard
from console.trouble import BadInput

if TYPE_CHECKING:
    from _csv import Reader


SEPARATOR_LINE = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)
SPACES = "  "
_RUN = re.compile(r"(?<! ) {2,}+(?=[^ \r\n])")
_UNIT = "\x1f"
LONGEST_LINE = 1 << 24
MOST_LINES = 10_000
"""Most lines of one row; if a quote encloses more, we assume that it is never closed."""
LINES_AT_ONCE = 1_000
MOST_READ_AGAIN = 1_000
"""How often lines after a stray quote are read again. It bounds the time that a file can cost; one
with more stray quotes is no list."""
NEVER_CLOSED = "a quote in it is never closed: close it or take it out"

SAMPLE = 65_536
"""Characters at the beginning of a file that are read to find the delimiter."""
SAMPLE_ROWS = 20
USUAL = (",", ";", "\t", "|")
RARE = ("^", "~", ":")
"""Tried if no usual delimiter splits the first row."""
NEARLY_ALL = 0.9
NAMED = {"tab": "\t", "\\t": "\t", "spaces": SPACES}

Columns = Sequence[Sequence[str]]
First = Sequence[tuple[int, list[str]]]
"""The first rows that are not blank, with their lines."""
RawRow = tuple[int, list[str], str]
"""Line, cells and fault of a row. A tuple, because making millions of `TableRow` takes longer."""


class Marks(Struct, frozen=True):
    """The delimiter (SPACES for runs of spaces), and how a quote within a cell is escaped.

    `escape` is a backslash, or "" if quotes are doubled instead.
    """

    delimiter: str
    escape: str = ""

    def reader(self, lines: Iterable[str], *, is_strict: bool = False) -> "Reader":
        """Return a reader of rows with these marks."""
        delimiter = self.delimiter
        if delimiter == SPACES:
            lines = (_RUN.sub(_UNIT, line.lstrip(" ")) for line in lines)
            delimiter = _UNIT
        if self.escape:
            others = f"[^{re.escape(delimiter)}\\r\\n]"
            # MySQL writes \N for NULL.
            null = re.compile(rf"(?<!{others})\\N(?!{others})")
            lines = (null.sub("", line) for line in lines)
        escape = self.escape or None
        return csv.reader(lines, delimiter=delimiter, escapechar=escape, strict=is_strict)

    def rows_of_lines(self, lines: Collection[str]) -> list[list[str]]:
        """Return each line as a row, or [] if a row may span several lines. This is a fast path."""
        if self.escape or self.delimiter == SPACES:
            return []
        try:
            # Strict, so that a quote that is open at the last line is an error too.
            rows = list(csv.reader(lines, delimiter=self.delimiter, strict=True))
        except csv.Error:  # the slow path finds out which row it is, and why
            return []
        return rows if len(rows) == len(lines) else []

    def columns_of(self, lines: Collection[str], width: int) -> list[list[str]]:
        """Return the lines as columns, or [] if a line is blank or has another number of cells.

        This is the fastest path, which reads most lines of most files.
        """
        text, count = "".join(lines), methodcaller("count", self.delimiter)
        if self.escape or self.delimiter == SPACES or '"' in text:
            return []
        if {*map(count, lines)} != {width - 1} or max(map(len, lines)) > csv.field_size_limit():
            return []
        # No line has quotes and all have equally many delimiters, so one split of the whole text
        # yields all cells in order, and each column is every `width`th cell.
        text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
        cells = text.replace("\n", self.delimiter).split(self.delimiter)
        columns = [cells[at::width] for at in range(width)]
        return columns if any("" not in column for column in columns) else []


class CsvRows:
    """Reads the rows that are not blank, with the line on which each begins, from 1."""

    def __init__(self, text: io.TextIOWrapper, marks: Marks, path: Path) -> None:
        self._marks = marks
        self._lines = read_lines(text, path)
        first = next(self._lines, "")
        self._line = 2 if SEPARATOR_LINE.fullmatch(first) else 1
        if self._line == 1:
            self._lines = chain([first.removeprefix("\ufeff")], self._lines)
        self._again = 0

    def read(self) -> Iterator[RawRow]:
        """Yield all rows. Raises BadInput."""
        while ahead := deque(islice(self._lines, LINES_AT_ONCE)):
            yield from self._rows(ahead)

    def read_columns(self, count: int, width: int) -> Iterator[tuple[int, Columns] | list[RawRow]]:
        """Yield `count` lines at a time, as (first line, columns) or as a list of rows.

        They are columns if each line is a row of `width` cells. Raises BadInput.
        """
        while ahead := deque(islice(self._lines, count)):
            if columns := self._marks.columns_of(ahead, width):
                yield self._line, columns
                self._line += len(ahead)
            else:
                yield [*self._rows(ahead)]

    def _rows(self, ahead: deque[str]) -> Iterator[RawRow]:
        if rows := self._marks.rows_of_lines(ahead):
            yield from [(at, cells, "") for at, cells in enumerate(rows, self._line) if any(cells)]
            self._line += len(rows)
            return
        held: list[str] = []
        while ahead:
            reader = self._marks.reader(_lines(ahead, self._lines, held))
            shift = self._line
            try:
                for cells in reader:
                    if any(cells):
                        yield self._line, cells, ""
                    self._line = shift + reader.line_num
                    held.clear()
            except csv.Error as error:
                # Give up only the first line, and read the lines after it again as rows of their
                # own: otherwise one stray quote would cost the rest of the file.
                self._again += 1
                again = held[1:] if self._again <= MOST_READ_AGAIN else []
                fault = _explain(error, len(held) - len(again))
                yield self._line, _first_cells(held, self._marks), fault
                self._line += len(held) - len(again)
                ahead.extendleft(reversed(again))  # it puts in one by one, so the order stays
                held.clear()


def read_csv_at(text: io.TextIOWrapper, marks: Marks, wanted: Collection[int]) -> Iterator[RawRow]:
    """Yield the rows that begin on some lines and have no fault, without parsing the others.

    The file must have been read before: a line that would not fit in memory is not refused again.
    """
    # A byte order mark would become part of the first cell.
    lines = chain([next(text, "").removeprefix("\ufeff")], text)
    at = 1
    for line in sorted(wanted):
        reader = marks.reader(islice(lines, line - at, None))
        with suppress(csv.Error):  # the file may have been changed meanwhile
            yield line, next(reader, []), ""
        at = line + reader.line_num


def too_long() -> str:
    """Return the fault of a row with a cell that is too long."""
    return f"a cell is longer than {csv.field_size_limit():,} characters"


def read_lines(text: io.TextIOWrapper, path: Path) -> Iterator[str]:
    """Yield the lines of a text. Raises BadInput for one that would not fit in memory."""
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise BadInput(
                f"{path}: a line is longer than {LONGEST_LINE:,} characters: it is not a list."
            )
        yield line


def _lines(ahead: deque[str], lines: Iterator[str], held: list[str]) -> Iterator[str]:
    """Yield the lines `ahead`, then more while a row goes on; add those of the row to `held`.

    The caller clears `held` at the end of each row. Raises csv.Error if a row has no end.
    """
    while line := ahead.popleft() if ahead else next(lines if held else iter(()), ""):
        held.append(line)
        if len(held) > MOST_LINES:
            raise csv.Error(NEVER_CLOSED)
        yield line
    if held:
        raise csv.Error(NEVER_CLOSED)


def _first_cells(held: list[str], marks: Marks) -> list[str]:
    """Return the cells of the faulty line by itself, so that it can be corrected."""
    try:
        return [cell.rstrip("\r\n") for cell in next(marks.reader(held[:1]), [])]
    except csv.Error:
        return []


def _explain(error: csv.Error, lines: int) -> str:
    """Return the fault of a row that could not be read, and how many lines it costs."""
    more = f" ({lines:,} lines go with it)" if lines > 1 else ""
    if "field larger" in str(error):
        return f"{NEVER_CLOSED if lines > 1 else too_long()}{more}"
    return f"{error}{more}" if str(error) == NEVER_CLOSED else f"it cannot be read ({error}){more}"


def clean_column(cells: Sequence[str], *, keeps_lines: bool = False) -> list[str]:
    """Strip cells and remove control characters and our formula guard.

    Line breaks stay only if `keeps_lines`, for notes.
    """
    # Most columns are plain ASCII: one check of the joined cells is faster than one for each cell.
    joined = "".join(cells)
    if joined.isascii() and joined.isprintable():
        cleaned = [*map(str.strip, cells)]
    else:
        clean = _clean_lines if keeps_lines else clean_line
        cleaned = [
            cell.strip() if cell.isascii() and cell.isprintable() else clean(cell) for cell in cells
        ]
    return [unguard(cell) for cell in cleaned] if "'" in joined else cleaned


def _clean_lines(cell: str) -> str:
    return harmless(cell).strip()


def find_marks(start: str, wanted: str) -> tuple[Marks, First]:
    """Find the delimiter with which most rows have equally many cells.

    Returns the marks and the first rows. A `wanted` delimiter is used unchecked. Raises BadInput.
    """
    stated = SEPARATOR_LINE.match(start)
    sample = start[stated.end() :] if stated else start
    chosen = _chosen(wanted) or (stated[1] if stated else "")
    line = 2 if stated else 1

    def rows_under(marks: Marks) -> First:
        return _first_rows(sample, marks, line, is_cut=len(start) >= SAMPLE)

    def find() -> str:
        tried = {mark: rows_under(Marks(mark)) for mark in (*USUAL, *RARE, SPACES)}
        usual = max(USUAL, key=lambda mark: _consistency(tried[mark]))
        is_named = len(tried[usual][0][1]) > 1 if tried[usual] else False
        if not (is_named and _consistency(tried[usual])[0]):
            for rare in (*RARE, SPACES):
                first = tried[rare][0][1] if tried[rare] else []
                if len(first) > 1 and _consistency(tried[rare])[0] >= NEARLY_ALL:
                    return rare
        return usual

    delimiter = chosen or find()
    marks = Marks(delimiter, "\\") if _is_escaped(sample, delimiter) else Marks(delimiter)
    return marks, rows_under(marks)


def _chosen(wanted: str) -> str:
    chosen = NAMED.get(wanted, wanted)
    if (len(chosen) > 1 and chosen != SPACES) or chosen in ('"', "\n", "\r"):
        raise BadInput(f"--delimiter {chosen}: give one character, tab or spaces.")
    return chosen


def _is_escaped(sample: str, delimiter: str) -> bool:
    """Return whether a backslash escapes quotes: the sample can be read only if it does."""
    if '\\"' not in sample:
        return False
    lines = sample[: sample.rfind("\n") + 1].splitlines(keepends=True)
    return _is_whole(lines, Marks(delimiter, "\\")) and not _is_whole(lines, Marks(delimiter))


def _is_whole(lines: list[str], marks: Marks) -> bool:
    try:
        for _ in marks.reader(lines, is_strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)  # the sample may be cut off
    return True


def _consistency(rows: First) -> tuple[float, int]:
    """Return the share of rows with the most common number of cells, and that number.

    The share is 0 if that number is 1: then the delimiter splits nothing.
    """
    widths = Counter(len(cells) for _, cells in rows)
    if not widths:
        return 0.0, 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    first = len(rows[0][1])
    if width == 1 and first > 1:
        width, count = first, widths[first]
    return (0.0 if width == 1 else round(count / len(rows), 1)), width


def _first_rows(sample: str, marks: Marks, line: int, *, is_cut: bool) -> First:
    rows: list[tuple[int, list[str]]] = []
    begun = line
    try:
        reader = marks.reader(io.StringIO(sample, newline=""))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((begun, cells))
            if len(rows) > SAMPLE_ROWS:
                break
            begun = line + reader.line_num
    except csv.Error:
        pass
    return rows[:-1] if is_cut and 1 < len(rows) <= SAMPLE_ROWS else rows[:SAMPLE_ROWS]
