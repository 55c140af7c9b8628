"""The report of speed: how soon people who asked to be called were dialled and reached."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from console.supervision.reports.appointments import NO_SUPPLIER
from console.supervision.reports.calls import ReportScope, refuse_unknown
from db.engine.database import Database
from db.reports.report_counts import InquiryFact, read_inquiries

SOON = timedelta(minutes=5)

NOBODY = "nobody yet"
"""The group of inquiries that nobody has dialled, by agent."""


@dataclass(slots=True)
class SpeedCounts:
    """Counts of inquiries, and how long each took, in order.

    `soon` counts those dialled within five minutes. `fresh` ones are not dialled, but five minutes
    are not over yet: the share leaves them out.
    """

    inquiries: int = 0
    fresh: int = 0
    soon: int = 0
    dialled: list[timedelta] = field(default_factory=list)
    reached: list[timedelta] = field(default_factory=list)

    def add(self, fact: InquiryFact, now: datetime) -> None:
        """Count an inquiry."""
        self.inquiries += 1
        if fact.dialled_at is None:
            self.fresh += now - fact.inquired_at < SOON
        else:
            self.dialled.append(fact.dialled_at - fact.inquired_at)
            self.soon += self.dialled[-1] <= SOON
        if fact.reached_at is not None:
            self.reached.append(fact.reached_at - fact.inquired_at)

    @property
    def waiting(self) -> int:
        """How many nobody has dialled."""
        return self.inquiries - len(self.dialled)

    @property
    def judged(self) -> int:
        """How many the share within five minutes is of."""
        return self.inquiries - self.fresh

    @property
    def share(self) -> float | None:
        """The share that was dialled within five minutes; None without any."""
        return self.soon / self.judged if self.judged else None


def minutes_at(times: Sequence[timedelta], percent: int) -> float | None:
    """Return the minutes within which so many per cent fall; None without times.

    It is the smallest time that at least this share does not exceed (nearest rank).
    """
    if not times:
        return None
    rank = -(-len(times) * percent // 100)
    return round(sorted(times)[max(rank, 1) - 1] / timedelta(minutes=1), 1)


BY: Mapping[str, Callable[[InquiryFact, ZoneInfo], str]] = {
    "list": lambda fact, _: fact.list_name,
    "agent": lambda fact, _: fact.agent or NOBODY,
    "hour": lambda fact, zone: f"{fact.inquired_at.astimezone(zone):%H}:00",
    "day": lambda fact, zone: f"{fact.inquired_at.astimezone(zone):%Y-%m-%d}",
    "supplier": lambda fact, _: fact.supplier or NO_SUPPLIER,
}
"""The groupings of the report. An agent's are the inquiries that they dialled first."""


class SpeedReport(Struct, frozen=True):
    """Counts for each group, and of all."""

    by: str
    rows: Mapping[str, SpeedCounts]
    total: SpeedCounts


def report_speed(database: Database, scope: ReportScope, by: str, now: datetime) -> SpeedReport:
    """Count the inquiries that came in the scope. Raises BadInput for an unknown agent or list."""
    zone = ZoneInfo(scope.zone)
    with database.read() as connection:
        refuse_unknown(connection, scope.agent, scope.list_name)
        facts = read_inquiries(connection, scope.since, scope.until, scope.agent, scope.list_name)
    rows: dict[str, SpeedCounts] = {}
    total = SpeedCounts()
    for fact in facts:
        rows.setdefault(BY[by](fact, zone), SpeedCounts()).add(fact, now)
        total.add(fact, now)
    return SpeedReport(by, dict(sorted(rows.items())), total)
