"""Find the row that names the columns: by known names, else by the contents of the rows below."""

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from console.files.fields.columns.contents import ENOUGH, is_mail, is_value
from console.files.fields.columns.headings import list_names, read_name, read_names
from console.files.fields.warnings import Doubt
from console.rules.phone.notations import SCIENTIFIC
from console.rules.phone.numbers import count_digits
from console.rules.places.regions import read_region
from console.rules.text import clean_line, unguard

FEWEST_DIGITS = 5
"""A cell with this many digits is no column name but a postal code, date or number."""
LONGEST_NAME = 200
"""Most letters of a column name: every lead stores the names of its extras."""
TELLING = frozenset({"number", "mail", "region"})
"""Sorts of values that are never column names."""

First = Sequence[tuple[int, list[str]]]
"""The first rows that are not blank, with their lines."""
NamesRow = tuple[int | None, tuple[Doubt, ...]]
"""The index of the row with the names, None for no row, and the doubts about it."""


class Header(Struct, frozen=True):
    """The names of the columns and their line, 0 if no row has them."""

    names: tuple[str, ...]
    line: int
    doubts: tuple[Doubt, ...] = ()


def find_header(first: First, *, has_header: bool | None) -> Header:
    """Find the column names; `has_header` says if the first row has them, None finds it out."""
    rows = [cells for _, cells in first]
    stated: NamesRow = (0 if has_header else None, ())
    at, doubts = _look_for_names(rows) if has_header is None else stated
    if at is None:
        return Header(_made_unique([""] * max(map(len, rows))), 0)
    names = [unguard(clean_line(cell)) for cell in rows[at]]
    while names and not names[-1]:
        names.pop()
    if long := [name for name in names if len(name) > LONGEST_NAME]:
        doubts = (*doubts, _cut(long))
    return Header(_made_unique([name[:LONGEST_NAME] for name in names]), first[at][0], doubts)


def _cut(names: Sequence[str]) -> Doubt:
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return Doubt(
        f"The name of a column is cut to {LONGEST_NAME} letters: “{names[0][:24]}…”{more}. Look "
        "whether that row has the names."
    )


def _look_for_names(rows: Sequence[list[str]]) -> NamesRow:
    counts = [_count_names(rows, at) for at in range(_count_before_data(rows))]
    best = max(range(len(counts)), key=lambda at: (counts[at], -at), default=0)
    if best and (counts[best] > 1 or any(name.is_phone for name in read_names(rows[best]))):
        return best, ()
    if any(map(is_value, rows[0])):
        return None, ()
    same, other = _compare_first(rows)
    has_names = bool(counts and counts[0])
    if (counts and counts[0] > 1) or ((has_names or other) and not same) or len(rows) == 1:
        return 0, ()
    if same and not other:
        return None, ()
    shown = list_names([clean_line(cell)[:24] for cell in rows[0] if cell.strip()][:3])
    text = f"Row 1 was taken for the names of the columns and may be a person ({shown})."
    return 0, (Doubt(text, "--header or --no-header says which.", needs_answer=True),)


def _count_before_data(rows: Sequence[list[str]]) -> int:
    """Return how many rows come before the first data row.

    A data row has more than one filled cell, and a phone number or e-mail address among them.
    """
    for at, cells in enumerate(rows):
        if sum(map(bool, cells)) > 1 and any(map(is_value, cells)):
            return at
    return len(rows)


def _count_names(rows: Sequence[list[str]], at: int) -> int:
    """Count the cells of a row that are known column names and do not recur in other rows."""
    others = [cells for place, cells in enumerate(rows) if place != at]

    def comes_again(position: int, cell: str) -> bool:
        again = sum(position < len(cells) and cells[position] == cell for cells in others)
        return again * 2 > len(others)

    return sum(
        read_name(cell).is_known and not comes_again(position, cell)
        for position, cell in enumerate(rows[at])
    )


def _compare_first(rows: Sequence[list[str]]) -> tuple[int, int]:
    """Compare the first row with the rows below it.

    Return two counts of columns: those whose first cell is of the same kind as the cells below, and
    those whose first cell is text instead. Only columns of numbers, e-mail addresses or regions
    count. If the first row differs, it is probably a header.
    """
    same = other = 0
    for position, cell in enumerate(rows[0]):
        below = [_sort_of(cells[position]) for cells in rows[1:] if position < len(cells)]
        filled = Counter(sort for sort in below if sort)
        usual, count = next(iter(filled.most_common(1)), ("", 0))
        if usual in TELLING and count >= ENOUGH * filled.total():
            same += _sort_of(cell) == usual
            other += _sort_of(cell) == "text"
    return same, other


def _sort_of(cell: str) -> str:
    text = cell.strip()
    if not text:
        return ""
    if is_mail(text):
        return "mail"
    if count_digits(text) >= FEWEST_DIGITS or SCIENTIFIC.fullmatch(text):
        return "number"
    if any(map(str.isdigit, text)) and not any(map(str.isalpha, text)):
        return "digits"
    return "text" if read_region(text) is None else "region"


def _made_unique(header: list[str]) -> tuple[str, ...]:
    """Make column names unique: “column 3” for an empty name, “phone (2)” for a repeated one."""
    counts: dict[str, int] = {}
    names = []
    for position, name in enumerate(header, start=1):
        shown = name or f"column {position}"
        counts[shown] = counts.get(shown, 0) + 1
        names.append(shown if counts[shown] == 1 else f"{shown} ({counts[shown]})")
    return tuple(names)
