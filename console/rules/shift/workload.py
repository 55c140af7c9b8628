"""How long the leads there are will keep some agents busy, at the pace at which they call."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from console.rules.times.day_parts import Span
from db.dataclass import dataclass

STEP = timedelta(minutes=10)

PART = 1e-6
"""Of a lead: less is what is left over in adding."""


@dataclass(frozen=True, slots=True)
class Pile:
    """Leads of a zone, by the name people call it, that may all be called in the same spans."""

    zone: str
    spans: Sequence[Span]
    count: int


@dataclass(frozen=True, slots=True)
class ZoneWorked:
    """`runs_out_at` is when the last of its leads is called; None where `left` are not by then."""

    zone: str
    leads: int
    runs_out_at: datetime | None
    left: int


@dataclass(frozen=True, slots=True)
class WorkedOff:
    """`until` is when so many agents first find nobody more to call, None: not before the end."""

    agents: int
    per_hour: float
    until: datetime | None
    zones: tuple[ZoneWorked, ...]


def work_off(
    piles: Sequence[Pile], agents: int, per_hour: float, now: datetime, end: datetime
) -> WorkedOff:
    """Those first that close soonest, as the claim does; `per_hour` are the dials of each agent."""
    left = [float(pile.count) for pile in piles]
    ends: dict[str, datetime] = {}
    until: datetime | None = None
    has_begun = False
    at = now
    while at < end:
        able = agents * per_hour * (STEP / timedelta(hours=1))
        closing = sorted((closes, place) for place, closes in _open(piles, left, at).items())
        for _, place in closing:
            taken = min(left[place], able)
            left[place] -= taken
            able -= taken
            if left[place] < PART:
                left[place] = 0.0
                ends[piles[place].zone] = at + STEP
        has_begun = has_begun or bool(closing)
        if has_begun and until is None and able > PART:
            until = at + STEP if closing else at
        at += STEP
    return WorkedOff(agents, per_hour, until, tuple(_zones(piles, left, ends)))


def _open(piles: Sequence[Pile], left: Sequence[float], at: datetime) -> Mapping[int, datetime]:
    """The piles that have leads and are open, each with when it closes."""
    return {
        place: closes
        for place, pile in enumerate(piles)
        if left[place] > 0
        for opens, closes in pile.spans
        if opens <= at < closes
    }


def _zones(
    piles: Sequence[Pile], left: Sequence[float], ends: Mapping[str, datetime]
) -> list[ZoneWorked]:
    counts: dict[str, list[float]] = {}
    for pile, rest in zip(piles, left, strict=True):
        one = counts.setdefault(pile.zone, [0, 0])
        one[0] += pile.count
        one[1] += rest
    return [
        ZoneWorked(zone, int(leads), None if rest else ends.get(zone), round(rest))
        for zone, (leads, rest) in counts.items()
    ]
