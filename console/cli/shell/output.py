"""Print JSON documents, lines, and tables that fit the terminal, and format CSV."""

import csv
import io
import json
import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from textwrap import wrap
from typing import TextIO
from zoneinfo import ZoneInfo

import click

from console.files.opening import write_whole
from console.rules.text import clean_line, guard, harmless
from console.rules.times.calendar_words import say_day


def json_text(document: object) -> str:
    """Return a document as indented JSON with a line end."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def json_array(documents: Iterable[object]) -> Iterator[str]:
    """Yield the same text as `json_text` for a list, but one document at a time."""
    before = "[\n"
    for document in documents:
        text = json.dumps(document, ensure_ascii=False, indent=2)
        yield before + "  " + text.replace("\n", "\n  ")
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def print_json(document: object) -> None:
    print_document([json_text(document)])


def print_json_line(document: object) -> None:
    """Print a document on one line at once, for a program that reads along."""
    print_document([json.dumps(document, ensure_ascii=False) + "\n"])
    sys.stdout.flush()


def print_line(text: str, wide: int | None = None) -> None:
    """Print one line, folded between words to `wide` cells, or to the terminal's width.

    The text may come from a file: control characters are removed.
    """
    _put(fold_lines(clean_line(text), terminal_width() if wide is None else wide))


def print_each(lines: Iterable[str]) -> None:
    """Print each text on a line of its own."""
    for line in lines:
        print_line(line)


def print_lines(text: str) -> None:
    """Print lines with their indent and layout. Lines wider than the terminal are folded."""
    _put(fold_lines(harmless(text), terminal_width()))


def print_stderr(text: str) -> None:
    """Print lines on standard error, folded to the terminal's width."""
    _put(fold_lines(harmless(text), terminal_width(sys.stderr)), to_stderr=True)


def print_document(pieces: Iterable[str], *, to_stderr: bool = False) -> None:
    """Print a document unchanged, in pieces; with `to_stderr`, on standard error."""
    for piece in pieces:
        _put(piece, end="", to_stderr=to_stderr)


def _put(text: str, *, end: str = "\n", to_stderr: bool = False) -> None:
    click.echo(text + end, nl=False, err=to_stderr)  # noqa: TID251 - everybody else comes here


def write_file(path: Path, pieces: Iterable[str] | Iterable[bytes]) -> None:
    """Write a whole file, and say on standard error whether it was written or replaced.

    Says nothing about a device or a pipe. Raises BadInput.
    """
    # Don't use Path.is_file(): it raises if the folder may not be read.
    was_there = os.path.isfile(path)  # noqa: PTH113
    write_whole(path, pieces)
    if os.path.isfile(path):  # noqa: PTH113
        print_stderr(clean_line(f"{path} {'replaced' if was_there else 'written'}."))


