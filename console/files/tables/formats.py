"""The formats of files, in the order in which a file is asked whether it is one: an entry each.

A text that is none of them is one of rows with delimiters (`csv_rows`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO

from msgspec import Struct

from console.files.tables.records import json_lines, vcards
from console.files.tables.records import json_lines as json_array
from console.files.tables.sheets import ods, xls, xlsx
from console.files.tables.sheets.parts import Cells

Record = tuple[int, dict[str, str], str]
"""Where a row begins, its values by column, and why it cannot be used."""


class RecordFormat(Struct, frozen=True):
    """A text in which each row names its own columns.

    `is_it` looks at how the text begins. `first` are columns that stand in front whether a row
    names them or not, and a row takes about so many `lines`.
    """

    name: str
    label: str
    is_it: Callable[[str], bool]
    read: Callable[[Iterable[str]], Iterator[Record]]
    first: Sequence[str] = ()
    lines: int = 1


class SheetFormat(Struct, frozen=True):
    """A spreadsheet. Where it is a zip file of XML the standard library reads it: the libraries for
    them hand over numbers and dates, and a phone number is neither; and they make room for every
    cell that a sheet claims to have, which a hostile one claims by the billion.

    Each takes a stream that may be read in any order. `is_it` knows the format, `sheets` finds the
    names of those that a person sees, and `open` gives what reads the rows of one that hold
    anything, as long as the stream is open. All raise BadInput.
    """

    name: str
    is_it: Callable[[BinaryIO], bool]
    sheets: Callable[[BinaryIO], Iterable[str]]
    open: Callable[[BinaryIO], Callable[[str], Iterator[Cells]]]


RECORDS = {
    one.name: one
    for one in (
        RecordFormat("vcard", "vCard", vcards.is_card, vcards.read_cards, vcards.FIRST, 10),
        RecordFormat("json", "a JSON array", json_array.is_array, json_array.read_array, (), 10),
        RecordFormat("jsonl", "JSON lines", json_lines.is_objects, json_lines.read_objects),
    )
}
SHEETS = {
    one.name: one
    for one in (
        SheetFormat("xlsx", xlsx.is_xlsx, xlsx.find_sheets, xlsx.open_xlsx),
        SheetFormat("ods", ods.is_ods, ods.find_sheets, ods.open_ods),
        SheetFormat("xls", xls.is_xls, xls.find_sheets, xls.open_xls),
    )
}


def sheet_format_of(stream: BinaryIO) -> SheetFormat | None:
    """None for a file of anything else. The stream stands anywhere afterwards."""
    return next((one for one in SHEETS.values() if one.is_it(stream)), None)


def record_format_of(start: str) -> RecordFormat | None:
    """By how a text begins; None for one whose columns are named once."""
    return next((one for one in RECORDS.values() if one.is_it(start)), None)
