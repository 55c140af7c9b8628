"""Sum calls by groups, from stored tallies where they exist and otherwise from the calls.

Whole days come from `call_tally` (`db.calls.tallies`). The parts of days at both ends are summed
from the calls. So a sum is exact for the days of any time zone.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from sys import byteorder
from typing import Any, NamedTuple

from msgspec.structs import replace
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    func,
    literal_column,
    select,
    text,
)

from db.calls.tallies import (
    ALWAYS,
    KEY_COLUMNS,
    KINDS,
    OF_QUARTERS,
    Kind,
    call_values,
    sums_of_calls,
)
from db.columns import Instant
from db.reports.call_groups import (
    AGENT,
    CallFilter,
    Group,
    Slots,
    call_conditions,
    calls_with_leads,
    clock_changes,
    is_of_lead,
    list_conditions,
    sql_of,
    unit_of_call,
    unit_of_slot,
    whole_slots,
)
from db.tables.calls import call_tallies
from db.tables.leads import leads


class CallSum(NamedTuple):
    """The sums of calls with the same keys, direction and outcome, one for each amount wanted."""

    keys: Sequence[str | int]
    direction: str
    outcome: str
    amounts: Sequence[int]


def sum_calls(
    connection: Connection, groups: Sequence[Group], calls: CallFilter, amounts: Sequence[str]
) -> Iterator[CallSum]:
    """Yield sums of calls by groups, direction and outcome; add up sums with the same keys.

    `amounts` are some of `db.calls.tallies.AMOUNTS`, "calls" first.
    """
    kinds = _kinds_for(groups, calls)
    if not kinds and not calls.lead_conditions and any(map(is_of_lead, groups)):
        calls = with_leads_first(connection, calls)
    return _sum_span(connection, groups, calls, amounts, kinds)


def with_leads_first(connection: Connection, calls: CallFilter) -> CallFilter:
    """Return the filter, set to look up its leads before its calls if that reads fewer rows."""
    every = replace(calls, lead_conditions=(), is_leads_first=False)
    count = sum(row.amounts[0] for row in sum_calls(connection, (), every, ("calls",)))
    last_lead = connection.execute(select(func.max(leads.c.id))).scalar_one() or 0
    return replace(calls, is_leads_first=count > last_lead)


def _kinds_for(groups: Sequence[Group], calls: CallFilter) -> list[Kind]:
    """Return the kinds of tallies that have all these keys, or none if every call must be read."""
    if calls.lead_conditions or any(group.lead or group.sql for group in groups):
        return []
    columns = {group.column for group in groups if group.column in KEY_COLUMNS}
    columns |= {"agent"} if calls.agent else set()
    columns |= {"list_id"} if calls.list_name else set()
    kinds = [kind for kind in KINDS if kind.slot is not None and columns <= kind.columns]
    if any(group.unit for group in groups):
        return [kind for kind in kinds if kind is OF_QUARTERS]
    fine = {name for name, column in KEY_COLUMNS.items() if column.is_fine}
    return [kind for kind in kinds if not (kind.columns & fine) - columns]


def _sum_span(
    connection: Connection,
    groups: Sequence[Group],
    calls: CallFilter,
    amounts: Sequence[str],
    kinds: Sequence[Kind],
) -> Iterator[CallSum]:
    """Sum the filter's time in the longest slots that fit, and both its ends in shorter ones."""
    if calls.since >= calls.until:
        return
    if not kinds:
        yield from _sum_each_call(connection, groups, calls, amounts)
        return
    kind, *shorter = kinds
    slots = whole_slots(calls, kind)
    if slots is None:
        yield from _sum_span(connection, groups, calls, amounts, shorter)
        return
    yield from _sum_slots(connection, groups, calls, amounts, slots)
    for end in slots.ends:
        yield from _sum_span(connection, groups, end, amounts, shorter)


def _sum_slots(
    connection: Connection,
    groups: Sequence[Group],
    calls: CallFilter,
    amounts: Sequence[str],
    slots: Slots,
) -> Iterator[CallSum]:
    table = call_tallies.c
    keys = [_slot_key(connection, group, calls) for group in groups]
    sums = [func.sum(table[name]) for name in amounts]
    statement = _grouped([*keys, table.direction, table.outcome], sums).where(*slots.conditions)
    is_of_time = any(group.unit for group in groups)
    rows = _read(connection, statement, len(groups), is_sorting_slow=is_of_time)
    return (row for row in rows if row.amounts[0])  # a count is 0 after its calls were changed


def _sum_each_call(
    connection: Connection, groups: Sequence[Group], calls: CallFilter, amounts: Sequence[str]
) -> Iterator[CallSum]:
    is_of_leads = bool(calls.lead_conditions or calls.list_name or any(map(is_of_lead, groups)))
    is_of_two = len(groups) > 1
    dialect = connection.dialect.name
    if dialect == "sqlite" and (calls.is_leads_first or (is_of_two and not is_of_leads)):
        return _sum_in_table(connection, groups, calls, amounts)
    keys = [call_key(connection, group, calls) for group in groups]
    keys += [literal_column(sql) for sql in ALWAYS.values()]
    summed = sums_of_calls(dialect)
    statement = _grouped(keys, [literal_column(summed[name]) for name in amounts])
    statement = statement.select_from(calls_with_leads(calls, groups))
    statement = statement.where(*call_conditions(calls, groups))
    is_sorting_slow = calls.is_leads_first or is_of_two
    return _read(connection, statement, len(groups), is_sorting_slow=is_sorting_slow)


def _grouped(keys: Sequence[ColumnElement[Any]], sums: Sequence[ColumnElement[Any]]) -> Select[Any]:
    labels = [key.label(f"key_{place}") for place, key in enumerate(keys)]
    return select(*labels, *sums).group_by(*(label.name for label in labels))


