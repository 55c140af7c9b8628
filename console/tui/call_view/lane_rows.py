"""The next 24 hours by zone, as rows of cells on the agent's clock."""

from datetime import datetime

from rich.cells import cell_len
from textual.content import Content

from console.cards.waiting import Lanes
from console.tui.drawing.looks import Looks, Part, joined
from console.tui.widgets.panels import pad, pad_left
from console.view.sessions.lanes import (
    STEPS,
    callable_counts,
    hour_marks,
    lane_times,
    open_cells,
    thickness,
)

NAME = 14
COUNT = 7
TIMES = 28
"""Cells for the span and how long until it opens, where there is room."""

TALL = 30
"""Rows from which a blank one stands between two lanes, where all of them keep their place."""


def lane_rows(
    lanes: Lanes, now: datetime, here: str, width: int, most: int, looks: Looks
) -> list[Content]:
    """The hours, a row a zone, and how many may be called in all. At most so many rows."""
    if not lanes.lanes:
        return []
    name = min(NAME, max(cell_len(lane.name) for lane in lanes.lanes))
    margin = name + COUNT + 2
    an_hour = next((n for n in (6, 5, 4, 3, 2) if margin + lanes.hours * n + TIMES <= width), 0)
    has_times = bool(an_hour)
    an_hour = an_hour or (2 if margin + lanes.hours * 2 <= width else 1)
    every = 2 if an_hour > 1 else 3
    rows = [Content.styled(" " * margin + hour_marks(lanes, here, an_hour, every), looks.muted)]
    at = min(lanes.hours * an_hour - 1, int((now - lanes.start).total_seconds()) * an_hour // 3600)
    shown = lanes.lanes if len(lanes.lanes) + 2 <= most else lanes.lanes[: max(1, most - 3)]
    largest = max(lane.count for lane in lanes.lanes)
    is_airy = TALL <= most >= 3 * len(lanes.lanes)
    for lane in shown:
        glyph = thickness(lane.count, largest)
        cells: list[Part] = [
            (glyph, looks.fill_good) if is_open else _ground(place, an_hour * every, looks)
            for place, is_open in enumerate(
                open_cells(lane.spans, lanes.start, lanes.hours, an_hour, now)
            )
        ]
        cells[at] = ("┃", f"bold {looks.accent}")
        parts = [
            (pad(lane.name, name), "bold"),
            (pad_left(f"{lane.count:,}", COUNT), ""),
            ("  ", ""),
            *cells,
        ]
        if has_times:
            times, until = lane_times(lane, now, here)
            parts += [(f"  {times:<12}", looks.muted), (f"{until:>14}", "bold")]
        rows += [joined(parts), Content("")] if is_airy else [joined(parts)]
    if left := lanes.lanes[len(shown) :]:
        more = f"{len(left)} more zones, {sum(lane.count for lane in left):,} leads"
        rows.append(Content.styled(more, looks.muted))
    if len(lanes.lanes) > 1:
        counts = callable_counts(lanes, an_hour, now)
        most_at_once = max(counts, default=0)
        cells = [
            (_step(count, most_at_once), looks.fill_good) if count else (" ", "")
            for count in counts
        ]
        total = sum(lane.count for lane in lanes.lanes)
        head = [(pad("in all", name), looks.muted), (pad_left(f"{total:,}", COUNT), looks.muted)]
        rows.append(joined([*head, ("  ", ""), *cells]))
    return rows


def _ground(place: int, every: int, looks: Looks) -> Part:
    return ("·", looks.faint) if place % every == 0 else (" ", "")


def _step(count: int, most: int) -> str:
    return STEPS[max(0, -(-count * len(STEPS) // most) - 1)]
