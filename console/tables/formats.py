"""The formats of files, in the order in which a file is asked whether it is one: an entry each.

A text that is none of them is one of rows with delimiters (`csv_rows`).
"""

import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from console.tables import json_lines, ods, vcards, xlsx
from console.tables.sheet_parts import Cells

Record = tuple[int, dict[str, str], str]
"""Where a row begins, its values by column, and why it cannot be used."""


@dataclass(frozen=True, slots=True)
class RecordFormat:
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


@dataclass(frozen=True, slots=True)
class SheetFormat:
    """A spreadsheet: a zip file of XML. The standard library reads it: the libraries for them hand
    over numbers and dates, and a phone number is neither; and they make room for every cell that a
    sheet claims to have, which a hostile one claims by the billion.

    `is_it` looks at the names of what is in the zip file, `sheets` finds the names of those that a
    person sees, and `open` gives what reads the rows of one that hold anything, in memory one at a
    time. Both raise BadInput.
    """

    name: str
    is_it: Callable[[Collection[str]], bool]
    sheets: Callable[[zipfile.ZipFile], Iterable[str]]
    open: Callable[[zipfile.ZipFile], Callable[[str], Iterator[Cells]]]


RECORDS = {
    one.name: one
    for one in (
        RecordFormat("vcard", "vCard", vcards.is_card, vcards.read_cards, vcards.FIRST, 10),
        RecordFormat("jsonl", "JSON lines", json_lines.is_objects, json_lines.read_objects),
    )
}
SHEETS = {
    one.name: one
    for one in (
        SheetFormat("xlsx", xlsx.is_xlsx, xlsx.find_sheets, xlsx.open_xlsx),
        SheetFormat("ods", ods.is_ods, ods.find_sheets, ods.open_ods),
    )
}


def sheet_format_of(names: Collection[str]) -> SheetFormat | None:
    """By the names of what a zip file holds; None for one of anything else."""
    return next((one for one in SHEETS.values() if one.is_it(names)), None)


def record_format_of(start: str) -> RecordFormat | None:
    """By how a text begins; None for one whose columns are named once."""
    return next((one for one in RECORDS.values() if one.is_it(start)), None)
