"""Spreadsheets (.xlsx, .ods) row by row, in memory one row at a time, cells as text.

Both are zip files of XML, and the standard library reads them. The libraries for them hand over
numbers and dates, and a phone number is neither; and they make room for every cell that a sheet
claims to have, which a hostile one claims by the billion.
"""

import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from console.tables import ods, xlsx
from console.tables.sheet_parts import Cells


def kind_of(folder: zipfile.ZipFile) -> str:
    """xlsx, ods, or "" for a zip file of anything else."""
    names = folder.namelist()
    return "xlsx" if "xl/workbook.xml" in names else "ods" if "content.xml" in names else ""


def list_sheets(stream: BinaryIO) -> list[str]:
    """The names of the sheets a person sees. Raises BadInput."""
    with zipfile.ZipFile(stream) as folder:
        return list(xlsx.find_sheets(folder) if _is_xlsx(folder) else ods.find_sheets(folder))


def first_rows_of(stream: BinaryIO, sheets: Iterable[str], count: int) -> dict[str, list[Cells]]:
    """The first rows of each sheet that hold anything. Raises BadInput."""
    with zipfile.ZipFile(stream) as folder:
        if not _is_xlsx(folder):
            return {one: list(islice(ods.read_ods(folder, one), count)) for one in sheets}
        texts = xlsx.read_texts(folder)
        return {one: list(islice(xlsx.read_xlsx(folder, one, texts), count)) for one in sheets}


def read_sheet(stream: BinaryIO, sheet: str) -> Iterator[Cells]:
    """The rows of one sheet that hold anything. Raises BadInput."""
    with zipfile.ZipFile(stream) as folder:
        yield from (xlsx.read_xlsx if _is_xlsx(folder) else ods.read_ods)(folder, sheet)


def _is_xlsx(folder: zipfile.ZipFile) -> bool:
    return kind_of(folder) == "xlsx"
