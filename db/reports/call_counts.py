"""Count calls for reports: by group, by opening, by answer, and by the person's local hour.

The filter of the calls, and the SQL of the keys by which they are grouped, come first.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Label,
    Select,
    distinct,
    func,
    literal_column,
    select,
)

from db.calls.tallies import ALWAYS, KEY_COLUMNS, KINDS, OF_HOURS_THERE, OF_QUARTERS, Kind
from db.columns import EPOCH
from db.enums import Direction, LeadKind
from db.firm.outcomes import effects_of_outcomes
from db.reports.call_sums import call_key, sum_calls, with_leads_first
from db.reports.groups import AGENT, ALL, LIST, OPENING, SCRIPT, Group
from db.sql import FROM_INSTANT, SLOT
from db.tables.calls import attempts, call_answers, call_tallies
from db.tables.leads import lead_lists, leads


class CallFilter(Struct, frozen=True):
    """A filter for calls begun in [since, until), of an agent or all, to a list's leads or all.

    The lead of each call must meet `lead_conditions`, which `narrow_to_leads` adds. With
    `is_leads_first` the leads are looked up before the calls. Hours, days and weeks are those of
    the time zone `zone`.
    """

    since: datetime
    until: datetime
    agent: str = ""
    list_name: str = ""
    lead_conditions: tuple[ColumnElement[bool], ...] = ()
    is_leads_first: bool = False
    zone: str = "UTC"


def sql_of(group: Group) -> str:
    """Return the SQL of a group's key for `attempt` joined with `lead`; not for a `unit`."""
    if group == AGENT:
        # With the bare column SQLite would use the index on agents and then look up every call.
        return "attempt.agent || ''"
    if group.column:
        return ALWAYS.get(group.column) or KEY_COLUMNS[group.column].sql
    if group.lead:
        column = leads.c[group.lead]
        return f"coalesce(lead.{column.name}, {0 if column.type.python_type is int else ''!r})"
    return group.sql or "''"


def is_of_lead(group: Group) -> bool:
    """Return whether the key of a group is read from the call's lead."""
    return not group.unit and "lead." in sql_of(group)


def calls_with_leads(calls: CallFilter, groups: Sequence[Group] = ()) -> FromClause:
    """Return `attempt`, joined with `lead` only if the filter or a group needs it."""
    is_asked = calls.list_name or (calls.lead_conditions and not calls.is_leads_first)
    if is_asked or any(map(is_of_lead, groups)):
        return attempts.join(leads, leads.c.id == _lead_id(calls))
    return attempts


def call_conditions(calls: CallFilter, groups: Sequence[Group] = ()) -> list[ColumnElement[bool]]:
    """Return the conditions by which rows of `calls_with_leads` pass the filter."""
    where = [attempts.c.dialled_at >= calls.since, attempts.c.dialled_at < calls.until]
    if calls.agent:
        where.append(attempts.c.agent == calls.agent)
    where += list_conditions(calls)
    if calls.lead_conditions and calls.is_leads_first and not any(map(is_of_lead, groups)):
        ids = select(leads.c.id).where(*calls.lead_conditions).correlate(None)
        return [*where, _lead_id(calls).in_(ids)]
    return [*where, *calls.lead_conditions]


def list_conditions(calls: CallFilter) -> list[ColumnElement[bool]]:
    """Return the condition for the filter's list, if it has one."""
    return [leads.c.list_id.in_(_list_id(calls.list_name))] if calls.list_name else []


def _lead_id(calls: CallFilter) -> ColumnElement[int]:
    # `+ 0` keeps the database from reading the calls lead by lead. It reads them in the order of
    # their dials instead, from the index that has all columns that are counted.
    return attempts.c.lead_id + 0 if calls.is_leads_first else attempts.c.lead_id


def _list_id(name: str) -> Select[tuple[int]]:
    return select(lead_lists.c.id).where(lead_lists.c.name == name)


class Slots(Struct, frozen=True):
    """Conditions for the tallies whose slots lie within a filter, and filters for both its ends."""

    conditions: tuple[ColumnElement[bool], ...]
    ends: tuple[CallFilter, CallFilter]


