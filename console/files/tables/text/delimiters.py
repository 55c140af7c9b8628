"""Which mark parts the cells of a text file: the one under which most rows are alike."""

import csv
import io
from collections import Counter

from console.files.tables.text.csv_rows import SEPARATOR_LINE, SPACES, Marks
from console.files.tables.text.headers import First
from console.trouble import BadInput

SAMPLE = 65_536
"""Characters that are looked at."""
SAMPLE_ROWS = 20
USUAL = (",", ";", "\t", "|")
RARE = ("^", "~", ":")
"""Looked for where no usual mark parts the first row."""
NEARLY_ALL = 0.9
NAMED = {"tab": "\t", "\\t": "\t", "spaces": SPACES}


def find_marks(start: str, wanted: str) -> tuple[Marks, First]:
    """The marks, and the first rows under them; `wanted` overrules. Raises BadInput."""
    stated = SEPARATOR_LINE.match(start)
    sample = start[stated.end() :] if stated else start
    chosen = _chosen(wanted) or (stated[1] if stated else "")
    line = 2 if stated else 1

    def rows_under(marks: Marks) -> First:
        return _first_rows(sample, marks, line, is_cut=len(start) >= SAMPLE)

    def find() -> str:
        tried = {one: rows_under(Marks(one)) for one in (*USUAL, *RARE, SPACES)}
        usual = max(USUAL, key=lambda one: _consistency(tried[one]))
        is_named = len(tried[usual][0][1]) > 1 if tried[usual] else False
        if not (is_named and _consistency(tried[usual])[0]):
            for rare in (*RARE, SPACES):
                first = tried[rare][0][1] if tried[rare] else []
                if len(first) > 1 and _consistency(tried[rare])[0] >= NEARLY_ALL:
                    return rare
        return usual

    delimiter = chosen or find()
    marks = Marks(delimiter, "\\") if _is_escaped(sample, delimiter) else Marks(delimiter)
    return marks, rows_under(marks)


def _chosen(wanted: str) -> str:
    chosen = NAMED.get(wanted, wanted)
    if (len(chosen) > 1 and chosen != SPACES) or chosen in ('"', "\n", "\r"):
        raise BadInput(f"--delimiter {chosen}: give one character, tab or spaces.")
    return chosen


def _is_escaped(sample: str, delimiter: str) -> bool:
    """Whether its quotes within cells are written as \\": only so is it whole."""
    if '\\"' not in sample:
        return False
    lines = sample[: sample.rfind("\n") + 1].splitlines(keepends=True)
    return _is_whole(lines, Marks(delimiter, "\\")) and not _is_whole(lines, Marks(delimiter))


def _is_whole(lines: list[str], marks: Marks) -> bool:
    try:
        for _ in marks.reader(lines, is_strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)  # the sample is cut
    return True


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


def _first_rows(sample: str, marks: Marks, line: int, *, is_cut: bool) -> First:
    rows: list[tuple[int, list[str]]] = []
    begun = line
    try:
        reader = marks.reader(io.StringIO(sample, newline=""))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((begun, cells))
            if len(rows) > SAMPLE_ROWS:
                break
            begun = line + reader.line_num
    except csv.Error:
        pass
    return rows[:-1] if is_cut and 1 < len(rows) <= SAMPLE_ROWS else rows[:SAMPLE_ROWS]
