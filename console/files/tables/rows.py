"""Read the rows of a file and their line numbers, once its format is known (`opening`)."""

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import dropwhile, islice
from pathlib import Path

from msgspec import Struct

from console.files.fields.columns.phone_columns import PhoneColumn
from console.files.fields.warnings import Doubt, Swallowed
from console.files.tables.csv_rows import (
    SPACES,
    Columns,
    CsvRows,
    Marks,
    RawRow,
    read_csv_at,
    read_lines,
    too_long,
)
from console.files.tables.encodings import codec_of, decoded
from console.files.tables.formats import GZIP, RECORDS, SHEETS, unpacked
from console.files.tables.sheet_parts import NO_VALUE, OLE, ZIP
from console.rules.phone.numbers import count_digits

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", SPACES: "spaces"}

LOOKED_AT = 200
"""Rows that are read to recognize a file's country and a column's content."""

FIRST = 1_000
"""Rows that a spread sample takes from the start of a file."""
PLACES = 9
"""Places further down from which the sample also takes rows."""
ROWS_AT_EACH = 100
BYTES_AT_EACH = 1 << 16
OF_WHOLE_BYTES = ("utf-8", "ascii", "cp125", "iso8859", "latin", "mac", "windows-125")
"""Prefixes of encodings in which the byte \\n is always a line break, wherever we start reading."""


class ReadOptions(Struct, frozen=True):
    """How a file should be read; for "" and None we find it out.

    `sheet` names a sheet of a spreadsheet, or a file of a zip.
    """

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    has_header: bool | None = None


class TableRow(Struct, frozen=True):
    """A row that starts on a `line` of the file, from 1; `fault` says why it cannot be used."""

    line: int
    cells: list[str]
    fault: str = ""


