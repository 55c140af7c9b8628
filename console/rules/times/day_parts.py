"""The parts of a person's day, and the one in which a repeated call has a better chance."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, time, timedelta

from console.rules.times.windows import load_zone

DAY_PARTS = ((5, "night"), (11, "morning"), (14, "noon"), (18, "afternoon"), (24, "evening"))
"""Each ends at its hour, on the clock of the person called."""

LEAST = timedelta(hours=2)
"""How much of another part must be open: enough to share a session with others."""

Span = tuple[datetime, datetime]


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order, those that touch or overlap as one."""
    found: list[Span] = []
    for opens_at, closes_at in sorted(spans):
        if found and opens_at <= found[-1][1]:
            found[-1] = (found[-1][0], max(closes_at, found[-1][1]))
        else:
            found.append((opens_at, closes_at))
    return tuple(found)


def part_of(at: datetime, zone: str) -> str:
    hour = at.astimezone(load_zone(zone)).hour
    return next(part for ends, part in DAY_PARTS if hour < ends)


def other_part(spans: Iterable[Span], zone: str, tried: Sequence[str]) -> Span | None:
    """The first piece of the spans, two hours or more, in a part of the day not tried yet.

    `tried` are the parts of the calls so far, the latest last. Where all were tried, the latest
    alone is avoided; None where nothing else is open.
    """
    open_spans = list(spans)
    for avoided in (set(tried), set(tried[-1:])):
        for span in open_spans:
            for opens_at, closes_at in _outside(span, zone, avoided):
                if closes_at - opens_at >= LEAST:
                    return opens_at, closes_at
    return None


def _outside(span: Span, zone: str, avoided: Collection[str]) -> Iterable[Span]:
    """The pieces of a span that lie in none of these parts of the day."""
    opens_at, closes_at = span
    since: datetime | None = None
    at = opens_at
    while at < closes_at:
        is_kept = part_of(at, zone) not in avoided
        if is_kept and since is None:
            since = at
        elif not is_kept and since is not None:
            yield since, at
            since = None
        at = _next_part(at, zone)
    if since is not None:
        yield since, closes_at


def _next_part(at: datetime, zone: str) -> datetime:
    local = at.astimezone(load_zone(zone))
    hour = next(ends for ends, _ in DAY_PARTS if local.hour < ends)
    day = local.date() + timedelta(days=1) if hour == 24 else local.date()
    turn = datetime.combine(day, time(hour % 24), load_zone(zone)).astimezone(at.tzinfo)
    return max(turn, at + timedelta(hours=1)) if turn <= at else turn


# The hours of a day as a bar of 48 characters, one for each half hour.


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
