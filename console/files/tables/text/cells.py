"""The cells of a file made harmless, a whole column of a few thousand rows at a time."""

from collections.abc import Sequence

from console.files.fields.cells.formula_guard import unguard
from console.rules.text import clean_line, harmless


def clean_column(cells: Sequence[str], *, keeps_lines: bool = False) -> list[str]:
    """Each on one line but in a column of notes, without space around it and without our guard."""
    joined = "".join(cells)
    if joined.isascii() and joined.isprintable():
        cleaned = [*map(str.strip, cells)]
    else:
        whole = _clean_lines if keeps_lines else clean_line
        cleaned = [
            cell.strip() if cell.isascii() and cell.isprintable() else whole(cell) for cell in cells
        ]
    return [unguard(cell) for cell in cleaned] if "'" in joined else cleaned


def _clean_lines(cell: str) -> str:
    return harmless(cell).strip()
