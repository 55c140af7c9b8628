"""A file as rows, once it is known what it is: each with the line where it stands."""

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import dropwhile, islice
from pathlib import Path

from msgspec import Struct

from console.files.fields.warnings.mapping import Doubt
from console.files.tables.formats import RECORDS, SHEETS
from console.files.tables.sheets.parts import NO_VALUE, OLE, ZIP
from console.files.tables.text.csv_rows import (
    SPACES,
    Columns,
    CsvRows,
    Given,
    Marks,
    read_csv_at,
    read_lines,
    too_long,
)
from console.files.tables.text.encodings import decoded
from console.files.tables.unpacking import GZIP, unpacked

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", SPACES: "spaces"}

LOOKED_AT = 200
"""Rows by which a file's country, and a column's content, are recognized."""

FIRST = 1_000
"""Rows that a spread sample takes from the start of a file."""
PLACES = 9
"""Places further down from which it takes rows as well."""
ROWS_AT_EACH = 100
BYTES_AT_EACH = 1 << 16
OF_WHOLE_BYTES = ("utf-8", "ascii", "cp125", "iso8859", "latin", "mac", "windows-125")
"""Prefixes of encodings in which a line break can be found from any byte."""


class ReadOptions(Struct, frozen=True):
    """How a person says that a file is to be read; "" and None leave it to be found out.

    `sheet` names a sheet of a spreadsheet, or a file of a zip.
    """

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    has_header: bool | None = None


class TableRow(Struct, frozen=True):
    """`line` is where the row starts in the file, from 1. `fault` says why it cannot be used."""

    line: int
    cells: list[str]
    fault: str = ""


class RowChunk(Struct, frozen=True):
    """Rows that follow one another: where each starts, their cells by the column, and apart the
    rows with a fault."""

    lines: Sequence[int]
    columns: Columns
    faults: Sequence[TableRow] = ()

    @classmethod
    def of(
        cls, lines: Sequence[int], rows: Sequence[list[str]], faults: Sequence[TableRow] = ()
    ) -> "RowChunk":
        return cls(lines, list(zip(*rows, strict=True)), faults)

    @property
    def count(self) -> int:
        return len(self.lines) + len(self.faults)

    @property
    def rows(self) -> list[list[str]]:
        return [*map(list, zip(*self.columns, strict=True))]

    def row(self, at: int) -> list[str]:
        return [column[at] for column in self.columns]


