"""Read files of numbers: flat text, CSV, XML or a spreadsheet; plain, .gz or .zip.

The format is detected by the contents, never by the name. The national registry's flat file has one
`area code,seven digits` a line. It is long, so it is read by columns of bytes, many lines in one
step; whatever does not fit is read line by line.
"""

import csv
import gzip
import hashlib
import io
import re
import sys
import tempfile
import zipfile
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, BinaryIO, cast
from xml.parsers import expat

from msgspec import Struct

from console.do_not_call.registries.bitmaps import Bitmaps
from console.do_not_call.registries.number_rows import (
    MOST_FAULTS,
    Reading,
    read_number,
    read_rows,
    refuse_faults,
)
from console.files.opening import refuse_special
from console.files.tables.formats import sheet_format_of
from console.files.tables.opening import open_rows
from console.files.tables.rows import ReadOptions
from console.files.tables.sheet_parts import OLE, ZIP
from console.rules.phone.number_plan import AT_HOME
from console.rules.phone.numbers import PhoneError, read_phone
from console.rules.text import clean_line
from console.trouble import BadInput
from db.dnc.registries import exchange_of


def write_sheet(path: Path, sheet: str, into: IO[bytes]) -> str:
    """Write a sheet, or a file of an archive, as CSV; return its name. Raises BadInput.

    Each row keeps its line number, so that messages name the line of the sheet. Only the header
    moves to the first line.
    """
    file = open_rows(path, ReadOptions(sheet=sheet))
    if file.beside and not sheet:
        names = ", ".join(f"“{clean_line(name)}”" for name in (file.sheet, *file.beside))
        raise BadInput(f"{path} holds numbers in more than one sheet ({names}): say --sheet.")
    name = clean_line(f"{path.name}: {file.sheet or file.packed}")
    text = io.TextIOWrapper(into, "utf-8", newline="", write_through=True)
    rows = csv.writer(text, lineterminator="\n")
    line = 1
    if file.has_header:
        rows.writerow(map(clean_line, file.header))
        line = 2
    for row in file.rows():
        if row.fault:
            raise BadInput(f"{name}, line {row.line}: {row.fault}. Nothing was loaded.")
        text.write("\n" * (row.line - line))
        rows.writerow(map(clean_line, row.cells))
        line = row.line + 1
    text.detach()  # else closing the wrapper would close `into`
    into.seek(0)
    return name


LINES_AT_ONCE = 1 << 16
LONGEST_LINE = 1 << 20

_FIRST_LINE = re.compile(rb"[2-9]\d\d(,?)\d{7}(\r?\n)")

_NO_SHEETS = "{} is a spreadsheet: save it as CSV and load that."

CountBytes = Callable[[int], None]
"""Called with the number of bytes read so far from the file on the disk, even if it is packed."""


class Part(Struct, frozen=True):
    """One stream of numbers: the file itself, or one of those in a zip file.

    `file` is the open file on the disk, whose position says how much of it was read.
    """

    name: str
    stream: io.BufferedReader
    file: BinaryIO


def checksum_of(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits. Raises BadInput."""
    with plain_errors(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_file(
    path: Path, bitmaps: Bitmaps, reading: Reading, count: CountBytes | None = None
) -> None:
    """Add every number of a file. Raises BadInput with the lines that cannot be read."""
    with open_parts(path, reading.sheet) as parts:
        for part in parts:
            head = part.stream.peek(4096)[:4096]
            if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
                read_xml(part.stream, part.name, bitmaps)
            elif reading.country in AT_HOME and (first := _FIRST_LINE.match(head)):
                layout = Flat(len(first[0]), len(first[1]), first[2])
                read_flat(part, layout, bitmaps, reading, count)
            else:
                read_rows(part.stream, part.name, head, bitmaps, reading)
            if count is not None and not part.file.closed:  # the wrapper of `read_rows` closes it
                count(part.file.tell())


@contextmanager
def open_parts(path: Path, sheet: str | None = None) -> Iterator[Iterator[Part]]:
    """Open a file and yield its streams, one at a time. A spreadsheet gives one sheet as CSV.

    A `sheet` of None refuses spreadsheets; "" takes the only sheet. Raises BadInput, within the
    block too: a packed file shows its damage only while it is read.
    """
    with plain_errors(path), path.open("rb") as raw:
        yield _parts(path, raw, sheet)


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Turn the exceptions of a broken file into BadInput with a sentence."""
    try:
        refuse_special(path)
        yield
    except FileNotFoundError:
        raise BadInput(f"{path} does not exist: check the name.") from None
    except IsADirectoryError:
        raise BadInput(f"{path} is a folder: name a file.") from None
    except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise BadInput(f"{path} is damaged ({error}): download it again.") from None
    # zipfile: a compression method it does not know, or a file with a password.
    except (NotImplementedError, RuntimeError) as error:
        raise BadInput(f"{path} cannot be unpacked ({error}): unpack it first.") from None
    except csv.Error as error:
        raise BadInput(f"{path} is not a list of numbers ({error}).") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror or error}.") from None


