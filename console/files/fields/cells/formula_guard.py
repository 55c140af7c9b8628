"""Keeping cells of our CSV files from being run as formulas, and undoing it at import.

A spreadsheet runs a cell that starts with one of these marks. The guard is an apostrophe in front;
a cell that starts with apostrophes and then such a mark gets one more, so that taking one off
always gives back what was there.
"""

import re

_RUNS = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guard(cell: str) -> str:
    return f"'{cell}" if _RUNS.match(cell) else cell


def unguard(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell
