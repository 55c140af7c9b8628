"""Who comes next in the session, and for how long each may still be called."""

from collections.abc import Sequence
from datetime import datetime

from rich.cells import cell_len
from textual.content import Content

from console.cards.lead_context import NextLead
from console.rules.times.zone_names import zone_name
from console.tui.drawing.looks import Looks, joined
from console.tui.widgets.panels import pad, pad_left
from console.view.text.cleaning import clean
from console.view.text.clocks import short_span

QUARTER = 900
"""Seconds of a cell of the bar that says how long somebody may still be called."""

BAR, SHORT_BAR = 10, 6

NAME = 24
"""Cells that a name gets before a town gets any."""

WHEN = 9
"""Cells of `11 h 59`, with the space before it."""


def next_rows(
    found: Sequence[NextLead], now: datetime, ends: datetime, width: int, looks: Looks
) -> list[Content]:
    """A bar where its scale says something: all of more than two hours and a half are alike."""
    rows = []
    longest = min(NAME, max((cell_len(clean(one.name)) for one in found), default=0))
    zones = [zone_name(one.zone, now) for one in found]
    place_width = max(map(cell_len, zones), default=0)
    lefts = [(one.closes_at - ends) if one.closes_at else None for one in found]
    length = BAR if width - WHEN - 4 - longest - place_width >= BAR else SHORT_BAR
    if all(left is None or left.total_seconds() >= length * QUARTER for left in lefts):
        length = 0
    gap = "  " if length else ""
    if longest + 2 + place_width + len(gap) + length + WHEN > width:
        place_width = 0  # a zone cut short says less than a name in full
    for one, zone, left in zip(found, zones, lefts, strict=True):
        minutes = max(0, int(left.total_seconds()) // 60) if left else 0
        cells = length if left is None else min(length, -(-minutes * 60 // QUARTER))
        is_soon = left is not None and minutes < 60
        ink = looks.warn if is_soon else looks.fill_good
        when = short_span(minutes) if left else "–"
        room = width - (place_width and place_width + 2) - len(gap) - length - WHEN
        rows.append(
            joined(
                [
                    (pad(clean(one.name) or "(no name)", room), ""),
                    ("  " if place_width else "", ""),
                    (pad(zone, place_width), looks.muted),
                    (gap, ""),
                    ("━" * cells, ink),
                    ("·" * (length - cells), looks.faint),
                    (pad_left(when, WHEN), looks.warn if is_soon else ""),
                ]
            )
        )
    return rows
