"""Draw the next 24 hours by time zone, as rows of cells on the agent's clock."""

from datetime import datetime

from rich.cells import cell_len
from textual.content import Content

from console.cards.waiting import Lanes
from console.tui.drawing.looks import Looks, Part, joined
from console.tui.widgets.panels import pad, pad_left
from console.view.sessions.lanes import (
    LANE_NAME,
    MOST,
    OPEN_NOW,
    STEPS,
    callable_counts,
    hidden_lanes,
    hour_marks,
    joined_lanes,
    lane_times,
    open_cells,
    thickness,
)

COUNT_WIDTH = 7
TIMES_WIDTH = 28
"""Cells for the hours and how long until they begin, in a wide terminal."""

TALL = 18
"""Rows from which the lanes have an empty row between them, if all of them still fit."""


def lane_rows(
    lanes: Lanes, now: datetime, here: str, width: int, most: int, looks: Looks
) -> list[Content]:
    """Return the hours, a row for zones with equal hours, and the sum, in at most `most` rows."""
    if not lanes.lanes:
        return []
    zones = joined_lanes(lanes.lanes)
    name_width = min(LANE_NAME, max(cell_len(lane.name) for lane in zones))
    margin = name_width + COUNT_WIDTH + 2
    cells_per_hour = next(
        (n for n in (6, 5, 4, 3, 2) if margin + lanes.hours * n + TIMES_WIDTH <= width), 0
    )
    has_times = bool(cells_per_hour)
    cells_per_hour = cells_per_hour or (2 if margin + lanes.hours * 2 <= width else 1)
    hours_per_mark = 2 if cells_per_hour > 1 else 3
    marks = hour_marks(lanes, here, cells_per_hour, hours_per_mark)
    rows = [Content.styled(" " * margin + marks, looks.muted)]
    last_cell = lanes.hours * cells_per_hour - 1
    now_cell = min(last_cell, int((now - lanes.start).total_seconds()) * cells_per_hour // 3600)
    now_mark = ("┃", f"bold {looks.accent}")
    # Two rows are for the hours and the sum, and a third for the zones that are not shown.
    # Of many zones, those with a single lead are only counted.
    large = [lane for lane in zones if lane.count > 1]
    named = large if large and len(zones) > MOST else zones
    is_whole = len(named) + 2 + (len(named) < len(zones)) <= most
    largest_first = sorted(named, key=lambda lane: -lane.count)
    kept = named if is_whole else largest_first[: max(1, most - 3)]
    shown = [lane for lane in named if lane in kept]
    largest = max(lane.count for lane in zones)
    has_gaps = TALL <= most >= 2 * len(zones) + 4
    for lane in shown:
        glyph = thickness(lane.count, largest)
        cells: list[Part] = [
            (glyph, looks.fill_good)
            if is_open
            else _closed_cell(place, cells_per_hour * hours_per_mark, looks)
            for place, is_open in enumerate(
                open_cells(lane.spans, lanes.start, lanes.hours, cells_per_hour, now)
            )
        ]
        cells[now_cell] = now_mark
        parts = [
            (pad(lane.name, name_width), "bold"),
            (pad_left(f"{lane.count:,}", COUNT_WIDTH), ""),
            ("  ", ""),
            *cells,
        ]
        if has_times:
            times, until = lane_times(lane, now, here)
            is_open_now = until == OPEN_NOW
            parts += [
                (f"  {times:<12}", looks.muted),
                (f"{until:>14}", f"bold {looks.good}" if is_open_now else "bold"),
            ]
        rows += [joined(parts), Content("")] if has_gaps else [joined(parts)]
    if hidden := hidden_lanes(lanes, shown):
        text = f"{len(hidden)} more zones, {sum(lane.count for lane in hidden):,} leads"
        rows.append(Content.styled(text, looks.muted))
    if len(zones) > 1:
        counts = callable_counts(lanes, cells_per_hour, now)
        most_at_once = max(counts, default=0)
        cells = [
            (_step(count, most_at_once), looks.fill_good) if count else (" ", "")
            for count in counts
        ]
        cells[now_cell] = now_mark
        total = sum(lane.count for lane in zones)
        head = f"{pad('in all', name_width)}{pad_left(f'{total:,}', COUNT_WIDTH)}"
        rows.append(joined([(head, looks.muted), ("  ", ""), *cells]))
    return rows


def _closed_cell(place: int, cells_per_mark: int, looks: Looks) -> Part:
    return ("·", looks.faint) if place % cells_per_mark == 0 else (" ", "")


def _step(count: int, most: int) -> str:
    """Return the block for a share of `most`; only `most` itself has the whole height."""
    return STEPS[max(0, count * len(STEPS) // most - 1)]
