"""Read Excel's .xlsx row by row, cells as the file holds them, and write such workbooks.

Texts are written as texts, so that no cell runs as a formula and no postal code loses a zero. Rows
go to a temporary file one by one: a workbook of a million rows needs little memory.
"""

import posixpath
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import IO, BinaryIO

from msgspec import Struct

from console.files.tables.sheet_parts import (
    AT_ONCE,
    END_OF_1899,
    LONGEST_CELL,
    LONGEST_FORMAT,
    MOST_TEXT,
    NO_VALUE,
    QUOTED,
    START_OF_1904,
    Cells,
    Merged,
    MergedDown,
    names_in,
    open_part,
    put,
    read_in_pieces,
    read_whole,
    refuse_too_many_merged,
    show_date,
    show_number,
    width_of,
)
from console.rules.text import harmless
from console.trouble import BadInput

_BUILT_IN_DATES = frozenset({*range(14, 23), *range(45, 48)})
_DIGITS = "0123456789"
_MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^<>]*?\bref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"'
)
LONGEST_TAG = 1000
"""Bytes at the end of a piece in which a tag may be cut off."""


def is_xlsx(stream: BinaryIO) -> bool:
    """Return whether a stream is an .xlsx file."""
    return "xl/workbook.xml" in names_in(stream)


def find_sheets(stream: BinaryIO) -> dict[str, bool]:
    """Return whether each sheet is visible, by its name."""
    return {name: is_shown for name, _, is_shown in _list_sheets(zipfile.ZipFile(stream)).sheets}


def _list_sheets(folder: zipfile.ZipFile) -> "_Listed":
    listed = _Listed()
    for name in ("xl/_rels/workbook.xml.rels", "xl/workbook.xml"):
        with open_part(folder, name, MOST_TEXT) as part:
            read_whole(part, listed)
    return listed


def _paths(listed: "_Listed") -> dict[str, str]:
    sheets = {}
    for name, key, _ in listed.sheets:
        path = posixpath.normpath(posixpath.join("xl", listed.targets.get(key, "")))
        sheets[name] = path.removeprefix("/")
    return sheets


def open_xlsx(stream: BinaryIO) -> Callable[[str], Iterator[Cells]]:
    """Return a function that reads a sheet; the shared texts and formats are read once."""
    folder = zipfile.ZipFile(stream)
    listed = _list_sheets(folder)
    strings, formats = _Strings(), _Formats(listed.first_day)
    for name, reader in (("xl/sharedStrings.xml", strings), ("xl/styles.xml", formats)):
        if name in folder.namelist():
            with open_part(folder, name, MOST_TEXT) as part:
                read_whole(part, reader)
    paths = _paths(listed)

    def read(sheet: str) -> Iterator[Cells]:
        with open_part(folder, paths[sheet]) as part:
            merged = MergedDown(_find_merged(part))
        rows = _Rows(strings.texts, formats)
        with open_part(folder, paths[sheet]) as part:
            for _ in read_in_pieces(part, rows):
                for number, cells in rows.rows:
                    merged.fill(number, cells)
                    yield number, cells
                rows.rows.clear()
                if rows.is_over:
                    return

    return read


def _find_merged(part: IO[bytes]) -> set[Merged]:
    """Return the vertically merged cells of a sheet."""
    # The file lists merged cells after the rows, but we need them before: search the part first.
    merged: set[Merged] = set()
    tail = b""
    while piece := part.read(AT_ONCE):
        text = tail + piece
        if b"mergeCell" in text:
            for left, first, right, last in _MERGED.findall(text):
                column = _column_of(left.decode())
                if column is not None and int(last) > int(first) and left <= right:
                    merged.add((column, int(first), int(last)))
        refuse_too_many_merged(len(merged))
        # Search the last, perhaps cut-off tag again together with the next piece.
        tail = text[max(text.rfind(b"<"), len(text) - LONGEST_TAG) :]
    return merged


