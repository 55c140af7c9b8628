"""What calling brought in some days: by agent, outcome, list or hour of the day, with its total."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from console.rules.pace import calls_an_hour
from console.rules.text import clean_line
from console.trouble import BadInput
from db import list_worth, lists, records
from db.call_counts import (
    NO_SUPPLIER,
    PEOPLE_WITHIN,
    Calls,
    People,
    Tally,
    people,
    people_by_quarter,
    start_of,
    tally,
)
from db.columns import MICROSECOND
from db.engine import Connection, Database
from db.outcomes import all_outcomes

NAMES_TOLD = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """Calls of which days, the last one included, on the clock of `zone`; and whose."""

    first_on: date
    last_on: date
    zone: str
    agent: str = ""
    list_name: str = ""

    @property
    def since(self) -> datetime:
        return midnight(self.first_on, self.zone)

    @property
    def until(self) -> datetime:
        return midnight(self.last_on + timedelta(days=1), self.zone)

    @property
    def calls(self) -> Calls:
        return Calls(self.since, self.until, self.agent, self.list_name)


@dataclass(frozen=True, slots=True)
class Row:
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
    rows: tuple[Row, ...]
    total: Row
    agents: int


def refuse_unknown(connection: Connection, agent: str = "", list_name: str = "") -> None:
    """A report of nobody would say that there were no calls. Raises BadInput."""
    if agent and not records.is_agent(connection, agent):
        known = records.agent_names(connection)
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


def report(database: Database, by: str, asked: Asked) -> Report:
    """`by` is "agent", "outcome", "list", "supplier" or "hour". Raises BadInput for a name nobody
    has."""
    with database.read() as connection:
        refuse_unknown(connection, asked.agent, asked.list_name)
        found = tally(connection, "quarter" if by == "hour" else by, asked.calls)
        total = Tally()
        for one in found:
            total.add(one)
        is_counted = total.dials + total.inbound <= PEOPLE_WITHIN
        everybody = people(connection, "all", asked.calls) if is_counted else {}
        if by == "hour":
            rows = _by_hour(connection, asked, found, is_counted=is_counted)
        else:
            each = people(connection, by, asked.calls) if is_counted else {}
            names = _names(connection, by)
            rows = [_row(names.get(one.key, one.key), one, each) for one in found]
            rows = _of_one_name(rows) if by == "supplier" else rows
            rows.sort(key=lambda row: row.name)
        agents = len(rows) if by == "agent" else len(tally(connection, "agent", asked.calls))
    if by == "outcome":
        rows.sort(key=lambda row: -(row.brought.dials + row.brought.inbound))
    return Report(asked, tuple(rows), _row("all", total, everybody), agents)


def _row(name: str, one: Tally, each: Mapping[str, People]) -> Row:
    found = each.get(one.key)
    if found is None:
        return Row(one.key, name, one)
    return Row(one.key, name, one, found.count, found.first_at, found.last_at)


def _of_one_name(rows: Iterable[Row]) -> list[Row]:
    """A supplier's files together; nobody came with two of them."""
    found: dict[str, Row] = {}
    for row in rows:
        known = found.get(row.name)
        if known is None:
            found[row.name] = replace(row, id=row.name)
            continue
        known.brought.add(row.brought)
        if known.people is not None and row.people is not None:
            found[row.name] = replace(known, people=known.people + row.people)
    return list(found.values())


def _names(connection: Connection, by: str) -> Mapping[str, str]:
    """The names of keys, of those that have one."""
    if by == "list":
        return {str(list_id): name for list_id, name in lists.names_by_id(connection).items()}
    if by == "supplier":
        named = list_worth.suppliers_by_batch(connection)
        return {"0": NO_SUPPLIER, **{str(one): name or NO_SUPPLIER for one, name in named.items()}}
    if by == "outcome":
        labels = {one.code: one.label for one in all_outcomes(connection)}
        return {**labels, "": "no outcome yet"}
    return {}


def _by_hour(
    connection: Connection, asked: Asked, quarters: Iterable[Tally], *, is_counted: bool
) -> list[Row]:
    """The quarters of all days together, as hours of the day: "09:00".

    Who was called in two quarters of an hour is one person in it.
    """
    hour_of = hours_on(asked.zone)
    hours: dict[str, Tally] = {}
    for one in quarters:
        name = hour_of(int(one.key))
        hours.setdefault(name, Tally(name)).add(one)
    called: dict[str, set[int]] | None = {} if is_counted else None
    if called is not None:
        for quarter, lead_id in people_by_quarter(connection, asked.calls):
            called.setdefault(hour_of(quarter), set()).add(lead_id)
    return [
        Row(name, name, hours[name], None if called is None else len(called.get(name, ())))
        for name in sorted(hours)
    ]


def hours_on(zone: str) -> Callable[[int], str]:
    """Which hour of the day a quarter since 1970 is in on a clock: "09:00"."""
    there = ZoneInfo(zone)

    @lru_cache(None)
    def hour_of(quarter: int) -> str:
        return f"{start_of(quarter).astimezone(there):%H}:00"

    return hour_of


def pace(one: Tally) -> float | None:
    """Dials an hour of work, each agent's."""
    return calls_an_hour(one.dials, one.worked * MICROSECOND)


def noes_per_yes(one: Tally) -> float | None:
    return one.noes / one.yeses if one.yeses else None


def midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
