"""The hours of a day as a bar, and in figures."""

from collections.abc import Sequence
from math import ceil, floor

from console.cards.lead_context import Window
from console.rules.times.week_bars import minute_of, short

DAY = 24 * 60


def hour_bar(windows: Sequence[Window], cells: int) -> str:
    """From midnight to midnight: `━` where calls are allowed in all of the cell."""
    length, shown = DAY // cells, ["·"] * cells
    for opens, closes in windows:
        first = ceil(minute_of(opens) / length)
        last = floor((minute_of(closes) or DAY) / length)
        shown[first:last] = "━" * max(0, last - first)
    return "".join(shown)


def window_words(windows: Sequence[Window]) -> str:
    """`8–21`, `9–12 14–20`, `closed`."""
    told = " ".join(f"{short(opens) or '0'}–{short(closes) or '24'}" for opens, closes in windows)
    return told or "closed"
