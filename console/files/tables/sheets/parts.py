"""The parts of a spreadsheet file: XML in a zip, read in pieces and within bounds."""

import re
import zipfile
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import IO, BinaryIO, NoReturn, Protocol
from xml.parsers import expat

from console.trouble import BadInput

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
"""How a zip file begins, and an empty one."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How the files of office programs began until 2003."""
MOST_TEXT = 400 << 20
"""Bytes of XML in a part that must be held whole, such as the table of strings."""
MOST_XML = 8 << 30
MOST_TIMES = 500
"""How many times its packed size a part may have; sheets of equal rows come to a hundred."""
MOST_CELLS = 1_001
LONGEST_CELL = 131_072
NO_VALUE = "\0formula"
"""What stands for a formula of which the file does not say what it comes to."""
AT_ONCE = 1 << 16
"""Bytes of XML that are read before the rows in them are handed on."""

LONGEST_FORMAT = 255
"""Letters by which Excel lets a cell be formatted; longer ones are looked at no further."""
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')

Cells = tuple[int, list[str]]
"""The number of a row in its sheet, from 1, and its cells."""
Merged = tuple[int, int, int]
MOST_MERGED = 200_000
"""Cells of a sheet that are merged from top to bottom."""


class Reader(Protocol):
    """What is told of a part, element by element."""

    def start(self, tag: str, attributes: dict[str, str], /) -> None: ...

    def end(self, tag: str, /) -> None: ...

    def text(self, words: str, /) -> None: ...


def names_in(stream: BinaryIO) -> Collection[str]:
    """What a zip file holds; nothing is in a file that is none."""
    stream.seek(0)
    if not stream.read(4).startswith(ZIP):
        return ()
    with zipfile.ZipFile(stream) as folder:
        return folder.namelist()


def open_part(folder: zipfile.ZipFile, name: str, most: int = MOST_XML) -> IO[bytes]:
    """One part of the file. Raises BadInput for one that would not end."""
    try:
        info = folder.getinfo(name)
    except KeyError:
        raise BadInput(f"The spreadsheet is damaged (no {name}): save it again.") from None
    if info.file_size > min(most, max(100 << 20, MOST_TIMES * info.compress_size)):
        raise BadInput(f"The part {name} of the spreadsheet is too large: save it as CSV.")
    return folder.open(info)


def read_in_pieces(part: IO[bytes], reader: Reader, spaces: str | None = None) -> Iterator[None]:
    """Tells the reader of the part and stops after each piece, for what it gathered to be taken.

    `spaces` stands between the namespace of a name and the name; None leaves names with the prefix
    that the file gives them. Raises BadInput for what is not whole XML, or declares a type of
    document: only so could a part name entities, which may grow without bounds.
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
    """Raises BadInput as `read_in_pieces` does."""
    for _ in read_in_pieces(part, reader):
        pass


def _refuse_doctype(*_: object) -> NoReturn:
    raise BadInput("A part of the spreadsheet is not one a spreadsheet has: save it as CSV.")


def refuse_too_many_merged(count: int) -> None:
    if count > MOST_MERGED:
        raise BadInput(
            f"The sheet has more than {MOST_MERGED:,} merged cells: save it as CSV, which has none."
        )


def put(cells: list[str], column: int, text: str) -> None:
    """Fills the row up to the column; what stands past the most columns is not kept."""
    if text and column < MOST_CELLS:
        cells += [""] * (column + 1 - len(cells))
        cells[column] = text


class MergedDown:
    """Fills what stands in the first of cells that are merged from top to bottom into those below,
    as the sheet shows it; `ranges` are (column, first row, last row), columns from 0."""

    def __init__(self, ranges: Iterable[Merged] = ()) -> None:
        self._to_come = sorted(ranges, key=lambda one: -one[1])
        self._shown: dict[int, tuple[int, str]] = {}

    def fill(self, row: int, cells: list[str]) -> None:
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
        self._shown[column] = (last, text)


def show_number(value: str) -> str:
    """A number without the tail that a floating point number gets on its way through a file."""
    if value.isdecimal():
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.15g}"


def width_of(form: str) -> int:
    """How many digits a format of nothing but zeros fills up to; 0 for any other."""
    code = QUOTED.sub("", form[:LONGEST_FORMAT])
    return len(code) if re.fullmatch("0{2,}", code) else 0


END_OF_1899 = datetime(1899, 12, 30)  # noqa: DTZ001 - no zone in it
"""From when a workbook counts its days."""
START_OF_1904 = datetime(1904, 1, 1)  # noqa: DTZ001 - no zone in it
"""From when one counts that was begun on an old Macintosh, which it says."""


def show_date(value: str, first: datetime = END_OF_1899) -> str:
    """Days since `first`, as an ISO day, with the time where it is not midnight."""
    try:
        at = first + timedelta(days=float(value))
    except (ValueError, OverflowError):
        return ""
    at = (at + timedelta(milliseconds=500)).replace(microsecond=0)
    return at.date().isoformat() if at.time() == at.min.time() else at.isoformat(" ")
