"""Find rows inside a cell: after a stray quote, the following lines become part of its cell."""

from collections.abc import Iterator, Sequence

from console.files.fields.cells.warnings import Swallowed
from console.files.fields.columns.layout import PhoneColumn
from console.files.fields.mapping_doubts import Doubt
from console.files.tables.rows import RowChunk, RowsFile
from console.rules.phone.numbers import count_digits

FEWEST_DIGITS = 7


def find_swallowed(
    file: RowsFile, phones: Sequence[PhoneColumn], chunk: RowChunk
) -> Iterator[Swallowed]:
    """Yield the cells with a line that looks like a row.

    Such a line has as many cells as a row, and digits in a phone column. Notes of several lines,
    which correct files also have, do not.
    """
    if not (file.delimiter and chunk.lines):
        return
    if chunk.lines[-1] - chunk.lines[0] + 1 != chunk.count:
        ends = [*chunk.lines[1:], chunk.lines[-1]]
    else:
        ends = []  # as many lines as rows: only the last row can span several lines
    many = [at for at, end in enumerate(ends) if end - chunk.lines[at] > 1]
    places = [phone.position for phone in phones]
    for at in (*many, len(chunk.lines) - 1):
        line = chunk.lines[at]
        for position, cell in enumerate(chunk.row(at)):
            inner = cell.splitlines()
            if any(_is_row(text, file, places) for text in inner[1:]):
                yield Swallowed(file.header[position], line, len(inner))
            line += max(len(inner) - 1, 0)


def doubt_swallowed(cells: Sequence[Swallowed]) -> Doubt:
    """Return the doubt about cells that seem to hold rows."""
    first = cells[0]
    more = " There are more such cells." if len(cells) > 1 else ""
    return Doubt(
        f"The cell under “{first.column}” that begins on line {first.line} runs over {first.lines} "
        f"lines and holds what looks like rows: look for a stray quote there.{more}",
        needs_answer=True,
    )


def _is_row(line: str, file: RowsFile, phones: Sequence[int]) -> bool:
    cells = line.split(file.delimiter)
    return len(cells) == len(file.header) and any(
        count_digits(cells[position]) >= FEWEST_DIGITS for position in phones
    )
