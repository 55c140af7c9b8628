"""Calls counted in sets: by agent, outcome, list, number shown or quarter of an hour.

Whole days come from the counts that are kept (`db.call_tallies`), what is left of a day at either
end from its calls: so a count is exact whatever the clock of who asks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, distinct, func, literal_column, select

from db.call_tallies import KINDS, NOTHING, OF_QUARTERS, Kind, said_by_calls, sums_of_calls
from db.calls_asked import OF_LEADS, Calls, Slots, joined, of_list, of_these, whole_slots
from db.clock_units import QUARTER, UNITS, Turns, turns_of, unit_of_calls, unit_of_slots
from db.outcomes import effects_of_outcomes
from db.screened_counts import adding_in_memory, count_screened
from db.tables.calls import attempts, call_tallies
from db.tables.leads import leads

PEOPLE_WITHIN = 200_000
"""Calls of which it is counted how many people they were with: for that each of them is read."""

KEYS: Mapping[str, str] = {
    "agent": "agent",
    "list": "list_id",
    "supplier": "batch_id",
    "caller": "caller_id",
    "hour": "hour",
    "day": "day",
    "week": "week",
    "session": "session_id",
    "outcome": "outcome",
    "all": "",
}
"""What calls may be counted by, and the column that says it."""


RARE = {"batch_id", "caller_id"}
"""What makes many counts of one; asked only where it is asked for."""

NO_SUPPLIER = "no supplier named"
"""Stands for whoever sold what nobody has said to be bought."""


@dataclass(slots=True)
class Tally:
    """What calls brought. `dials` were made and `inbound` came in; the rest is of both.

    `called` is in microseconds from dial to outcome, `worked` that and what lies between two of an
    agent's calls, where it is no pause; both of calls that were made. `talked` is on the line.
    """

    key: str = ""
    dials: int = 0
    inbound: int = 0
    conversations: int = 0
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


SUMMED = tuple(one.name for one in fields(Tally) if one.name != "key")
TIMES = ("called", "worked", "talked")
TOLD = ("calls", *TIMES)
"""The amounts of which a `Tally` is made."""


@dataclass(frozen=True, slots=True)
class People:
    """Of one key: how many leads were called or rang, and the first and last of those calls."""

    count: int
    first_at: datetime
    last_at: datetime


def tally(connection: Connection, by: str, asked: Calls) -> list[Tally]:
    """A tally for each of `KEYS` that calls were counted for, by key.

    With "all" there is one, named "". Hours, days and weeks are as `clock_units.UNITS` has them.
    """
    effects = effects_of_outcomes(connection)
    found: dict[Any, Tally] = {"": Tally()} if by == "all" else {}
    for key, direction, code, calls, called, worked, talked in _counts(connection, by, asked):
        one = found.get(key)
        if one is None:
            one = found[key] = Tally(str(key))
        if direction == "outbound":
            one.dials += calls
        else:
            one.inbound += calls
        one.called += called
        one.worked += worked
        one.talked += talked
        for name in effects.get(code, ()):
            setattr(one, name, getattr(one, name) + calls)
    for one in found.values():
        for name in SUMMED:
            setattr(one, name, int(getattr(one, name)))
    return sorted(found.values(), key=lambda one: one.key)


def _counts(connection: Connection, by: str, asked: Calls) -> Iterator[Any]:
    """Rows of key, direction, outcome and the amounts; a key may come more than once."""
    return _covered(connection, by, asked, _kinds_for(by, asked))


def _covered(connection: Connection, by: str, asked: Calls, kinds: Sequence[Kind]) -> Iterator[Any]:
    """Of the longest slots those that lie within the span; of its ends what is shorter."""
    if asked.since >= asked.until:
        return
    if not kinds:
        yield from _of_calls(connection, by, asked)
        return
    kind, shorter = kinds[0], kinds[1:]
    whole = whole_slots(asked, kind)
    if whole is None:
        yield from _covered(connection, by, asked, shorter)
        return
    yield from _of_slots(connection, by, asked, whole)
    for part in whole.ends:
        yield from _covered(connection, by, part, shorter)


def _kinds_for(by: str, asked: Calls) -> list[Kind]:
    """Which of the counts tell apart what is asked; none where the calls have to be read."""
    if asked.fits:
        return []
    wanted = {column for column in (KEYS[by],) if column in NOTHING}
    wanted |= {"agent"} if asked.agent else set()
    wanted |= {"list_id"} if asked.list_name else set()
    kinds = [one for one in KINDS if one.slot is not None and wanted <= one.columns]
    if by in UNITS:
        return [one for one in kinds if one.slot == QUARTER]
    return [one for one in kinds if not (one.columns & RARE) - wanted]


def _of_slots(connection: Connection, by: str, asked: Calls, whole: Slots) -> Iterator[Any]:
    table = call_tallies.c
    column: ColumnElement[Any] = (
        _named(table, KEYS[by])
        if by not in UNITS
        else literal_column(unit_of_slots(by, _turns(connection, asked)))
    )
    sums = [func.sum(table[name]) for name in TOLD]
    wanted = select(column.label("key"), table.direction, table.outcome, *sums).where(*whole.where)
    wanted = wanted.group_by("key", table.direction, table.outcome)
    if by not in UNITS or connection.dialect.name == "sqlite":
        return (row for row in connection.execute(wanted) if row[3])
    with adding_in_memory(connection):
        rows = connection.execute(wanted).all()
    return (row for row in rows if row[3])


def _turns(connection: Connection, asked: Calls) -> Turns:
    return turns_of(connection, OF_QUARTERS.number, asked.zone, asked.since, asked.until)


def _named(columns: Any, name: str) -> ColumnElement[Any]:
    found: ColumnElement[Any] = columns[name] if name else literal_column("''")
    return found


def _of_calls(connection: Connection, by: str, asked: Calls) -> Iterator[Any]:
    """The same of every call that is asked for."""
    if asked.is_found_first and connection.dialect.name == "sqlite":
        return _of_screened(connection, by, asked)
    said = said_by_calls(connection.dialect.name)
    summed = sums_of_calls(connection.dialect.name)
    grouped: list[ColumnElement[Any]] = [
        literal_column(said[name]) for name in ("direction", "outcome")
    ]
    sums: list[ColumnElement[Any]] = [literal_column(summed[name]) for name in TOLD]
    wanted = select(_key(connection, by, asked).label("key"), *grouped, *sums)
    wanted = wanted.select_from(joined(by, asked)).where(*of_these(by, asked))
    wanted = wanted.group_by("key", *grouped)
    if not asked.is_found_first:
        return iter(connection.execute(wanted))
    with adding_in_memory(connection):
        return iter(connection.execute(wanted).all())


def _of_screened(connection: Connection, by: str, asked: Calls) -> Iterator[Any]:
    fits = (*asked.fits, *of_list(asked))
    days = (asked.since, asked.until)
    if by not in OF_LEADS:
        key = str(_key(connection, by, asked))
        rows = count_screened(connection, *days, fits, key=key, agent=asked.agent)
        return ((row[0], *row[2:]) for row in rows)
    told = func.coalesce(leads.c[KEYS[by]], 0)
    rows = count_screened(connection, *days, fits, of_lead=told, agent=asked.agent)
    return (row[1:] for row in rows)


def _key(connection: Connection, by: str, asked: Calls) -> ColumnElement[Any]:
    dialect = connection.dialect.name
    if by in UNITS:
        return literal_column(unit_of_calls(by, _turns(connection, asked), dialect))
    if by == "agent":
        # As it is SQLite would go through the index of agents, and from there to every call.
        return literal_column("attempt.agent || ''")
    return literal_column(said_by_calls(dialect).get(KEYS[by], "''"))


def of_fitting(connection: Connection, asked: Calls, *fits: ColumnElement[bool]) -> Calls:
    """Those of the calls whose leads fit.

    Where there are more calls than leads, it is found first who fits.
    """
    calls = sum(one.dials + one.inbound for one in tally(connection, "all", _unscreened(asked)))
    last_lead = connection.execute(select(func.max(leads.c.id))).scalar_one() or 0
    return replace(asked, fits=(*asked.fits, *fits), is_found_first=calls > last_lead)


def _unscreened(asked: Calls) -> Calls:
    return replace(asked, fits=(), is_found_first=False)


def count_agents(connection: Connection, asked: Calls) -> int:
    """How many agents made or took such a call; where somebody must fit, one call of each is
    looked for, and not all of them read."""
    if not asked.fits:
        return len(tally(connection, "agent", asked))
    known = select(call_tallies.c.agent).where(call_tallies.c.kind == KINDS[0].number).distinct()
    names = known.subquery()
    of_one = select(attempts.c.id).select_from(joined("all", asked)).where(*of_these("all", asked))
    has_called = of_one.where(attempts.c.agent == names.c.agent).exists()
    return connection.execute(
        select(func.count()).select_from(names).where(has_called)
    ).scalar_one()


def people(connection: Connection, by: str, asked: Calls) -> dict[str, People]:
    """How many people the calls of each key were with; reads every call."""
    wanted = select(
        _key(connection, by, asked).label("key"),
        func.count(distinct(attempts.c.lead_id)),
        func.min(attempts.c.dialled_at),
        func.max(attempts.c.dialled_at),
    ).select_from(joined(by, asked))
    wanted = wanted.where(*of_these(by, asked)).group_by("key")
    return {str(row[0]): People(*row[1:]) for row in connection.execute(wanted)}
