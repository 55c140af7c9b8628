"""Calls counted in sets: by agent, outcome, list, number shown or quarter of an hour.

Whole days come from the counts that are kept (`db.calls.tallies`), what is left of a day at either
end from its calls: so a count is exact whatever the clock of who asks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Label,
    distinct,
    func,
    literal_column,
    select,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from db.calls.tallies import KINDS, NOTHING, OF_QUARTERS, Kind, said_by_calls, sums_of_calls
from db.firm.outcomes import effects_of_outcomes
from db.reports.call_filter import (
    OF_LEADS,
    By,
    Calls,
    Slots,
    joined,
    of_list,
    of_these,
    whole_slots,
)
from db.reports.clock_units import QUARTER, UNITS, Turns, turns_of, unit_of_calls, unit_of_slots
from db.reports.screened_counts import adding_in_memory, count_screened
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
    """What calls brought. `dials` were made and `inbound` came in; the rest is of both, but
    `reached`: the conversations of the dials.

    `called` is in microseconds from dial to outcome, `worked` that and what lies between two of an
    agent's calls, where it is no pause; both of calls that were made. `talked` is on the line.
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


SUMMED = tuple(one.name for one in fields(Tally) if one.name not in {"key", "then"})
TIMES = ("called", "worked", "talked")
TOLD = ("calls", *TIMES)
"""The amounts of which a `Tally` is made."""


class People(Struct, frozen=True):
    """Of one key: how many leads were called or rang, and the first and last of those calls."""

    count: int
    first_at: datetime
    last_at: datetime


class _Count(Struct, frozen=True):
    """A row of calls counted; `keys` are what it is counted by."""

    keys: tuple[object, ...]
    direction: str
    outcome: str
    calls: int
    called: int
    worked: int
    talked: int


def tally(connection: Connection, by: str, asked: Calls, then: str = "") -> list[Tally]:
    """A tally for each of `KEYS` that calls were counted for, by key; for each two of them, where
    it is also counted by what `then` is.

    With "all" there is one, named "". Hours, days and weeks are as `clock_units.UNITS` has them.
    """
    effects = effects_of_outcomes(connection)
    found: dict[tuple[object, ...], Tally] = {("",): Tally()} if by == "all" else {}
    both = (by, then) if then else (by,)
    for count in _counts(connection, both, asked):
        key = count.keys
        one = found.get(key)
        if one is None:
            one = found[key] = Tally(str(key[0]), str(key[1]) if then else "")
        if count.direction == "outbound":
            one.dials += count.calls
        else:
            one.inbound += count.calls
        one.called += count.called
        one.worked += count.worked
        one.talked += count.talked
        for name in effects.get(count.outcome, ()):
            setattr(one, name, getattr(one, name) + count.calls)
            if name == "conversations" and count.direction == "outbound":
                one.reached += count.calls
    for one in found.values():
        for name in SUMMED:
            setattr(one, name, int(getattr(one, name)))
    return sorted(found.values(), key=lambda one: (one.key, one.then))


def _counts(connection: Connection, by: By, asked: Calls) -> Iterator[_Count]:
    """The same keys may come more than once."""
    return _covered(connection, by, asked, _kinds_for(by, asked))


def _covered(
    connection: Connection, by: By, asked: Calls, kinds: Sequence[Kind]
) -> Iterator[_Count]:
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


def _kinds_for(by: By, asked: Calls) -> list[Kind]:
    """Which of the counts tell apart what is asked; none where the calls have to be read."""
    if asked.fits:
        return []
    wanted = {KEYS[one] for one in by if KEYS[one] in NOTHING}
    wanted |= {"agent"} if asked.agent else set()
    wanted |= {"list_id"} if asked.list_name else set()
    kinds = [one for one in KINDS if one.slot is not None and wanted <= one.columns]
    if UNITS.keys() & by:
        return [one for one in kinds if one.slot == QUARTER]
    return [one for one in kinds if not (one.columns & RARE) - wanted]


def _of_slots(connection: Connection, by: By, asked: Calls, whole: Slots) -> Iterator[_Count]:
    table = call_tallies.c
    keys = [_of_slot(connection, one, asked).label(f"key_{place}") for place, one in enumerate(by)]
    sums = [func.sum(table[name]) for name in TOLD]
    wanted = select(*keys, table.direction, table.outcome, *sums).where(*whole.where)
    wanted = wanted.group_by(*(key.name for key in keys), table.direction, table.outcome)
    if not UNITS.keys() & by or connection.dialect.name == "sqlite":
        return (count for count in map(_count_of, connection.execute(wanted)) if count.calls)
    with adding_in_memory(connection):
        rows = connection.execute(wanted).all()
    return (count for count in map(_count_of, rows) if count.calls)


