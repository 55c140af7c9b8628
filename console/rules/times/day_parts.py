"""Parts of a person's day: when to try a repeated call, and the bar that shows open hours."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, time, timedelta

from console.rules.times.windows import load_zone

DAY_PARTS = ((5, "night"), (11, "morning"), (14, "noon"), (18, "afternoon"), (24, "evening"))
"""(end hour, name), on the clock of the person called."""

LEAST = timedelta(hours=2)
"""The least open time in another part of the day: enough to share a session with others."""

Span = tuple[datetime, datetime]


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans in order, joining those that touch or overlap."""
    joined: list[Span] = []
    for opens_at, closes_at in sorted(spans):
        if joined and opens_at <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(closes_at, joined[-1][1]))
        else:
            joined.append((opens_at, closes_at))
    return tuple(joined)


def part_of(at: datetime, zone: str) -> str:
    hour = at.astimezone(load_zone(zone)).hour
    return next(part for ends, part in DAY_PARTS if hour < ends)


def other_part(spans: Iterable[Span], zone: str, tried: Sequence[str]) -> Span | None:
    """Return the first two hours or more of the spans in a part of the day not yet tried.

    `tried` are the parts of the calls so far, latest last. If all were tried, only the latest is
    avoided. None if no other part is open.
    """
    open_spans = list(spans)
    for avoided in (set(tried), set(tried[-1:])):
        for span in open_spans:
            for opens_at, closes_at in _outside(span, zone, avoided):
                if closes_at - opens_at >= LEAST:
                    return opens_at, closes_at
    return None


def _outside(span: Span, zone: str, avoided: Collection[str]) -> Iterable[Span]:
    """Yield the pieces of a span that lie in none of these parts of the day."""
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
    # When a clock goes back, the turn can lie before `at`; without this the caller loops for ever.
    return max(turn, at + timedelta(hours=1)) if turn <= at else turn


SLOTS = 48
"""Half hours of a day: the characters of its bar."""

Window = tuple[time, time]
"""Local opening and closing time; closing at midnight is the end of the day."""


def bar_of(windows: tuple[Window, ...]) -> str:
    """Return the bar of a day: █ for an open half hour, ▒ for a part of one, · for a closed one."""
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
    """Return a time as "9" or "21:30", midnight as ""."""
    if at == time():
        return ""
    return f"{at.hour}" if not at.minute else f"{at.hour}:{at:%M}"


HOUR_MARKS = "".join(f"{hour:<6}" for hour in range(0, 24, 3)).rstrip()
"""The heading of the bars."""
