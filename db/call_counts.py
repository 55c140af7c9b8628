"""Calls counted in sets: by agent, outcome, list or quarter of an hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, cast, func, literal_column, select
from sqlalchemy import String as Text

from db.columns import EPOCH
from db.enums import Direction
from db.sql import QUARTER_HOUR, TALKED
from db.tables import attempts, lead_lists, leads, outcomes

QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Tally:
    """What calls brought. `dials` were made and `inbound` came in; the rest is of both.

    `people` counts leads. `quarters` counts the quarters of an hour in which somebody dialled, each
    agent's by themselves. `talked` is in seconds.
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
    quarters: int
    talked: int
    first_at: datetime | None
    last_at: datetime | None


def tally(
    connection: Connection,
    by: str,
    since: datetime,
    until: datetime,
    agent: str = "",
    list_name: str = "",
) -> list[Tally]:
    """The calls begun in [since, until), a tally for each "agent", "outcome", "list" or "quarter".

    With "all" there is one, named "". The name of a quarter is its start in seconds since 1970.
    """
    dialect = connection.dialect.name
    quarter: ColumnElement[Any] = literal_column(QUARTER_HOUR[dialect])
    names: dict[str, ColumnElement[Any]] = {
        "agent": attempts.c.agent,
        "outcome": func.coalesce(outcomes.c.label, "no outcome yet"),
        "list": lead_lists.c.name,
        "quarter": quarter,
        "all": literal_column("''"),
    }
    is_outbound = attempts.c.direction == Direction.OUTBOUND

    def counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(cast(condition, Integer)), 0)

    wanted = (
        select(
            names[by].label("counted_for"),
            func.count().filter(is_outbound),
            func.count().filter(~is_outbound),
            func.count(attempts.c.lead_id.distinct()),
            counted(outcomes.c.is_contact),
            counted(outcomes.c.is_no),
            counted(outcomes.c.is_yes),
            counted(outcomes.c.needs == "callback"),
            counted(outcomes.c.suppresses),
            func.count((attempts.c.agent + " " + cast(quarter, Text)).distinct()).filter(
                is_outbound
            ),
            func.coalesce(func.sum(literal_column(TALKED[dialect])), 0),
            func.min(attempts.c.dialled_at),
            func.max(attempts.c.dialled_at),
        )
        .select_from(attempts)
        .join(outcomes, outcomes.c.code == attempts.c.outcome, isouter=True)
        .where(attempts.c.dialled_at >= since, attempts.c.dialled_at < until)
    )
    if by == "list" or list_name:
        wanted = wanted.join(leads, leads.c.id == attempts.c.lead_id)
        wanted = wanted.join(lead_lists, lead_lists.c.id == leads.c.list_id)
    if agent:
        wanted = wanted.where(attempts.c.agent == agent)
    if list_name:
        wanted = wanted.where(lead_lists.c.name == list_name)
    if by != "all":
        wanted = wanted.group_by("counted_for").order_by("counted_for")
    return [Tally(str(row[0]), *map(_plain, row[1:])) for row in connection.execute(wanted)]


def start_of(quarter: str) -> datetime:
    return EPOCH + int(quarter) * QUARTER


def _plain(value: Any) -> Any:
    return int(value) if value is not None and not isinstance(value, datetime) else value
