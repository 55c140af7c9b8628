"""The floor at this instant: who sits where, on which lead, who calls for help, who is blocked.

A few small reads that grow with the agents and not with the calls, so that a board may ask every
two seconds.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from console.cards.today import (
    AgentState,
    AgentToday,
    AtWork,
    BlockCard,
    Board,
    Figures,
    HelpWantedCard,
    Sitting,
    Today,
)
from console.firm.house_rules import blocks_from
from console.firm.settings import firm_from
from console.supervision.reports.calls import midnight
from db.engine.database import Connection, Database
from db.enums import PresenceState
from db.firm.settings import read_firm
from db.floor import notices, presence, status
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
            for one in notices.open_help_calls(connection)
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


# What an agent does now, from where they sit and what their calls prove. Pure.


IDLE_AFTER = timedelta(minutes=15)
"""Since the last call ended: then the day asks what is the matter."""

LEFT_OPEN = "left a call open"

FORGOTTEN = timedelta(days=1)
"""A call that runs so long was left open, also where it is no longer told who sat there."""

_SAID = {
    PresenceState.PAUSED: AgentState.PAUSED,
    PresenceState.WRAP_UP: AgentState.WRAP_UP,
    PresenceState.WAITING: AgentState.WAITING,
    PresenceState.GONE: AgentState.GONE,
}

Told = tuple[AgentState, datetime | None, str]
"""The state, since when, and the reason given for a pause."""


def state_of(sitting: Sitting | None, work: AtWork, now: datetime) -> Told:
    """A call that runs goes before all, but not of who has gone; where nobody says that they sit
    there, the calls tell."""
    if work.runs_since is not None and sitting is not None and sitting.state is PresenceState.GONE:
        return AgentState.GONE, sitting.since, LEFT_OPEN
    if sitting is None and work.runs_since is not None and now - work.runs_since >= FORGOTTEN:
        return AgentState.GONE, work.runs_since, LEFT_OPEN
    if work.runs_since is not None:
        return AgentState.ON_CALL, work.runs_since, ""
    if sitting is not None and sitting.state in _SAID:
        return _SAID[sitting.state], sitting.since, sitting.why
    if sitting is None and work.paused_at is not None:
        return AgentState.PAUSED, work.paused_at, ""
    last_end = work.last_end
    if last_end is None:
        if sitting is None:
            return AgentState.NOT_BEGUN, None, ""
        is_idle = now - sitting.since >= IDLE_AFTER
        return AgentState.IDLE if is_idle else AgentState.READY, sitting.since, ""
    is_idle = now - last_end >= IDLE_AFTER
    return AgentState.IDLE if is_idle else AgentState.CALLING, last_end, ""


def with_board(today: Today, board: Board) -> Today:
    """The day with the states of a later instant; who has come since has a row."""
    rows = {one.agent: one for one in today.agents}
    for agent in {*here_of(board), *board.at_work}:
        if agent not in rows:
            rows[agent] = nothing_yet(agent, today)
    agents = []
    for agent, one in sorted(rows.items()):
        work = board.at_work.get(agent, AtWork())
        if work.last_end is None:
            work = replace(work, last_end=one.last_end)
        state, since, why = state_of(board.sitting.get(agent), work, board.at)
        agents.append(replace(one, state=state, since=since, why=why, session=work.session))
    return replace(today, at=board.at, agents=tuple(agents), source=board.source)


def here_of(board: Board) -> list[str]:
    """Who sits at a terminal, by name."""
    gone = PresenceState.GONE
    return sorted(agent for agent, one in board.sitting.items() if one.state is not gone)


def without(today: Today, agent: str) -> Today:
    """The day for one who looks at it: without the row of their own, unless they call as well."""
    others = tuple(
        one
        for one in today.agents
        if one.agent != agent or one.figures.calls or one.before.calls or one.session
    )
    return replace(today, agents=others)


def nothing_yet(agent: str, today: Today) -> AgentToday:
    length = max((len(one.quarters) for one in today.agents), default=0)
    return AgentToday(
        agent=agent,
        state=AgentState.NOT_BEGUN,
        since=None,
        session="",
        figures=Figures(),
        before=Figures(),
        quarters=(0,) * length,
        longest_gap=0,
        skips=0,
        callbacks_kept=0,
        callbacks_overdue=0,
    )
