"""How many leads can be called in each hour to come, by the places they stand in."""

from collections.abc import Mapping, Set
from datetime import datetime, timedelta

from msgspec import Struct, field

from console.firm.house_rules import blocks_from
from console.judging.openings import Openings, callable_spans
from console.rules.shift.pace import Pile, WorkedOff, calls_an_hour, work_off
from console.rules.times.day_parts import Span
from console.rules.times.zone_names import zone_name
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
from db.reports.call_filter import Calls

HOUR = timedelta(hours=1)


class Hour(Struct, frozen=True):
    """Leads that can be called at some moment of the hour that starts at `at`."""

    at: datetime
    callable: int


class Forecast(Struct, frozen=True):
    """The hours from `at` on; the first is under way.

    `ready` counts the leads that wait only for their place, and it is they who are forecast;
    `waiting` counts those that rest, are held or were promised a time, and `barred` the others.
    `owned` says how many of `ready` are offered to one owner alone.
    `worked` is how the agents there are work them off, `with_more` how `MORE` more of them would;
    None where nobody is there or no pace is known.
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
"""Agents more, to see whether they would find work."""

LOOKED_AT = timedelta(days=2)
"""How far ahead it is told: later, leads that rest now are back."""

PACE_OF = timedelta(days=14)
"""The days whose calls tell the pace."""


def forecast(connection: Connection, now: datetime, days: int, agents: int = 0) -> Forecast:
    """The forecast for the coming days, each place judged once for each of its spans.

    `agents` is how many call, 0 for as many as sit at a terminal, are not away and do call.
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
    """Dials an hour of one agent, over the last two weeks; and who dialled."""
    total, callers = Tally(), set()
    for one in tally(connection, "agent", Calls(now - PACE_OF, now)):
        total.add(one)
        if one.dials:
            callers.add(one.key)
    return calls_an_hour(total.dials, total.worked * MICROSECOND), callers


def _agents(connection: Connection, now: datetime, callers: Set[str]) -> int:
    """A supervisor's console is no agent's: who calls has done so, or has a session."""
    blocked = {one.agent for one in blocks_from(read_firm(connection))}
    may_call = {*callers, *seated(connection)} - blocked
    there = by_agent(read_presences(connection), now)
    return sum(
        agent in may_call and is_there(one, now) and one.state is not PresenceState.PAUSED
        for agent, one in there.items()
    )


def _piles(
    openings: Openings, ready: Mapping[int, int], now: datetime, end: datetime
) -> list[Pile]:
    found: dict[tuple[str, tuple[Span, ...]], int] = {}
    for place_id, count in ready.items():
        place, zone = openings.places[place_id], openings.zone_of(place_id)
        spans = tuple(callable_spans(place, openings.copies, openings.firm, now, end))
        if spans and zone:
            key = (zone_name(zone, now), spans)
            found[key] = found.get(key, 0) + count
    return [Pile(zone, spans, count) for (zone, spans), count in sorted(found.items())]


def count_hours(
    openings: Openings, ready: Mapping[int, int], now: datetime, start: datetime, hours: int
) -> list[int]:
    """Leads callable in each of so many hours from `start`, of which `now` lies in the first."""
    counts = [0] * hours
    end = start + HOUR * hours
    by_place: dict[Place, int] = {}
    for place_id, count in ready.items():
        place = openings.places[place_id]
        by_place[place] = by_place.get(place, 0) + count
    for place, count in by_place.items():
        touched: set[int] = set()
        for opens, closes in callable_spans(place, openings.copies, openings.firm, now, end):
            touched |= set(range((opens - start) // HOUR, -((start - closes) // HOUR)))
        for hour in touched:
            counts[hour] += count
    return counts
