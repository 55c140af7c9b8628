"""Guard cells of our CSV files from being run as formulas, and remove the guard at import.

A spreadsheet runs a cell that starts with one of these marks. The guard is an apostrophe in front.
A cell that starts with apostrophes and then a mark gets one more, so that removing one always
restores the cell.
"""

import re

_RUNS = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guard(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if _RUNS.match(cell) else cell


def unguard(cell: str) -> str:
    """Return a cell without the guard."""
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell
