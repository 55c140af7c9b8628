"""Calls counted in sets: by agent, outcome, list or quarter of an hour."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Subquery,
    cast,
    func,
    literal_column,
    select,
)

from db.columns import EPOCH
from db.enums import Direction
from db.sql import CALLED, GAP, QUARTER_HOUR, TALKED, WORKED
from db.tables import attempts, import_batches, lead_lists, leads, outcomes

QUARTER = timedelta(minutes=15)

NO_SUPPLIER = "no supplier named"
"""Stands for whoever sold what nobody has said to be bought."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What calls brought. `dials` were made and `inbound` came in; the rest is of both.

    `people` counts leads. `called` is in seconds from dial to outcome, `worked` that and what lies
    between two of an agent's calls, where it is no pause; `talked` in seconds on the line.
    """

    name: str
    dials: int
    inbound: int
    people: int
    conversations: int
    noes: int
    yeses: int
    callbacks: int
    do_not_calls: int
    called: int
    worked: int
    talked: int
    first_at: datetime | None
    last_at: datetime | None


def tally(
    connection: Connection,
    by: str,
    since: datetime,
    until: datetime,
    pause: timedelta,
    agent: str = "",
    list_name: str = "",
) -> list[Tally]:
    """The calls begun in [since, until), a tally for each "agent", "outcome", "list",
    "supplier" or "quarter".

    So long as `pause` without a call is no work. With "all" there is one, named "". The name of a
    quarter is its start in seconds since 1970.
    """
    dialect = connection.dialect.name
    quarter: ColumnElement[Any] = literal_column(QUARTER_HOUR[dialect])
    calls = _calls(since, until, agent)
    worked = WORKED[dialect].replace("$PAUSE", str(int(pause.total_seconds())))
    names: dict[str, ColumnElement[Any]] = {
        "agent": calls.c.agent,
        "outcome": func.coalesce(outcomes.c.label, "no outcome yet"),
        "list": lead_lists.c.name,
        "supplier": func.coalesce(func.nullif(import_batches.c.supplier, ""), NO_SUPPLIER),
        "quarter": quarter,
        "all": literal_column("''"),
    }
    is_outbound = calls.c.direction == Direction.OUTBOUND

    def counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(cast(condition, Integer)), 0)

    wanted = (
        select(
            names[by].label("counted_for"),
            func.count().filter(is_outbound),
            func.count().filter(~is_outbound),
            func.count(calls.c.lead_id.distinct()),
            counted(outcomes.c.is_contact),
            counted(outcomes.c.is_no),
            counted(outcomes.c.is_yes),
            counted(outcomes.c.needs == "callback"),
            counted(outcomes.c.suppresses),
            func.coalesce(func.sum(literal_column(CALLED[dialect])).filter(is_outbound), 0),
            func.coalesce(func.sum(literal_column(worked)).filter(is_outbound), 0),
            func.coalesce(func.sum(literal_column(TALKED[dialect])), 0),
            func.min(calls.c.dialled_at),
            func.max(calls.c.dialled_at),
        )
        .select_from(calls)
        .join(outcomes, outcomes.c.code == calls.c.outcome, isouter=True)
    )
    if by in {"list", "supplier"} or list_name:
        wanted = wanted.join(leads, leads.c.id == calls.c.lead_id)
        wanted = wanted.join(lead_lists, lead_lists.c.id == leads.c.list_id)
    if by == "supplier":
        mine = import_batches.c.id == leads.c.batch_id
        wanted = wanted.join(import_batches, mine, isouter=True)
    if list_name:
        wanted = wanted.where(lead_lists.c.name == list_name)
    if by != "all":
        wanted = wanted.group_by("counted_for").order_by("counted_for")
    return [Tally(str(row[0]), *map(_plain, row[1:])) for row in connection.execute(wanted)]


def people_by_quarter(
    connection: Connection, since: datetime, until: datetime, agent: str = "", list_name: str = ""
) -> Iterator[tuple[str, int]]:
    """Each quarter, named as `tally` does, with each lead that was called in it or rang."""
    quarter: ColumnElement[Any] = literal_column(QUARTER_HOUR[connection.dialect.name])
    calls = _calls(since, until, agent)
    wanted = select(quarter, calls.c.lead_id).select_from(calls).distinct()
    if list_name:
        wanted = wanted.join(leads, leads.c.id == calls.c.lead_id)
        wanted = wanted.join(lead_lists, lead_lists.c.id == leads.c.list_id)
        wanted = wanted.where(lead_lists.c.name == list_name)
    rows = connection.execute(wanted.where(calls.c.lead_id.is_not(None)))
    return ((str(int(row[0])), row[1]) for row in rows)


def _calls(since: datetime, until: datetime, agent: str) -> Subquery:
    """Each call with the end of the agent's call before it; both of these days."""
    chosen = attempts.c
    before = func.lag(func.coalesce(chosen.ended_at, chosen.dialled_at)).over(
        partition_by=(chosen.agent, chosen.direction), order_by=(chosen.dialled_at, chosen.id)
    )
    wanted = select(
        chosen.agent,
        chosen.lead_id,
        chosen.outcome,
        chosen.direction,
        chosen.dialled_at,
        chosen.ended_at,
        chosen.answered_at,
        chosen.line_ended_at,
        before.label("free_at"),
    ).where(chosen.dialled_at >= since, chosen.dialled_at < until)
    if agent:
        wanted = wanted.where(chosen.agent == agent)
    return wanted.subquery("attempt")


def dials_by_quarter(
    connection: Connection, since: datetime, until: datetime
) -> dict[tuple[str, int], int]:
    """How often each agent dialled in each quarter of an hour, counted from the first of them."""
    dialect = connection.dialect.name
    quarter: ColumnElement[Any] = literal_column(QUARTER_HOUR[dialect])
    rows = connection.execute(
        select(attempts.c.agent, quarter.label("quarter"), func.count())
        .where(
            attempts.c.dialled_at >= since,
            attempts.c.dialled_at < until,
            attempts.c.direction == Direction.OUTBOUND,
        )
        .group_by(attempts.c.agent, "quarter")
    )
    first = int((since - EPOCH) / QUARTER)
    return {(agent, int(quarter) - first): dials for agent, quarter, dials in rows}


def longest_gaps(connection: Connection, since: datetime, until: datetime) -> dict[str, int]:
    """Each agent's longest time, in seconds, from the end of a call to the next dial."""
    calls = _calls(since, until, "")
    gap: ColumnElement[Any] = literal_column(GAP[connection.dialect.name])
    rows = connection.execute(
        select(calls.c.agent, func.max(gap))
        .where(calls.c.direction == Direction.OUTBOUND, calls.c.free_at.is_not(None))
        .group_by(calls.c.agent)
    )
    return {agent: max(0, int(seconds)) for agent, seconds in rows}


def start_of(quarter: str) -> datetime:
    return EPOCH + int(quarter) * QUARTER


def _plain(value: Any) -> Any:
    return int(value) if value is not None and not isinstance(value, datetime) else value
