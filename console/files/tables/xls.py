"""Read Excel's .xls of 1995 to 2003 with xlrd, which holds a whole workbook in memory.

xlrd trusts the file, so we pass it only the records of cells, formats and sheet names. Other
records can exhaust the memory: for one hyperlink of forty bytes, xlrd makes an entry for each of
the 16,777,216 cells that it covers.
"""

import io
import struct
from collections.abc import Callable, Iterator, Sequence
from itertools import compress
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from console.files.tables.sheet_parts import (
    LONGEST_CELL,
    LONGEST_FORMAT,
    OLE,
    Cells,
    MergedDown,
    put,
    refuse_too_many_merged,
    show_date,
    show_number,
    width_of,
)
from console.trouble import BadInput

if TYPE_CHECKING:
    from xlrd.book import Book


_ENTRY = 128
_STREAM, _ROOT = 2, 5
_END = 0xFFFFFFFA
"""Sector numbers from here on are special marks, such as the end of a chain or free space."""
_IN_HEADER = 109
"""How many sectors of the allocation table the header lists."""


T = TypeVar("T")

MOST_BYTES = 32 << 20
"""Most bytes of an .xls. The format's limit of 65,536 rows, with twelve cells each, takes 20 MB on
disk and 160 MB in memory."""
DAYS_TO_1904 = 1462
"""Days between the day 0 of Windows and that of old Macs."""

MOST_STYLES = 4_050
"""Most cell styles, which is Excel's own limit."""

_BOF, _EOF, _BOUNDSHEET, _FILEPASS, _FORMAT, _XF = 0x809, 0x0A, 0x85, 0x2F, 0x41E, 0xE0
_MERGED = 0xE5
_READ = frozenset(
    {
        _MERGED,
        *(_BOF, _EOF, _BOUNDSHEET, _FILEPASS, _FORMAT, _XF),
        *(0x42, 0x22),  # the code page, and the day from which dates are counted
        *(0xFC, 0x3C),  # the table of strings
        *(0xFD, 0x204, 0xD6, 0x203, 0x27E, 0xBD, 0x205),  # cells
        *(0x06, 0x206, 0x406, 0x207, 0x221, 0x4BC, 0x236, 0x37),  # formulas and their results
    }
)
"""Numbers of records, in section 2.3 of [MS-XLS] and in OpenOffice's description of the format."""
_NOT_READ = b"\xff\x7f"
_WORKSHEET, _SHOWN = 0, 0


