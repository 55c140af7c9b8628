"""Write Excel workbooks (.xlsx).

Texts are written as texts, so that no cell runs as a formula and no postal code loses a zero. Rows
go to a temporary file one by one: a workbook of a million rows needs little memory.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import IO

from msgspec import Struct

from console.rules.text import harmless
from console.trouble import BadInput

MOST_ROWS = 1_048_575
"""Rows of a sheet below its header. Source: Excel specifications and limits."""
LONGEST_CELL = 32_767
"""Characters of a cell. Source: Excel specifications and limits."""
LONGEST_NAME = 31
"""Characters of a sheet's name."""
CHUNK = 65_536
TIME_WIDTH = 17
"""Characters of a column of times. Excel shows ##### in a narrower one."""

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


class Sheet(Struct, frozen=True):
    """A sheet of a workbook.

    Numbers are written as numbers, times as times on their own clock, and None as blank.
    """

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[object]]


def workbook_pieces(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """Yield the file of a workbook in pieces. Raises BadInput if a sheet has too many rows."""
    import xlsxwriter  # late: only --format xlsx needs it

    with tempfile.TemporaryFile() as file:
        options = {"constant_memory": True, "strings_to_formulas": False}
        with xlsxwriter.Workbook(file, options) as book:
            bold = book.add_format({"bold": True})
            to_the_minute = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
            names: set[str] = set()
            for sheet in sheets:
                page = book.add_worksheet(_sheet_name(sheet.title, names))
                page.write_row(0, 0, [_cell(name) for name in sheet.header], bold)
                page.freeze_panes(1, 0)
                page.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS + 1}"})
                for at, row in enumerate(sheet.rows, start=1):
                    if at > MOST_ROWS:
                        raise BadInput(
                            f"A sheet of Excel holds {MOST_ROWS:,} rows below its header, and there"
                            " are more: choose fewer with --where, or use --format csv."
                        )
                    for column, cell in enumerate(row):
                        if isinstance(cell, int | float | Decimal):
                            page.write_number(at, column, float(cell))
                        elif isinstance(cell, datetime):
                            # Excel's times have no zone: the header or another sheet names it.
                            local = cell.replace(tzinfo=None)
                            page.write_datetime(at, column, local, to_the_minute)
                            page.set_column(column, column, TIME_WIDTH)
                        elif cell is not None and cell != "":
                            page.write_string(at, column, _cell(cell))
        yield from _chunks(file)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk


def _cell(cell: object) -> str:
    return harmless(str(cell))[:LONGEST_CELL]


def _sheet_name(title: str, taken: set[str]) -> str:
    """Return a name that Excel accepts and that no other sheet has, whatever its case."""
    plain = _FORBIDDEN.sub(" ", harmless(title)).strip(" '")[:LONGEST_NAME].strip(" '") or "Sheet"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[: LONGEST_NAME - 4]} {number}"
    taken.add(name.casefold())
    return name