def _local(tag: str) -> str:
    """Return a tag without its namespace prefix."""
    return tag.rpartition(":")[2]


class _Listed:
    """Collects the sheets with the keys of their parts, the parts, and the day 0."""

    def __init__(self) -> None:
        self.first_day = END_OF_1899
        self.targets: dict[str, str] = {}
        self.sheets: list[tuple[str, str, bool]] = []
        """Name, key, and whether it is visible."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")
        elif name == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
            self.first_day = START_OF_1904
        elif name == "sheet":
            key = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            is_shown = attributes.get("state", "visible") == "visible"
            self.sheets.append((attributes.get("name", ""), key, is_shown))

    def end(self, tag: str) -> None: ...

    def text(self, words: str) -> None: ...


class _Strings:
    """Collects the table of strings, without the phonetic readings above Japanese words."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._text = ""
        self._is_read = self._is_above = False

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name == "t":
            self._is_read = not self._is_above
        elif name == "si":
            self._text = ""
        elif name == "rPh":
            self._is_above = True

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name == "t":
            self._is_read = False
        elif name == "si":
            self.texts.append(self._text[: LONGEST_CELL + 1])
        elif name == "rPh":
            self._is_above = False

    def text(self, words: str) -> None:
        if self._is_read and len(self._text) <= LONGEST_CELL:
            self._text += words


class _Rows:
    """Collects the rows of a sheet that are not blank."""

    def __init__(self, strings: list[str], formats: "_Formats") -> None:
        self.rows: list[Cells] = []
        self.is_over = False
        self._strings = strings
        self._formats = formats
        self._number = 0
        self._cells: list[str] = []
        self._cell: dict[str, str] = {}
        self._value = ""
        self._wanted = "v"
        self._is_read = self._is_above = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag if ":" not in tag else _local(tag)
        if name == "c":
            self._cell = attributes
            self._value = ""
            self._wanted = "t" if attributes.get("t") == "inlineStr" else "v"
        elif name == self._wanted:
            self._is_read = not self._is_above
            if self._value == NO_VALUE:  # the formula has a value after all
                self._value = ""
        elif name == "row":
            place = attributes.get("r", "")
            self._number = int(place) if place.isdecimal() else self._number + 1
        elif name == "f" and self._wanted == "v" and not self._value:
            self._value = NO_VALUE
        elif name == "rPh":
            self._is_above = True

    def text(self, words: str) -> None:
        if self._is_read and len(self._value) <= LONGEST_CELL:
            self._value += words

    def end(self, tag: str) -> None:
        name = tag if ":" not in tag else _local(tag)
        if name == "c":
            column = _column_of(self._cell.get("r", "").rstrip(_DIGITS))
            put(self._cells, len(self._cells) if column is None else column, self._show())
        elif name == self._wanted:
            self._is_read = False
        elif name == "row":
            if self._cells and not self.is_over:
                self.rows.append((self._number, self._cells))
            self._cells = []
        elif name == "rPh":
            self._is_above = False
        elif name == "sheetData":
            self.is_over = True

    def _show(self) -> str:
        """Return the text of the cell that was read."""
        value = self._value
        kind = self._cell.get("t", "n")
        if kind == "inlineStr" or not value or value == NO_VALUE:
            return value[: LONGEST_CELL + 1]
        if kind == "s":
            place = int(value) if value.isdecimal() else -1
            return self._strings[place] if 0 <= place < len(self._strings) else ""
        if kind == "n":
            return self._formats.show(value, self._cell.get("s", "0"))
        if kind == "b":
            return "yes" if value == "1" else "no"
        return value[: LONGEST_CELL + 1]


@lru_cache(maxsize=1_000)
def _column_of(letters: str) -> int | None:
    """Return the column of its letters, from 0: "AB" is 27. None for anything else."""
    if not letters or not letters.isascii() or not letters.isalpha() or len(letters) > 4:
        return None
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1