class RowsFile(Struct, frozen=True):
    """A file and how it is read. `form` is csv, or the name of another of `formats`.

    `about` is how many rows there are, judged by its lines. Where no row names the columns they
    are called “column 1” and so on.
    """

    path: Path
    header: tuple[str, ...]
    delimiter: str
    encoding: str
    checksum: str
    about: int
    form: str = "csv"
    part: str = ""
    sheet: str = ""
    header_line: int = 1
    """Where the columns are named, in a form that does so in one row; 0 for nowhere."""
    escape: str = ""
    """What stands before a quote within a cell, where that is no second quote."""
    doubts: tuple[Doubt, ...] = ()
    """What a person should know of how it is read."""
    packed: str = ""
    """The file of an archive that it is."""
    beside: tuple[str, ...] = ()
    """The other sheets that hold numbers, or the other files of the archive."""

    @property
    def has_header(self) -> bool:
        return self.header_line > 0

    def rows(self) -> Iterator[TableRow]:
        """The rows after the header, blank ones left out, in memory one at a time.

        A row that cannot be used has a fault and is followed by the next. Raises BadInput where
        the file itself cannot be read on.
        """
        for line, cells, fault in self._after_header():
            too_wide = self._fit(cells)
            yield TableRow(line, cells, fault or too_wide)

    def rows_at(self, lines: Collection[int]) -> Iterator[TableRow]:
        """Those of them that start on these lines and have no fault."""
        left = set(lines)
        for line, cells, fault in self._given_at(lines):
            if line in left and not fault and not self._fit(cells):
                yield TableRow(line, cells)
            left.discard(line)
            if not left:
                return

    def chunks(self, count: int) -> Iterator[RowChunk]:
        """The same rows, about so many at a time."""
        if self.form != "csv":
            given = self._after_header()
            while part := list(islice(given, count)):
                yield self._chunk(part)
            return
        with _open_text(self) as text:
            rows = CsvRows(text, Marks(self.delimiter, self.escape), self.path)
            for found in rows.read_columns(count, len(self.header)):
                if isinstance(found, list):
                    part = [one for one in found if one[0] > self.header_line]
                    if part:
                        yield self._chunk(part)
                    continue
                first, columns = found
                cut = max(self.header_line + 1 - first, 0)
                lines = range(first, first + len(columns[0]))[cut:]
                if lines:
                    yield RowChunk(lines, [column[cut:] for column in columns] if cut else columns)

    def _chunk(self, part: Sequence[Given]) -> RowChunk:
        lines, rows, faults = zip(*part, strict=True)
        if not any(faults) and set(map(len, rows)) == {len(self.header)}:
            return RowChunk.of(lines, rows)
        too_wide = [self._fit(cells) for cells in rows]
        faulty = [fault or wide for fault, wide in zip(faults, too_wide, strict=True)]
        found = [TableRow(*row) for row in zip(lines, rows, faulty, strict=True)]
        whole = [row for row in found if not row.fault]
        lines = tuple(row.line for row in whole)
        return RowChunk.of(lines, [row.cells for row in whole], [row for row in found if row.fault])

    def sample(self, count: int = LOOKED_AT) -> list[list[str]]:
        """The cells of the first rows that have no fault."""
        whole = (row.cells for row in self.rows() if not row.fault)
        return list(islice(whole, count))

    def spread_sample(self) -> list[list[str]]:
        """Return the first rows, and some from each tenth of a longer text file.

        What is odd may begin far down. Only an unpacked text in an encoding of single bytes, or
        UTF-8, can be read from the middle; of any other file the first rows are all.
        """
        rows = self.sample(FIRST)
        is_text = self.form == "csv" and self.encoding.startswith(OF_WHOLE_BYTES)
        if len(rows) < FIRST or not is_text:
            return rows
        with self.path.open("rb") as stream:
            if stream.read(8).startswith((GZIP, OLE, *ZIP)):
                return rows
            size = stream.seek(0, io.SEEK_END)
            for place in range(1, PLACES + 1):
                stream.seek(size * place // (PLACES + 1))
                stream.readline(BYTES_AT_EACH)  # the rest of a line that began before
                rows += self._whole_rows(stream.read(BYTES_AT_EACH))
        return rows

    def _whole_rows(self, piece: bytes) -> list[list[str]]:
        """Return the rows in a piece of the file that have as many cells as the header.

        A piece that begins within quotes yields few such rows, so they are left out.
        """
        lines, _, _ = piece.rpartition(b"\n")
        text = io.TextIOWrapper(io.BytesIO(lines), self.encoding, errors="replace", newline="")
        rows = CsvRows(text, Marks(self.delimiter, self.escape), self.path).read()
        width = len(self.header)
        fitting = (cells for _, cells, fault in rows if not fault and len(cells) == width)
        return list(islice(fitting, ROWS_AT_EACH))

    def _after_header(self) -> Iterator[Given]:
        if self.form in RECORDS:
            return _record_rows(self)
        given = _csv_rows(self) if self.form == "csv" else _sheet_rows(self)
        return dropwhile(lambda one: one[0] <= self.header_line, given)

    def _given_at(self, lines: Collection[int]) -> Iterator[Given]:
        if self.form != "csv":
            yield from self._after_header()
            return
        with _open_text(self) as text:
            marks = Marks(self.delimiter, self.escape)
            yield from read_csv_at(text, marks, self.path, lines)

    def _fit(self, cells: list[str]) -> str:
        """Makes the row as wide as the header. Returns why that cannot be, "" where it can."""
        width = len(self.header)
        if len(cells) < width:
            cells += [""] * (width - len(cells))
        elif len(cells) > width:
            if any(cells[width:]):
                return (
                    f"it has {len(cells)} cells under {width} columns: "
                    "put the cell that holds a delimiter in quotes"
                )
            del cells[width:]
        return ""


@contextmanager
def _open_text(file: RowsFile) -> Iterator[io.TextIOWrapper]:
    with (
        unpacked(file.path, file.part) as stream,
        decoded(stream, file.path, file.encoding) as text,
    ):
        yield text


def _csv_rows(file: RowsFile) -> Iterator[Given]:
    with _open_text(file) as text:
        yield from CsvRows(text, Marks(file.delimiter, file.escape), file.path).read()


def _sheet_rows(file: RowsFile) -> Iterator[Given]:
    with unpacked(file.path, file.part) as stream:
        for line, cells in SHEETS[file.form].open(stream)(file.sheet):
            fault = _take_out_formulas(file, cells) if NO_VALUE in cells else ""
            yield line, cells, fault or _judge(cells)


def _take_out_formulas(file: RowsFile, cells: list[str]) -> str:
    at = cells.index(NO_VALUE)
    cells[:] = ["" if cell == NO_VALUE else cell for cell in cells]
    name = file.header[at] if at < len(file.header) else f"column {at + 1}"
    return (
        f"its cell under “{name}” holds a formula without a value: open the file in a spreadsheet, "
        "save it, and import it again"
    )


def _record_rows(file: RowsFile) -> Iterator[Given]:
    with _open_text(file) as text:
        for line, record, fault in RECORDS[file.form].read(read_lines(text, file.path)):
            cells = [record.get(name, "") for name in file.header]
            yield line, cells, fault or _judge(cells)


def _judge(cells: Iterable[str]) -> str:
    longest = max(map(len, cells), default=0)
    return too_long() if longest > csv.field_size_limit() else ""
