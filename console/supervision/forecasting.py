"""How many leads can be called in each hour to come, by the places they stand in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from console.judging.openings import Openings, callable_spans
from console.rules.values import Place
from db import queue
from db.engine import Connection
from db.owners import NOBODY

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Hour:
    """Leads that can be called at some moment of the hour that starts at `at`."""

    at: datetime
    callable: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """The hours from `at` on; the first is under way.

    `ready` counts the leads that wait only for their place, and it is they who are forecast;
    `waiting` counts those that rest, are held or were promised a time, and `barred` the others.
    `owned` says how many of `ready` are offered to one owner alone.
    """

    at: datetime
    hours: tuple[Hour, ...]
    ready: int
    waiting: int
    barred: int
    owned: Mapping[str, int] = field(default_factory=dict)


def forecast(connection: Connection, now: datetime, days: int) -> Forecast:
    """The forecast for the coming days, each place judged once for each of its spans."""
    openings = Openings()
    openings.update(connection, now)
    ready: dict[int, int] = {}
    owned: dict[str, int] = {}
    waiting = barred = 0
    for pile in queue.piles(connection, now):
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
    return Forecast(now, hours, sum(ready.values()), waiting, barred, owned)


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
