"""What the calling sessions that somebody began brought together."""

from collections import Counter
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Select, Subquery, func, select

from db.calls.tallies import KINDS, OF_SESSIONS
from db.enums import Direction
from db.firm.outcomes import effects_of_outcomes
from db.sessions.records import were_begun
from db.tables.calls import call_tallies
from db.tables.lists import lead_lists
from db.tables.sessions import calling_sessions


class SessionTotals(Struct, frozen=True):
    """What sessions brought together; `do_not_calls` counts those who rang in as well. The first
    was started at `first_at`."""

    sessions: int
    agents: int
    dials: int
    inbound: int
    conversations: int
    noes: int
    yeses: int
    do_not_calls: int
    first_at: datetime | None = None


def totals_of_started(
    connection: Connection,
    agent: str | None,
    since: datetime | None,
    until: datetime | None,
    list_name: str | None,
) -> SessionTotals:
    """Over every session that `started` would give without a limit."""
    chosen = (
        select(calling_sessions.c.id, calling_sessions.c.agent, calling_sessions.c.started_at)
        .join(lead_lists, lead_lists.c.id == calling_sessions.c.list_id, isouter=True)
        .where(*were_begun(agent, since, until, list_name))
        .subquery()
    )
    whose = select(
        func.count(), func.count(chosen.c.agent.distinct()), func.min(chosen.c.started_at)
    ).select_from(chosen)
    is_of_all = not (agent or since or until or list_name)
    calls = _of_all(connection) if is_of_all else _of_some(connection, chosen)
    effects = effects_of_outcomes(connection)
    sums: Counter[str] = Counter()
    for (direction, code), count in calls.items():
        says = effects.get(code, ())
        if direction == Direction.OUTBOUND:
            sums.update({"dials": count, **dict.fromkeys(says, count)})
        else:
            asked = {"do_not_calls": count} if "do_not_calls" in says else {}
            sums.update({"inbound": count, **asked})
    row = connection.execute(whose).one()
    return SessionTotals(
        sessions=int(row[0]),
        agents=int(row[1]),
        dials=sums["dials"],
        inbound=sums["inbound"],
        conversations=sums["conversations"],
        noes=sums["noes"],
        yeses=sums["yeses"],
        do_not_calls=sums["do_not_calls"],
        first_at=row[2],
    )


def _of_some(connection: Connection, chosen: Subquery) -> Counter[tuple[str, str]]:
    table = call_tallies.c
    is_of_session = (table.kind == OF_SESSIONS.number) & (table.slot == 0)
    joined = call_tallies.join(chosen, is_of_session & (table.session_id == chosen.c.id))
    wanted = select(table.direction, table.outcome, func.sum(table.calls)).select_from(joined)
    return _counted(connection, wanted)


def _of_all(connection: Connection) -> Counter[tuple[str, str]]:
    """All calls but those of no session: there are far fewer counts of those."""
    table = call_tallies.c
    wanted = select(table.direction, table.outcome, func.sum(table.calls))
    found = _counted(connection, wanted.where(table.kind == KINDS[0].number))
    of_none = (table.kind == OF_SESSIONS.number, table.slot == 0, table.session_id == 0)
    found.subtract(_counted(connection, wanted.where(*of_none)))
    return found


def _counted(connection: Connection, wanted: Select[Any]) -> Counter[tuple[str, str]]:
    table = call_tallies.c
    rows = connection.execute(wanted.group_by(table.direction, table.outcome))
    return Counter({(str(row[0]), row[1]): int(row[2]) for row in rows})
