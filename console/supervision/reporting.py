"""What calling brought in some days: by agent, outcome, list or hour of the day, with its total."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from console.rules.pace import PAUSE, calls_an_hour
from console.rules.text import clean_line
from console.trouble import BadInput
from db import lists, records
from db.call_counts import Tally, people_by_quarter, start_of, tally
from db.engine import Connection, Database

NAMES_TOLD = 20

SUMMED = [one.name for one in fields(Tally) if one.type is int]


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


@dataclass(frozen=True, slots=True)
class Report:
    """`rows` by name, outcomes by count, hours by the clock; `agents` is how many called."""

    asked: Asked
    rows: tuple[Tally, ...]
    total: Tally
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
    days = (asked.since, asked.until, PAUSE, asked.agent, asked.list_name)
    with database.read() as connection:
        refuse_unknown(connection, asked.agent, asked.list_name)
        rows = tally(connection, "quarter" if by == "hour" else by, *days)
        [total] = tally(connection, "all", *days)
        agents = rows if by == "agent" else tally(connection, "agent", *days)
        if by == "hour":
            whose = (asked.since, asked.until, asked.agent, asked.list_name)
            rows = by_hour(rows, people_by_quarter(connection, *whose), asked.zone)
    if by == "outcome":
        rows.sort(key=lambda row: -(row.dials + row.inbound))
    return Report(asked, tuple(rows), total, len(agents))


def by_hour(quarters: Iterable[Tally], people: Iterable[tuple[str, int]], zone: str) -> list[Tally]:
    """The quarters of all days together, as hours of the day: "09:00".

    Who was called in two quarters of an hour, `people` of each, is one person in it.
    """

    def hour_of(quarter: str) -> str:
        return f"{start_of(quarter).astimezone(ZoneInfo(zone)):%H}:00"

    hours: dict[str, Tally] = {}
    for one in quarters:
        name = hour_of(one.name)
        known = hours.get(name)
        hours[name] = replace(one, name=name) if known is None else _sum(known, one)
    called: dict[str, set[int]] = {}
    for quarter, lead_id in people:
        called.setdefault(hour_of(quarter), set()).add(lead_id)
    return [replace(hours[name], people=len(called.get(name, ()))) for name in sorted(hours)]


def pace(one: Tally) -> float | None:
    """Dials an hour of work, each agent's."""
    return calls_an_hour(one.dials, timedelta(seconds=one.worked))


def noes_per_yes(one: Tally) -> float | None:
    return one.noes / one.yeses if one.yeses else None


def _sum(one: Tally, other: Tally) -> Tally:
    changes = {name: getattr(one, name) + getattr(other, name) for name in SUMMED}
    return replace(one, **changes)


def midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
