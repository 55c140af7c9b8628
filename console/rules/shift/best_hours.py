"""Find the hours in which more people are reached, from counts of dials.

A block of two hours is compared with the other hours of the same days, within each list separately
(Mantel and Haenszel). Otherwise a good list that was called in the mornings would make all mornings
look good. A block stands out if chance alone rarely makes any block look so good: in fewer than 1
of 100 firms whose hours are all equal (Bonferroni). `wilson` says how sure a share is.
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from math import sqrt
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from console.rules.times.day_parts import Span
from console.rules.times.windows import load_zone

SURE = 1.959964
"""Standard deviations on either side, so that 95 of 100 intervals contain the true share."""


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, within 0 to 1; (0, 1) if `whole` is 0.

    Wilson, “Probable inference, the law of succession, and statistical inference”, JASA 22 (1927),
    equation for the score interval: it is exact enough for small counts and never leaves 0 to 1.
    """
    if not whole:
        return 0.0, 1.0
    share, square = part / whole, SURE * SURE / whole
    middle = share + square / 2
    reach = SURE * sqrt((share * (1 - share) + square / 4) / whole)
    return max(0.0, (middle - reach) / (1 + square)), min(1.0, (middle + reach) / (1 + square))


BLOCK = 2
"""Hours that are counted together, from the even hour on."""

LEAST_DIALS = 200
"""The fewest dials in a block, and in the other hours of its days, for a comparison."""

LEAST_RATIO = 1.2
"""A block must reach at least this many times the share of the other hours to come first."""

MOST_CHANCE = 0.01
"""The accepted chance that any block of a firm stands out although all hours are equal."""

TURN_ENDS = 45
"""The minute of each hour from which good hours no longer come first.

The last quarter goes to leads without good hours, which would otherwise never be called.
"""

STEP = timedelta(minutes=15)
"""Every zone's offset from UTC is a multiple of this."""

LEAST_SPAN, FAR = timedelta(minutes=30), timedelta(days=1)
"""The least length of the good hours in a session's span, and how far ahead they are searched."""

WORKING_DAYS = (0, 1, 2, 3, 4)
GROUPS = (WORKING_DAYS, *((day,) for day in range(7)))
"""The days that are compared together."""


@dataclass(slots=True)
class Rate:
    """A count of dials, and of those that reached a person."""

    dials: int = 0
    reached: int = 0

    def add(self, dials: int, reached: int) -> None:
        self.dials += dials
        self.reached += reached

    @property
    def share(self) -> float:
        """Return the percentage of dials that reached a person; 0 without dials."""
        return 100 * self.reached / self.dials if self.dials else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Return the bounds, in percent, between which the true share lies in 95 of 100 cases."""
        low, high = wilson(self.reached, self.dials)
        return 100 * low, 100 * high

    @property
    def margin(self) -> float:
        """Return the distance from the share to the farther end of the interval, in percent."""
        low, high = self.interval
        return max(self.share - low, high - self.share)


class HourDials(NamedTuple):
    """Dials of leads of one kind and list, in one hour (0 to 23) of a weekday (0 is Monday)."""

    kind: str
    list_id: int
    weekday: int
    hour: int
    dials: int
    reached: int


class BestHours(Struct, frozen=True):
    """Hours in which more people are reached: `opens` to `closes` there, on these weekdays.

    `best` is the rate in them. `others` is the percentage reached in the other hours of those days,
    weighted by list as the dials in `best` are.
    """

    kind: str
    weekdays: tuple[int, ...]
    opens: int
    closes: int
    best: Rate
    others: float


class BestHoursResult(Struct, frozen=True):
    """The blocks that stand out, and how many blocks had enough dials to be `compared`."""

    best: tuple[BestHours, ...] = ()
    compared: int = 0


GoodHours = Mapping[str, frozenset[tuple[int, int]]]
"""By the kind of a lead, the (weekday, hour) pairs in which more people are reached."""


def find_best(counted: Iterable[HourDials]) -> BestHoursResult:
    """Return the blocks that stand out, by kind and day.

    A single day is left out if the working days together already have the same block.
    """
    compared = [block for block in _compare_all(counted) if block.least >= LEAST_DIALS]
    limit = MOST_CHANCE / max(1, len(compared))  # Bonferroni: all comparisons share the chance
    best: dict[tuple[str, int], list[BestHours]] = {}
    # The working days come before the single days, as in GROUPS.
    for block in compared:
        hours = block.hours
        at_same_hour = best.setdefault((hours.kind, hours.opens), [])
        is_covered = any(set(hours.weekdays) < set(other.weekdays) for other in at_same_hour)
        if block.chance < limit and block.is_better and not is_covered:
            at_same_hour.append(hours)
    everything = [hours for group in best.values() for hours in group]
    everything.sort(key=lambda hours: (hours.kind, hours.weekdays, hours.opens))
    return BestHoursResult(tuple(everything), len(compared))


def is_good_hours_turn(now: datetime) -> bool:
    """Return whether good hours come first at this minute."""
    return now.minute < TURN_ENDS


def is_good(good: GoodHours, kind: str, zone: str, at: datetime) -> bool:
    """Return whether an instant is in a good hour for leads of a kind in a zone."""
    there = at.astimezone(load_zone(zone))
    return (there.weekday(), there.hour) in good.get(kind, ())


def best_span(good: GoodHours, leads: Collection[tuple[str, str]], span: Span) -> Span | None:
    """Return the first part of a span, of half an hour or more, that is good for all leads.

    Each lead is (kind, zone).
    """
    opens_at, closes_at = span
    since: datetime | None = None
    at = opens_at
    while at < closes_at and at < opens_at + FAR:
        is_good_now = bool(leads) and all(is_good(good, kind, zone, at) for kind, zone in leads)
        if not is_good_now and since is not None and at - since >= LEAST_SPAN:
            return since, at
        since = (since or at) if is_good_now else None
        # On to the next quarter: no local hour of any zone begins between two of them.
        at = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0) + STEP
    end = min(at, closes_at)
    return (since, end) if since is not None and end - since >= LEAST_SPAN else None


def good_hours(best: Iterable[BestHours]) -> GoodHours:
    """Return the hours of the blocks one by one, by kind."""
    hours: dict[str, set[tuple[int, int]]] = {}
    for block in best:
        hours.setdefault(block.kind, set()).update(
            (day, hour) for day in block.weekdays for hour in range(block.opens, block.closes)
        )
    return {kind: frozenset(pairs) for kind, pairs in hours.items()}


Strata = dict[tuple[int, int], dict[int, Rate]]
"""By (list, weekday), the rate of each block of the day."""


class _Compared(Struct, frozen=True):
    """A block compared with the other hours of its days.

    `chance` is the probability of such an excess if all hours are equal. `least` is the smaller
    count of dials, in the block or outside it.
    """

    hours: BestHours
    chance: float
    least: int

    @property
    def is_better(self) -> bool:
        return self.hours.best.share >= LEAST_RATIO * self.hours.others


def _compare_all(counted: Iterable[HourDials]) -> Iterator[_Compared]:
    for kind, of_kind in groupby(sorted(counted), lambda dials: dials.kind):
        strata: Strata = {}
        for dials in of_kind:
            blocks = strata.setdefault((dials.list_id, dials.weekday), {})
            blocks.setdefault(dials.hour // BLOCK, Rate()).add(dials.dials, dials.reached)
        for weekdays in GROUPS:
            of_days = {key: blocks for key, blocks in strata.items() if key[1] in weekdays}
            for block in sorted({block for blocks in of_days.values() for block in blocks}):
                yield _compare_days(kind, weekdays, block, of_days)


def _compare_days(kind: str, weekdays: tuple[int, ...], block: int, strata: Strata) -> _Compared:
    """Compare a block on several days, and without each of them, and return the worst chance.

    Otherwise a single good day would make the whole week look good.
    """
    whole = _compare(kind, weekdays, block, strata.values())
    without = (
        _compare(kind, weekdays, block, [blocks for key, blocks in strata.items() if key[1] != day])
        for day in (weekdays if len(weekdays) > 1 else ())
    )
    return replace(whole, chance=max([whole.chance, *(others.chance for others in without)]))


def _compare(
    kind: str, weekdays: tuple[int, ...], block: int, strata: Iterable[Mapping[int, Rate]]
) -> _Compared:
    """Compare a block with the other hours of the same lists and days.

    `excess` is the count of reached people above the expected one, with its variance under the
    hypothesis of equal hours (Mantel and Haenszel). The chance is the upper tail of the normal.
    """
    best, dials_beside = Rate(), 0
    excess = variance = expected = 0.0
    for blocks in strata:
        here, whole = blocks.get(block, Rate()), Rate()
        for rate in blocks.values():
            whole.add(rate.dials, rate.reached)
        others_rate = Rate(whole.dials - here.dials, whole.reached - here.reached)
        if not here.dials or not others_rate.dials:
            continue  # nothing to compare with
        best.add(here.dials, here.reached)
        dials_beside += others_rate.dials
        expected += here.dials * others_rate.share
        excess += here.reached - here.dials * whole.share / 100
        missed = whole.dials - whole.reached
        products = here.dials * others_rate.dials * whole.reached * missed
        variance += products / whole.dials**2 / (whole.dials - 1)  # never 0: two dials or more
    chance = math.erfc(excess / math.sqrt(2 * variance)) / 2 if variance else 1.0
    share = expected / best.dials if best.dials else 0.0
    hours = BestHours(kind, weekdays, block * BLOCK, (block + 1) * BLOCK, best, share)
    return _Compared(hours, chance, min(best.dials, dials_beside))


NEVER = datetime.max.replace(tzinfo=UTC)


def sort_places(
    closes: Mapping[int, datetime | None],
    there: Callable[[int], tuple[str, str]],
    good: GoodHours,
    at: datetime | None,
) -> list[int]:
    """Return the open places in the order in which their leads are called.

    `closes` says when each place closes, `there` the kind of its leads and its zone, "" if none is
    known. `good` are the preferred hours.
    """
    known: dict[tuple[str, str], bool] = {}
    later = set()
    if good and at is not None and is_good_hours_turn(at):
        for place_id in closes:
            kind_and_zone = there(place_id)
            if kind_and_zone not in known:
                known[kind_and_zone] = not kind_and_zone[1] or is_good(good, *kind_and_zone, at)
            if not known[kind_and_zone]:
                later.add(place_id)
    return sorted(
        closes, key=lambda place_id: (place_id in later, closes[place_id] or NEVER, place_id)
    )


def start_of_turn(at: datetime | None) -> datetime | None:
    """Return the start of the current quarter hour: no local hour changes within it."""
    return at and at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
