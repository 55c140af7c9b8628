"""Read the parts of a spreadsheet file, XML in a zip, in pieces and within bounds."""

import re
import zipfile
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import IO, BinaryIO, NoReturn, Protocol
from xml.parsers import expat

from console.trouble import BadInput

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
"""The first bytes of a zip file, and of an empty one."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of the files of office programs until 2003."""
MOST_TEXT = 400 << 20
"""Most bytes of a part that is held in memory, such as the table of strings."""
MOST_XML = 8 << 30
MOST_TIMES = 500
"""How many times larger than packed a part may be; a sheet of equal rows reaches about 100."""
MOST_CELLS = 1_001
LONGEST_CELL = 131_072
NO_VALUE = "\0formula"
"""Stands for a formula whose value is not in the file."""
AT_ONCE = 1 << 16
"""Bytes of XML to read before passing on their rows."""

LONGEST_FORMAT = 255
"""Letters of a number format in Excel; the rest of a longer one is ignored."""
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')

Cells = tuple[int, list[str]]
"""The number of a row in its sheet, from 1, and its cells."""
Merged = tuple[int, int, int]
MOST_MERGED = 200_000
"""Most cells of a sheet that may be merged vertically."""


class Reader(Protocol):
    """Receives the elements and texts of a part."""

    def start(self, tag: str, attributes: dict[str, str], /) -> None: ...

    def end(self, tag: str, /) -> None: ...

    def text(self, words: str, /) -> None: ...


def names_in(stream: BinaryIO) -> Collection[str]:
    """Return the names in a zip file; none for any other file."""
    stream.seek(0)
    if not stream.read(4).startswith(ZIP):
        return ()
    with zipfile.ZipFile(stream) as folder:
        return folder.namelist()


def open_part(folder: zipfile.ZipFile, name: str, most: int = MOST_XML) -> IO[bytes]:
    """Open one part of the file. Raises BadInput if it is missing or a zip bomb."""
    try:
        info = folder.getinfo(name)
    except KeyError:
        raise BadInput(f"The spreadsheet is damaged (no {name}): save it again.") from None
    if info.file_size > min(most, max(100 << 20, MOST_TIMES * info.compress_size)):
        raise BadInput(f"The part {name} of the spreadsheet is too large: save it as CSV.")
    try:
        return folder.open(info)
    except UnicodeDecodeError as error:  # zipfile decodes the name again, here a damaged one
        raise zipfile.BadZipFile(str(error)) from None


def read_in_pieces(part: IO[bytes], reader: Reader, spaces: str | None = None) -> Iterator[None]:
    """Pass a part to the reader, and yield after each piece, so that the caller can take its rows.

    expat puts `spaces` between a namespace and a name; with None, names keep the file's prefixes.
    Raises BadInput for damaged XML, and for a document type declaration: it could declare entities
    that expand without bounds (“billion laughs”).
    """
    parser = expat.ParserCreate(namespace_separator=spaces)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    while True:
        piece = part.read(AT_ONCE)
        damage = ""
        try:
            parser.Parse(piece, not piece)
        except (expat.ExpatError, LookupError, ValueError) as error:
            damage = str(error)
        yield
        if damage:
            raise BadInput(f"The spreadsheet is damaged ({damage}): save it again.")
        if not piece:
            return


def read_whole(part: IO[bytes], reader: Reader) -> None:
    """Pass a whole part to the reader. Raises BadInput as `read_in_pieces` does."""
    for _ in read_in_pieces(part, reader):
        pass


def _refuse_doctype(*_: object) -> NoReturn:
    raise BadInput("A part of the spreadsheet is not one a spreadsheet has: save it as CSV.")


def refuse_too_many_merged(count: int) -> None:
    """Raise BadInput if a sheet has too many merged cells."""
    if count > MOST_MERGED:
        raise BadInput(
            f"The sheet has more than {MOST_MERGED:,} merged cells: save it as CSV, which has none."
        )


def put(cells: list[str], column: int, text: str) -> None:
    """Put a text into a column of the row, unless it is beyond the last column that is read."""
    if text and column < MOST_CELLS:
        cells += [""] * (column + 1 - len(cells))
        cells[column] = text


class MergedDown:
    """Copies the text of a vertically merged cell into each row that it covers.

    `ranges` are (column, first row, last row), columns from 0.
    """

    def __init__(self, ranges: Iterable[Merged] = ()) -> None:
        # Sort descending by first row: `fill` pops the next range from the end.
        self._to_come = sorted(ranges, key=lambda merged: -merged[1])
        self._shown: dict[int, tuple[int, str]] = {}

    def fill(self, row: int, cells: list[str]) -> None:
        """Fill the merged cells of a row. Call it for the rows in their order."""
        for column, (last, text) in [*self._shown.items()]:
            if row <= last:
                put(cells, column, text)
            else:
                del self._shown[column]
        while self._to_come and self._to_come[-1][1] <= row:
            column, first, last = self._to_come.pop()
            if first == row and column < len(cells):
                self.begin(column, last, cells[column])

    def begin(self, column: int, last: int, text: str) -> None:
        """Fill a column with a text from the next row to the last one of a merged cell."""
        self._shown[column] = (last, text)


def show_number(value: str) -> str:
    """Return a number without the tail of a floating point number, such as 0.30000000000000004."""
    if value.isdecimal():
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.15g}"


def width_of(form: str) -> int:
    """Return the width of a number format that is all zeros: 5 for 00000; 0 for other formats."""
    code = QUOTED.sub("", form[:LONGEST_FORMAT])
    return len(code) if re.fullmatch("0{2,}", code) else 0


END_OF_1899 = datetime(1899, 12, 30)  # noqa: DTZ001 - no zone in it
"""The day 0 of workbooks."""
START_OF_1904 = datetime(1904, 1, 1)  # noqa: DTZ001 - no zone in it
"""The day 0 of workbooks with Excel's 1904 date system (old Macintosh)."""


def show_date(value: str, first: datetime = END_OF_1899) -> str:
    """Return days since `first` as an ISO date, with the time unless it is midnight."""
    try:
        at = first + timedelta(days=float(value))
    except (ValueError, OverflowError):
        return ""
    # Round to a second: a fraction of a day is inexact and would show 08:59:59 for 09:00.
    at = (at + timedelta(milliseconds=500)).replace(microsecond=0)
    return at.date().isoformat() if at.time() == at.min.time() else at.isoformat(" ")
