"""In which hours more people are reached: found in counts of dials, and only where they tell it.

A block of two hours is held against the other hours of the same days, within each list by itself
(Mantel and Haenszel), so that a good list that was called in the mornings makes no good morning.
It stands out where chance alone would show as much in one firm of a hundred, whatever is compared,
though all hours were alike (Bonferroni).
"""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from console.rules.shift.confidence import wilson
from console.rules.times.day_parts import Span
from console.rules.times.windows import load_zone

BLOCK = 2
"""Hours that are told together, from the even hour on."""

LEAST = 200
"""Dials in a block, and in the other hours of its days, before anything is said of it."""

MORE = 1.2
"""How many times as many a block must reach as the others do, to be worth an order of its own."""

CHANCE = 0.01
"""How likely it is that any block of a firm stands out though all hours are alike."""

TURN_ENDS = 45
"""The minute of each hour from which no hours come first: so nobody waits for ever who can only be
reached in hours that are none of them."""

STEP = timedelta(minutes=15)
"""Clocks everywhere differ from UTC by whole ones of these."""

LEAST_SPAN, FAR = timedelta(minutes=30), timedelta(days=1)
"""Of the good hours in a session's span: so many, and no later."""

WORKING_DAYS = (0, 1, 2, 3, 4)
GROUPS = (WORKING_DAYS, *((day,) for day in range(7)))
"""The days that are looked at together."""


@dataclass(slots=True)
class Rate:
    dials: int = 0
    reached: int = 0

    def add(self, dials: int, reached: int) -> None:
        self.dials += dials
        self.reached += reached

    @property
    def share(self) -> float:
        """Of a hundred dials; 0 without any."""
        return 100 * self.reached / self.dials if self.dials else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """In which the true share lies in 95 of 100 cases."""
        low, high = wilson(self.reached, self.dials)
        return 100 * low, 100 * high

    @property
    def give(self) -> float:
        """The farther end of the interval, from the share."""
        low, high = self.interval
        return max(self.share - low, high - self.share)


class Counted(NamedTuple):
    """Dials of leads of one kind and list, in one hour (0 to 23) of a weekday (0 is Monday)."""

    kind: str
    list_id: int
    weekday: int
    hour: int
    dials: int
    reached: int


class BestHours(Struct, frozen=True):
    """On these weekdays, from one hour until another there, `best` is reached.

    `others` is what the other hours of those days reach of a hundred dials, in lists that have the
    same parts in the dials as they have in `best`.
    """

    kind: str
    weekdays: tuple[int, ...]
    opens: int
    closes: int
    best: Rate
    others: float


class Found(Struct, frozen=True):
    """What stands out of so many blocks that had dials enough to be `compared`."""

    best: tuple[BestHours, ...] = ()
    compared: int = 0


GoodHours = Mapping[str, frozenset[tuple[int, int]]]
"""By the kind of a lead the (weekday, hour) in which more people are reached."""


def find_best(counted: Iterable[Counted]) -> Found:
    """By kind and day; a day alone where the working days together do not say the same."""
    compared = [one for one in _compared(counted) if one.least >= LEAST]
    limit = CHANCE / max(1, len(compared))
    found: dict[tuple[str, int], list[BestHours]] = {}
    for one in compared:
        told = found.setdefault((one.said.kind, one.said.opens), [])
        is_told = any(set(one.said.weekdays) < set(other.weekdays) for other in told)
        if one.chance < limit and one.is_more and not is_told:
            told.append(one.said)
    each = [one for told in found.values() for one in told]
    each.sort(key=lambda one: (one.kind, one.weekdays, one.opens))
    return Found(tuple(each), len(compared))


def is_their_turn(now: datetime) -> bool:
    """Whether good hours come first at this minute."""
    return now.minute < TURN_ENDS


def is_good(good: GoodHours, kind: str, zone: str, at: datetime) -> bool:
    there = at.astimezone(load_zone(zone))
    return (there.weekday(), there.hour) in good.get(kind, ())


def best_span(good: GoodHours, whom: Collection[tuple[str, str]], span: Span) -> Span | None:
    """The first stretch of the span, half an hour or more, good for all of these (kind, zone)."""
    opens_at, closes_at = span
    since: datetime | None = None
    at = opens_at
    while at < closes_at and at < opens_at + FAR:
        is_so = bool(whom) and all(is_good(good, kind, zone, at) for kind, zone in whom)
        if not is_so and since is not None and at - since >= LEAST_SPAN:
            return since, at
        since = (since or at) if is_so else None
        at = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0) + STEP
    end = min(at, closes_at)
    return (since, end) if since is not None and end - since >= LEAST_SPAN else None


def good_hours(found: Iterable[BestHours]) -> GoodHours:
    hours: dict[str, set[tuple[int, int]]] = {}
    for one in found:
        hours.setdefault(one.kind, set()).update(
            (day, hour) for day in one.weekdays for hour in range(one.opens, one.closes)
        )
    return {kind: frozenset(some) for kind, some in hours.items()}


Strata = dict[tuple[int, int], dict[int, Rate]]
"""By list and weekday the blocks of its day."""


class _Compared(Struct, frozen=True):
    """`chance`: that as much is seen where the hours are alike. `least` is the fewer of the dials
    in the block and beside it."""

    said: BestHours
    chance: float
    least: int

    @property
    def is_more(self) -> bool:
        return self.said.best.share >= MORE * self.said.others


def _compared(counted: Iterable[Counted]) -> Iterator[_Compared]:
    for kind, of_kind in groupby(sorted(counted), lambda one: one.kind):
        strata: Strata = {}
        for one in of_kind:
            blocks = strata.setdefault((one.list_id, one.weekday), {})
            blocks.setdefault(one.hour // BLOCK, Rate()).add(one.dials, one.reached)
        for weekdays in GROUPS:
            some = {key: blocks for key, blocks in strata.items() if key[1] in weekdays}
            for block in sorted({block for blocks in some.values() for block in blocks}):
                yield _of_days(kind, weekdays, block, some)


def _of_days(kind: str, weekdays: tuple[int, ...], block: int, strata: Strata) -> _Compared:
    """Of several days it must stand out without each of them: one good day makes no good week."""
    found = _compare(kind, weekdays, block, strata.values())
    without = (
        _compare(kind, weekdays, block, [one for key, one in strata.items() if key[1] != day])
        for day in (weekdays if len(weekdays) > 1 else ())
    )
    return replace(found, chance=max([found.chance, *(one.chance for one in without)]))


def _compare(
    kind: str, weekdays: tuple[int, ...], block: int, strata: Iterable[Mapping[int, Rate]]
) -> _Compared:
    best, beside = Rate(), 0
    more = spread = others = 0.0
    for blocks in strata:
        here, whole = blocks.get(block, Rate()), Rate()
        for one in blocks.values():
            whole.add(one.dials, one.reached)
        rest = Rate(whole.dials - here.dials, whole.reached - here.reached)
        if not here.dials or not rest.dials:
            continue  # nothing to hold it against
        best.add(here.dials, here.reached)
        beside += rest.dials
        others += here.dials * rest.share
        more += here.reached - here.dials * whole.share / 100
        missed = whole.dials - whole.reached
        spread += (
            here.dials * rest.dials * whole.reached * missed / whole.dials**2 / (whole.dials - 1)
        )
    chance = math.erfc(more / math.sqrt(2 * spread)) / 2 if spread else 1.0
    share = others / best.dials if best.dials else 0.0
    said = BestHours(kind, weekdays, block * BLOCK, (block + 1) * BLOCK, best, share)
    return _Compared(said, chance, min(best.dials, beside))
