"""What calling brought in some days: by agent, outcome, list or hour of the day, with its total."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from console.lists.screening import read_where, segments_of, sql_where
from console.rules.shift.pace import calls_an_hour
from console.rules.text import clean_line
from console.supervision.reports.axes import TIMES, axis_of
from console.trouble import BadInput
from db.columns import MICROSECOND
from db.engine.database import Connection, Database
from db.lists import catalogue
from db.reports import call_records
from db.reports.call_counts import (
    PEOPLE_WITHIN,
    People,
    Tally,
    count_agents,
    of_fitting,
    people,
    tally,
)
from db.reports.call_filter import Calls

NAMES_TOLD = 20


class Asked(Struct, frozen=True):
    """Calls of which days, the last one included, on the clock of `zone`; and whose.

    `where` is a screening of their leads, or @SEGMENT. `before`, where it is given, is when the
    days end: those that are compared with a day that is not over go as far as that has gone.
    """

    first_on: date
    last_on: date
    zone: str
    agent: str = ""
    list_name: str = ""
    where: str = ""
    before: datetime | None = None

    @property
    def since(self) -> datetime:
        return midnight(self.first_on, self.zone)

    @property
    def until(self) -> datetime:
        ends = midnight(self.last_on + timedelta(days=1), self.zone)
        return ends if self.before is None else min(ends, self.before)

    def earlier(self, compared: str, now: datetime) -> "Asked":
        """The same of the days that it is held against: "yesterday", "last-week", "last-month"."""
        first, last = _earlier(self.first_on, compared), _earlier(self.last_on, compared)
        today = now.astimezone(ZoneInfo(self.zone)).date()
        if self.last_on < today:
            return replace(self, first_on=first, last_on=last)
        so_far = now - midnight(self.last_on, self.zone) + MICROSECOND
        return replace(
            self, first_on=first, last_on=last, before=midnight(last, self.zone) + so_far
        )


def _earlier(day: date, compared: str) -> date:
    """A month earlier is the same day of that month, or its last."""
    if compared == "last-month":
        last = day.replace(day=1) - timedelta(days=1)
        return last.replace(day=min(day.day, last.day))
    return day - timedelta(days=7 if compared == "last-week" else 1)


class ReportRow(Struct, frozen=True):
    """What calls of one name brought. `id` is what a program knows it by.

    `people` counts leads; it and the first and last call are None where there are more than
    `PEOPLE_WITHIN` calls in all. `then` names the second of two that calls are counted by.
    """

    id: str
    name: str
    brought: Tally
    people: int | None = None
    first_at: datetime | None = None
    last_at: datetime | None = None
    then_id: str = ""
    then: str = ""


Each = Mapping[tuple[str, str], People]
"""The people of each key, or each two."""


class Report(Struct, frozen=True):
    """`rows` as `report_axes.Axis` has them; `agents` is how many called."""

    asked: Asked
    rows: tuple[ReportRow, ...]
    total: ReportRow
    agents: int


def refuse_unknown(connection: Connection, agent: str = "", list_name: str = "") -> None:
    """A report of nobody would say that there were no calls. Raises BadInput."""
    if agent and not call_records.is_agent(connection, agent):
        known = call_records.agent_names(connection)
        who = f"those who called are {_told(known)}" if known else "nobody has called yet"
        raise BadInput(f"There is no agent “{clean_line(agent)}”: {who}.")
    if list_name and not catalogue.is_list(connection, list_name):
        known = catalogue.list_names(connection)
        which = f"the lists are {_told(known)}" if known else "there are no lists yet"
        raise BadInput(f"There is no list “{clean_line(list_name)}”: {which}.")


def _told(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{clean_line(name)}”" for name in names[:NAMES_TOLD])
    more = len(names) - NAMES_TOLD
    return f"{shown} and {more:,} more" if more > 0 else shown


BY = ("agent", "outcome", "list", "supplier", "caller", "segment", "hour", "day", "week")
"""What a report may have a row for."""


def report(
    database: Database, by: str, asked: Asked, now: datetime | None = None, then: str = ""
) -> Report:
    """`by` is one of `BY`, and `then` another: a row for each two of them that come together.

    Raises BadInput for a name nobody has, and a screening that cannot be. `now` is needed for a
    screening that asks of days: "today" without it is the last day asked.
    """
    at = now or asked.until
    with database.read() as connection:
        refuse_unknown(connection, asked.agent, asked.list_name)
        calls = calls_of(connection, asked, at)
        each: Each = {}
        is_of_segments = "segment" in (by, then)
        if is_of_segments:
            found, each = _of_segments(connection, asked, calls, at, by, then)
            [total] = tally(connection, "all", calls)
        else:
            found, total = tally(connection, by, calls, then), Tally()
            for one in found:
                total.add(one)
        is_counted = total.dials + total.inbound <= PEOPLE_WITHIN
        everybody = people(connection, "all", calls) if is_counted else {}
        if is_counted and not is_of_segments:
            each = people(connection, by, calls, then)
        rows = _rows(connection, by, then, found, each)
        is_by_agent = by == "agent" and not then
        agents = len(rows) if is_by_agent else count_agents(connection, calls)
    return Report(asked, tuple(rows), _row("", "all", total, everybody), agents)


def _rows(
    connection: Connection, by: str, then: str, found: Sequence[Tally], each: Each
) -> list[ReportRow]:
    calls, others = Counter[str](), Counter[str]()
    for one in found:
        calls[one.key] += one.dials + one.inbound
        others[one.then] += one.dials + one.inbound
    axis, other = axis_of(connection, by, calls), axis_of(connection, then, others)
    rows = []
    for one in sorted(found, key=lambda one: (axis.place_of(one.key), other.place_of(one.then))):
        row = _row(axis.id_of(one.key), axis.name_of(one.key), one, each)
        if by in TIMES:
            row = replace(row, first_at=None, last_at=None)
        rows.append(replace(row, then_id=other.id_of(one.then), then=other.name_of(one.then)))
    return _of_one_name(rows) if "supplier" in (by, then) else rows


def calls_of(connection: Connection, asked: Asked, now: datetime) -> Calls:
    calls = Calls(asked.since, asked.until, asked.agent, asked.list_name, zone=asked.zone)
    if not asked.where:
        return calls
    condition = read_where(connection, asked.where, now, asked.zone)
    return of_fitting(connection, calls, sql_where(connection, condition))


def _of_segments(
    connection: Connection, asked: Asked, calls: Calls, now: datetime, by: str, then: str
) -> tuple[list[Tally], Each]:
    """For each saved segment. Somebody may fit several or none: they do not add up to all."""
    other = by if then == "segment" else then
    found, each = list[Tally](), dict[tuple[str, str], People]()
    for name in segments_of(connection):
        fits = sql_where(connection, read_where(connection, f"@{name}", now, asked.zone))
        of_segment = of_fitting(connection, calls, fits)
        known = people(connection, other or "all", of_segment)
        for one in tally(connection, other or "all", of_segment):
            key, is_first = one.key, by == "segment"
            one.key, one.then = (name, key) if is_first else (key, name)
            found.append(one)
            if (key, "") in known:
                each[one.key, one.then] = known[key, ""]
    return found, each


def _row(row_id: str, name: str, one: Tally, each: Each) -> ReportRow:
    found = each.get((one.key, one.then))
    if found is None:
        return ReportRow(row_id, name, one)
    return ReportRow(row_id, name, one, found.count, found.first_at, found.last_at)


def _of_one_name(rows: Iterable[ReportRow]) -> list[ReportRow]:
    """A supplier's files together; nobody came with two of them."""
    found: dict[tuple[str, str], ReportRow] = {}
    for row in rows:
        known = found.get((row.name, row.then))
        if known is None:
            found[row.name, row.then] = row
            continue
        known.brought.add(row.brought)
        if known.people is not None and row.people is not None:
            found[row.name, row.then] = replace(known, people=known.people + row.people)
    return list(found.values())


def reach_by_week(
    database: Database, asked: Asked, weeks: int, now: datetime
) -> dict[str, list[float | None]]:
    """Talks of a hundred dials by number shown, for each of so many weeks up to the last day.

    None for a week without a dial; oldest first.
    """
    found: dict[str, list[float | None]] = {}
    with database.read() as connection:
        for place in range(weeks):
            last = asked.last_on - timedelta(days=7 * (weeks - 1 - place))
            of_week = replace(asked, first_on=last - timedelta(days=6), last_on=last)
            for one in tally(connection, "caller", calls_of(connection, of_week, now)):
                reach = 100 * one.reached / one.dials if one.dials else None
                found.setdefault(one.key, [None] * weeks)[place] = reach
    return found


def pace(one: Tally) -> float | None:
    """Dials an hour of work, each agent's."""
    return calls_an_hour(one.dials, one.worked * MICROSECOND)


def noes_per_yes(one: Tally) -> float | None:
    return one.noes / one.yeses if one.yeses else None


def midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
