"""Reports of calls by one or two of `AXES`, and by hours of the week."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from console.cards.today import ReachHours
from console.firm.settings import goes_by_hours
from console.judging.preferred_hours import WEEKS, count_dials
from console.lists.screening import read_where, segments_of, sql_where
from console.rules.shift.best_hours import Rate, find_best
from console.rules.shift.pace import calls_an_hour
from console.rules.text import clean_line
from console.supervision.reports.axes import AXES, Axis, Label, Rows
from console.trouble import BadInput
from db.columns import MICROSECOND
from db.engine.database import Connection, Database
from db.firm.settings import read_firm
from db.lists import catalogue
from db.reports import call_records
from db.reports.call_counts import (
    HOURS_A_DAY,
    PEOPLE_WITHIN,
    DaysThere,
    People,
    Tally,
    count_agents,
    dials_by_hour,
    narrow_to_leads,
    people,
    tally,
)
from db.reports.call_groups import ALL, CALLER, CallFilter, Group

MOST_NAMES = 20
"""Names that a message lists."""


class ReportScope(Struct, frozen=True):
    """The calls of a report: the first and the last day in `zone`, the agent, list and leads.

    `where` is a screening of the leads, or @SEGMENT. `before` ends the last day early, so that it
    can be compared with a day that is not over yet.
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
        end = midnight(self.last_on + timedelta(days=1), self.zone)
        return end if self.before is None else min(end, self.before)

    def earlier(self, compared: str, now: datetime) -> "ReportScope":
        """Return the days to compare with: "yesterday", "last-week" or "last-month"."""
        first, last = _earlier(self.first_on, compared), _earlier(self.last_on, compared)
        today = now.astimezone(ZoneInfo(self.zone)).date()
        if self.last_on < today:
            return replace(self, first_on=first, last_on=last)
        so_far = now - midnight(self.last_on, self.zone) + MICROSECOND
        return replace(
            self, first_on=first, last_on=last, before=midnight(last, self.zone) + so_far
        )


def _earlier(day: date, compared: str) -> date:
    """Return the day to compare with; a month earlier it is the same day or the month's last."""
    if compared == "last-month":
        last = day.replace(day=1) - timedelta(days=1)
        return last.replace(day=min(day.day, last.day))
    return day - timedelta(days=7 if compared == "last-week" else 1)


class ReportRow(Struct, frozen=True):
    """The counts of one key. `id` is for programs, `name` for people.

    `people` counts leads; it and the first and last call are None if the report has more than
    `PEOPLE_WITHIN` calls. `then` names the second key where calls are grouped by two.
    """

    id: str
    name: str
    counts: Tally
    people: int | None = None
    first_at: datetime | None = None
    last_at: datetime | None = None
    then_id: str = ""
    then: str = ""


PeopleByKey = Mapping[tuple[str, str], People]


class Report(Struct, frozen=True):
    """The rows in the order of their axis; `agents` is how many called."""

    scope: ReportScope
    rows: tuple[ReportRow, ...]
    total: ReportRow
    agents: int


def refuse_unknown(connection: Connection, agent: str = "", list_name: str = "") -> None:
    """Raise BadInput for an unknown name: its empty report would say that nobody called."""
    if agent and not call_records.is_agent(connection, agent):
        names = call_records.agent_names(connection)
        known = f"those who called are {_quoted(names)}" if names else "nobody has called yet"
        raise BadInput(f"There is no agent “{clean_line(agent)}”: {known}.")
    if list_name and not catalogue.is_list(connection, list_name):
        names = catalogue.list_names(connection)
        known = f"the lists are {_quoted(names)}" if names else "there are no lists yet"
        raise BadInput(f"There is no list “{clean_line(list_name)}”: {known}.")


