"""Forecast how many leads can be called in each coming hour, and how long agents find work."""

from collections.abc import Mapping, Set
from datetime import datetime, timedelta

from msgspec import Struct, field

from console.firm.settings import blocks_from
from console.judging.place_openings import Openings
from console.rules.shift.pace import Pile, WorkedOff, calls_an_hour, work_off
from console.rules.times.day_parts import Span
from console.rules.times.windows import zone_name
from console.rules.values import Place
from db.claims import queue_counts
from db.columns import MICROSECOND
from db.engine.database import Connection
from db.enums import PresenceState
from db.firm.settings import read_firm
from db.floor.presence import by_agent, is_there, read_presences
from db.floor.status import seated
from db.lists.owners import NOBODY
from db.reports.call_counts import Tally, tally
from db.reports.call_groups import AGENT, CallFilter

HOUR = timedelta(hours=1)


class Hour(Struct, frozen=True):
    """How many leads can be called at some moment of the hour that starts at `at`."""

    at: datetime
    callable: int


class Forecast(Struct, frozen=True):
    """The hours from `at` on; the first has begun.

    It is about the `ready` leads, which wait only for the hours of their place. `waiting` leads
    rest, are held or were promised a time; the others are `barred`. `owned` counts the ready leads
    of each owner. `worked` is how the agents at a terminal work the ready leads off, `with_more`
    how `MORE` more agents would; None if nobody is there or no pace is known.
    """

    at: datetime
    hours: tuple[Hour, ...]
    ready: int
    waiting: int
    barred: int
    owned: Mapping[str, int] = field(default_factory=dict)
    worked: WorkedOff | None = None
    with_more: WorkedOff | None = None


MORE = 2
"""Additional agents, to see whether they would find work."""

LOOKED_AT = timedelta(days=2)
"""How far ahead work is forecast: by then leads that rest now are back."""

PACE_OF = timedelta(days=14)
"""How far back the calls count for the pace."""


def forecast(connection: Connection, now: datetime, days: int, agents: int = 0) -> Forecast:
    """Forecast the coming days. Each place is judged once for each of its callable spans.

    `agents` is how many call; 0 counts those who sit at a terminal, are not away, and do call.
    """
    openings = Openings()
    openings.update(connection, now)
    ready: dict[int, int] = {}
    owned: dict[str, int] = {}
    waiting = barred = 0
    for pile in queue_counts.piles(connection, now):
        if not pile.waits_for and pile.place_id is not None:
            ready[pile.place_id] = ready.get(pile.place_id, 0) + pile.count
            if pile.owner != NOBODY:
                owned[pile.owner] = owned.get(pile.owner, 0) + pile.count
        elif pile.earliest_at is not None:
            waiting += pile.count
        else:
            barred += pile.count
    start = now.replace(minute=0, second=0, microsecond=0)
    counts = count_hours(openings, ready, now, start, days * 24)
    hours = tuple(Hour(start + HOUR * n, count) for n, count in enumerate(counts))
    worked = with_more = None
    per_hour, callers = _pace(connection, now)
    count = agents or _agents(connection, now, callers)
    if count and per_hour and any(hour.callable for hour in hours):
        end = min(start + HOUR * days * 24, now + LOOKED_AT)
        piles = _piles(openings, ready, now, end)
        worked = work_off(piles, count, per_hour, now, end)
        with_more = work_off(piles, count + MORE, per_hour, now, end)
    ready_now = sum(ready.values())
    return Forecast(now, hours, ready_now, waiting, barred, owned, worked, with_more)


def _pace(connection: Connection, now: datetime) -> tuple[float | None, Set[str]]:
    """Return the dials an hour of one agent over the last two weeks, and who dialled."""
    total, callers = Tally(), set()
    for counts in tally(connection, AGENT, CallFilter(now - PACE_OF, now)):
        total.add(counts)
        if counts.dials:
            callers.add(counts.key)
    return calls_an_hour(total.dials, total.worked * MICROSECOND), callers


def _agents(connection: Connection, now: datetime, callers: Set[str]) -> int:
    """Count the agents at a terminal. One without dials or a session counts as a supervisor."""
    blocked = {block.agent for block in blocks_from(read_firm(connection))}
    may_call = {*callers, *seated(connection)} - blocked
    there = by_agent(read_presences(connection), now)
    return sum(
        agent in may_call and is_there(presence, now) and presence.state is not PresenceState.PAUSED
        for agent, presence in there.items()
    )


def _piles(
    openings: Openings, ready: Mapping[int, int], now: datetime, end: datetime
) -> list[Pile]:
    counts: dict[tuple[str, tuple[Span, ...]], int] = {}
    for place_id, count in ready.items():
        place, zone = openings.places[place_id], openings.zone_of(place_id)
        spans = tuple(openings.spans_between(place, now, end))
        if spans and zone:
            key = (zone_name(zone, now), spans)
            counts[key] = counts.get(key, 0) + count
    return [Pile(zone, spans, count) for (zone, spans), count in sorted(counts.items())]


def count_hours(
    openings: Openings, ready: Mapping[int, int], now: datetime, start: datetime, hours: int
) -> list[int]:
    """Count the callable leads in each of the `hours` from `start`; `now` is in the first."""
    counts = [0] * hours
    end = start + HOUR * hours
    by_place: dict[Place, int] = {}
    for place_id, count in ready.items():
        place = openings.places[place_id]
        by_place[place] = by_place.get(place, 0) + count
    for place, count in by_place.items():
        touched: set[int] = set()
        for opens, closes in openings.spans_between(place, now, end):
            # From the hour in which it opens to the one in which it closes, rounded up.
            touched |= set(range((opens - start) // HOUR, -((start - closes) // HOUR)))
        for hour in touched:
            counts[hour] += count
    return counts
