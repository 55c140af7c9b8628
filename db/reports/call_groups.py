"""Filter the calls of a report, and build the SQL of the keys by which it groups them."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, FromClause, Select, func, select

from db.calls.tallies import ALWAYS, KEY_COLUMNS, OF_QUARTERS, Kind
from db.columns import EPOCH
from db.sql import FROM_INSTANT, SLOT
from db.tables.calls import attempts, call_tallies
from db.tables.leads import lead_lists, leads


class Group(Struct, frozen=True):
    """A grouping of calls by one of these four; `db.reports.call_groups` has its SQL.

    `column` is a column of `call_tally`, so stored tallies are read. `unit` is "hour" or "quarter"
    (of the day), "day" or "week" in the time zone of the filter, added up from tallies by quarters
    of an hour.
    `lead` is a column of the lead, and `sql` an expression on `attempt`; both read every call.
    """

    column: str = ""
    unit: str = ""
    lead: str = ""
    sql: str = ""


ALL = Group()
"""One group of all calls, whose key is ""."""

AGENT = Group("agent")
LIST = Group("list_id")
BATCH = Group("batch_id")
CALLER = Group("caller_id")
SCRIPT = Group("script_id")
OPENING = Group("opening")
OUTCOME = Group("outcome")
PLACE = Group(lead="place_id")
HOUR = Group(unit="hour")
QUARTER = Group(unit="quarter")
DAY = Group(unit="day")
WEEK = Group(unit="week")


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


QUARTER_HOUR = timedelta(minutes=15)
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
    first = max(earliest, (calls.since - EPOCH) // QUARTER_HOUR)
    last = min(latest, (calls.until - EPOCH) // QUARTER_HOUR)
    zone = ZoneInfo(calls.zone)

    def ahead(quarter: int) -> int:
        at = (EPOCH + quarter * QUARTER_HOUR).astimezone(zone)
        return (at.utcoffset() or timedelta()) // QUARTER_HOUR

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
    seconds = int(QUARTER_HOUR.total_seconds())
    is_after = f"attempt.dialled_at >= {FROM_INSTANT[dialect]}"
    return _unit(unit, SLOT[dialect].format(seconds=seconds), is_after, changes)


def _unit(unit: str, slot: str, is_after: str, changes: ClockChanges) -> str:
    seconds = int(QUARTER_HOUR.total_seconds())
    (_, first), *later = changes
    if not later:
        return UNITS[unit].format(quarter=f"({slot} + {first})")
    cases = (  # the latest change first: the first WHEN that is true decides
        f"WHEN {is_after.format(quarter=quarter, seconds=quarter * seconds)} THEN {ahead}"
        for quarter, ahead in reversed(later)
    )
    return UNITS[unit].format(quarter=f"({slot} + CASE {' '.join(cases)} ELSE {first} END)")
