"""A sheet of a spreadsheet, or a file of an archive, as a CSV file, to be read like one."""

import csv
import io
from pathlib import Path
from typing import IO

from console.files.tables.opening import open_rows
from console.files.tables.rows import ReadOptions
from console.rules.text import clean_line
from console.trouble import BadInput


def write_sheet(path: Path, sheet: str, into: IO[bytes]) -> str:
    """Returns what it is called. Each row stands on the line that it has in the sheet, but the
    names of the columns on the first. Raises BadInput."""
    file = open_rows(path, ReadOptions(sheet=sheet))
    if file.beside and not sheet:
        named = ", ".join(f"“{clean_line(one)}”" for one in (file.sheet, *file.beside))
        raise BadInput(f"{path} holds numbers in more than one sheet ({named}): say --sheet.")
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
    text.detach()
    into.seek(0)
    return name