def _parts(path: Path, raw: BinaryIO, sheet: str | None) -> Iterator[Part]:
    if path.is_dir():
        raise IsADirectoryError
    # An .xlsx is a zip too, so the bytes at the start are not enough.
    magic = raw.read(len(OLE))
    is_sheets = magic.startswith((OLE, *ZIP)) and sheet_format_of(raw) is not None
    raw.seek(0)
    if is_sheets and sheet is None:
        raise BadInput(_NO_SHEETS.format(path))
    if is_sheets or sheet:
        with tempfile.TemporaryFile() as spool:
            name = write_sheet(path, sheet or "", spool)
            yield Part(name, buffered(spool), raw)
    elif magic.startswith(b"\x1f\x8b"):
        with gzip.GzipFile(fileobj=raw) as unpacked:
            yield Part(path.name, buffered(unpacked), raw)
    elif magic.startswith(ZIP):
        with zipfile.ZipFile(raw) as folder:
            names = [name for name in folder.namelist() if not name.endswith("/")]
            if "[Content_Types].xml" in names:  # an office document, but none that we read
                raise BadInput(_NO_SHEETS.format(path))
            for name in names:
                if not name.startswith("__MACOSX/"):
                    with folder.open(name) as member:
                        yield Part(clean_line(f"{path.name}: {name}"), buffered(member), raw)
    else:
        yield Part(path.name, buffered(raw), raw)


def buffered(stream: object) -> io.BufferedReader:
    """Return a stream with a large buffer, for `peek` and few system calls."""
    return io.BufferedReader(cast("io.RawIOBase", stream), 1 << 20)


