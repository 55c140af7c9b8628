"""The coming day in cells and words: when the leads of each zone can be called."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from math import ceil, sqrt
from zoneinfo import ZoneInfo

from console.cards.waiting import Lane, Lanes
from console.rules.shift.pace import WorkedOff
from console.rules.times.day_parts import Span
from console.view.text.clocks import clock, hour_head, moment, span, time_words, weekday_time
from console.view.text.counts import many

STEPS = "▁▂▃▄▅▆"
"""Bars for the number of leads in a zone. They leave the top free, so that rows do not touch."""

MOST = 7
"""Zones that are named one by one."""

LANE_NAME = 19
"""The most cells of the name of a lane: `Melbourne & Sydney`."""

OPEN_NOW = "open now"

NAMED = 3
"""How many zones the outlook names: the first ones to run out."""

HOUR = timedelta(hours=1)


def thickness(count: int, most: int) -> str:
    """Return a bar by the square root of the count.

    With the square root, a tenth of the leads still gets a third of the height.
    """
    step = ceil(sqrt(count / most) * len(STEPS)) if most and count else 1
    return STEPS[max(1, min(step, len(STEPS))) - 1]


def open_cells(
    spans: Sequence[Span], start: datetime, hours: int, an_hour: int, now: datetime
) -> list[bool]:
    """Return for each cell from `start` on whether it is open throughout.

    In the cell of `now`, only the time from `now` on counts. A cell that is quiet in part never
    shows as open.
    """
    is_open = [False] * (hours * an_hour)
    for hours_open in spans:
        for place in _cells_in(hours_open, start, hours, an_hour, now):
            is_open[place] = True
    return is_open


def callable_counts(lanes: Lanes, an_hour: int, now: datetime) -> list[int]:
    """Return how many leads can be called throughout each cell."""
    counts = [0] * (lanes.hours * an_hour)
    for hours_open, count in lanes.counts.items():
        for place in _cells_in(hours_open, lanes.start, lanes.hours, an_hour, now):
            counts[place] += count
    return counts


def _cells_in(hours_open: Span, start: datetime, hours: int, an_hour: int, now: datetime) -> range:
    """Return the cells inside a span. The cell of `now` counts if the rest of it is open."""
    (opens, closes), cell = hours_open, HOUR / an_hour
    of_now = (now - start) // cell
    # Floor division of the negated difference rounds up: the first cell that is open throughout.
    first = of_now if whole_minute(opens) <= now else -((start - opens) // cell)
    return range(max(0, first, of_now), min(hours * an_hour, (closes - start) // cell))


def whole_minute(at: datetime) -> datetime:
    """Round down to the minute.

    An open lane begins at the second it was loaded, which may be later than a `now` that was
    rounded down to the minute.
    """
    return at.replace(second=0, microsecond=0)


def hour_marks(lanes: Lanes, here: str, an_hour: int, every: int) -> str:
    """Return the agent's hours above the cells, one for each `every` hours."""
    zone = ZoneInfo(here)
    hours = (
        hour_head((lanes.start + HOUR * n).astimezone(zone).hour)
        for n in range(0, lanes.hours, every)
    )
    return "".join(f"{hour:<{every * an_hour}}" for hour in hours)


def lane_times(lane: Lane, now: datetime, here: str) -> tuple[str, str]:
    """Return `09:00–20:00` and `in 42 min`, or `until 20:00` and `open now`."""
    opens, closes = next(
        (hours_open for hours_open in lane.spans if hours_open[1] > now), lane.spans[-1]
    )
    if closes <= now:
        return "", "closed"
    if whole_minute(opens) <= now:
        return f"until {clock(closes, here)}", OPEN_NOW
    return f"{clock(opens, here)}–{clock(closes, here)}", f"in {span(opens - now)}"


def joined_lanes(lanes: Sequence[Lane]) -> list[Lane]:
    """Join zones with equal hours into one lane: `Mountain & Phoenix`, or `Mountain & 2 more`."""
    by_hours: dict[tuple[Span, ...], list[Lane]] = {}
    for lane in lanes:
        by_hours.setdefault(lane.spans, []).append(lane)
    joined = []
    for spans, alike in by_hours.items():
        first, *others = (lane.name for lane in sorted(alike, key=lambda lane: -lane.count))
        name = " & ".join((first, *others))
        if len(name) > LANE_NAME:
            name = f"{first} & {len(others)} more" if others else first
        joined.append(Lane(name, sum(lane.count for lane in alike), spans))
    return joined


def hidden_lanes(lanes: Lanes, shown: Sequence[Lane]) -> list[Lane]:
    """Return the zones that are in none of the joined lanes that are shown."""
    hours = {lane.spans for lane in shown}
    return [lane for lane in lanes.lanes if lane.spans not in hours]


def lanes_title(lanes: Lanes) -> str:
    """Return the title, which says whose leads are counted: the session's or the whole firm's."""
    return f"When the {'session' if lanes.is_of_session else 'firm'}’s leads can be called"


def best_hours(lanes: Lanes, now: datetime, here: str) -> str:
    """Return when most leads can be called, or "" if none can.

    `All 742 can be called now, 30 only until 19:00 where hours are shorter.` `Most can be called
    tomorrow from 14:00 to 18:00: 712.`
    """
    spans = [
        (max(whole_minute(opens), now), closes, n) for (opens, closes), n in lanes.counts.items()
    ]
    spans = [entry for entry in spans if entry[0] < entry[1]]
    # The count changes only where a span begins or ends, so these instants are enough.
    at_once = {at: _count(spans, at) for at in sorted({at for entry in spans for at in entry[:2]})}
    most = max(at_once.values(), default=0)
    if not most:
        return ""
    begins = next(at for at, count in at_once.items() if count == most)
    # There always is an end: when the last span closes, the count is 0.
    ends = next(at for at, count in at_once.items() if at > begins and count != most)
    total = sum(lane.count for lane in lanes.lanes)
    subject, count = (f"All {total:,}", "") if most == total > 1 else ("Most", f": {most:,}")
    # The lanes run from the first lead of a zone to its last, so they may show more hours.
    is_wider = most == total and any(span[0] < begins or span[1] > ends for span in spans)
    if begins <= now:
        until, first = moment(ends, now, here), most - at_once[ends]
        if is_wider and first < most:
            some = f"{first:,} only until {until} where hours are shorter"
            return f"All {total:,} can be called now, {some}."
        return f"{subject} can be called now, until {until}{count}."
    day, _, opens = moment(begins, now, here).rpartition(" ")
    start = f"{day} from {opens}" if day else f"from {opens}"
    longer = "; some before or after" if is_wider else ""
    # At an hour in which every lane is open and not every lead, a place is stricter than its zone.
    if any(
        n < most and all(_is_open(lane, at) for lane in lanes.lanes) for at, n in at_once.items()
    ):
        longer = "; some places have shorter hours"
    return f"{subject} can be called {start} to {clock(ends, here)}{count}{longer}."


def _is_open(lane: Lane, at: datetime) -> bool:
    return any(opens <= at < closes for opens, closes in lane.spans)


def _count(spans: Sequence[tuple[datetime, datetime, int]], at: datetime) -> int:
    return sum(count for opens, closes, count in spans if opens <= at < closes)


def lane_lines(lanes: Lanes, now: datetime, here: str) -> Iterator[str]:
    """Yield `Eastern: 412 leads, 14:00–01:00, in 5 h 42 min`, the next to open first.

    The last line names the best hours.
    """
    if lanes.lanes:
        yield f"{lanes_title(lanes)}:"
    shown = joined_lanes(lanes.lanes)[:MOST]
    for lane in shown:
        times, until = lane_times(lane, now, here)
        yield f"{lane.name}: {many(lane.count, 'lead')}, {times}, {until}"
    if others := hidden_lanes(lanes, shown):
        yield f"{len(others)} more zones: {many(sum(lane.count for lane in others), 'lead')}"
    if len(lanes.lanes) > 1:
        yield best_hours(lanes, now, here)


def outlook_words(
    worked: WorkedOff | None, extra_agents: WorkedOff | None, now: datetime, zone: str
) -> str:
    """Say how long the leads will last, or return "" if nobody works or no pace is known.

    `At this pace Pacific runs out at 18:40 (3 agents, 24 dials an hour each). 2 more agents would
    find work until 15:00.`
    """
    if worked is None or extra_agents is None:
        return ""

    def clock(at: datetime) -> str:
        local = at.astimezone(ZoneInfo(zone))
        is_today = local.date() == now.astimezone(ZoneInfo(zone)).date()
        return time_words(local) if is_today else weekday_time(local)

    ends = sorted(
        (zone_end.runs_out_at, zone_end.zone) for zone_end in worked.zones if zone_end.runs_out_at
    )
    text = ", ".join(f"{name} at {clock(at)}" for at, name in ends[:NAMED])
    text = text.replace(" at ", " runs out at ", 1) or "no zone runs out before the day after"
    each = " each" if worked.agents > 1 else ""
    pace = f"({many(worked.agents, 'agent')}, {worked.per_hour:.0f} dials an hour{each})"
    extra = many(extra_agents.agents - worked.agents, "more agent")
    if extra_agents.until is None:
        return f"At this pace {text} {pace}. {extra} would find work all the time."
    return f"At this pace {text} {pace}. {extra} would find work until {clock(extra_agents.until)}."
