"""Which mark parts the cells of a text file: the one under which most rows are alike."""

import csv
import io
from collections import Counter

from console.importing.csv_rows import SEPARATOR_LINE
from console.importing.headers import First
from console.importing.rows import DELIMITERS
from console.trouble import BadInput

SAMPLE = 65_536
"""Characters that are looked at."""
SAMPLE_ROWS = 20


def find_delimiter(start: str, wanted: str) -> tuple[str, First]:
    """The delimiter, and the first rows under it; `wanted` overrules. Raises BadInput."""
    stated = SEPARATOR_LINE.match(start)
    sample = start[stated.end() :] if stated else start
    is_cut = len(start) >= SAMPLE
    chosen = "\t" if wanted in ("tab", "\\t") else wanted
    if len(chosen) > 1 or chosen in ('"', "\n", "\r"):
        raise BadInput(f"--delimiter {chosen}: give one character, or tab.")
    chosen = chosen or (stated[1] if stated else "")
    candidates = [chosen] if chosen else list(DELIMITERS)
    line = 2 if stated else 1
    tried = {one: _first_rows(sample, one, line, is_cut=is_cut) for one in candidates}
    delimiter = max(candidates, key=lambda one: _consistency(tried[one]))
    return delimiter, tried[delimiter]


def _consistency(rows: First) -> tuple[float, int]:
    """Which share of the rows has the usual number of cells, and that number; one cell is none."""
    widths = Counter(len(cells) for _, cells in rows)
    if not widths:
        return 0.0, 0
    width, count = max(widths.items(), key=lambda one: (one[1], one[0]))
    first = len(rows[0][1])
    if width == 1 and first > 1:
        width, count = first, widths[first]
    return (0.0 if width == 1 else round(count / len(rows), 1)), width


def _first_rows(sample: str, delimiter: str, line: int, *, is_cut: bool) -> First:
    rows: list[tuple[int, list[str]]] = []
    begun = line
    try:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((begun, cells))
            if len(rows) > SAMPLE_ROWS:
                break
            begun = line + reader.line_num
    except csv.Error:
        pass
    return rows[:-1] if is_cut and 1 < len(rows) <= SAMPLE_ROWS else rows[:SAMPLE_ROWS]