class RowChunk(Struct, frozen=True):
    """Successive rows: the lines on which they start, their cells by column, and faulty rows."""

    lines: Sequence[int]
    columns: Columns
    faults: Sequence[TableRow] = ()

    @classmethod
    def of(
        cls, lines: Sequence[int], rows: Sequence[list[str]], faults: Sequence[TableRow] = ()
    ) -> "RowChunk":
        """Return rows as a chunk."""
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
    """A file and how it is read. `form` is csv, or the name of a format of `formats`.

    `about` is the number of rows, estimated from the lines. Without a row of names the columns are
    called “column 1” and so on.
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
    """The line with the column names, in a format that has one; 0 if there is none."""
    escape: str = ""
    """The character that escapes a quote within a cell; "" if quotes are doubled instead."""
    doubts: tuple[Doubt, ...] = ()
    """What a person should know about how it is read."""
    packed: str = ""
    """The name of the file within the archive, or "" if the file is no archive."""
    beside: tuple[str, ...] = ()
    """The other sheets with numbers, or the other files of the archive."""

    @property
    def has_header(self) -> bool:
        return self.header_line > 0

    def rows(self) -> Iterator[TableRow]:
        """Yield the rows after the header without blank ones, one in memory at a time.

        A row that cannot be used has a fault. Raises BadInput if the file cannot be read on.
        """
        for line, cells, fault in self._after_header():
            too_wide = self._fit(cells)
            yield TableRow(line, cells, fault or too_wide)

    def rows_at(self, lines: Collection[int]) -> Iterator[TableRow]:
        """Yield the rows that start on some lines and have no fault."""
        wanted = set(lines)
        for line, cells, fault in self._raw_rows_at(lines):
            if line in wanted and not fault and not self._fit(cells):
                yield TableRow(line, cells)
            wanted.discard(line)
            if not wanted:
                return

    def chunks(self, count: int) -> Iterator[RowChunk]:
        """Yield the rows in chunks of about `count`."""
        if self.form != "csv":
            rows = self._after_header()
            while part := list(islice(rows, count)):
                yield self._chunk(part)
            return
        with _open_text(self) as text:
            csv_rows = CsvRows(text, Marks(self.delimiter, self.escape), self.path)
            for block in csv_rows.read_columns(count, len(self.header)):
                if isinstance(block, list):
                    part = [row for row in block if row[0] > self.header_line]
                    if part:
                        yield self._chunk(part)
                    continue
                first, columns = block
                cut = max(self.header_line + 1 - first, 0)
                lines = range(first, first + len(columns[0]))[cut:]
                if lines:
                    yield RowChunk(lines, [column[cut:] for column in columns] if cut else columns)

    def _chunk(self, part: Sequence[RawRow]) -> RowChunk:
        """Return raw rows as a chunk, each as wide as the header."""
        lines, rows, faults = zip(*part, strict=True)
        if not any(faults) and set(map(len, rows)) == {len(self.header)}:
            return RowChunk.of(lines, rows)
        too_wide = [self._fit(cells) for cells in rows]
        faulty = [fault or wide for fault, wide in zip(faults, too_wide, strict=True)]
        table_rows = [TableRow(*row) for row in zip(lines, rows, faulty, strict=True)]
        whole = [row for row in table_rows if not row.fault]
        lines = tuple(row.line for row in whole)
        without = [row for row in table_rows if row.fault]
        return RowChunk.of(lines, [row.cells for row in whole], without)

    def sample(self, count: int = LOOKED_AT) -> list[list[str]]:
        """Return the cells of the first rows that have no fault."""
        whole = (row.cells for row in self.rows() if not row.fault)
        return list(islice(whole, count))

    def spread_sample(self) -> list[list[str]]:
        """Return the first rows, and some from each tenth of a longer text file.

        Odd cells may begin far down in a file. Reading from the middle works only for an unpacked
        text file in UTF-8 or a single-byte encoding; for any other file, return the first rows.
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

        If a piece begins inside a quoted cell, its rows are split wrongly and rarely have the right
        number of cells; so rows of another width are left out.
        """
        lines, _, _ = piece.rpartition(b"\n")
        codec = codec_of(self.encoding, "replace")
        text = io.TextIOWrapper(io.BytesIO(lines), *codec, newline="")
        rows = CsvRows(text, Marks(self.delimiter, self.escape), self.path).read()
        width = len(self.header)
        fitting = (cells for _, cells, fault in rows if not fault and len(cells) == width)
        return list(islice(fitting, ROWS_AT_EACH))

    def _after_header(self) -> Iterator[RawRow]:
        if self.form in RECORDS:
            return _record_rows(self)
        rows = _csv_rows(self) if self.form == "csv" else _sheet_rows(self)
        return dropwhile(lambda row: row[0] <= self.header_line, rows)

    def _raw_rows_at(self, lines: Collection[int]) -> Iterator[RawRow]:
        if self.form != "csv":
            yield from self._after_header()
            return
        with _open_text(self) as text:
            marks = Marks(self.delimiter, self.escape)
            yield from read_csv_at(text, marks, lines)

    def _fit(self, cells: list[str]) -> str:
        """Make a row as wide as the header; return why that cannot be done, or ""."""
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


def _csv_rows(file: RowsFile) -> Iterator[RawRow]:
    with _open_text(file) as text:
        yield from CsvRows(text, Marks(file.delimiter, file.escape), file.path).read()


def _sheet_rows(file: RowsFile) -> Iterator[RawRow]:
    with unpacked(file.path, file.part) as stream:
        for line, cells in SHEETS[file.form].open(stream)(file.sheet):
            fault = _take_out_formulas(file, cells) if NO_VALUE in cells else ""
            yield line, cells, fault or _judge(cells)


def _take_out_formulas(file: RowsFile, cells: list[str]) -> str:
    """Blank the formulas without a value in a row; return the fault of the row."""
    at = cells.index(NO_VALUE)
    cells[:] = ["" if cell == NO_VALUE else cell for cell in cells]
    name = file.header[at] if at < len(file.header) else f"column {at + 1}"
    return (
        f"its cell under “{name}” holds a formula without a value: open the file in a spreadsheet, "
        "save it, and import it again"
    )


def _record_rows(file: RowsFile) -> Iterator[RawRow]:
    with _open_text(file) as text:
        for line, record, fault in RECORDS[file.form].read(read_lines(text, file.path)):
            cells = [record.get(name, "") for name in file.header]
            yield line, cells, fault or _judge(cells)


def _judge(cells: Iterable[str]) -> str:
    """Return the fault of a row with a cell that is too long, else ""."""
    longest = max(map(len, cells), default=0)
    return too_long() if longest > csv.field_size_limit() else ""


FEWEST_DIGITS = 7
"""Digits that a cell of a phone column has in a line that looks like a row."""


def find_swallowed(
    file: RowsFile, phones: Sequence[PhoneColumn], chunk: RowChunk
) -> Iterator[Swallowed]:
    """Yield the cells that a stray quote seems to have filled with the rows after it.

    They hold a line with as many cells as a row, and digits in a phone column. Notes of several
    lines, which correct files also have, hold none.
    """
    if not (file.delimiter and chunk.lines):
        return
    if chunk.lines[-1] - chunk.lines[0] + 1 != chunk.count:
        ends = [*chunk.lines[1:], chunk.lines[-1]]
    else:
        ends = []  # as many lines as rows: only the last row can span several lines
    many = [at for at, end in enumerate(ends) if end - chunk.lines[at] > 1]
    places = [phone.position for phone in phones]
    for at in (*many, len(chunk.lines) - 1):
        line = chunk.lines[at]
        for position, cell in enumerate(chunk.row(at)):
            inner = cell.splitlines()
            if any(_is_row(text, file, places) for text in inner[1:]):
                yield Swallowed(file.header[position], line, len(inner))
            line += max(len(inner) - 1, 0)


def doubt_swallowed(cells: Sequence[Swallowed]) -> Doubt:
    """Return the doubt about cells that seem to hold rows."""
    first = cells[0]
    more = " There are more such cells." if len(cells) > 1 else ""
    return Doubt(
        f"The cell under “{first.column}” that begins on line {first.line} runs over {first.lines} "
        f"lines and holds what looks like rows: look for a stray quote there.{more}",
        needs_answer=True,
    )


def _is_row(line: str, file: RowsFile, phones: Sequence[int]) -> bool:
    cells = line.split(file.delimiter)
    return len(cells) == len(file.header) and any(
        count_digits(cells[position]) >= FEWEST_DIGITS for position in phones
    )
