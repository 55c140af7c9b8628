"""Millions of calls counted where their leads are screened, each read once, in an index.

SQLite groups rows by sorting them, which takes three times as long as reading them. So they are
added up in a small table of this reading instead. Who fits is found before and handed over as
bytes, four of them a lead: to look there takes a quarter of what a look into a table does.
"""

from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from sys import byteorder
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, func, select, text

from db.calls.tallies import said_by_calls
from db.columns import Instant
from db.tables.leads import leads

AMOUNTS = ("calls", "called", "worked", "talked")
WIDTH = array("I").itemsize


class Screened(NamedTuple):
    """Calls of the same keys, keys of their leads, direction and outcome together."""

    keys: tuple[int | str, ...]
    of_lead: tuple[int, ...]
    direction: str
    outcome: str
    calls: int
    called: int
    worked: int
    talked: int


def count_screened(
    connection: Connection,
    since: datetime,
    until: datetime,
    fits: Sequence[ColumnElement[bool]],
    *,
    keys: Sequence[str] = (),
    of_lead: Sequence[ColumnElement[int]] = (),
    agent: str = "",
) -> Iterator[Screened]:
    """The calls of leads that fit, or of all, on SQLite. `keys` are what is asked of each, in SQL;
    `of_lead` what is asked of its lead."""
    is_of_leads = bool(fits or of_lead)
    of_leads, fitting = _fitting(connection, fits, of_lead) if is_of_leads else ([()], b"")
    said = said_by_calls("sqlite")
    found = f"substr(:fitting, attempt.lead_id * {WIDTH} + 1, {WIDTH})"
    told = found if of_lead else "x''"
    values = (*keys, told, said["direction"], said["outcome"], *(said[name] for name in AMOUNTS))
    # As it is SQLite would go through the index of agents, and from there to every call.
    is_theirs = "AND attempt.agent || '' = :agent" if agent else ""
    sums = ", ".join(f"{name} = counted.{name} + excluded.{name}" for name in AMOUNTS)
    add = text(
        f"INSERT INTO temp.counted SELECT {', '.join(values)} FROM attempt"
        f" WHERE attempt.dialled_at >= :since AND attempt.dialled_at < :until {is_theirs}"
        f"{f' AND {found} <> zeroblob({WIDTH})' if is_of_leads else ''}"
        f" ON CONFLICT DO UPDATE SET {sums}"
    ).bindparams(bindparam("since", type_=Instant), bindparam("until", type_=Instant))
    given: dict[str, object] = {"since": since, "until": until}
    given |= {"fitting": fitting} if is_of_leads else {}
    apart = (*(f"key_{place}" for place in range(len(keys))), "of_lead", "direction", "outcome")
    connection.exec_driver_sql(
        f"CREATE TEMP TABLE counted ({', '.join((*apart, *AMOUNTS))},"
        f" PRIMARY KEY ({', '.join(apart)})) WITHOUT ROWID"
    )
    connection.execute(add, given | ({"agent": agent} if agent else {}))
    rows = connection.exec_driver_sql("SELECT * FROM temp.counted").all()
    connection.exec_driver_sql("DROP TABLE temp.counted")
    end = len(keys)
    return (
        Screened(tuple(row[:end]), of_leads[int.from_bytes(row[end], byteorder)], *row[end + 1 :])
        for row in rows
    )


def _fitting(
    connection: Connection,
    fits: Sequence[ColumnElement[bool]],
    told: Sequence[ColumnElement[int]],
) -> tuple[list[tuple[int, ...]], bytes]:
    """What is told of leads that fit, and for each lead the place of it in that list; 0 for those
    who do not fit."""
    last = connection.execute(select(func.max(leads.c.id))).scalar_one() or 0
    found = array("I", bytes(WIDTH * (last + 1)))
    places: dict[tuple[int, ...], int] = {}
    for lead_id, *one in connection.execute(select(leads.c.id, *told).where(*fits)):
        found[lead_id] = places.setdefault(tuple(one), len(places) + 1)
    return [(), *places], found.tobytes()


@contextmanager
def adding_in_memory(connection: Connection) -> Iterator[None]:
    """PostgreSQL believes that few fit, and would sort millions instead of adding them up."""
    connection.exec_driver_sql("SET LOCAL enable_sort = off")
    connection.exec_driver_sql("SET LOCAL work_mem = '64MB'")
    yield
    connection.exec_driver_sql("SET LOCAL enable_sort TO DEFAULT")
    connection.exec_driver_sql("SET LOCAL work_mem TO DEFAULT")
