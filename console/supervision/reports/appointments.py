"""Reports of appointments: who came, by whom, list, supplier, day or how far ahead; and pay.

Also of speed: how soon people who asked to be called were dialled and reached.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from console.rules.shift.appointments import STANDING
from console.rules.shift.best_hours import wilson
from console.supervision.reports.calls import ReportScope, midnight, refuse_unknown
from db.columns import MICROSECOND
from db.engine.database import Database
from db.enums import AppointmentStatus
from db.reports.call_counts import tally
from db.reports.call_groups import AGENT, CallFilter
from db.reports.report_counts import AppointmentFact, InquiryFact, read_facts, read_inquiries

NO_SUPPLIER = "no supplier"

AHEAD = ((0, "same day"), (3, "1–3 days"), (7, "4–7 days"), (14, "8–14 days"))
"""How many days before an appointment was set, at most, and the words for it."""

LATER = "over 14 days"

HOUR = timedelta(hours=1)


@dataclass(slots=True)
class AppointmentCounts:
    """Counts of appointments; `set` is the sum of `held` to `unmarked`.

    `yes_after` counts held ones that a yes followed. `moved` ones are in the other counts too.
    """

    set: int = 0
    held: int = 0
    no_show: int = 0
    cancelled: int = 0
    to_come: int = 0
    unmarked: int = 0
    moved: int = 0
    yes_after: int = 0
    days_ahead: int = 0
    """The sum over all of them; see `mean_days`."""

    def add(self, fact: AppointmentFact, zone: ZoneInfo, now: datetime) -> None:
        """Count an appointment."""
        self.set += 1
        self.held += fact.status is AppointmentStatus.HELD
        self.no_show += fact.status is AppointmentStatus.NO_SHOW
        self.cancelled += fact.status is AppointmentStatus.CANCELLED
        self.to_come += fact.status in STANDING and fact.starts_at > now
        self.unmarked += fact.status in STANDING and fact.starts_at <= now
        self.moved += fact.is_moved
        self.yes_after += fact.yes_call is not None
        self.days_ahead += days_ahead(fact, zone)

    @property
    def show_rate(self) -> float | None:
        """The share of held ones among those that were held or a no-show; None without any."""
        came = self.held + self.no_show
        return self.held / came if came else None

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of `show_rate`."""
        return wilson(self.held, self.held + self.no_show)

    @property
    def mean_days(self) -> float | None:
        """How many days ahead they were set, on average; None without any."""
        return self.days_ahead / self.set if self.set else None


def days_ahead(fact: AppointmentFact, zone: ZoneInfo) -> int:
    """Return how many calendar days before an appointment it was set."""
    return (fact.starts_at.astimezone(zone).date() - fact.set_at.astimezone(zone).date()).days


def ahead_words(days: int) -> str:
    """Return the group of `AHEAD` for so many days."""
    return next((words for most, words in AHEAD if days <= most), LATER)


BY: Mapping[str, Callable[[AppointmentFact, ZoneInfo], str]] = {
    "agent": lambda fact, _: fact.set_by,
    "with": lambda fact, _: fact.with_whom,
    "list": lambda fact, _: fact.list_name,
    "supplier": lambda fact, _: fact.supplier or NO_SUPPLIER,
    "day": lambda fact, zone: f"{fact.starts_at.astimezone(zone):%Y-%m-%d}",
    "ahead": lambda fact, zone: ahead_words(days_ahead(fact, zone)),
}
"""The groupings of the report, each with the key of an appointment."""


class AppointmentReport(Struct, frozen=True):
    """Counts for each group, and of all."""

    by: str
    rows: Mapping[str, AppointmentCounts]
    total: AppointmentCounts


def report_appointments(
    database: Database, scope: ReportScope, by: str, now: datetime
) -> AppointmentReport:
    """Count the appointments that begin in the scope. Raises BadInput for an unknown agent."""
    [report] = appointment_reports(database, scope, (by,), now)
    return report


def appointment_reports(
    database: Database, scope: ReportScope, groupings: Sequence[str], now: datetime
) -> tuple[AppointmentReport, ...]:
    """Return the same report by several groupings, read once."""
    with database.read() as connection:
        refuse_unknown(connection, scope.agent, scope.list_name)
        facts = read_facts(connection, scope.since, scope.until, scope.agent, scope.list_name)
    return tuple(_group(facts, by, ZoneInfo(scope.zone), now) for by in groupings)


def _group(
    facts: Sequence[AppointmentFact], by: str, zone: ZoneInfo, now: datetime
) -> AppointmentReport:
    rows: dict[str, AppointmentCounts] = {}
    total = AppointmentCounts()
    for fact in facts:
        rows.setdefault(BY[by](fact, zone), AppointmentCounts()).add(fact, zone, now)
        total.add(fact, zone, now)
    order = [words for _, words in AHEAD] + [LATER]
    keys = [key for key in order if key in rows] if by == "ahead" else sorted(rows)
    return AppointmentReport(by, {key: rows[key] for key in keys}, total)


class PayLine(Struct, frozen=True):
    """What an agent's appointments of a period brought, and the hours that the agent worked.

    `held` and `sold` are the appointments behind the counts; each sold one is held too.
    """

    agent: str
    period: str
    hours: float
    held: Sequence[AppointmentFact]

    @property
    def sold(self) -> Sequence[AppointmentFact]:
        return [fact for fact in self.held if fact.yes_call is not None]


def periods_of(scope: ReportScope, each: str) -> list[tuple[str, date, date]]:
    """Return (words, first day, last day) of each period: "day", "week", "month" or "all"."""
    if each == "all":
        return [(f"{scope.first_on} to {scope.last_on}", scope.first_on, scope.last_on)]
    periods: dict[str, tuple[date, date]] = {}
    day = scope.first_on
    while day <= scope.last_on:
        monday = day - timedelta(days=day.weekday())
        words = {"day": f"{day}", "week": f"week of {monday}", "month": f"{day:%Y-%m}"}[each]
        periods[words] = (periods.get(words, (day, day))[0], day)
        day += timedelta(days=1)
    return [(words, first, last) for words, (first, last) in periods.items()]


def pay_lines(database: Database, scope: ReportScope, each: str) -> list[PayLine]:
    """Return a line for each agent and period with hours or held appointments.

    An appointment is paid to the agent who set it, in the period in which it begins.
    """
    lines = []
    with database.read() as connection:
        refuse_unknown(connection, scope.agent, scope.list_name)
        for words, first, last in periods_of(scope, each):
            since = midnight(first, scope.zone)
            until = midnight(last + timedelta(days=1), scope.zone)
            calls = CallFilter(since, until, scope.agent, scope.list_name, zone=scope.zone)
            hours = {
                row.key: row.worked * MICROSECOND / HOUR for row in tally(connection, AGENT, calls)
            }
            held: dict[str, list[AppointmentFact]] = {}
            for fact in read_facts(connection, since, until, scope.agent, scope.list_name):
                if fact.status is AppointmentStatus.HELD:
                    held.setdefault(fact.set_by, []).append(fact)
            lines += [
                PayLine(agent, words, hours.get(agent, 0.0), held.get(agent, []))
                for agent in sorted({*hours, *held})
            ]
    return lines


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


SPEED_BY: Mapping[str, Callable[[InquiryFact, ZoneInfo], str]] = {
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
        rows.setdefault(SPEED_BY[by](fact, zone), SpeedCounts()).add(fact, now)
        total.add(fact, now)
    return SpeedReport(by, dict(sorted(rows.items())), total)