class _Formats:
    """Collects the cell formats that show numbers as dates, or with leading zeros."""

    def __init__(self, first_day: datetime) -> None:
        self._first_day = first_day
        self._dates: set[str] = set()
        self._widths: dict[str, int] = {}
        self._own: dict[str, str] = {}
        self._styles = -1

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name == "cellXfs":
            self._styles = 0
        elif name == "numFmt":
            self._own[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "xf" and self._styles >= 0:
            self._add(str(self._styles), attributes.get("numFmtId", "0"))
            self._styles += 1

    def end(self, tag: str) -> None:
        if _local(tag) == "cellXfs":
            self._styles = -1

    def text(self, words: str) -> None: ...

    def _add(self, style: str, number: str) -> None:
        written = self._own.get(number, "")[:LONGEST_FORMAT]
        code = QUOTED.sub("", written).lower()
        if width := width_of(written):
            self._widths[style] = width
        is_built_in = number.isdecimal() and int(number) in _BUILT_IN_DATES
        if is_built_in or (code != "general" and re.search("[dmyhs]", code)):
            self._dates.add(style)

    def show(self, value: str, style: str) -> str:
        """Return a number as its style shows it."""
        if style in self._dates and (day := show_date(value, self._first_day)):
            return day
        return show_number(value).zfill(self._widths.get(style, 0))


MOST_ROWS = 1_048_575
"""Rows of a sheet below its header. Source: Excel specifications and limits."""
LONGEST_WRITTEN = 32_767
"""Characters of a cell. Source: Excel specifications and limits."""
LONGEST_NAME = 31
"""Characters of a sheet's name."""
CHUNK = 65_536
TIME_WIDTH = 17
"""Characters of a column of times. Excel shows ##### in a narrower one."""

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


class Sheet(Struct, frozen=True):
    """A sheet of a workbook.

    Numbers are written as numbers, times as times on their own clock, and None as blank.
    """

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[object]]


def workbook_pieces(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """Yield the file of a workbook in pieces. Raises BadInput if a sheet has too many rows."""
    import xlsxwriter  # late: only --format xlsx needs it

    with tempfile.TemporaryFile() as file:
        options = {"constant_memory": True, "strings_to_formulas": False}
        with xlsxwriter.Workbook(file, options) as book:
            bold = book.add_format({"bold": True})
            to_the_minute = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
            names: set[str] = set()
            for sheet in sheets:
                page = book.add_worksheet(_sheet_name(sheet.title, names))
                page.write_row(0, 0, [_cell(name) for name in sheet.header], bold)
                page.freeze_panes(1, 0)
                page.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS + 1}"})
                for at, row in enumerate(sheet.rows, start=1):
                    if at > MOST_ROWS:
                        raise BadInput(
                            f"A sheet of Excel holds {MOST_ROWS:,} rows below its header, and there"
                            " are more: choose fewer with --where, or use --format csv."
                        )
                    for column, cell in enumerate(row):
                        if isinstance(cell, int | float | Decimal):
                            page.write_number(at, column, float(cell))
                        elif isinstance(cell, datetime):
                            # Excel's times have no zone: the header or another sheet names it.
                            local = cell.replace(tzinfo=None)
                            page.write_datetime(at, column, local, to_the_minute)
                            page.set_column(column, column, TIME_WIDTH)
                        elif cell is not None and cell != "":
                            page.write_string(at, column, _cell(cell))
        yield from _chunks(file)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk


def _cell(cell: object) -> str:
    return harmless(str(cell))[:LONGEST_WRITTEN]


def _sheet_name(title: str, taken: set[str]) -> str:
    """Return a name that Excel accepts and that no other sheet has, whatever its case."""
    plain = _FORBIDDEN.sub(" ", harmless(title)).strip(" '")[:LONGEST_NAME].strip(" '") or "Sheet"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[: LONGEST_NAME - 4]} {number}"
    taken.add(name.casefold())
    return name
