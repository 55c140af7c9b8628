"""Dials, and of them those that reached a person, by the hour of the week where the person is."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Select, func, literal_column, select

from db.calls.tallies import OF_HOURS_THERE
from db.columns import EPOCH
from db.enums import Direction, LeadKind
from db.firm.outcomes import effects_of_outcomes
from db.reports.screened_counts import adding_in_memory, count_screened
from db.tables.calls import attempts, call_tallies
from db.tables.leads import leads
from db.tables.lists import lead_lists

A_DAY = 24
A_WEEK = 7 * A_DAY

SINCE_MONDAY = 3 * A_DAY
"""1970 began on a Thursday."""

NEAR = timedelta(days=2)
"""No clock on earth is so far from UTC."""


class AskedHours(Struct, frozen=True):
    """Dials of which days there, the last included; by whom, and to whom.

    `fits` are conditions on their leads. With `agent` or `fits` each call is read.
    """

    first_on: date
    last_on: date
    agent: str = ""
    list_name: str = ""
    fits: tuple[ColumnElement[bool], ...] = ()

    @property
    def first(self) -> int:
        return (self.first_on - EPOCH.date()).days * A_DAY

    @property
    def end(self) -> int:
        return ((self.last_on - EPOCH.date()).days + 1) * A_DAY

    @property
    def around(self) -> tuple[datetime, datetime]:
        """Within these instants are all of those hours, on any clock."""
        first, end = (EPOCH + hours * timedelta(hours=1) for hours in (self.first, self.end))
        return first - NEAR, end + NEAR


class HourCount(Struct, frozen=True):
    """Of a list, and the kind that list is: `hour` counts from Monday 0:00 there."""

    list_id: int
    kind: LeadKind
    hour: int
    dials: int
    reached: int


def dials_by_hour(connection: Connection, asked: AskedHours) -> list[HourCount]:
    """Dials whose hour there is not known are in none; calls that came in are no dials."""
    effects = effects_of_outcomes(connection)
    reached = {code for code, names in effects.items() if "conversations" in names}
    found: dict[tuple[int, LeadKind, int], list[int]] = {}
    for list_id, kind, hour, outcome, calls in _counts(connection, asked):
        one = found.setdefault((list_id, kind, hour), [0, 0])
        one[0] += calls
        one[1] += calls if outcome in reached else 0
    kept = ((key, counts) for key, counts in found.items() if counts[0])
    return [HourCount(*key, int(dials), int(talks)) for key, (dials, talks) in kept]


_Count = tuple[int, LeadKind, int, str, int]
"""A list, whom it holds, the hour of the week, an outcome, and how many calls had it."""


def _counts(connection: Connection, asked: AskedHours) -> Iterator[_Count]:
    if not asked.fits:
        wanted = _of_calls(asked) if asked.agent else _of_counts(asked)
        return map(tuple, connection.execute(wanted))
    if connection.dialect.name == "sqlite":
        return _of_screened(connection, asked)
    with adding_in_memory(connection):
        return map(tuple, connection.execute(_of_calls(asked)).all())


def _of_screened(connection: Connection, asked: AskedHours) -> Iterator[_Count]:
    columns = (lead_lists.c.id, lead_lists.c.name, lead_lists.c.kind)
    known = {row.id: row for row in connection.execute(select(*columns))}
    named = [one for one, row in known.items() if asked.list_name in ("", row.name)]
    is_asked = f"attempt.hour_there >= {asked.first} AND attempt.hour_there < {asked.end}"
    hour = f"(attempt.hour_there + {SINCE_MONDAY}) % {A_WEEK}"
    rows = count_screened(
        connection,
        *asked.around,
        (*asked.fits, leads.c.list_id.in_(named)),
        keys=[f"CASE WHEN {is_asked} THEN {hour} ELSE -1 END"],
        of_lead=[leads.c.list_id],
        agent=asked.agent,
    )
    for one in rows:
        [at], [list_id] = one.keys, one.of_lead
        if at != -1 and one.direction == Direction.OUTBOUND:
            yield list_id, known[list_id].kind, int(at), one.outcome, one.calls


def _of_counts(asked: AskedHours) -> Select[Any]:
    table = call_tallies.c
    hour: ColumnElement[int] = literal_column(f"(slot + {SINCE_MONDAY}) % {A_WEEK}").label("hour")
    kept = (
        select(table.list_id, hour, table.outcome, func.sum(table.calls).label("calls"))
        .where(
            table.kind == OF_HOURS_THERE.number,
            table.slot >= asked.first,
            table.slot < asked.end,
            table.direction == Direction.OUTBOUND,
        )
        .group_by(table.list_id, "hour", table.outcome)
        .subquery()
    )
    columns = (kept.c.list_id, lead_lists.c.kind, kept.c.hour, kept.c.outcome, kept.c.calls)
    joined = kept.join(lead_lists, lead_lists.c.id == kept.c.list_id)
    return select(*columns).select_from(joined).where(*_of_list(asked))


def _of_calls(asked: AskedHours) -> Select[Any]:
    name = f"(attempt.hour_there + {SINCE_MONDAY}) % {A_WEEK}"
    hour: ColumnElement[int] = literal_column(name).label("hour")
    outcome = func.coalesce(attempts.c.outcome, "").label("code")
    since, until = asked.around
    where = [
        attempts.c.dialled_at >= since,
        attempts.c.dialled_at < until,
        attempts.c.hour_there >= asked.first,
        attempts.c.hour_there < asked.end,
        attempts.c.direction == Direction.OUTBOUND,
        *asked.fits,
        *_of_list(asked),
    ]
    if asked.agent:
        where.append(attempts.c.agent == asked.agent)
    joined = attempts.join(leads, leads.c.id == attempts.c.lead_id)
    return (
        select(leads.c.list_id, lead_lists.c.kind, hour, outcome, func.count())
        .select_from(joined.join(lead_lists, lead_lists.c.id == leads.c.list_id))
        .where(*where)
        .group_by(leads.c.list_id, lead_lists.c.kind, "hour", "code")
    )


def _of_list(asked: AskedHours) -> Sequence[ColumnElement[bool]]:
    return [lead_lists.c.name == asked.list_name] if asked.list_name else []
