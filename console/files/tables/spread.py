"""Rows from all over a file, by which a person is asked: what is odd may begin far down."""

import io
from itertools import islice
from pathlib import Path

from console.files.tables.rows import RowsFile
from console.files.tables.sheets.parts import OLE, ZIP
from console.files.tables.text.csv_rows import CsvRows, Marks
from console.files.tables.unpacking import GZIP

FIRST = 1_000
"""Rows from the start of a file, of any form."""
PLACES = 9
ROWS_AT_EACH = 100
BYTES_AT_EACH = 1 << 16
OF_WHOLE_BYTES = ("utf-8", "ascii", "cp125", "iso8859", "latin", "mac", "windows-125")
"""Encodings of which a line can be found from anywhere."""


def spread_rows(file: RowsFile) -> list[list[str]]:
    """The first rows, and of a longer text that lies there unpacked some from each tenth of it."""
    rows = file.sample(FIRST)
    if len(rows) < FIRST or file.form != "csv" or not file.encoding.startswith(OF_WHOLE_BYTES):
        return rows
    return [*rows, *_from_afar(file)]


def _from_afar(file: RowsFile) -> list[list[str]]:
    found: list[list[str]] = []
    with file.path.open("rb") as stream:
        if stream.read(8).startswith((GZIP, OLE, *ZIP)):
            return found
        size = stream.seek(0, io.SEEK_END)
        for place in range(1, PLACES + 1):
            stream.seek(size * place // (PLACES + 1))
            stream.readline(BYTES_AT_EACH)
            found += _rows_in(stream.read(BYTES_AT_EACH), file, file.path)
    return found


def _rows_in(piece: bytes, file: RowsFile, path: Path) -> list[list[str]]:
    """Those that have as many cells as the header: what begins within quotes seldom has."""
    whole, _, _ = piece.rpartition(b"\n")
    text = io.TextIOWrapper(io.BytesIO(whole), file.encoding, errors="replace", newline="")
    given = CsvRows(text, Marks(file.delimiter, file.escape), path).read()
    width = len(file.header)
    fitting = (cells for _, cells, fault in given if not fault and len(cells) == width)
    return list(islice(fitting, ROWS_AT_EACH))
