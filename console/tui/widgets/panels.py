"""Stack titled panels and rows in one widget: a title is a hairline, and there are no boxes."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from console.tui.drawing.letters import letters
from console.tui.drawing.looks import Looks, fit, joined
from console.tui.widgets.text_widget import stack
from console.view.keys.remedies import KEYS_IN_TEXT
from console.view.sessions.waiting import ReasonRow

ROOMY = 40
"""Rows from which the gaps between panels come before further rows of a panel."""


class Panel(NamedTuple):
    """A title ("" for none) and rows, of which at least `least` are shown.

    A panel without rows isn't shown, nor is its title.
    """

    title: str
    rows: Sequence[Content]
    least: int = 1
    end: str = ""
    """The head of the last column, whose cells are flush right."""


def hairline(title: str, width: int, looks: Looks, style: str = "", end: str = "") -> Content:
    """Return `─ Name · unit ────`, or `─ Name ──── end`."""
    name, after = fit(title, width - 4), f" {end}" if end else ""
    line = "─" * max(0, width - cell_len(name) - 3 - cell_len(after))
    parts = [("─ ", looks.hair), (f"{name} ", style or looks.title), (line, looks.hair)]
    return joined([*parts, (after, looks.muted)] if name else [("─" * width, looks.hair)])


def stack_panels(
    panels: Sequence[Panel],
    width: int,
    height: int,
    looks: Looks,
    indent: int = 0,
    *,
    has_air: bool = False,
) -> Content:
    """Stack the panels in `height` rows.

    `has_air`: a gap between two panels comes before further rows of a panel at any height.

    Each gets its least rows. Rows that are left go to the first panels until those are whole. Last
    panels without room for their least rows are left out.
    """
    shown = [panel for panel in panels if panel.rows]
    while shown and sum(map(_least_height, shown)) > height:
        shown.pop()  # the last panel is the least important
    # Rows of each panel, without its title.
    heights = [min(panel.least, len(panel.rows)) for panel in shown]
    left = height - sum(map(_least_height, shown))
    gaps = min(max(0, len(shown) - 1), left) if has_air or height >= ROOMY else 0
    left -= gaps
    for place, panel in enumerate(shown):
        extra = min(left, len(panel.rows) - heights[place])
        heights[place] += extra
        left -= extra
    gaps = gaps or min(max(0, len(shown) - 1), left)
    rows: list[Content] = []
    for place, (panel, count) in enumerate(zip(shown, heights, strict=True)):
        if panel.title:
            rows.append(hairline(panel.title, width, looks, end=panel.end))
        rows += [row.pad_left(indent) for row in panel.rows[:count]]
        if 0 < count < len(panel.rows):
            hidden = len(panel.rows) - count + 1  # the last row makes room for this text
            rows[-1] = Content.styled(f"{' ' * indent}… {hidden} more", looks.muted)
        if place < gaps:
            rows.append(Content(""))
    return stack(rows[:height])


def side_by_side(left: Content, right: Content, place: int) -> Content:
    """Return two stacks beside each other; the right one begins at the cell `place`."""
    pairs = zip_longest(
        left.split("\n", allow_blank=True),
        right.split("\n", allow_blank=True),
        fillvalue=Content(""),
    )
    return stack(
        [
            Content.assemble(left_row.pad_right(place - left_row.cell_length), right_row)
            if right_row.plain
            else left_row
            for left_row, right_row in pairs
        ]
    )


def figure_rows(figures: Sequence[tuple[str, str, str]], cell: int, muted: str) -> list[Content]:
    """Return figures in large digits, each in `cell` cells over its name: (figure, name, ink)."""
    large = [letters(figure) for figure, _, _ in figures]
    rows = [
        joined(
            [
                (pad(lines[row], cell), f"bold {ink}".strip())
                for lines, (_, _, ink) in zip(large, figures, strict=True)
            ]
        )
        for row in range(3)
    ]
    return [*rows, joined([(pad(name, cell), muted) for _, name, _ in figures])]


def _least_height(panel: Panel) -> int:
    """Return the fewest rows that a panel takes, with its title."""
    return min(panel.least, len(panel.rows)) + (1 if panel.title else 0)


def pad(text: str, width: int) -> str:
    """Return the text in exactly `width` cells, cut or filled with spaces."""
    fitted = fit(text, width)
    return fitted + " " * max(0, width - cell_len(fitted))


def pad_left(text: str, width: int) -> str:
    """Return the text in exactly `width` cells, flush right."""
    fitted = fit(text, width)
    return " " * max(0, width - cell_len(fitted)) + fitted


def reason_rows(
    reasons: Sequence[ReasonRow], width: int, looks: Looks, counts: int = 0
) -> list[Content]:
    """Return how many leads wait, why, and until when, in three columns.

    A long reason goes on in the next row. `counts`: the fewest cells of the first column.
    """
    if not reasons:
        return []
    count_width = max(counts, *(len(count) for count, _, _ in reasons))
    time_width = max(cell_len(time) for _, _, time in reasons)
    widest = max(cell_len(text) for _, text, _ in reasons)
    room = max(10, min(width - count_width - time_width - 4, widest))
    rows = []
    for count, text, time in reasons:
        words = Content(text).highlight_regex(KEYS_IN_TEXT, style=looks.key)
        first, *others = words.wrap(room if time else max(10, width - count_width - 2))
        gap = " " * max(0, room - first.cell_length)
        rows.append(
            Content.assemble(
                (f"{count:>{count_width}}  ", "bold"),
                first,
                f"{gap}  " if time else "",
                (time, looks.clock),
            )
        )
        rows += [line.pad_left(count_width + 2) for line in others]
    return rows
