"""What calling brought in some days: by agent, outcome, list or hour of the day, with its total."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from console.lists.screening import read_where, segments_of, sql_where
from console.rules.pace import calls_an_hour
from console.rules.text import clean_line
from console.trouble import BadInput
from db import calls_on_record, list_worth, lists
from db.call_counts import (
    NO_SUPPLIER,
    PEOPLE_WITHIN,
    People,
    Tally,
    count_agents,
    of_fitting,
    people,
    tally,
)
from db.calls_asked import Calls
from db.columns import EPOCH, MICROSECOND
from db.engine import Connection, Database
from db.outcomes import all_outcomes

NAMES_TOLD = 20


@dataclass(frozen=True, slots=True)
class Asked:
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


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What calls of one name brought. `id` is what a program knows it by.

    `people` counts leads; it and the first and last call are None where there are more than
    `PEOPLE_WITHIN` calls in all.
    """

    id: str
    name: str
    brought: Tally
    people: int | None = None
    first_at: datetime | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """`rows` by name, outcomes by count, hours by the clock; `agents` is how many called."""

    asked: Asked
    rows: tuple[ReportRow, ...]
    total: ReportRow
    agents: int


def refuse_unknown(connection: Connection, agent: str = "", list_name: str = "") -> None:
    """A report of nobody would say that there were no calls. Raises BadInput."""
    if agent and not calls_on_record.is_agent(connection, agent):
        known = calls_on_record.agent_names(connection)
        who = f"those who called are {_told(known)}" if known else "nobody has called yet"
        raise BadInput(f"There is no agent “{clean_line(agent)}”: {who}.")
    if list_name and not lists.is_list(connection, list_name):
        known = lists.list_names(connection)
        which = f"the lists are {_told(known)}" if known else "there are no lists yet"
        raise BadInput(f"There is no list “{clean_line(list_name)}”: {which}.")


def _told(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{clean_line(name)}”" for name in names[:NAMES_TOLD])
    more = len(names) - NAMES_TOLD
    return f"{shown} and {more:,} more" if more > 0 else shown


BY = ("agent", "outcome", "list", "supplier", "caller", "segment", "hour", "day", "week")
"""What a report may have a row for."""


def report(database: Database, by: str, asked: Asked, now: datetime | None = None) -> Report:
    """`by` is one of `BY`. Raises BadInput for a name nobody has, and a screening that cannot be.

    `now` is needed for a screening that asks of days: "today" without it is the last day asked.
    """
    at = now or asked.until
    with database.read() as connection:
        refuse_unknown(connection, asked.agent, asked.list_name)
        calls = calls_of(connection, asked, at)
        if by == "segment":
            return _by_segment(connection, asked, calls, at)
        found = tally(connection, by, calls)
        total = Tally()
        for one in found:
            total.add(one)
        is_counted = total.dials + total.inbound <= PEOPLE_WITHIN
        everybody = people(connection, "all", calls) if is_counted else {}
        each = people(connection, by, calls) if is_counted else {}
        if by in TIMES:
            found.sort(key=lambda one: int(one.key))
            rows = [_of_time(by, one, each) for one in found]
        else:
            names = names_of(connection, by)
            rows = [_row(names.get(one.key, one.key), one, each) for one in found]
            rows = _of_one_name(rows) if by == "supplier" else rows
            rows.sort(key=lambda row: row.name)
        agents = len(rows) if by == "agent" else count_agents(connection, calls)
    if by == "outcome":
        rows.sort(key=lambda row: -(row.brought.dials + row.brought.inbound))
    return Report(asked, tuple(rows), _row("all", total, everybody), agents)


def calls_of(connection: Connection, asked: Asked, now: datetime) -> Calls:
    calls = Calls(asked.since, asked.until, asked.agent, asked.list_name, zone=asked.zone)
    if not asked.where:
        return calls
    condition = read_where(connection, asked.where, now, asked.zone)
    return of_fitting(connection, calls, sql_where(connection, condition))


def _by_segment(connection: Connection, asked: Asked, calls: Calls, now: datetime) -> Report:
    """A row for each saved segment. Somebody may fit several or none: the total is of all."""
    rows = []
    for name in segments_of(connection):
        fits = sql_where(connection, read_where(connection, f"@{name}", now, asked.zone))
        of_segment = of_fitting(connection, calls, fits)
        [one] = tally(connection, "all", of_segment)
        rows.append(_row(name, one, people(connection, "all", of_segment)))
    [total] = tally(connection, "all", calls)
    is_counted = total.dials + total.inbound <= PEOPLE_WITHIN
    everybody = people(connection, "all", calls) if is_counted else {}
    agents = count_agents(connection, calls)
    rows = [replace(row, id=row.name) for row in rows]
    return Report(asked, tuple(rows), _row("all", total, everybody), agents)


def _row(name: str, one: Tally, each: Mapping[str, People]) -> ReportRow:
    found = each.get(one.key)
    if found is None:
        return ReportRow(one.key, name, one)
    return ReportRow(one.key, name, one, found.count, found.first_at, found.last_at)


def _of_one_name(rows: Iterable[ReportRow]) -> list[ReportRow]:
    """A supplier's files together; nobody came with two of them."""
    found: dict[str, ReportRow] = {}
    for row in rows:
        known = found.get(row.name)
        if known is None:
            found[row.name] = replace(row, id=row.name)
            continue
        known.brought.add(row.brought)
        if known.people is not None and row.people is not None:
            found[row.name] = replace(known, people=known.people + row.people)
    return list(found.values())


def names_of(connection: Connection, by: str) -> Mapping[str, str]:
    """The names of keys, of those that have one."""
    if by == "list":
        return {str(list_id): name for list_id, name in lists.names_by_id(connection).items()}
    if by == "caller":
        return {"": "no number shown"}
    if by == "supplier":
        named = list_worth.suppliers_by_batch(connection)
        return {"0": NO_SUPPLIER, **{str(one): name or NO_SUPPLIER for one, name in named.items()}}
    if by == "outcome":
        labels = {one.code: one.label for one in all_outcomes(connection)}
        return {**labels, "": "no outcome yet"}
    return {}


TIMES = ("hour", "day", "week")


def _of_time(by: str, one: Tally, each: Mapping[str, People]) -> ReportRow:
    """An hour of the day, or a day or a week (by its Monday), of which the key counts the days."""
    found = each.get(one.key)
    count = int(one.key)
    if by == "hour":
        one.key = name = f"{count:02}:00"
    else:
        day = EPOCH.date() + timedelta(days=count)
        one.key, name = day.isoformat(), f"{day:%a %d %b}"
    return ReportRow(one.key, name, one, None if found is None else found.count)


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
                reach = 100 * one.conversations / one.dials if one.dials else None
                found.setdefault(one.key, [None] * weeks)[place] = reach
    return found


def pace(one: Tally) -> float | None:
    """Dials an hour of work, each agent's."""
    return calls_an_hour(one.dials, one.worked * MICROSECOND)


def noes_per_yes(one: Tally) -> float | None:
    return one.noes / one.yeses if one.yeses else None


def midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
