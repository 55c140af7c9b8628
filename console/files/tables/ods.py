"""Read OpenDocument's .ods row by row: cells as displayed, but numbers with all their digits."""

import zipfile
from collections.abc import Callable, Iterator
from typing import BinaryIO

from console.files.tables.sheet_parts import (
    LONGEST_CELL,
    MOST_CELLS,
    Cells,
    MergedDown,
    names_in,
    open_part,
    put,
    read_in_pieces,
    show_number,
)
from console.rules.text import clean_line
from console.trouble import BadInput

MOST_ROWS = 1 << 20
MOST_REPEATED = 200_000
"""Most cells of a sheet that stand in the file only as the repetition of a row or of a cell.

A file of a kilobyte could claim a billion otherwise.
"""
FEW_TIMES = 20
"""Repetitions of a cell that do not count: neighbors are often equal, such as two states."""

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_NAME = f"{_TABLE}name"
_SHEET = f"{_TABLE}table"
_ROW = f"{_TABLE}table-row"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_Row = tuple[int, list[str], list[tuple[int, int]]]
"""How often a row repeats, its cells, and (column, number of rows) of vertically merged cells."""
_PARAGRAPH = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 p"


def is_ods(stream: BinaryIO) -> bool:
    """Return whether a stream is an .ods file."""
    return {"content.xml", "mimetype"} <= set(names_in(stream))


def find_sheets(stream: BinaryIO) -> dict[str, bool]:
    """Return the sheets by name. All count as visible: a style of their own would hide them."""
    listed = _Names()
    with open_part(zipfile.ZipFile(stream), "content.xml") as part:
        for _ in read_in_pieces(part, listed, " "):
            pass
    return dict.fromkeys(listed.names, True)


def open_ods(stream: BinaryIO) -> Callable[[str], Iterator[Cells]]:
    """Return a function that reads the rows of a sheet."""
    folder = zipfile.ZipFile(stream)
    return lambda sheet: _read_ods(folder, sheet)


def _read_ods(folder: zipfile.ZipFile, sheet: str) -> Iterator[Cells]:
    number = 0
    merged = MergedDown()
    for repeat, row, spans in _rows_of(folder, sheet):
        # A hostile sheet may claim a row to repeat a billion times.
        for place in range(min(repeat, MOST_ROWS - number) if row else 0):
            cells = list(row)
            merged.fill(number + 1 + place, cells)
            for column, rows in spans:
                merged.begin(column, number + place + rows, cells[column])
            yield number + 1 + place, cells
        number += repeat


def _rows_of(folder: zipfile.ZipFile, sheet: str) -> Iterator[_Row]:
    reader = _Rows(sheet)
    with open_part(folder, "content.xml") as part:
        for _ in read_in_pieces(part, reader, " "):
            yield from reader.rows
            reader.rows.clear()
            if reader.is_over:
                return


class _Names:
    """Collects the names of the sheets."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == _SHEET:
            self.names.append(attributes.get(_NAME, ""))

    def end(self, tag: str) -> None: ...

    def text(self, words: str) -> None: ...


class _Rows:
    """Collects the rows of one sheet."""

    def __init__(self, sheet: str) -> None:
        self.rows: list[_Row] = []
        self.is_over = False
        self._spans: list[tuple[int, int]] = []
        self._sheet = sheet
        self._is_here = self._is_in_cell = self._is_read = False
        self._repeat = 1
        self._cells: list[str] = []
        self._column = 0
        self._cell: dict[str, str] = {}
        self._paragraphs: list[str] = []
        self._length = 0
        self._depth = 0
        self._repeated = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._is_in_cell:
            if not self._depth and tag == _PARAGRAPH and self._length <= LONGEST_CELL:
                self._is_read = True
                self._paragraphs.append("")
                self._length += 1
            self._depth += 1
        elif tag == _SHEET:
            self._is_here = attributes.get(_NAME, "") == self._sheet
        elif not self._is_here:
            return
        elif tag in _CELLS:
            self._is_in_cell = True
            self._cell = attributes
            self._paragraphs = []
            self._length = 0
        elif tag == _ROW:
            self._repeat = _times(attributes, "rows-repeated")
            self._cells = []
            self._spans = []
            self._column = 0

    def text(self, words: str) -> None:
        if self._is_read and self._length <= LONGEST_CELL:
            self._paragraphs[-1] += words
            self._length += len(words)

    def end(self, tag: str) -> None:
        if self._depth:
            self._depth -= 1
            self._is_read = self._is_read and self._depth > 0
        elif self._is_in_cell:
            self._is_in_cell = False
            self._add()
        elif self._is_here and not self.is_over:
            if tag == _ROW:
                self._count((self._repeat - 1) * len(self._cells))
                self.rows.append((self._repeat, self._cells, self._spans))
            self.is_over = tag == _SHEET

    def _add(self) -> None:
        repeat = _times(self._cell, "columns-repeated")
        if text := _show(self._cell, "\n".join(self._paragraphs)):
            end = min(self._column + repeat, MOST_CELLS)
            if repeat > FEW_TIMES:
                self._count(end - self._column)
            for column in range(self._column, end):
                put(self._cells, column, text)
            rows = _times(self._cell, "rows-spanned")
            if rows > 1 and self._column < MOST_CELLS:
                self._spans.append((self._column, rows))
        self._column += repeat

    def _count(self, cells: int) -> None:
        self._repeated += max(cells, 0)
        if self._repeated > MOST_REPEATED:
            raise BadInput(
                f"The sheet “{clean_line(self._sheet)}” repeats rows or cells so often that they "
                f"make more than {MOST_REPEATED:,} cells: delete the repeated rows, or save the "
                "sheet as CSV."
            )


def _times(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(f"{_TABLE}number-{name}", "1")
    return min(int(text), MOST_ROWS) if text.isdecimal() and text.isascii() else 1


def _show(cell: dict[str, str], shown: str) -> str:
    """Return the text of a cell; `shown` is what the sheet displays."""
    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", "").removesuffix("T00:00:00")
    if kind == "float":
        value = show_number(cell.get(f"{_OFFICE}value", ""))
        return shown if shown.lstrip("0") == value else value
    return shown[: LONGEST_CELL + 1]