class Compound:
    """Reads streams of a compound file ([MS-CFB]). Raises BadInput for a damaged one.

    The size of the file bounds each step, even if its sector chains are circular. xlrd's own reader
    walks the directory as a tree, and a hostile file can make that exponential.
    """

    def __init__(self, whole: bytes) -> None:
        self._whole = whole
        if len(whole) < 512:
            raise BadInput("The file is damaged: it ends before its tables.")
        self._size = 1 << min(struct.unpack_from("<H", whole, 30)[0], 12)
        if self._size < 512:
            raise BadInput("The file is damaged: its sectors are too small.")
        self._most = len(whole) // self._size + 1
        header = struct.unpack_from("<12I", whole, 44)
        directory, self._cutoff, mini, next_table = header[1], header[3], header[4], header[6]
        self._table = self._read_table(next_table)
        self._entries = self._read_entries(directory)
        self._mini: Sequence[int] = _numbers(self._chain(mini))
        root = next((entry for entry in self._entries.values() if entry[0] == _ROOT), None)
        self._small = self._chain(root[1]) if root else b""

    @property
    def names(self) -> set[str]:
        return set(self._entries)

    def read(self, name: str) -> bytes | None:
        """Return a stream by its name, or None."""
        kind, first, length = self._entries.get(name, (0, 0, 0))
        if kind != _STREAM:
            return None
        if length >= self._cutoff:
            return self._chain(first)[:length]
        # Streams shorter than the cutoff lie in the mini stream, in sectors of 64 bytes.
        places = _follow(first, self._mini, len(self._mini))
        return b"".join(self._small[at * 64 : at * 64 + 64] for at in places)[:length]

    def _read_table(self, next_table: int) -> Sequence[int]:
        """Return the allocation table: for each sector, the number of the next one in its chain."""
        listed = list(struct.unpack_from(f"<{_IN_HEADER}I", self._whole, 76))
        for _ in range(self._most):
            if next_table >= _END:
                break
            *sectors, next_table = _numbers(self._sector(next_table)) or (_END,)
            listed += sectors
        parts = [self._sector(at) for at in listed[: self._most] if at < _END]
        return _numbers(b"".join(parts))

    def _read_entries(self, first: int) -> dict[str, tuple[int, int, int]]:
        """Return (kind, first sector, length) by name; if a name occurs twice, the first counts."""
        held = self._chain(first)
        entries: dict[str, tuple[int, int, int]] = {}
        for at in range(0, len(held) - _ENTRY + 1, _ENTRY):
            width = min(struct.unpack_from("<H", held, at + 64)[0], 64)
            name = held[at : at + max(width - 2, 0)].decode("utf-16-le", "replace")
            start, length = struct.unpack_from("<II", held, at + 116)
            entries.setdefault(name, (held[at + 66], start, length))
        return entries

    def _sector(self, at: int) -> bytes:
        # The header fills the first sector, so sector 0 begins after it.
        begin = 512 if self._size == 512 else self._size
        begin += at * self._size
        return self._whole[begin : begin + self._size]

    def _chain(self, first: int) -> bytes:
        return b"".join(map(self._sector, _follow(first, self._table, self._most)))


