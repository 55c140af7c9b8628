"""The hours of a day as a bar of 48 characters, one for each half hour."""

from datetime import time

SLOTS = 48

Window = tuple[time, time]
"""Local opening and closing; a closing at midnight is the end of the day."""


def bar_of(windows: tuple[Window, ...]) -> str:
    """Full where calls are allowed, part (▒) where for some of the half hour, closed (·)."""
    slots = []
    for slot in range(SLOTS):
        start, end = slot * 30, slot * 30 + 30
        minutes = sum(
            max(0, min(end, minute_of(closes) or 24 * 60) - max(start, minute_of(opens)))
            for opens, closes in windows
        )
        slots.append("█" if minutes >= 30 else "▒" if minutes > 0 else "·")
    return "".join(slots)


def minute_of(at: time) -> float:
    return at.hour * 60 + at.minute + at.second / 60


def short(at: time) -> str:
    """ "9", "21:30", "" for midnight."""
    if at == time():
        return ""
    return f"{at.hour}" if not at.minute else f"{at.hour}:{at:%M}"


HOUR_MARKS = "".join(f"{hour:<6}" for hour in range(0, 24, 3)).rstrip()
"""What stands above the bars."""