def _read(
    connection: Connection, statement: Select[Any], keys: int, *, is_sorting_slow: bool
) -> Iterator[CallSum]:
    if is_sorting_slow and connection.dialect.name != "sqlite":
        with _adding_in_memory(connection):
            rows: Iterable[Any] = connection.execute(statement).all()
    else:
        rows = connection.execute(statement)
    return (CallSum(row[:keys], row[keys], row[keys + 1], row[keys + 2 :]) for row in rows)


def _slot_key(connection: Connection, group: Group, calls: CallFilter) -> ColumnElement[Any]:
    if group.column:
        return call_tallies.c[group.column]
    if group.unit:
        return literal_column(unit_of_slot(group.unit, clock_changes(connection, calls)))
    return literal_column("''")


def call_key(
    connection: Connection, group: Group, calls: CallFilter
) -> ColumnElement[int] | ColumnElement[str]:
    """Return the SQL of a group's key for a row of `calls_with_leads`."""
    if group.unit:
        changes = clock_changes(connection, calls)
        return literal_column(unit_of_call(group.unit, changes, connection.dialect.name))
    return literal_column(sql_of(group))


FIT_BYTES = array("I").itemsize
"""Bytes for each lead in the result of `_number_leads`."""


def _sum_in_table(
    connection: Connection, groups: Sequence[Group], calls: CallFilter, amounts: Sequence[str]
) -> Iterator[CallSum]:
    """Read each call once, in an index, and add it up in a temporary table. SQLite only.

    SQLite groups rows by sorting them, which takes three times as long as reading them. The
    matching leads are found first, and bound as a text of four bytes for each lead. Looking a lead
    up there takes a quarter of the time of a lookup in a table.
    """
    of_call = [str(call_key(connection, group, calls)) for group in groups if not is_of_lead(group)]
    of_lead: list[ColumnElement[Any]] = [
        literal_column(sql_of(group)) for group in groups if is_of_lead(group)
    ]
    conditions = (*calls.lead_conditions, *list_conditions(calls))
    is_of_leads = bool(conditions or of_lead)
    lead_keys, numbers = (
        _number_leads(connection, conditions, of_lead) if is_of_leads else ([()], b"")
    )
    number = f"substr(:numbers, attempt.lead_id * {FIT_BYTES} + 1, {FIT_BYTES})"
    sql = call_values("sqlite")
    values = (
        *of_call,
        number if of_lead else "x''",
        *ALWAYS.values(),
        *(sql[name] for name in amounts),
    )
    columns = (*(f"key_{place}" for place in range(len(of_call))), "lead_key", *ALWAYS)
    connection.exec_driver_sql(
        f"CREATE TEMP TABLE summed ({', '.join((*columns, *amounts))},"
        f" PRIMARY KEY ({', '.join(columns)})) WITHOUT ROWID"
    )
    # `sql_of` hides the column from SQLite, which would otherwise use the index on agents and then
    # look up every call.
    is_theirs = f"AND {sql_of(AGENT)} = :agent" if calls.agent else ""
    fits = f"AND {number} <> zeroblob({FIT_BYTES})" if is_of_leads else ""
    added = ", ".join(f"{name} = summed.{name} + excluded.{name}" for name in amounts)
    add = text(
        f"INSERT INTO temp.summed SELECT {', '.join(values)} FROM attempt"
        f" WHERE attempt.dialled_at >= :since AND attempt.dialled_at < :until {is_theirs} {fits}"
        f" ON CONFLICT DO UPDATE SET {added}"
    ).bindparams(bindparam("since", type_=Instant), bindparam("until", type_=Instant))
    parameters: dict[str, object] = {"since": calls.since, "until": calls.until}
    parameters |= {"numbers": numbers} if is_of_leads else {}
    parameters |= {"agent": calls.agent} if calls.agent else {}
    connection.execute(add, parameters)
    rows = connection.exec_driver_sql("SELECT * FROM temp.summed").all()
    connection.exec_driver_sql("DROP TABLE temp.summed")
    end = len(of_call)
    for row in rows:
        from_call, from_lead = iter(row[:end]), iter(lead_keys[int.from_bytes(row[end], byteorder)])
        keys = [next(from_lead if is_of_lead(group) else from_call) for group in groups]
        yield CallSum(keys, row[end + 1], row[end + 2], row[end + 3 :])


def _number_leads(
    connection: Connection,
    conditions: Sequence[ColumnElement[bool]],
    columns: Sequence[ColumnElement[Any]],
) -> tuple[list[tuple[str | int, ...]], bytes]:
    """Return the distinct keys of matching leads, and four bytes for each lead id.

    These are the index of the lead's key in that list, or 0 for a lead that does not match.
    """
    last = connection.execute(select(func.max(leads.c.id))).scalar_one() or 0
    numbers = array("I", bytes(FIT_BYTES * (last + 1)))
    places: dict[tuple[str | int, ...], int] = {}
    for lead_id, *key in connection.execute(select(leads.c.id, *columns).where(*conditions)):
        numbers[lead_id] = places.setdefault(tuple(key), len(places) + 1)
    return [(), *places], numbers.tobytes()


@contextmanager
def _adding_in_memory(connection: Connection) -> Iterator[None]:
    """Make PostgreSQL group in memory: it underestimates the matches and would sort millions."""
    connection.exec_driver_sql("SET LOCAL enable_sort = off")
    connection.exec_driver_sql("SET LOCAL work_mem = '64MB'")
    yield
    connection.exec_driver_sql("SET LOCAL enable_sort TO DEFAULT")
    connection.exec_driver_sql("SET LOCAL work_mem TO DEFAULT")
