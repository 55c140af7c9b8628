"""Count calls for reports: by group, by opening, by answer, and by the person's local hour."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, Label, distinct, func, literal_column, select

from db.calls.tallies import KINDS, OF_HOURS_THERE
from db.columns import EPOCH
from db.enums import Direction, LeadKind
from db.firm.outcomes import effects_of_outcomes
from db.reports.call_groups import (
    AGENT,
    ALL,
    LIST,
    OPENING,
    SCRIPT,
    CallFilter,
    Group,
    call_conditions,
    calls_with_leads,
)
from db.reports.call_sums import call_key, sum_calls, with_leads_first
from db.tables.calls import attempts, call_answers, call_tallies
from db.tables.leads import lead_lists

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
