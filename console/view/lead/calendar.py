"""What a sync of the agent's calendar did, and what the calendar has at a time, as sentences."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from console.outreach.calendar.job import Busy, MovedThere, Result
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, moment

CALLBACK_MINUTES = 15
"""The minutes that a callback takes."""

DAY = timedelta(hours=24)


def busy_words(busy: Iterable[Busy], starts_at: datetime, minutes: int, here: str) -> str:
    """Return "your calendar has 15:00 to 15:15", "" where it has nothing in those minutes."""
    ends_at = starts_at + timedelta(minutes=minutes)
    spans = (span for span in busy if span.starts_at < ends_at and starts_at < span.ends_at)
    first = min(spans, key=lambda span: span.starts_at, default=None)
    if first is None:
        return ""
    if first.ends_at - first.starts_at >= DAY:
        return f"your calendar has something all day on {starts_at.astimezone(ZoneInfo(here)):%A}"
    return f"your calendar has {clock(first.starts_at, here)} to {clock(first.ends_at, here)}"


def moved_words(moved: MovedThere, now: datetime, here: str) -> str:
    """Say that an hour was changed in the calendar, and what that means."""
    return (
        f"Your calendar has {clean(moved.title)} at {moment(moved.there, now, here)}, but you "
        f"promised {moment(moved.here, now, here)}: m on page C moves the promise."
    )


def done_words(result: Result, *, is_dry_run: bool) -> str:
    """Return "In your calendar: 2 added, 1 changed"."""
    if not result.count:
        return "Your calendar has all your promises: nothing to change."
    counts = {"added": result.created, "changed": result.changed, "deleted": result.deleted}
    parts = ", ".join(f"{len(rows)} {word}" for word, rows in counts.items() if rows)
    return (
        f"Nothing is written. It would be: {parts}."
        if is_dry_run
        else f"In your calendar: {parts}."
    )


def change_lines(result: Result, now: datetime, here: str) -> Iterator[str]:
    """Yield a line for each entry that a sync changes: `+ Call back Ada, 19 Nov 15:00`."""
    for sign, rows in (("+", result.created), ("~", result.changed)):
        yield from (
            f"{sign} {clean(row.title)}, {moment(row.starts_at, now, here)}" for row in rows
        )
    yield from (f"- {clean(title)}" for title in result.deleted)
