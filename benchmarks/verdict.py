"""Measure the verdict for a place, with warm caches, beside one conversion by zoneinfo.

    python -m benchmarks.verdict [--places 2000] [--rounds 20]

Every place is judged again and again, a minute apart, as screens and claims do; then once on
another day, for which no verdict is cached.
"""

import argparse
import itertools
import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from benchmarks.fill import AREAS, NOON, ZIPS
from console.machine import use_packaged_time_data
from console.rules.phone.numbers import read_phone
from console.rules.places.finding import find_place
from console.rules.values import Firm, Place, Standing
from console.rules.verdict.verdict import judge
from db.enums import LeadKind, LineType

STANDING = Standing(lists_checked=False)
FIRM = Firm()


def make_places(count: int) -> list[Place]:
    """Return different places of business leads in the contiguous United States."""
    places: dict[Place, None] = {}
    for line, area, code in itertools.product(LineType, AREAS, ("", *ZIPS)):
        phone = read_phone(f"{area}5550100")
        places[find_place(phone, postal_code=code, kind=LeadKind.BUSINESS, line=line)] = None
    return list(places)[:count]


def microseconds(work: Callable[[datetime], int], instants: list[datetime]) -> list[float]:
    """Return the microseconds of the work at each instant, divided by the count it returns."""
    times = []
    for at in instants:
        started = time.perf_counter()
        count = work(at)
        times.append((time.perf_counter() - started) / count * 1e6)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    use_packaged_time_data()
    places = make_places(options.places)
    zone = ZoneInfo("America/Chicago")

    def judge_all(at: datetime) -> int:
        for place in places:
            judge(place, STANDING, FIRM, at)
        return len(places)

    def convert(at: datetime) -> int:
        for _ in range(100_000):
            at.astimezone(zone)
        return 100_000

    judge_all(NOON)
    instants = [NOON + timedelta(minutes=n) for n in range(1, options.rounds + 1)]
    warm = statistics.median(microseconds(judge_all, instants))
    bare = statistics.median(microseconds(convert, instants[:5]))
    days = [NOON + timedelta(days=n) for n in range(1, 6)]
    fresh = statistics.median(microseconds(judge_all, days))
    print(f"verdict for a place, warm, {len(places):,} places: {warm:.1f} µs   (to reach: 50 µs)")
    print(f"verdict worked out anew on another day:       {fresh:.1f} µs")
    print(
        f"one zoneinfo conversion: {bare:.2f} µs; ratio: {warm / bare:.0f} and {fresh / bare:.0f}"
    )


if __name__ == "__main__":
    main()
