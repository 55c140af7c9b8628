"""Any file as rows: what it is, which delimiter parts its cells, where each row stands."""

import csv
import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from console.importing.contents import is_value
from console.importing.encodings import find_codec, guess_by_head, read_through
from console.importing.guard import unguard
from console.importing.sheets import kind_of as kind_of_sheet
from console.importing.sheets import list_sheets, read_sheet
from console.importing.unpacking import ZIP, unpacked
from console.importing.vcards import read_cards, read_header
from console.rules.text import clean_line
from console.trouble import BadInput

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SAMPLE = 65_536
SAMPLE_ROWS = 20
MOST_COLUMNS = 1_000
LONGEST_LINE = 1 << 24
_SEPARATOR_LINE = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a person says that a file is to be read; "" and None leave it to be found out.

    `sheet` names a sheet of a spreadsheet, or a file of a zip.
    """

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    has_header: bool | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """`line` is where the row starts in the file, from 1. `fault` says why it cannot be used."""

    line: int
    cells: list[str]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class RowsFile:
    """A file and how it is read. `form` is csv, xlsx, ods or vcard.

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
    has_header: bool = True

    def rows(self) -> Iterator[Row]:
        """The rows after the header, blank ones left out, in memory one at a time.

        A row that cannot be used has a fault and is followed by the next. Raises BadInput where
        the file itself cannot be read on.
        """
        width = len(self.header)
        given = self._given_rows()
        if self.has_header and self.form != "vcard":
            next(given, None)
        for row in given:
            cells = row.cells
            if len(cells) < width:
                cells += [""] * (width - len(cells))
            elif len(cells) > width:
                if any(cells[width:]):
                    fault = (
                        f"it has {len(cells)} cells under {width} columns: "
                        "put the cell that holds a delimiter in quotes"
                    )
                    yield Row(row.line, cells, row.fault or fault)
                    continue
                del cells[width:]
            yield row

    def sample(self, count: int) -> list[list[str]]:
        """The cells of the first rows that have no fault."""
        whole = (row.cells for row in self.rows() if not row.fault)
        return list(islice(whole, count))

    def _given_rows(self) -> Iterator[Row]:
        if self.form == "csv":
            return _csv_rows(self)
        return _card_rows(self) if self.form == "vcard" else _sheet_rows(self)


