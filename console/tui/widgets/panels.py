"""Titled panels under each other in one place: a hairline with the name, no box."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from console.tui.drawing.looks import Looks, fit, joined
from console.tui.widgets.text_widget import stack
from console.view.sessions.waiting import ReasonRow


class Panel(NamedTuple):
    """`least` rows are kept where there is little room; a panel without rows takes none.

    Without a title it begins with its first row.
    """

    title: str
    rows: Sequence[Content]
    least: int = 1


def hairline(title: str, width: int, looks: Looks, style: str = "") -> Content:
    """`─ Name · unit ────`."""
    name = fit(title, width - 4)
    rest = "─" * max(0, width - cell_len(name) - 3)
    return joined(
        [("─ ", looks.hair), (f"{name} ", style or looks.title), (rest, looks.hair)]
        if name
        else [("─" * width, looks.hair)]
    )


def stack_panels(
    panels: Sequence[Panel], width: int, height: int, looks: Looks, indent: int = 0
) -> Content:
    """All of each where they fit; else each its least, and what is left in their order."""
    shown = [panel for panel in panels if panel.rows]
    while shown and sum(map(_least, shown)) > height:
        shown.pop()
    rooms = [min(one.least, len(one.rows)) for one in shown]
    left = height - sum(map(_least, shown))
    for place, panel in enumerate(shown):
        more = min(left, len(panel.rows) - rooms[place])
        rooms[place] += more
        left -= more
    gaps = min(max(0, len(shown) - 1), left)
    rows: list[Content] = []
    for place, (panel, room) in enumerate(zip(shown, rooms, strict=True)):
        if panel.title:
            rows.append(hairline(panel.title, width, looks))
        rows += [row.pad_left(indent) for row in panel.rows[:room]] if indent else panel.rows[:room]
        if room < len(panel.rows) and room:
            hidden = len(panel.rows) - room + 1
            rows[-1] = Content.styled(f"{' ' * indent}… {hidden} more", looks.muted)
        if place < gaps:
            rows.append(Content(""))
    return stack(rows[:height])


def side_by_side(left: Content, right: Content, place: int) -> Content:
    """Two stacks beside each other, the second from the cell `place` on."""
    lefts, rights = (one.split("\n", allow_blank=True) for one in (left, right))
    return stack(
        [
            Content.assemble(one.pad_right(place - one.cell_length), other) if other.plain else one
            for one, other in zip_longest(lefts, rights, fillvalue=Content(""))
        ]
    )


def _least(panel: Panel) -> int:
    """The rows that a panel takes at the least, with its title."""
    return min(panel.least, len(panel.rows)) + (1 if panel.title else 0)


def pad(text: str, width: int) -> str:
    """The text in exactly so many cells."""
    shown = fit(text, width)
    return shown + " " * max(0, width - cell_len(shown))


def pad_left(text: str, width: int) -> str:
    """The same, flush right."""
    shown = fit(text, width)
    return " " * max(0, width - cell_len(shown)) + shown


# How many, why, and when that ends: counts flush right, the times at one edge.


def reason_rows(
    reasons: Sequence[ReasonRow], width: int, looks: Looks, counts: int = 0
) -> list[Content]:
    """A reason longer than its row goes on below. `counts`: cells for them, at the least."""
    if not reasons:
        return []
    counts = max(counts, *(len(count) for count, _, _ in reasons))
    times = max(cell_len(when) for _, _, when in reasons)
    widest = max(cell_len(text) for _, text, _ in reasons)
    room = max(10, min(width - counts - times - 4, widest))
    rows = []
    for count, text, when in reasons:
        first, *more = Content(text).wrap(room if when else max(10, width - counts - 2))
        gap = " " * max(0, room - first.cell_length)
        rows.append(
            Content.assemble(
                (f"{count:>{counts}}  ", "bold"),
                first,
                f"{gap}  " if when else "",
                (when, looks.clock),
            )
        )
        rows += [line.pad_left(counts + 2) for line in more]
    return rows