def _of_slot(connection: Connection, by: str, asked: Calls) -> ColumnElement[Any]:
    if by in UNITS:
        return literal_column(unit_of_slots(by, _turns(connection, asked)))
    return _named(call_tallies.c, KEYS[by])


def _turns(connection: Connection, asked: Calls) -> Turns:
    return turns_of(connection, OF_QUARTERS.number, asked.zone, asked.since, asked.until)


def _named(columns: ReadOnlyColumnCollection[str, Column[Any]], name: str) -> ColumnElement[Any]:
    found: ColumnElement[Any] = columns[name] if name else literal_column("''")
    return found


def _of_calls(connection: Connection, by: By, asked: Calls) -> Iterator[_Count]:
    """The same of every call that is asked for."""
    is_sqlite = connection.dialect.name == "sqlite"
    is_of_two, is_of_leads = len(by) > 1, bool(asked.fits or asked.list_name or OF_LEADS & {*by})
    if is_sqlite and (asked.is_found_first or (is_of_two and not is_of_leads)):
        return _of_screened(connection, by, asked)
    said = said_by_calls(connection.dialect.name)
    summed = sums_of_calls(connection.dialect.name)
    grouped: list[ColumnElement[Any]] = [
        literal_column(said[name]) for name in ("direction", "outcome")
    ]
    sums: list[ColumnElement[Any]] = [literal_column(summed[name]) for name in TOLD]
    keys = _keys(connection, by, asked)
    wanted = select(*keys, *grouped, *sums)
    wanted = wanted.select_from(joined(asked, by)).where(*of_these(asked, by))
    wanted = wanted.group_by(*(key.name for key in keys), *grouped)
    if is_sqlite or not (asked.is_found_first or is_of_two):
        return map(_count_of, connection.execute(wanted))
    with adding_in_memory(connection):
        return map(_count_of, connection.execute(wanted).all())


def _of_screened(connection: Connection, by: By, asked: Calls) -> Iterator[_Count]:
    fits = (*asked.fits, *of_list(asked))
    of_lead = [func.coalesce(leads.c[KEYS[one]], 0) for one in by if one in OF_LEADS]
    of_call = [str(_key(connection, one, asked)) for one in by if one not in OF_LEADS]
    for row in count_screened(
        connection, asked.since, asked.until, fits, keys=of_call, of_lead=of_lead, agent=asked.agent
    ):
        lead_keys, call_keys = iter(row.of_lead), iter(row.keys)
        keys = (next(lead_keys if one in OF_LEADS else call_keys) for one in by)
        amounts = row.calls, row.called, row.worked, row.talked
        yield _Count(tuple(keys), row.direction, row.outcome, *amounts)


def _count_of(row: Sequence[Any]) -> _Count:  # as many keys as were asked for, and six columns
    return _Count(tuple(row[:-6]), *row[-6:])


def _keys(connection: Connection, by: By, asked: Calls) -> list[Label[Any]]:
    """Named key_0 and so on."""
    return [_key(connection, one, asked).label(f"key_{place}") for place, one in enumerate(by)]


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
    of_one = select(attempts.c.id).select_from(joined(asked)).where(*of_these(asked))
    has_called = of_one.where(attempts.c.agent == names.c.agent).exists()
    return connection.execute(
        select(func.count()).select_from(names).where(has_called)
    ).scalar_one()


def people(
    connection: Connection, by: str, asked: Calls, then: str = ""
) -> dict[tuple[str, str], People]:
    """How many people the calls of each key, or each two, were with; reads every call."""
    both = (by, then or "all")
    keys = _keys(connection, both, asked)
    wanted = select(
        *keys,
        func.count(distinct(attempts.c.lead_id)),
        func.min(attempts.c.dialled_at),
        func.max(attempts.c.dialled_at),
    ).select_from(joined(asked, both))
    wanted = wanted.where(*of_these(asked, both)).group_by(*(key.name for key in keys))
    found: dict[tuple[str, str], People] = {}
    for key, other, *told in connection.execute(wanted):
        found[str(key), str(other)] = People(*told)
    return found