def open_rows(path: Path, manner: Manner | None = None) -> RowsFile:
    """Looks at the file and reads its header. Raises BadInput with what to do."""
    manner = manner or Manner()
    with unpacked(path, manner.sheet) as stream:
        head = stream.read(SAMPLE)
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise BadInput(f"{path} is empty: its first line must name the columns.")
    with path.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    if head.startswith(ZIP):
        return _open_sheet(path, manner, checksum)
    encoding, lines = _find_encoding(path, head, manner)
    is_card = re.match(r"\s*BEGIN:VCARD", head.decode(encoding, "ignore"), re.IGNORECASE)
    if is_card:
        file_ = RowsFile(path, (), "", encoding, checksum, lines // 10, "vcard", manner.sheet)
        with _open_text(file_) as text:
            header = read_header(text, MOST_COLUMNS)
        return _name(file_, header)
    delimiter, first = _read_first_rows(path, encoding, manner)
    file_ = RowsFile(path, (), delimiter, encoding, checksum, lines, "csv", manner.sheet)
    return _with_header(file_, first, manner)


def _open_sheet(path: Path, manner: Manner, checksum: str) -> RowsFile:
    with unpacked(path, manner.sheet) as stream:
        with zipfile.ZipFile(stream) as folder:
            form = kind_of_sheet(folder)
        if not form:
            raise BadInput(f"{path} is not a text file: save it as CSV (UTF-8).")
        stream.seek(0)
        names = list_sheets(stream)
        sheet = _choose_sheet(path, names, manner.sheet)
        stream.seek(0)
        first = [cells for _, cells in islice(read_sheet(stream, sheet), SAMPLE_ROWS)]
    if not first:
        raise BadInput(f"{path}: the sheet “{clean_line(sheet)}” is empty; choose with --sheet.")
    size = path.stat().st_size // 40
    return _with_header(
        RowsFile(path, (), "", "", checksum, size, form, manner.sheet, sheet),
        first,
        manner,
    )


def _choose_sheet(path: Path, names: list[str], wanted: str) -> str:
    if wanted in names:
        return wanted
    is_file = wanted.lower().endswith((".xlsx", ".ods"))  # one of those in a zip
    if names and (is_file or not wanted):
        return names[0]
    listed = ", ".join(f"“{clean_line(name)}”" for name in names[:10])
    raise BadInput(f"{path} has no sheet “{wanted}”: its sheets are {listed}.")


def _find_encoding(path: Path, head: bytes, manner: Manner) -> tuple[str, int]:
    """The encoding, and how many lines there are."""
    stated = find_codec(manner.encoding) if manner.encoding else guess_by_head(head)
    if not stated and b"\0" in head:
        raise BadInput(
            f"{path} is not a text file: open it where it was made and save it as CSV (UTF-8)."
        )
    with unpacked(path, manner.sheet) as stream:
        guessed, lines = read_through(stream)
    return stated or guessed, lines


def _with_header(file: RowsFile, first: list[list[str]], manner: Manner) -> RowsFile:
    width = max(len(cells) for cells in first)
    has_header = manner.has_header
    if has_header is None:
        has_header = not any(is_value(cell) for cell in first[0])
    header = [unguard(clean_line(cell)) for cell in first[0]] if has_header else [""] * width
    if len(header) > MOST_COLUMNS:
        raise BadInput(
            f"{file.path}, line 1: it names {len(header):,} columns and {MOST_COLUMNS:,} are the "
            "most: leave out those you do not need."
        )
    while has_header and header and not header[-1]:
        header.pop()
    if not header:
        raise BadInput(f"{file.path}, line 1: it must name the columns.")
    return _name(file, _made_unique(header), has_header=has_header)


def _name(file: RowsFile, header: tuple[str, ...], *, has_header: bool = True) -> RowsFile:
    return replace(file, header=header, has_header=has_header)


def _read_first_rows(path: Path, encoding: str, manner: Manner) -> tuple[str, list[list[str]]]:
    """The delimiter under which most rows have as many cells as the first, and those rows."""
    file = RowsFile(path, (), "", encoding, "", 0, part=manner.sheet)
    with _open_text(file) as text:
        sample = text.read(SAMPLE)
    stated = _SEPARATOR_LINE.match(sample)
    if stated:
        sample = sample[stated.end() :]
    chosen = "\t" if manner.delimiter in ("tab", "\\t") else manner.delimiter
    if len(chosen) > 1 or chosen in ('"', "\n", "\r"):
        raise BadInput(f"--delimiter {chosen}: give one character, or tab.")
    chosen = chosen or (stated[1] if stated else "")
    candidates = [chosen] if chosen else list(DELIMITERS)
    tried = {one: _first_rows(sample, one) for one in candidates}
    delimiter = max(candidates, key=lambda one: _consistency(tried[one]))
    if not tried[delimiter]:
        raise BadInput(f"{path}, line 1: it must name the columns.")
    return delimiter, tried[delimiter]


def _consistency(rows: list[list[str]]) -> tuple[float, int]:
    """Which share of the rows has the usual number of cells, and that number; one cell is none."""
    widths = Counter(len(cells) for cells in rows)
    if not widths:
        return 0.0, 0
    width, count = max(widths.items(), key=lambda one: (one[1], one[0]))
    if width == 1 and len(rows[0]) > 1:
        width, count = len(rows[0]), widths[len(rows[0])]
    return (0.0 if width == 1 else round(count / len(rows), 1)), width


def _first_rows(sample: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in cells):
                rows.append(cells)
            if len(rows) > SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    if len(rows) > 1:
        rows.pop()  # it may be cut
    return rows


def _made_unique(header: list[str]) -> tuple[str, ...]:
    """Nameless columns get a number, a name that comes again gets its count."""
    seen: dict[str, int] = {}
    names = []
    for position, name in enumerate(header, start=1):
        shown = name or f"column {position}"
        seen[shown] = seen.get(shown, 0) + 1
        names.append(shown if seen[shown] == 1 else f"{shown} ({seen[shown]})")
    return tuple(names)


@contextmanager
def _open_text(file: RowsFile) -> Iterator[io.TextIOWrapper]:
    try:
        with unpacked(file.path, file.part) as stream:
            yield io.TextIOWrapper(stream, file.encoding, newline="")
    except UnicodeError:
        raise BadInput(_not_in_encoding(file)) from None


def _csv_rows(file: RowsFile) -> Iterator[Row]:
    with _open_text(file) as text:
        first = text.readline(LONGEST_LINE)
        is_separator = _SEPARATOR_LINE.fullmatch(first)
        lines = _lines(text, "" if is_separator else first, file.path)
        reader = csv.reader(lines, delimiter=file.delimiter)
        shift = 2 if is_separator else 1
        while True:
            line = reader.line_num + shift
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(line, [], _explain(error))
                continue
            if any(cells):
                yield Row(line, cells)


def _lines(text: io.TextIOWrapper, first: str, path: Path) -> Iterator[str]:
    """The lines of the file; one that never ends would not fit in memory."""
    if first:
        yield first.removeprefix("\ufeff")
    read = text.readline
    while line := read(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise BadInput(
                f"{path}: a line is longer than {LONGEST_LINE:,} characters: it is no list."
            )
        yield line


def _sheet_rows(file: RowsFile) -> Iterator[Row]:
    with unpacked(file.path, file.part) as stream:
        yield from _fit(read_sheet(_seek(stream), file.sheet))


def _seek(stream: BinaryIO) -> BinaryIO:
    stream.seek(0)
    return stream


def _card_rows(file: RowsFile) -> Iterator[Row]:
    with _open_text(file) as text:
        cards = read_cards(text)
        yield from _fit(
            (line, [card.get(name, "") for name in file.header]) for line, card in cards
        )


def _fit(rows: Iterable[tuple[int, list[str]]]) -> Iterator[Row]:
    for line, cells in rows:
        too_long = any(len(cell) > csv.field_size_limit() for cell in cells)
        yield Row(line, cells, _too_long() if too_long else "")


def _explain(error: csv.Error) -> str:
    if "field larger" in str(error):
        return _too_long() + ": look for a quote that is never closed"
    return f"it cannot be read as a row ({error})"


def _too_long() -> str:
    return f"a cell is longer than {csv.field_size_limit():,} characters"


def _not_in_encoding(file: RowsFile) -> str:
    if file.encoding.startswith("utf-16"):
        return f"{file.path} is not whole UTF-16 text: save it again as CSV (UTF-8)."
    shown = file.encoding.removesuffix("-sig").upper()
    with unpacked(file.path, file.part) as stream:
        for line, text in enumerate(iter(lambda: stream.readline(LONGEST_LINE), b""), start=1):
            try:
                text.decode(file.encoding)
            except UnicodeDecodeError as error:
                return (
                    f"{file.path}, line {line}: byte {error.start + 1} is not {shown} text: "
                    "choose another with --encoding, or save the file as CSV (UTF-8)."
                )
    return f"{file.path} is not {shown} text: save it as CSV (UTF-8)."