class Flat(Struct, frozen=True):
    """Lines of one length: three digits, a comma or none, seven digits and the line end."""

    stride: int
    comma: int
    end: bytes

    @property
    def digits(self) -> tuple[int, ...]:
        """The positions of the ten digits in a line."""
        first = 3 + self.comma
        return (0, 1, 2, *range(first, first + 7))

    @property
    def width(self) -> int:
        """Bytes of the area code and exchange."""
        return 6 + self.comma

    def end_of_run(self, lines: bytes, start: int) -> int | None:
        """Return the end (exclusive) of the run of lines that share the exchange of line `start`.

        Return None where the lines are not sorted.
        """

        def prefix(line: int) -> bytes:
            return lines[line * self.stride : line * self.stride + self.width]

        same = prefix(start)
        end = bisect_right(range(len(lines) // self.stride), same, lo=start, key=prefix)
        # Binary search is right on sorted lines only: count the lines of the run to be sure. The
        # first of them is not counted, because the slice has no line end before it.
        count = lines.count(b"\n" + same, start * self.stride, end * self.stride)
        return end if count == end - start - 1 else None

    def fits(self, lines: bytes) -> bool:
        """Return whether all lines have this layout; checks columns of bytes, not single lines."""
        count = len(lines) // self.stride
        # Nothing but digits, commas and line ends; each comma and line end in its own column; and
        # no area code that begins with 0 or 1.
        others = b"," * self.comma + self.end
        return (
            lines.translate(None, b"0123456789") == others * count
            and (not self.comma or lines[3 :: self.stride] == b"," * count)
            and all(
                lines[self.stride - place :: self.stride] == self.end[-place:][:1] * count
                for place in range(1, len(self.end) + 1)
            )
            and not lines[:: self.stride].translate(None, b"23456789")
        )


_VALUE = bytes.maketrans(b"0123456789", bytes(range(10)))


def read_decimals(columns: Sequence[bytes], typecode: str) -> "array[int]":
    """Convert many numerals at once; `columns` are all first digits, all second digits and so on.

    Each numeral has a lane of its own in one large integer, so that a whole column is multiplied
    and added in one step. The largest numeral must fit its lane ("H": 4 digits, "I": 9).
    """
    numerals = array(typecode)
    width, count = numerals.itemsize, len(columns[0])
    total = 0
    for column in columns:
        lanes = bytearray(width * count)
        lanes[::width] = column.translate(_VALUE)
        total = total * 10 + int.from_bytes(lanes, "little")
    numerals.frombytes(total.to_bytes(width * count, "little"))
    if sys.byteorder == "big":  # the lanes above are little-endian, `array` uses native order
        numerals.byteswap()
    return numerals


def read_flat(
    part: Part, layout: Flat, bitmaps: Bitmaps, reading: Reading, count: CountBytes | None
) -> None:
    """Read lines of one length in large steps; a step with an odd line is read line by line."""
    number, rest = 1, b""
    faults: list[str] = []
    while len(faults) < MOST_FAULTS and (chunk := part.stream.read(LINES_AT_ONCE * layout.stride)):
        # `rest` is the cut line at the end of the last step, which this step completes.
        chunk = rest + chunk
        lines = chunk[: len(chunk) // layout.stride * layout.stride]
        if layout.fits(lines):
            add_flat(lines, layout, bitmaps)
            number += len(lines) // layout.stride
            rest = chunk[len(lines) :]
        else:
            lines = chunk[: chunk.rfind(b"\n") + 1]
            rest = chunk[len(lines) :]
            if len(rest) > LONGEST_LINE:
                raise BadInput(f"{part.name}, line {number}: the line does not end.")
            odd = add_lines(lines, number, part.name, bitmaps, reading)
            faults += islice(odd, MOST_FAULTS - len(faults))
            number += lines.count(b"\n")
        if count is not None:
            count(part.file.tell())
    if rest:
        odd = add_lines(rest, number, part.name, bitmaps, reading)
        faults += islice(odd, MOST_FAULTS - len(faults))
    refuse_faults(faults)


def add_flat(lines: bytes, layout: Flat, bitmaps: Bitmaps) -> None:
    """Add many lines at once, by runs of one exchange: the registry's own file is sorted."""
    columns = [lines[place :: layout.stride] for place in layout.digits]
    last_four = read_decimals(columns[6:], "H")
    start = 0
    while start < len(last_four):
        end = layout.end_of_run(lines, start)
        if end is None:
            break
        first = start * layout.stride
        code = lines[first : first + layout.width].replace(b",", b"")
        bitmaps.add_run(int(b"1" + code), last_four[start:end])
        start = end
    else:  # no break: all lines were sorted
        return
    # The rest is not sorted: runs of one line each would be slow, so collect the numbers instead.
    rest = [column[start:] for column in columns]
    country = b"1" * len(rest[0])
    areas, numbers = read_decimals([country, *rest[:3]], "H"), read_decimals(rest[3:], "I")
    bitmaps.add_scattered(areas, numbers)


def add_lines(
    lines: bytes, number: int, name: str, bitmaps: Bitmaps, reading: Reading
) -> Iterator[str]:
    """Add lines one by one, the first with this `number`; yield what is wrong with each bad one."""
    for at, line in enumerate(lines.split(b"\n"), number):
        text = line.decode("ascii", "replace").strip()
        if text:
            try:
                bitmaps.add(*read_number(text, f"{name}, line {at}", reading.country))
            except BadInput as error:
                yield str(error)


XML_BYTES_AT_ONCE = 1 << 18
_AREA_CODE = re.compile(r"[2-9]\d\d")
_NUMBER_TAGS = frozenset({"ph", "phone", "number", "num", "tel", "telephone", "phonenumber"})
LOCAL_DIGITS = 7


def read_xml(stream: io.BufferedReader, name: str, bitmaps: Bitmaps) -> None:
    """Add every number of an XML document. Raises BadInput with the line of a fault.

    There is an element per number inside an element per area code. Values stand in an attribute
    `val` or as text. An element whose value has three digits sets the area code for what follows;
    `ph` elements have seven digits, sometimes without leading zeros. The layout is as third parties
    describe it; we have not seen the FTC's own description.
    """
    reader = _XmlReader(name, bitmaps)
    try:
        while chunk := stream.read(XML_BYTES_AT_ONCE):
            reader.parser.Parse(chunk, False)
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise BadInput(
            f"{name}, line {error.lineno}: this is not whole XML "
            f"({expat.ErrorString(error.code)}): download the file again."
        ) from None
    if not reader.elements:
        raise BadInput(f"{name} holds no number in an XML element that is known here.")


class _XmlReader:
    """Handlers of the XML parser, with the area code that is in force."""

    def __init__(self, name: str, bitmaps: Bitmaps) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.buffer_text = True  # else a text may come in several pieces
        self.elements = 0
        self._name = name
        self._bitmaps = bitmaps
        self._area = ""
        self._words = ""
        self._is_number = False

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if attributes.get("type", "").casefold() == "change" or "chg" in attributes:
            raise self._odd("this is a file of changes, which is read as flat text only")
        self._words = ""
        self._is_number = tag.rpartition(":")[2].casefold() in _NUMBER_TAGS
        if value := attributes.get("val", ""):
            self._take(value.strip())
            self._is_number = False  # its value was in the attribute

    def _text(self, words: str) -> None:
        self._words = (self._words + words)[:64]  # bounded: no value we know is longer

    def _end(self, _tag: str) -> None:
        if value := self._words.strip():
            self._take(value)
        self._words = ""
        self._is_number = False

    def _take(self, value: str) -> None:
        if not self._is_number:
            if _AREA_CODE.fullmatch(value):
                self._area = value
                self.elements += 1
            return
        self.elements += 1
        if value.isascii() and value.isdigit() and len(value) <= LOCAL_DIGITS:
            if not self._area:
                raise self._odd(f"{value!r} stands in no area code")
            digits = value.zfill(LOCAL_DIGITS)
            self._bitmaps.add(int(f"1{self._area}{digits[:3]}"), int(digits[3:]))
            return
        try:
            self._bitmaps.add(*exchange_of(read_phone(value).e164))
        except PhoneError:
            raise self._odd(f"{value!r} is not a number") from None

    def _refuse_doctype(self, *_: object) -> None:
        # Its entities could refer to other files, or expand without end (“billion laughs”).
        raise self._odd("a list of numbers has no DOCTYPE")

    def _odd(self, fault: str) -> BadInput:
        line = self.parser.CurrentLineNumber
        return BadInput(f"{self._name}, line {line}: {fault}. Nothing was loaded.")
