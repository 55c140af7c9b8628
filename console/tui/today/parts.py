"""Draw how the day's calls ended and the dials by list."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from rich.cells import cell_len
from textual.content import Content

from console.cards.lead import CallResult
from console.cards.today import DayShare, Today
from console.tui.call_view.day_column import ink_of
from console.tui.drawing.looks import Looks, joined
from console.tui.today.large import beside_parts
from console.tui.today.page import COUNTS
from console.tui.widgets.panels import hairline, pad, pad_left
from console.view.floor.today import compared_day, difference, percent, sum_sentences
from console.view.text.cleaning import clean

BESIDE = 110
"""Page width from which outcomes and lists stand side by side."""

GAP, MAX_COLUMN, MAX_BAR, MIN_BAR = 2, 97, 60, 12
"""Cells between the two columns, of a column, and of a bar in it."""

MAX_NAME = 26
"""Cells of a name before a bar."""


def side_by_side(left: Sequence[Content], right: Sequence[Content], column: int) -> list[Content]:
    """Return rows with `left` in the first column and `right` in the second."""
    return [
        Content.assemble(first.pad_right(column + GAP - first.cell_length), second)
        for first, second in zip_longest(left, right, fillvalue=Content(""))
    ]


def with_gaps(parts: Iterable[Sequence[Content]], gap: Sequence[Content]) -> list[Content]:
    """Return the parts below each other, with `gap` between two of them."""
    rows: list[Content] = []
    for part in filter(None, parts):
        rows += [*(gap if rows else ()), *part]
    return rows


def column_beside(width: int) -> int:
    """Return the cells of each of the two columns."""
    return min(MAX_COLUMN, (width - GAP) // 2)


def ending_rows(rows: Sequence[DayShare], today: Today, width: int, looks: Looks) -> list[Content]:
    """Return a row for each outcome, in its color: `n No ━━━━━━━┃━━ 111 −25`.

    The mark is the count of the day before at this time.
    """
    if not rows:
        return []
    most = max(max(row.figures.calls, row.before) for row in rows)
    name = min(MAX_NAME, max(cell_len(clean(row.name)) for row in rows))
    bar = max(1, min(MAX_BAR, width - name - 4 - 13))
    beside = f" · ┃ {compared_day(today)}" if today.is_compared else ""
    lines = [hairline(f"How calls ended{beside}", width, looks)]
    for row in rows:
        calls, before = row.figures.calls, row.before if today.is_compared else 0
        is_yes = row.result is CallResult.YES
        ink = looks.good if is_yes else ink_of(row.result, looks)
        lines.append(
            joined(
                [
                    (f"{row.key or ' '} ", f"bold {ink}"),
                    (pad(clean(row.name), name), looks.text),
                    ("  ", ""),
                    *beside_parts(calls, before, most, bar, looks, ink or looks.text),
                    (f"{_or_dot(calls):>7}", looks.strong),
                    (
                        f"{difference(calls, row.before):>6}" if today.is_compared else "",
                        looks.muted,
                    ),
                ]
            )
        )
    sums = "\n".join(sum_sentences(rows))
    return [*lines, *(Content.styled(sums, looks.muted).wrap(width) if sums else [])]


def day_lists(rows: Sequence[DayShare], today: Today, width: int, looks: Looks) -> list[Content]:
    """Return a row for each list with its dials of the day."""
    if not rows:
        return []
    room, longest = max(8, width - COUNTS), max(cell_len(clean(row.name)) for row in rows) + 2
    bar = min(MAX_BAR, room - longest - 2) if room - longest - 2 >= MIN_BAR else 0
    name = room - bar - 2 if bar else room
    most = max(max(row.figures.dials, row.before) for row in rows)
    head = f"{'dials':>5}{'±' if today.is_compared else '':>5}{'reach':>6}{'noes':>6}{'yes':>5}"
    beside = f" · ┃ {compared_day(today)}" if today.is_compared and bar else ""
    title = hairline(f"Lists{beside}", room - 1, looks)
    lines = [Content.assemble(title.pad_right(room - title.cell_length), (head, looks.muted))]
    for row in rows:
        figures, before = row.figures, row.before if today.is_compared else 0
        change = difference(figures.dials, row.before) if today.is_compared else ""
        lines.append(
            joined(
                [
                    (pad(clean(row.name), name), looks.text),
                    *(
                        beside_parts(figures.dials, before, most, bar, looks, looks.muted)
                        if bar
                        else ()
                    ),
                    ("  " if bar else "", ""),
                    (pad_left(_or_dot(figures.dials), 5), looks.strong),
                    (pad_left(change, 5), looks.muted),
                    (pad_left(percent(figures.reach), 6), looks.text),
                    (pad_left(_or_dot(figures.noes), 6), looks.text),
                    (pad_left(_or_dot(figures.yeses), 5), looks.good if figures.yeses else ""),
                ]
            )
        )
    return lines


def _or_dot(count: int) -> str:
    return f"{count:,}" if count else "·"
