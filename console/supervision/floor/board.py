"""The floor at this instant: who sits where, on which lead, who calls for help, who is blocked.

A few small reads that grow with the agents and not with the calls, so that a board may ask every
two seconds.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from console.cards.board import AtWork, BlockCard, Board, HelpWantedCard, Sitting
from console.firm.blocking import blocks_from
from console.firm.settings import firm_from
from console.supervision.reports.calls import midnight
from db.engine.database import Connection, Database
from db.enums import PresenceState
from db.firm.settings import read_firm
from db.floor import help_calls, presence, status
from db.tables.presence import PresenceRow


def read_board(database: Database, zone: str, now: datetime) -> Board:
    """`zone` is that of the day whose calls count."""
    with database.read() as connection:
        since = midnight(now.astimezone(ZoneInfo(zone)).date(), zone)
        return replace(board_of(connection, since, now), source=database.source)


def board_of(connection: Connection, since: datetime, now: datetime) -> Board:
    values = read_firm(connection)
    return Board(
        at=now,
        sitting=_sitting(presence.read_presences(connection), now),
        at_work=_at_work(connection, now, since),
        help_calls=tuple(
            HelpWantedCard(one.id, one.agent, one.at, one.lead_id, one.lead_name or "")
            for one in help_calls.open_help_calls(connection)
        ),
        blocks={one.agent: BlockCard(one.by, one.since, one.reason) for one in blocks_from(values)},
        stops=tuple(one.jurisdiction for one in firm_from(values).stops),
    )


def _sitting(rows: Iterable[PresenceRow], now: datetime) -> dict[str, Sitting]:
    known = list(rows)
    terminals = Counter(row.agent for row in known if presence.is_there(row, now))
    found = {}
    for agent, row in presence.by_agent(known, now).items():
        if presence.is_there(row, now):
            found[agent] = Sitting(row.state, row.since, row.why, terminals[agent])
        else:
            is_said = row.state is PresenceState.GONE
            since = row.since if is_said else row.seen_at
            found[agent] = Sitting(PresenceState.GONE, since, "", 0)
    return found


def _at_work(connection: Connection, now: datetime, since: datetime) -> dict[str, AtWork]:
    seated, held = status.seated(connection), status.held(connection, now)
    running, ends = status.running(connection), status.last_ends(connection, since)
    found = {}
    for agent in {*seated, *held, *running, *ends}:
        session, lead = seated.get(agent), held.get(agent)
        found[agent] = AtWork(
            session.session_id if session else 0,
            session.name if session else "",
            session.paused_at if session else None,
            lead.lead_id if lead else 0,
            lead.name if lead else "",
            running.get(agent),
            ends.get(agent),
        )
    return found
