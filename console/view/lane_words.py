"""The coming day in cells and words: when the leads of each zone may be called."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from math import ceil, sqrt
from zoneinfo import ZoneInfo

from console.cards.lanes import Lane, Lanes
from console.view.clocks import span
from console.view.counts import many

STEPS = "▁▂▃▄▅▆"
"""A lane is as thick as its leads are many; the step above is left free, so that rows part."""

MOST = 7
"""Zones that are told one by one."""

HOUR = timedelta(hours=1)


def thickness(count: int, most: int) -> str:
    """By the square root: a lane of a tenth of the leads is still a third as thick."""
    step = ceil(sqrt(count / most) * len(STEPS)) if most and count else 1
    return STEPS[max(1, min(step, len(STEPS))) - 1]


def open_cells(
    spans: Sequence[tuple[datetime, datetime]], lanes: Lanes, an_hour: int
) -> list[bool]:
    """For each cell from the start on, whether half of it or more is open."""
    cell = HOUR / an_hour
    found = []
    for place in range(lanes.hours * an_hour):
        start = lanes.start + cell * place
        covered = sum(
            (
                max(timedelta(), min(closes, start + cell) - max(opens, start))
                for opens, closes in spans
            ),
            timedelta(),
        )
        found.append(covered * 2 >= cell)
    return found


def sums(lanes: Lanes, an_hour: int) -> list[int]:
    """How many leads may be called in each cell."""
    counts = [0] * (lanes.hours * an_hour)
    for lane in lanes.lanes:
        for place, is_open in enumerate(open_cells(lane.spans, lanes, an_hour)):
            counts[place] += lane.count if is_open else 0
    return counts


def hour_marks(lanes: Lanes, here: str, an_hour: int, every: int) -> str:
    """The agent's hours over the cells, every so many of them."""
    zone = ZoneInfo(here)
    hours = (
        f"{(lanes.start + HOUR * n).astimezone(zone):%H}" for n in range(0, lanes.hours, every)
    )
    return "".join(f"{hour:<{every * an_hour}}" for hour in hours)


def lane_times(lane: Lane, now: datetime, here: str) -> tuple[str, str]:
    """`09:00–20:00` and `in 42 min`, or `until 20:00` and `open now`.

    A lane begins where it was looked up, and `now` may be the minute of that.
    """
    zone = ZoneInfo(here)
    opens, closes = lane.spans[0]
    if opens.replace(second=0, microsecond=0) <= now:
        return f"until {closes.astimezone(zone):%H:%M}", "open now"
    told = f"{opens.astimezone(zone):%H:%M}–{closes.astimezone(zone):%H:%M}"
    return told, f"in {span(opens - now)}"


def lanes_title(lanes: Lanes) -> str:
    """Whose leads are counted: not only those that are this agent's to call."""
    return f"When the {'session' if lanes.is_of_session else 'firm'}’s leads may be called"


def best_hours(lanes: Lanes, here: str) -> str:
    """`Most can be called from 14:00 to 18:00: 742.`; "" where nobody can."""
    counts = sums(lanes, 1)
    most = max(counts, default=0)
    if not most:
        return ""
    first = counts.index(most)
    last = first
    while last + 1 < len(counts) and counts[last + 1] == most:
        last += 1
    zone = ZoneInfo(here)
    begins, ends = (lanes.start + HOUR * n for n in (first, last + 1))
    told = f"{begins.astimezone(zone):%H:%M} to {ends.astimezone(zone):%H:%M}"
    return f"Most can be called from {told}: {most:,}."


def lane_lines(lanes: Lanes, now: datetime, here: str) -> Iterator[str]:
    """`Eastern: 412 leads, 14:00–01:00, in 5 h 42 min`, next to open first; the best hours."""
    if lanes.lanes:
        yield f"{lanes_title(lanes)}:"
    for lane in lanes.lanes[:MOST]:
        times, until = lane_times(lane, now, here)
        yield f"{lane.name}: {many(lane.count, 'lead')}, {times}, {until}"
    if rest := lanes.lanes[MOST:]:
        yield f"{len(rest)} more zones: {many(sum(lane.count for lane in rest), 'lead')}"
    if len(lanes.lanes) > 1:
        yield best_hours(lanes, here)
