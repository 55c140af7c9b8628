"""The parts of a spreadsheet file: XML in a zip, read in pieces and within bounds."""

import zipfile
from collections.abc import Iterator
from typing import IO, Literal
from xml.etree import ElementTree

from console.trouble import BadInput

MOST_TEXT = 400 << 20
"""Bytes of XML in a part that must be held whole, such as the table of strings."""
MOST_XML = 8 << 30
MOST_TIMES = 500
"""How many times its packed size a part may have; sheets of equal rows come to a hundred."""
MOST_CELLS = 1_001
LONGEST_CELL = 131_072
NO_VALUE = "\0formula"
"""What stands for a formula of which the file does not say what it comes to."""

Cells = tuple[int, list[str]]
"""The number of a row in its sheet, from 1, and its cells."""
Event = Literal["start", "end"]


def open_part(folder: zipfile.ZipFile, name: str, most: int = MOST_XML) -> IO[bytes]:
    """One part of the file. Raises BadInput for one that would not end, or is no sheet's."""
    try:
        info = folder.getinfo(name)
    except KeyError:
        raise BadInput(f"The spreadsheet is damaged (no {name}): save it again.") from None
    if info.file_size > min(most, max(100 << 20, MOST_TIMES * info.compress_size)):
        raise BadInput(f"The part {name} of the spreadsheet is too large: save it as CSV.")
    with folder.open(info) as part:
        if b"<!DOCTYPE" in part.read(2048):
            raise BadInput(f"The part {name} is not one a spreadsheet has: save it as CSV.")
    return folder.open(info)


def parse(part: IO[bytes], *events: Event) -> Iterator[tuple[str, ElementTree.Element]]:
    try:
        yield from ElementTree.iterparse(part, events)  # noqa: S314 - no document type gets here
    except ElementTree.ParseError as error:
        raise BadInput(f"The spreadsheet is damaged ({error}): save it again.") from None


def put(cells: list[str], column: int, text: str) -> None:
    """Fills the row up to the column; what stands past the most columns is not kept."""
    if text and column < MOST_CELLS:
        cells += [""] * (column + 1 - len(cells))
        cells[column] = text


def show_number(value: str) -> str:
    """A number without the tail that a floating point number gets on its way through a file."""
    if value.isdecimal():
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.15g}"
