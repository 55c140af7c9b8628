"""The table of file formats, in the order in which they are tried.

A text in none of these formats is read as delimited text (`csv_rows`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO

from msgspec import Struct

from console.files.tables import json_records, ods, vcards, xls, xlsx
from console.files.tables.sheet_parts import Cells

Record = tuple[int, dict[str, str], str]
"""The line on which a row begins, its values by column, and why it cannot be used, or ""."""


class RecordFormat(Struct, frozen=True):
    """A text format in which each row names its own columns.

    `is_it` recognizes the format by the beginning of the text. `first` are columns that come first
    in the table, even if no row has them. `lines` is about how many lines one row takes.
    """

    name: str
    label: str
    is_it: Callable[[str], bool]
    read: Callable[[Iterable[str]], Iterator[Record]]
    first: Sequence[str] = ()
    lines: int = 1


class SheetFormat(Struct, frozen=True):
    """A spreadsheet format. Each function takes a seekable stream and raises BadInput.

    `is_it` recognizes the format, and `sheets` returns the names of the visible sheets. `open`
    returns a function that reads the filled rows of a sheet while the stream is open.

    The zip formats are read with the standard library. Spreadsheet libraries turn cells into
    numbers and dates, and a phone number is neither. They also allocate every cell that a sheet
    claims to have, and a hostile sheet claims billions.
    """

    name: str
    is_it: Callable[[BinaryIO], bool]
    sheets: Callable[[BinaryIO], Iterable[str]]
    open: Callable[[BinaryIO], Callable[[str], Iterator[Cells]]]


RECORDS = {
    form.name: form
    for form in (
        RecordFormat("vcard", "vCard", vcards.is_card, vcards.read_cards, vcards.FIRST, 10),
        RecordFormat(
            "json", "a JSON array", json_records.is_array, json_records.read_array, (), 10
        ),
        RecordFormat("jsonl", "JSON lines", json_records.is_objects, json_records.read_objects),
    )
}
SHEETS = {
    form.name: form
    for form in (
        SheetFormat("xlsx", xlsx.is_xlsx, xlsx.find_sheets, xlsx.open_xlsx),
        SheetFormat("ods", ods.is_ods, ods.find_sheets, ods.open_ods),
        SheetFormat("xls", xls.is_xls, xls.find_sheets, xls.open_xls),
    )
}


def sheet_format_of(stream: BinaryIO) -> SheetFormat | None:
    """Return the format of a spreadsheet, or None. Moves the position of the stream."""
    return next((form for form in SHEETS.values() if form.is_it(stream)), None)


def record_format_of(start: str) -> RecordFormat | None:
    """Return the format of a text by its beginning, or None if it has one row of names."""
    return next((form for form in RECORDS.values() if form.is_it(start)), None)