def _numbers(held: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(held) // 4}I", held[: len(held) // 4 * 4])


def _follow(first: int, table: Sequence[int], most: int) -> list[int]:
    """Return the chain of sectors from the first. Raises BadInput if it is broken or endless."""
    chain: list[int] = []
    while first < _END:
        if first >= len(table) or len(chain) >= most:
            raise BadInput("The file is damaged: a part of it is not where it should be.")
        chain.append(first)
        first = table[first]
    return chain


def is_xls(stream: BinaryIO) -> bool:
    """Return whether a stream is an .xls file."""
    stream.seek(0)
    return stream.read(len(OLE)) == OLE


def find_sheets(stream: BinaryIO) -> dict[str, bool]:
    """Return whether each worksheet is visible, by its name."""
    book, shown = _open(stream)
    return dict(zip(book.sheet_names(), shown, strict=False))


def open_xls(stream: BinaryIO) -> Callable[[str], Iterator[Cells]]:
    """Return a function that reads the rows of a sheet."""
    from xlrd import biffh  # late: few lists are .xls

    book, _ = _open(stream)
    widths = {
        number: width_of(book.format_map[style.format_key].format_str)
        for number, style in enumerate(book.xf_list)
        if style.format_key in book.format_map
    }

    def read(name: str) -> Iterator[Cells]:
        sheet = _guarded(lambda: book.sheet_by_name(name))
        merged = MergedDown(
            (column, first + 1, end)
            for first, end, column, _ in sheet.merged_cells
            if end > first + 1
        )
        for row in range(sheet.nrows):
            cells: list[str] = []
            values = sheet.row_values(row)
            kinds = sheet.row_types(row)
            for column in compress(
                range(len(kinds)), kinds
            ):  # a hostile row has 256 cells, few filled
                kind = kinds[column]
                if kind == biffh.XL_CELL_TEXT:
                    put(cells, column, str(values[column])[: LONGEST_CELL + 1])
                elif kind == biffh.XL_CELL_NUMBER:
                    width = widths.get(sheet.cell_xf_index(row, column), 0)
                    put(cells, column, show_number(repr(values[column])).zfill(width))
                else:
                    put(cells, column, _show(book, kind, float(values[column])))
            if cells:
                merged.fill(row + 1, cells)
                yield row + 1, cells
        book.unload_sheet(name)

    return read


def _show(book: "Book", kind: int, value: float) -> str:
    from xlrd import biffh  # late: few lists are .xls

    if kind == biffh.XL_CELL_BOOLEAN:
        return "yes" if value else "no"
    if kind == biffh.XL_CELL_ERROR:
        return str(biffh.error_text_from_code.get(int(value), "#N/A"))
    since = value + (DAYS_TO_1904 if book.datemode else 0)
    return show_date(str(since)) or show_number(repr(value))


def _open(stream: BinaryIO) -> tuple["Book", list[bool]]:
    """Return the workbook, and for each sheet whether it is visible. Raises BadInput."""
    stream.seek(0)
    whole = stream.read(MOST_BYTES + 1)
    if len(whole) > MOST_BYTES:
        raise BadInput(
            f"This .xls has more than {MOST_BYTES >> 20} MB: save it as .xlsx or as CSV (UTF-8)."
        )
    return _guarded(lambda: _load(whole))


def _load(whole: bytes) -> tuple["Book", list[bool]]:
    import xlrd  # late: few lists are .xls

    parts = Compound(whole)
    held = parts.read("Workbook") or parts.read("Book")
    if not held:
        raise BadInput(_ENCRYPTED if "EncryptedPackage" in parts.names else _NO_WORKBOOK)
    records, shown = _safe(bytearray(held))
    book = xlrd.open_workbook(
        file_contents=records,
        logfile=_Nowhere(),
        formatting_info=True,
        on_demand=True,
        ragged_rows=True,
    )
    return book, shown


_NO_WORKBOOK = "This is a document of an office program, not a spreadsheet: save the list as CSV."
_ENCRYPTED = "This spreadsheet opens by a password only: save it without one, and import that."


def _safe(records: bytearray) -> tuple[bytes, list[bool]]:
    """Return the records with those that are not read replaced by unknown ones of the same length.

    The second value says for each worksheet whether it is visible. Raises BadInput.
    """
    at, styles, merged, begins, sheets, shown = 0, 0, 0, set(), [], []
    while at + 4 <= len(records):
        number, length = struct.unpack_from("<HH", records, at)
        if at == 0 and number != _BOF:
            raise BadInput("This .xls is older than Excel 95: save it as .xlsx or as CSV (UTF-8).")
        if number == _BOF:
            begins.add(at)
        elif number == _FILEPASS:
            raise BadInput(_ENCRYPTED)
        elif number == _BOUNDSHEET and length >= 6:
            place, visible, kind = struct.unpack_from("<IBB", records, at + 4)
            sheets.append(place)
            if kind == _WORKSHEET:
                shown.append(visible & 3 == _SHOWN)  # 1 is hidden, 2 hidden even from Excel's menu
        styles += number == _XF
        merged += length // 8 if number == _MERGED else 0
        refuse_too_many_merged(merged)
        too_long = number == _FORMAT and length > 2 * LONGEST_FORMAT + 5
        if number not in _READ or too_long or styles > MOST_STYLES:
            records[at : at + 2] = _NOT_READ
        at += 4 + length
    if len(set(sheets)) < len(sheets) or not begins.issuperset(sheets):
        raise BadInput(_damaged("a sheet is not where it should be"))
    return bytes(records), shown


def _damaged(why: str) -> str:
    return f"The spreadsheet is damaged ({why}): open it in a spreadsheet and save it again."


def _guarded(read: Callable[[], T]) -> T:
    """Call xlrd. Turn any exception into BadInput: on a damaged file xlrd may raise anything."""
    try:
        return read()
    except (BadInput, OSError):
        raise
    except (Exception, RecursionError) as error:
        why = " ".join(str(error).split())[:80] or type(error).__name__
        raise BadInput(_damaged(why)) from None


class _Nowhere(io.TextIOBase):
    """Swallows the warnings that xlrd would write to standard output."""

    def write(self, text: str) -> int:
        return len(text)
