"""Lines of text with delimiters as rows; a quote that is never closed costs one row."""

import csv
import io
import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from console.trouble import BadInput
from db.dataclass import dataclass

if TYPE_CHECKING:
    from _csv import Reader

SEPARATOR_LINE = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)
SPACES = "  "
_RUN = re.compile(r"(?<! ) {2,}+(?=[^ \r\n])")
_UNIT = "\x1f"
LONGEST_LINE = 1 << 24
MOST_LINES = 10_000
"""Lines of one row; a quote that takes in more is taken for one that is never closed."""
LINES_AT_ONCE = 1_000
MOST_READ_AGAIN = 1_000
"""Rows whose lines are read again, each by itself; a file with more such quotes is no list."""
NEVER_CLOSED = "a quote in it is never closed: close it or take it out"

Given = tuple[int, list[str], str]
"""Line, cells and fault of a row as its file has it; by the million, so it is no `TableRow` yet."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What parts cells, SPACES for runs of them, and what stands before a quote within a cell.

    That is "\\" where it is no second quote.
    """

    delimiter: str
    escape: str = ""

    def reader(self, lines: Iterable[str], *, is_strict: bool = False) -> "Reader":
        delimiter = self.delimiter
        if delimiter == SPACES:
            lines = (_RUN.sub(_UNIT, line.lstrip(" ")) for line in lines)
            delimiter = _UNIT
        if self.escape:
            others = f"[^{re.escape(delimiter)}\\r\\n]"
            null = re.compile(rf"(?<!{others})\\N(?!{others})")
            lines = (null.sub("", line) for line in lines)
        escape = self.escape or None
        return csv.reader(lines, delimiter=delimiter, escapechar=escape, strict=is_strict)

    def one_a_line(self, lines: Collection[str]) -> list[list[str]]:
        """The rows of lines, none where one may not be a row by itself; in a third of the time."""
        if self.escape or self.delimiter == SPACES or '"' in "".join(lines):
            return []
        try:
            rows = list(csv.reader(lines, delimiter=self.delimiter))
        except csv.Error:  # whoever reads them one by one says which and why
            return []
        return rows if len(rows) == len(lines) else []


def read_csv(text: io.TextIOWrapper, marks: Marks, path: Path) -> Iterator[Given]:
    """Every row that holds anything, and the line on which it begins, from 1. Raises BadInput."""
    lines = read_lines(text, path)
    first = next(lines, "")
    line = 2 if SEPARATOR_LINE.fullmatch(first) else 1
    if line == 1:
        lines = chain([first.removeprefix("\ufeff")], lines)
    held: list[str] = []
    again = 0
    while ahead := deque(islice(lines, LINES_AT_ONCE)):
        if rows := marks.one_a_line(ahead):
            yield from [(at, cells, "") for at, cells in enumerate(rows, line) if any(cells)]
            line += len(rows)
            continue
        while ahead:
            reader = marks.reader(_lines(ahead, lines, held))
            shift = line
            try:
                for cells in reader:
                    if any(cells):
                        yield line, cells, ""
                    line = shift + reader.line_num
                    held.clear()
            except csv.Error as error:
                again += 1
                rest = held[1:] if again <= MOST_READ_AGAIN else []
                yield line, _first_cells(held, marks), _explain(error, len(held) - len(rest))
                line += len(held) - len(rest)
                ahead.extendleft(reversed(rest))
                held.clear()


def read_csv_at(
    text: io.TextIOWrapper, marks: Marks, path: Path, wanted: Collection[int]
) -> Iterator[Given]:
    """The rows of `read_csv` that begin on these lines and have no fault; the others are passed
    over unread. Raises BadInput."""
    lines = chain([text.readline(LONGEST_LINE).removeprefix("\ufeff")], read_lines(text, path))
    at = 1
    for line in sorted(wanted):
        reader = marks.reader(islice(lines, line - at, None))
        with suppress(csv.Error):  # of a file that was changed meanwhile
            yield line, next(reader, []), ""
        at = line + reader.line_num


def too_long() -> str:
    return f"a cell is longer than {csv.field_size_limit():,} characters"


def read_lines(text: io.TextIOWrapper, path: Path) -> Iterator[str]:
    """The lines of the file; one that never ends would not fit in memory. Raises BadInput."""
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise _endless(path)
        yield line


def _endless(path: Path) -> BadInput:
    return BadInput(f"{path}: a line is longer than {LONGEST_LINE:,} characters: it is no list.")


def _lines(ahead: deque[str], lines: Iterator[str], held: list[str]) -> Iterator[str]:
    """The lines `ahead`, and those after them where a row goes on. Those of the row under way are
    `held` as well.

    Raises csv.Error where that row has no end.
    """
    while line := ahead.popleft() if ahead else next(lines if held else iter(()), ""):
        held.append(line)
        if len(held) > MOST_LINES:
            raise csv.Error(NEVER_CLOSED)
        yield line
    if held:
        raise csv.Error(NEVER_CLOSED)


def _first_cells(held: list[str], marks: Marks) -> list[str]:
    """The cells of the line at fault by themselves, so that it can be mended."""
    try:
        return [cell.rstrip("\r\n") for cell in next(marks.reader(held[:1]), [])]
    except csv.Error:
        return []


def _explain(error: csv.Error, lines: int) -> str:
    more = f" ({lines:,} lines go with it)" if lines > 1 else ""
    if "field larger" in str(error):
        return f"{NEVER_CLOSED if lines > 1 else too_long()}{more}"
    return f"{error}{more}" if str(error) == NEVER_CLOSED else f"it cannot be read ({error}){more}"