def _quoted(names: Sequence[str]) -> str:
    text = ", ".join(f"“{clean_line(name)}”" for name in names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    return f"{text} and {more:,} more" if more > 0 else text


def report(
    database: Database, by: str, scope: ReportScope, now: datetime | None = None, then: str = ""
) -> Report:
    """Return a row for each key of `by`, a name of `AXES`; with `then`, for each pair of keys.

    Raises BadInput for an unknown name, and for a screening that cannot be read. `now` is what
    "today" means in a screening; without it, that is the last day of the report.
    """
    at = now or scope.until
    axis, other = AXES[by], AXES[then] if then else None
    with database.read() as connection:
        refuse_unknown(connection, scope.agent, scope.list_name)
        calls = filter_calls(connection, scope, at)
        by_key: PeopleByKey = {}
        then_group = other.group if other else None
        is_of_segments = axis.group is None or (other is not None and then_group is None)
        if is_of_segments:
            tallies, by_key = _tally_segments(connection, scope, calls, at, axis, other)
            [total] = tally(connection, ALL, calls)
        else:
            tallies, total = tally(connection, _group(axis), calls, then_group), Tally()
            for counts in tallies:
                total.add(counts)
        is_small = total.calls <= PEOPLE_WITHIN
        everybody = people(connection, ALL, calls) if is_small else {}
        if is_small and not is_of_segments:
            by_key = people(connection, _group(axis), calls, then_group)
        rows = _rows(connection, axis, other, tallies, by_key)
        is_by_agent = by == "agent" and not then
        agents = len(rows) if is_by_agent else count_agents(connection, calls)
    return Report(scope, tuple(rows), _row(Label("", "all"), total, everybody), agents)


def _group(axis: Axis) -> Group:
    assert axis.group is not None, "segments are counted one by one"
    return axis.group


def _rows(
    connection: Connection,
    axis: Axis,
    other: Axis | None,
    tallies: Sequence[Tally],
    by_key: PeopleByKey,
) -> list[ReportRow]:
    calls, then_calls = Counter[str](), Counter[str]()
    for counts in tallies:
        calls[counts.key] += counts.calls
        then_calls[counts.then] += counts.calls
    label = axis.labeller(connection)
    then_label = other.labeller(connection) if other else lambda _: Label("", "")

    def order(counts: Tally) -> tuple[tuple[int, str], ...]:
        key, then = counts.key, counts.then
        first = axis.order_of(key, label(key).name, calls[key])
        if other is None:
            return (first,)
        return first, other.order_of(then, then_label(then).name, then_calls[then])

    rows = []
    for counts in sorted(tallies, key=order):
        row = _row(label(counts.key), counts, by_key)
        if axis.rows is Rows.BY_TIME:
            row = replace(row, first_at=None, last_at=None)
        then = then_label(counts.then)
        rows.append(replace(row, then_id=then.id, then=then.name))
    is_merged = Rows.MERGED in {axis.rows, other.rows if other else None}
    return _merge_rows_of_one_name(rows) if is_merged else rows


def filter_calls(connection: Connection, scope: ReportScope, now: datetime) -> CallFilter:
    """Return the calls of a scope as the database counts them. Raises BadInput for its `where`."""
    calls = CallFilter(scope.since, scope.until, scope.agent, scope.list_name, zone=scope.zone)
    if not scope.where:
        return calls
    condition = read_where(connection, scope.where, now, scope.zone)
    return narrow_to_leads(connection, calls, sql_where(connection, condition))


def _tally_segments(
    connection: Connection,
    scope: ReportScope,
    calls: CallFilter,
    now: datetime,
    axis: Axis,
    other: Axis | None,
) -> tuple[list[Tally], PeopleByKey]:
    """Count each saved segment. A lead may be in several or none, so they don't add up to all."""
    is_first = axis.group is None
    beside = other if is_first else axis
    group = _group(beside) if beside else ALL
    tallies, by_key = list[Tally](), dict[tuple[str, str], People]()
    for name in segments_of(connection):
        condition = read_where(connection, f"@{name}", now, scope.zone)
        of_segment = narrow_to_leads(connection, calls, sql_where(connection, condition))
        of_each = people(connection, group, of_segment)
        for counts in tally(connection, group, of_segment):
            key = counts.key
            counts.key, counts.then = (name, key) if is_first else (key, name)
            tallies.append(counts)
            if (key, "") in of_each:
                by_key[counts.key, counts.then] = of_each[key, ""]
    return tallies, by_key


def _row(label: Label, counts: Tally, by_key: PeopleByKey) -> ReportRow:
    whole = by_key.get((counts.key, counts.then))
    if whole is None:
        return ReportRow(label.id, label.name, counts)
    return ReportRow(label.id, label.name, counts, whole.count, whole.first_at, whole.last_at)


def _merge_rows_of_one_name(rows: Iterable[ReportRow]) -> list[ReportRow]:
    """Merge the rows that have the same name, such as the import files of a supplier."""
    by_name: dict[tuple[str, str], ReportRow] = {}
    for row in rows:
        known = by_name.setdefault((row.name, row.then), row)
        if known is row:
            continue
        known.counts.add(row.counts)
        if known.people is not None and row.people is not None:
            people_of_both = known.people + row.people  # a lead is in one of them alone
            by_name[row.name, row.then] = replace(known, people=people_of_both)
    return list(by_name.values())


def reach_by_week(
    database: Database, scope: ReportScope, weeks: int, now: datetime
) -> dict[str, list[float | None]]:
    """Return talks per hundred dials by number shown, for each of the `weeks`, oldest first.

    The last week ends with the last day of the scope. None stands for a week without a dial.
    """
    reach: dict[str, list[float | None]] = {}
    with database.read() as connection:
        for week in range(weeks):
            last = scope.last_on - timedelta(days=7 * (weeks - 1 - week))
            days = replace(scope, first_on=last - timedelta(days=6), last_on=last)
            for counts in tally(connection, CALLER, filter_calls(connection, days, now)):
                share = 100 * counts.reached / counts.dials if counts.dials else None
                reach.setdefault(counts.key, [None] * weeks)[week] = share
    return reach


def pace(counts: Tally) -> float | None:
    """Return the dials per agent and hour of work."""
    return calls_an_hour(counts.dials, counts.worked * MICROSECOND)


def noes_per_yes(counts: Tally) -> float | None:
    return counts.noes / counts.yeses if counts.yeses else None


def midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


def read_when(
    database: Database,
    zone: str,
    now: datetime,
    first: date | None = None,
    last: date | None = None,
    agent: str = "",
    list_name: str = "",
    where: str = "",
) -> ReachHours:
    """Return at which hours of their local week people are reached.

    Without given days it looks at the last twelve weeks. Raises BadInput.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    last_on = last or max(today, first or today)
    first_on = first or last_on - timedelta(days=7 * WEEKS - 1)
    with database.read() as connection:
        refuse_unknown(connection, agent, list_name)
        read = [read_where(connection, where, now, zone)] if where else []
        conditions = tuple(sql_where(connection, condition) for condition in read)
        until = last or last_on + timedelta(days=1)  # in places where it is tomorrow already
        days = DaysThere(first_on, until, agent, list_name, conditions)
        counts = dials_by_hour(connection, days)
        are_used = goes_by_hours(read_firm(connection))
    cells: dict[tuple[int, int], Rate] = {}
    for count in counts:
        rate = cells.setdefault(divmod(count.hour, HOURS_A_DAY), Rate())
        rate.add(count.dials, count.reached)
    best = find_best(count_dials(counts))
    return ReachHours(first_on, last_on, agent, list_name, where, cells, best, are_used)
