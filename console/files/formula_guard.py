"""Guard cells of our CSV files from being run as formulas, and remove the guard at import.

A spreadsheet runs a cell that starts with one of these marks. The guard is an apostrophe in front.
A cell that starts with apostrophes and then a mark gets one more, so that removing one always
restores the cell. A plain number such as +17045550128 or -3.50 computes nothing, so it stays as it
is: programs that read the file would take the apostrophe for a part of the number.
"""

import re

MARKS = frozenset("'=+-@\t\r")
"""The first characters of the cells that may need the guard."""

_RUNS = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\(?\d[\d ().-]*( x\d+)?")


def guard(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if _RUNS.match(cell) and not _NUMBER.fullmatch(cell) else cell


def unguard(cell: str) -> str:
    """Return a cell without the guard."""
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell
