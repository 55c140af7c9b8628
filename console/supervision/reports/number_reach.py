"""Compare how often each shown number reached people lately with its own past."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from console.rules.shift.best_hours import wilson
from console.rules.times.windows import load_zone
from console.supervision.reports.calls import midnight
from db.engine.database import Database
from db.reports.call_counts import tally
from db.reports.call_groups import CallFilter
from db.reports.groups import CALLER

LATELY, BEFORE = 7, 28
"""Days that are compared: the last ones, and those before them."""

WHAT_HELPS = (
    "What helps: fewer calls a day with it (caller-ids set NUMBER --per-day 75), registering it "
    "with the carriers, and an appeal to each of the three that label calls: Hiya (AT&T), TNS "
    "(Verizon), First Orion (T-Mobile). Another number only moves the label."
)


class NumberReach(Struct, frozen=True):
    """A number's dials and reached people in both spans, with 95 % intervals of the shares."""

    number: str
    dials: int
    reached: int
    dials_before: int
    reached_before: int

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.reached, self.dials)

    @property
    def interval_before(self) -> tuple[float, float]:
        return wilson(self.reached_before, self.dials_before)

    @property
    def has_dropped(self) -> bool:
        """Return whether the whole interval of lately lies below that of before."""
        return self.interval[1] < self.interval_before[0]


def read_number_reach(database: Database, zone: str, now: datetime) -> Sequence[NumberReach]:
    """Return each number shown in the last 35 days, the one with most dials first."""
    today = now.astimezone(load_zone(zone)).date()
    since = midnight(today - timedelta(days=LATELY - 1), zone)
    start = midnight(today - timedelta(days=LATELY + BEFORE - 1), zone)
    until = now + timedelta(microseconds=1)
    with database.read() as connection:
        lately = {row.key: row for row in tally(connection, CALLER, CallFilter(since, until))}
        before = {row.key: row for row in tally(connection, CALLER, CallFilter(start, since))}
    rows = [
        NumberReach(
            number,
            lately[number].dials if number in lately else 0,
            lately[number].reached if number in lately else 0,
            before[number].dials if number in before else 0,
            before[number].reached if number in before else 0,
        )
        for number in {*lately, *before}
        if number
    ]
    return sorted(rows, key=lambda row: (-row.dials, row.number))


def say_share(part: int, whole: int, interval: tuple[float, float]) -> str:
    """Return `12% (8 to 17)`: the share and its 95 % interval; "" of nothing."""
    if not whole:
        return ""
    low, high = interval
    return f"{part / whole:.0%} ({100 * low:.0f} to {100 * high:.0f})"