def whole_slots(calls: CallFilter, kind: Kind) -> Slots | None:
    """Return the whole slots of a kind within the filter's time, or None if there are none."""
    assert kind.slot is not None
    # Rounded up and down, so that the first and last slot lie wholly within the span.
    first, end = -((EPOCH - calls.since) // kind.slot), (calls.until - EPOCH) // kind.slot
    if first >= end:
        return None
    table = call_tallies.c
    where = [table.kind == kind.number, table.slot >= first, table.slot < end]
    if calls.agent:
        where.append(table.agent == calls.agent)
    if calls.list_name:
        where.append(table.list_id.in_(_list_id(calls.list_name)))
    before = replace(calls, until=EPOCH + first * kind.slot)
    after = replace(calls, since=EPOCH + end * kind.slot)
    return Slots(tuple(where), (before, after))


QUARTER = timedelta(minutes=15)
"""UTC offsets are multiples of this, so a quarter is in one hour and day of any time zone."""

QUARTERS_A_DAY = 96
MONDAY = 3
"""Days from a Monday to 1 January 1970, which was a Thursday."""

UNITS = {
    "quarter": f"{{quarter}} % {QUARTERS_A_DAY}",
    "hour": f"({{quarter}} / 4) % {QUARTERS_A_DAY // 4}",
    "day": f"{{quarter}} / {QUARTERS_A_DAY}",
    "week": f"({{quarter}} / {QUARTERS_A_DAY} + {MONDAY}) / 7 * 7 - {MONDAY}",
}
"""SQL by unit, for `quarter`, the quarters of an hour since 1970 in local time. "quarter" and
"hour" are those of the day, "day" the days since 1970, and "week" the days from 1970 to the week's
Monday."""

ClockChanges = Sequence[tuple[int, int]]
"""Pairs, in order: a quarter of an hour (since 1970, UTC), and how many quarters a zone's clock is
ahead of UTC from then on."""


def clock_changes(connection: Connection, calls: CallFilter) -> ClockChanges:
    """Return the UTC offsets of the filter's time zone, for those of its days that have calls."""
    slot, is_quarter = call_tallies.c.slot, call_tallies.c.kind == OF_QUARTERS.number
    ends = (select(end(slot)).where(is_quarter).scalar_subquery() for end in (func.min, func.max))
    earliest, latest = connection.execute(select(*ends)).one()
    if earliest is None:
        return [(0, 0)]
    first = max(earliest, (calls.since - EPOCH) // QUARTER)
    last = min(latest, (calls.until - EPOCH) // QUARTER)
    zone = ZoneInfo(calls.zone)

    def ahead(quarter: int) -> int:
        at = (EPOCH + quarter * QUARTER).astimezone(zone)
        return (at.utcoffset() or timedelta()) // QUARTER

    changes = [(first, ahead(first))] if first <= last else [(0, 0)]
    for end in range(first + QUARTERS_A_DAY, last + QUARTERS_A_DAY, QUARTERS_A_DAY):
        before = changes[-1][1]
        if ahead(end) != before:
            day = range(end - QUARTERS_A_DAY + 1, end + 1)
            change = day[bisect_left(day, True, key=lambda quarter: ahead(quarter) != before)]
            changes.append((change, ahead(change)))
    return changes


def unit_of_slot(unit: str, changes: ClockChanges) -> str:
    """Return SQL for the unit of time of a tally by quarters of an hour."""
    return _unit(unit, "slot", "slot >= {quarter}", changes)


def unit_of_call(unit: str, changes: ClockChanges, dialect: str) -> str:
    """Return SQL for the unit of time in which a call began."""
    seconds = int(QUARTER.total_seconds())
    is_after = f"attempt.dialled_at >= {FROM_INSTANT[dialect]}"
    return _unit(unit, SLOT[dialect].format(seconds=seconds), is_after, changes)


def _unit(unit: str, slot: str, is_after: str, changes: ClockChanges) -> str:
    seconds = int(QUARTER.total_seconds())
    (_, first), *later = changes
    if not later:
        return UNITS[unit].format(quarter=f"({slot} + {first})")
    cases = (  # the latest change first: the first WHEN that is true decides
        f"WHEN {is_after.format(quarter=quarter, seconds=quarter * seconds)} THEN {ahead}"
        for quarter, ahead in reversed(later)
    )
    return UNITS[unit].format(quarter=f"({slot} + CASE {' '.join(cases)} ELSE {first} END)")


PEOPLE_WITHIN = 200_000
"""The most calls for which a report also counts the people, since that reads every call."""


@dataclass(slots=True)
class Tally:
    """Counts of calls with the same keys: `key` of the first group, `then` of the second.

    `dials` are outbound calls, and `reached` counts their conversations. The other counts include
    inbound calls. Times are in microseconds. `called` is from dial to outcome, and `worked` adds
    the gaps between an agent's calls that are no breaks; both are of dials only. `talked` is the
    time on the line.
    """

    key: str = ""
    then: str = ""
    dials: int = 0
    inbound: int = 0
    conversations: int = 0
    reached: int = 0
    noes: int = 0
    yeses: int = 0
    callbacks: int = 0
    do_not_calls: int = 0
    called: int = 0
    worked: int = 0
    talked: int = 0

    def add(self, other: "Tally") -> None:
        for name in SUMMED:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def calls(self) -> int:
        return self.dials + self.inbound


SUMMED = tuple(field.name for field in fields(Tally) if field.name not in {"key", "then"})
TIMES = ("called", "worked", "talked")


class People(Struct, frozen=True):
    """How many leads were called or called in, and the times of the first and last call."""

    count: int
    first_at: datetime
    last_at: datetime


def tally(
    connection: Connection, by: Group, calls: CallFilter, then: Group | None = None
) -> list[Tally]:
    """Return a tally for each key of `by` that has calls, in the order of the keys.

    With `then` there is one for each pair of keys that has calls. By `ALL` there is always one.
    """
    effects = effects_of_outcomes(connection)
    tallies: dict[tuple[str | int, ...], Tally] = {("",): Tally()} if by == ALL and not then else {}
    groups = (by, then) if then else (by,)
    for keys, direction, code, amounts in sum_calls(connection, groups, calls, ("calls", *TIMES)):
        count, called, worked, talked = amounts
        key = tuple(keys)
        counts = tallies.get(key)
        if counts is None:
            counts = tallies[key] = Tally(str(key[0]), str(key[1]) if then else "")
        if direction == Direction.OUTBOUND:
            counts.dials += count
        else:
            counts.inbound += count
        counts.called += called
        counts.worked += worked
        counts.talked += talked
        for name in effects.get(code, ()):
            setattr(counts, name, getattr(counts, name) + count)
            if name == "conversations" and direction == Direction.OUTBOUND:
                counts.reached += count
    for counts in tallies.values():
        for name in SUMMED:  # on PostgreSQL a sum of big integers is a Decimal
            setattr(counts, name, int(getattr(counts, name)))
    return sorted(tallies.values(), key=lambda counts: (counts.key, counts.then))


def narrow_to_leads(
    connection: Connection, calls: CallFilter, *conditions: ColumnElement[bool]
) -> CallFilter:
    """Return the filter, limited to calls whose leads also meet these conditions."""
    every = (*calls.lead_conditions, *conditions)
    return with_leads_first(connection, replace(calls, lead_conditions=every))


def count_agents(connection: Connection, calls: CallFilter) -> int:
    """Count the agents who made or took calls that pass the filter."""
    if not calls.lead_conditions:
        return len(tally(connection, AGENT, calls))
    # Look for one call of each agent instead of reading all calls.
    known = select(call_tallies.c.agent).where(call_tallies.c.kind == KINDS[0].number).distinct()
    names = known.subquery()
    such = select(attempts.c.id).select_from(calls_with_leads(calls))
    such = such.where(*call_conditions(calls), attempts.c.agent == names.c.agent)
    statement = select(func.count()).select_from(names).where(such.exists())
    return connection.execute(statement).scalar_one()


def people(
    connection: Connection, by: Group, calls: CallFilter, then: Group | None = None
) -> dict[tuple[str, str], People]:
    """Count the people called, for each key or pair of keys. Reads every call."""
    groups = (by, then or ALL)
    keys: list[Label[Any]] = [
        call_key(connection, group, calls).label(f"key_{place}")
        for place, group in enumerate(groups)
    ]
    statement = (
        select(
            *keys,
            func.count(distinct(attempts.c.lead_id)),
            func.min(attempts.c.dialled_at),
            func.max(attempts.c.dialled_at),
        )
        .select_from(calls_with_leads(calls, groups))
        .where(*call_conditions(calls, groups))
        .group_by(*(key.name for key in keys))
    )
    return {
        (str(row[0]), str(row[1])): People(row[2], row[3], row[4])
        for row in connection.execute(statement)
    }


@dataclass(slots=True)
class OpeningTally:
    """Counts of dials that began with an opening of a version of a script.

    `talks` are conversations in calls of a minute or more.
    """

    script_id: int
    opening: str
    dials: int = 0
    conversations: int = 0
    talks: int = 0
    noes: int = 0
    yeses: int = 0


def tally_openings(connection: Connection, calls: CallFilter) -> list[OpeningTally]:
    """Return a tally for each opening that dials began with."""
    effects = effects_of_outcomes(connection)
    tallies: dict[tuple[int, str], OpeningTally] = {}
    sums = sum_calls(connection, (SCRIPT, OPENING), calls, ("calls", "long"))
    for (script_id, opening), direction, code, (count, long) in sums:
        key = int(script_id), str(opening)
        if direction != Direction.OUTBOUND or not script_id:  # 0: a call without a script
            continue
        counts = tallies.setdefault(key, OpeningTally(*key))
        counts.dials += int(count)
        for name in effects.get(code, ()):
            if name in {"conversations", "noes", "yeses"}:
                setattr(counts, name, getattr(counts, name) + int(count))
            if name == "conversations":
                counts.talks += int(long)
    return [tallies[key] for key in sorted(tallies)]


class AnswerCount(Struct, frozen=True):
    """How many calls have this answer to this question."""

    question: str
    kind: str
    value: str
    calls: int


def count_answers(connection: Connection, calls: CallFilter) -> list[AnswerCount]:
    """Count the answers to the questions of scripts. Reads every call."""
    answer = call_answers.c
    columns = (answer.question, answer.kind, answer.value)
    statement = (
        select(*columns, func.count())
        .select_from(calls_with_leads(calls).join(call_answers, answer.attempt_id == attempts.c.id))
        .where(*call_conditions(calls))
        .group_by(*columns)
        .order_by(*columns)
    )
    return [AnswerCount(*row) for row in connection.execute(statement)]


HOURS_A_DAY = 24
HOURS_A_WEEK = 7 * HOURS_A_DAY

MONDAY_HOURS = 3 * HOURS_A_DAY
"""Hours from a Monday to 1 January 1970, which was a Thursday."""

NEAR = timedelta(days=2)
"""More than the offset of any time zone from UTC."""


class DaysThere(Struct, frozen=True):
    """A filter for dials on some days (both included), in the local time of the person called.

    With `agent` or `lead_conditions` every call is read.
    """

    first_on: date
    last_on: date
    agent: str = ""
    list_name: str = ""
    lead_conditions: tuple[ColumnElement[bool], ...] = ()

    @property
    def first(self) -> int:
        """The first local hour, counted from 1970."""
        return (self.first_on - EPOCH.date()).days * HOURS_A_DAY

    @property
    def end(self) -> int:
        return ((self.last_on - EPOCH.date()).days + 1) * HOURS_A_DAY

    @property
    def around(self) -> CallFilter:
        """A filter for all calls that can be on these days in any time zone, and some more."""
        first, end = (EPOCH + hours * timedelta(hours=1) for hours in (self.first, self.end))
        return CallFilter(first - NEAR, end + NEAR, self.agent, self.list_name)


class HourCount(Struct, frozen=True):
    """Dials to a list in one hour of the week: `hour` counts from Monday 0:00, local time."""

    list_id: int
    kind: LeadKind
    hour: int
    dials: int
    reached: int


def dials_by_hour(connection: Connection, days: DaysThere) -> list[HourCount]:
    """Count dials by list and local hour of the week; dials without a known hour are left out."""
    effects = effects_of_outcomes(connection)
    reached = {code for code, names in effects.items() if "conversations" in names}
    columns = (lead_lists.c.id, lead_lists.c.name, lead_lists.c.kind)
    kinds = {
        row.id: row.kind
        for row in connection.execute(select(*columns))
        if days.list_name in ("", row.name)
    }
    counts: dict[tuple[int, int], list[int]] = {}
    for list_id, hour, code, calls in _sum_hours(connection, days):
        if list_id in kinds and hour >= 0:
            count = counts.setdefault((list_id, hour), [0, 0])
            count[0] += int(calls)
            count[1] += int(calls) if code in reached else 0
    return [
        HourCount(list_id, kinds[list_id], hour, dials, talks)
        for (list_id, hour), (dials, talks) in counts.items()
        if dials
    ]


def _sum_hours(connection: Connection, days: DaysThere) -> Iterator[tuple[int, int, str, int]]:
    """Yield (list, hour of the week, outcome, dials); hour -1 is outside of these days."""
    if days.agent or days.lead_conditions:
        is_there = f"attempt.hour_there >= {days.first} AND attempt.hour_there < {days.end}"
        hour = f"(attempt.hour_there + {MONDAY_HOURS}) % {HOURS_A_WEEK}"
        group = Group(sql=f"CASE WHEN {is_there} THEN {hour} ELSE -1 END")
        calls = days.around
        if days.lead_conditions:
            calls = narrow_to_leads(connection, calls, *days.lead_conditions)
        sums = sum_calls(connection, (LIST, group), calls, ("calls",))
        for (list_id, hour_there), direction, code, (count,) in sums:
            if direction == Direction.OUTBOUND:
                yield int(list_id), int(hour_there), code, count
        return
    table = call_tallies.c
    label: Label[int] = literal_column(f"(slot + {MONDAY_HOURS}) % {HOURS_A_WEEK}").label("hour")
    rows = connection.execute(
        select(table.list_id, label, table.outcome, func.sum(table.calls))
        .where(
            table.kind == OF_HOURS_THERE.number,
            table.slot >= days.first,
            table.slot < days.end,
            table.direction == Direction.OUTBOUND,
        )
        .group_by(table.list_id, "hour", table.outcome)
    )
    for row in rows:
        yield row[0], row[1], row[2], row[3]