def print_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table with numbers aligned to the right. A heading may have two lines."""
    table = list(rows)
    shown = [[shown_cell(cell) for cell in row] for row in table]
    heads = _head_lines(header)
    widths = [max(map(_width, column)) for column in zip(*heads, *shown, strict=True)]
    right = [
        bool(table) and all(isinstance(row[i], int | float | None) for row in table)
        for i in range(len(header))
    ]
    for line in [*heads, *shown]:
        cells = [
            _padded(cell, width, is_right)
            for cell, width, is_right in zip(line, widths, right, strict=True)
        ]
        _put("  ".join(cells).rstrip())


def _head_lines(header: Sequence[str]) -> list[list[str]]:
    """Split the headings into lines; a heading with fewer lines is aligned to the bottom."""
    parts = [name.split("\n") for name in header]
    tall = max(map(len, parts), default=1)
    filled = ([""] * (tall - len(part)) + part for part in parts)
    return [list(line) for line in zip(*filled, strict=True)]


def print_fitting(
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    spared: Sequence[str],
    wide: int | None = None,
    *,
    whole: str = "--format csv",
) -> None:
    """Print a table that fits into the terminal, or into `wide` cells.

    If it is too wide, headings of several words take two lines and long names are cut. If that is
    not enough, columns of `spared` are left out: empty ones first, then in the order of `spared`. A
    last line names them, and `whole`, the option that prints all columns. With a width of 0 (output
    to a file or a program), nothing is cut or left out.
    """
    cells = [[clean_line(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    names = list(header)
    if wide is None:
        wide = terminal_width()
    is_tall = bool(wide) and _wide(_heads(names, is_tall=False), cells) > wide
    left_out: list[str] = []
    is_filled = {
        name: any(row[at] not in {None, ""} for row in cells) for at, name in enumerate(names)
    }
    optional = [name for name in spared if name in names] if is_tall else []
    # The sort is stable: empty columns (False) come first, and each group keeps its order.
    for name in sorted(optional, key=is_filled.__getitem__):
        heads = _heads(names, is_tall=True)
        if _wide(heads, _with_short_names(heads, cells, wide, NAME)) <= wide:
            break
        at = names.index(name)
        left_out.insert(0, names.pop(at))
        cells = [[*row[:at], *row[at + 1 :]] for row in cells]
    heads = _heads(names, is_tall=is_tall)
    print_table(heads, _with_short_names(heads, cells, wide, LEAST) if wide else cells)
    if left_out:
        print_line(f"No room for {', '.join(left_out)}: {whole} has them.", wide)


NAME, LEAST = 24, 12
"""How far long names are cut, in cells, before columns are left out, and after that."""


def terminal_width(stream: TextIO | None = None) -> int:
    """Return the width in cells of standard output or another stream; 0 if it is no terminal."""
    stream = stream or sys.stdout
    if not stream.isatty():
        return 0
    # shutil can only ask for the size of standard output, but it honors an exported COLUMNS: give
    # it the size of our stream as the fallback.
    own = os.get_terminal_size(stream.fileno())
    return shutil.get_terminal_size(own).columns or USUAL


USUAL = 80
"""The width in cells of a terminal that reports a width of 0, as some pseudo-terminals do."""


def fold_lines(text: str, wide: int) -> str:
    """Fold each line between words to `wide` cells, with a hanging indent; 0 folds nothing."""
    if not wide:
        return text

    lines = []
    for line in text.split("\n"):
        indent = " " * (len(line) - len(line.lstrip()) + 2)
        lines += (
            wrap(
                line, wide, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
            )
            if len(line) > wide
            else [line]
        )
    return "\n".join(lines)


def _heads(names: Sequence[str], *, is_tall: bool) -> list[str]:
    heads = ["±" if name.startswith("± ") else name for name in names]
    return [_in_two(head) for head in heads] if is_tall else heads


def _in_two(head: str) -> str:
    """Break a heading into two lines of nearly the same length."""
    blanks = [at for at, mark in enumerate(head) if mark == " "]
    if not blanks:
        return head
    at = min(blanks, key=lambda at: abs(2 * at - len(head)))
    return f"{head[:at]}\n{head[at + 1 :]}"


def _with_short_names(
    heads: Sequence[str], rows: Sequence[Sequence[object]], wide: int, least: int
) -> list[list[object]]:
    """Cut the widest text column by as much as the table is too wide, but not below `least`."""
    over = _wide(heads, rows) - wide
    longest = [max(_text_width(row[at]) for row in rows) for at in range(len(heads)) if rows]
    if over <= 0 or not longest:
        return [list(row) for row in rows]
    most = max(longest)
    cut = longest.index(most)
    return [
        [
            _cut(cell, max(least, most - over)) if at == cut and isinstance(cell, str) else cell
            for at, cell in enumerate(row)
        ]
        for row in rows
    ]


def _text_width(cell: object) -> int:
    return _width(cell) if isinstance(cell, str) else 0


def _cut(name: str, most: int) -> str:
    if _width(name) <= most:
        return name
    while _width(name) > most - 1:
        name = name[:-1]
    return f"{name.rstrip()}…"


def _wide(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    columns = zip(
        *_head_lines(heads), *([shown_cell(cell) for cell in row] for row in rows), strict=True
    )
    return sum(max(map(_width, column)) + 2 for column in columns) - 2


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV. A cell that a spreadsheet would run as a formula is guarded."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow(["" if cell is None else guard(str(cell)) for cell in row])
    return buffer.getvalue()


def clock_text(at: datetime | None, zone: str) -> str:
    """Return an instant on the clock of a zone: "Tue 24 Nov 15:04"; "" for None."""
    if at is None:
        return ""
    return local_clock_text(at.astimezone(ZoneInfo(zone)))


def local_clock_text(at: datetime) -> str:
    """Return an instant on its own clock: "Tue 24 Nov 15:04"."""
    # late: --help prints no time, and the sentence about missing time data needs this module
    from console.view.text.clocks import time_words, weekday_day

    return f"{weekday_day(at, width=2)} {time_words(at)}"


def day_text(on: date) -> str:
    """Return `14 Oct 2026`, or `Oct 14, 2026` where the user writes the month first."""
    # late: --help prints no day
    from console.view.text.clocks import in_style

    return in_style(say_day(on))


def shown_cell(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.1f}"
    if isinstance(cell, datetime):
        return local_clock_text(cell)
    return clean_line(str(cell))


def _width(text: str) -> int:
    """Return the width in cells: 0 for a combining mark, 2 for a wide East Asian character."""
    return sum(
        0 if unicodedata.combining(mark) else 2 if unicodedata.east_asian_width(mark) in "WF" else 1
        for mark in text
    )


def _padded(cell: str, width: int, is_right: bool) -> str:  # noqa: FBT001 - one caller, above
    space = " " * (width - _width(cell))
    return space + cell if is_right else cell + space
