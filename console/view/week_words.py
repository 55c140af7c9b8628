"""The hours of a day as a bar, and in figures."""

from collections.abc import Sequence

from console.cards.beside import Window
from console.rules.week_bars import minute_of, short

DAY = 24 * 60


def hour_bar(windows: Sequence[Window], cells: int) -> str:
    """From midnight to midnight: `━` where calls are allowed for half of the cell or more."""
    length = DAY / cells
    shown = []
    for cell in range(cells):
        start, end = cell * length, (cell + 1) * length
        minutes = sum(
            max(0.0, min(end, minute_of(closes) or DAY) - max(start, minute_of(opens)))
            for opens, closes in windows
        )
        shown.append("━" if minutes * 2 >= length else "·")
    return "".join(shown)


def window_words(windows: Sequence[Window]) -> str:
    """`8–21`, `9–12 14–20`, `closed`."""
    told = " ".join(f"{short(opens) or '0'}–{short(closes) or '24'}" for opens, closes in windows)
    return told or "closed"
