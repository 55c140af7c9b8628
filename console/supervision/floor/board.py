"""The floor at this instant: each agent's terminal, session, lead and call; help calls; blocks.

It also names agents who keep trying calls that the rules forbid.
The cost grows with the number of agents, not of calls: a board may read it every two seconds.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
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
    Insisting,
    Sitting,
    Today,
)
from console.firm.settings import blocks_from, firm_from
from console.supervision.reports.calls import midnight
from db.engine.database import Connection, Database
from db.enums import PresenceState
from db.firm.settings import read_firm
from db.floor import notices, presence, status
from db.reports.call_records import Refusal, dials_refused, presses_refused
from db.tables.presence import PresenceRow


def read_board(database: Database, zone: str, now: datetime) -> Board:
    """Return the floor at this instant. Calls count from midnight in `zone`."""
    with database.read() as connection:
        since = midnight(now.astimezone(ZoneInfo(zone)).date(), zone)
        return replace(board_of(connection, since, now), source=database.source)


def board_of(connection: Connection, since: datetime, now: datetime) -> Board:
    """Return the floor at `now`, with the last calls of each agent from `since` on."""
    values = read_firm(connection)
    return Board(
        at=now,
        sitting=sitting_of(presence.read_presences(connection), now),
        at_work=work_of(connection, since, status.held(connection, now)),
        help_calls=tuple(
            HelpWantedCard(call.id, call.agent, call.at, call.lead_id, call.lead_name or "")
            for call in notices.open_help_calls(connection)
        ),
        blocks={
            block.agent: BlockCard(block.by, block.since, block.reason)
            for block in blocks_from(values)
        },
        stops=firm_from(values).stops,
        insisting=insisting_agents(connection, now),
    )


def sitting_of(rows: Iterable[PresenceRow], now: datetime) -> dict[str, Sitting]:
    """Return what each agent's terminal reports. An agent whose terminal went silent is gone."""
    known = list(rows)
    terminals = Counter(row.agent for row in known if presence.is_there(row, now))
    by_agent = {}
    for agent, row in presence.by_agent(known, now).items():
        if presence.is_there(row, now):
            by_agent[agent] = Sitting(row.state, row.since, row.why, terminals[agent])
        else:
            has_left = row.state is PresenceState.GONE
            since = row.since if has_left else row.seen_at
            by_agent[agent] = Sitting(PresenceState.GONE, since, "", 0)
    return by_agent


def work_of(
    connection: Connection, since: datetime, held: Mapping[str, status.HeldLead]
) -> dict[str, AtWork]:
    """Return by agent the session, the lead among `held`, and the call under way."""
    seated = status.seated(connection)
    running, ends = status.running(connection), status.last_ends(connection, since)
    by_agent = {}
    for agent in {*seated, *held, *running, *ends}:
        session, lead = seated.get(agent), held.get(agent)
        by_agent[agent] = AtWork(
            session.session_id if session else 0,
            session.name if session else "",
            session.paused_at if session else None,
            lead.lead_id if lead else 0,
            lead.name if lead else "",
            running.get(agent),
            ends.get(agent),
        )
    return by_agent


IDLE_AFTER = timedelta(minutes=15)
"""How long after the last call an agent counts as idle."""

LEFT_OPEN = "left a call open"

FORGOTTEN = timedelta(days=1)
"""A call that is open for longer was forgotten, even if no terminal reports on the agent."""

_REPORTED = {
    PresenceState.PAUSED: AgentState.PAUSED,
    PresenceState.WRAP_UP: AgentState.WRAP_UP,
    PresenceState.WAITING: AgentState.WAITING,
    PresenceState.GONE: AgentState.GONE,
}

AgentStanding = tuple[AgentState, datetime | None, str]
"""The state, since when, and the reason of a break."""


def state_of(sitting: Sitting | None, work: AtWork, now: datetime) -> AgentStanding:
    """Return what an agent does now. Pure.

    A running call outweighs what the terminal reports, unless the agent has gone. Without a
    terminal, the calls alone decide.
    """
    if work.runs_since is not None and sitting is not None and sitting.state is PresenceState.GONE:
        return AgentState.GONE, sitting.since, LEFT_OPEN
    if sitting is None and work.runs_since is not None and now - work.runs_since >= FORGOTTEN:
        return AgentState.GONE, work.runs_since, LEFT_OPEN
    if work.runs_since is not None:
        return AgentState.ON_CALL, work.runs_since, ""
    if sitting is not None and sitting.state in _REPORTED:
        return _REPORTED[sitting.state], sitting.since, sitting.why
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
    """Return the day with the states of a later instant, and a row for agents who came since."""
    rows = {figures.agent: figures for figures in today.agents}
    for agent in {*here_of(board), *board.at_work}:
        if agent not in rows:
            rows[agent] = nothing_yet(agent)
    agents = tuple(now_of(row, board) for _, row in sorted(rows.items()))
    return replace(today, at=board.at, agents=agents, source=board.source)


def now_of(row: AgentToday, board: Board) -> AgentToday:
    """Return the row with what its agent does at the instant of the board."""
    work = board.at_work.get(row.agent, AtWork())
    if work.last_end is None:
        work = replace(work, last_end=row.last_end)
    state, since, why = state_of(board.sitting.get(row.agent), work, board.at)
    return replace(row, state=state, since=since, why=why, session=work.session)


def here_of(board: Board) -> list[str]:
    """Return the agents who are at a terminal, by name."""
    gone = PresenceState.GONE
    return sorted(agent for agent, row in board.sitting.items() if row.state is not gone)


def without_session(today: Today) -> list[str]:
    """Return the agents at a terminal or at work today who have no session, by name."""
    away = {AgentState.NOT_BEGUN, AgentState.GONE}
    return [row.agent for row in today.agents if not row.session and row.state not in away]


def without(today: Today, agent: str) -> Today:
    """Return the day without the row of the supervisor who reads it, unless they call as well."""
    others = tuple(
        figures
        for figures in today.agents
        if figures.agent != agent
        or figures.figures.calls
        or figures.before.calls
        or figures.session
    )
    return replace(today, agents=others)


def nothing_yet(agent: str) -> AgentToday:
    """Return the row of an agent without any call today."""
    return AgentToday(
        agent=agent,
        state=AgentState.NOT_BEGUN,
        since=None,
        session="",
        figures=Figures(),
        before=Figures(),
        quarters=(),
        longest_gap=0,
        skips=0,
        callbacks_kept=0,
        callbacks_overdue=0,
    )


SHOWN = timedelta(minutes=30)
"""How long after the last try the board still says so."""

MANY = 5
"""Refused tries that count as insisting; the screen reports presses of a dead key in fives."""

MOST = 100
"""The latest refusals that are read: a board reads them every two seconds."""


def insisting_agents(connection: Connection, now: datetime) -> tuple[Insisting, ...]:
    """Return the agents with five refused tries or more in the last half hour, latest first."""
    tries = [
        *((refusal, MANY) for refusal in presses_refused(connection, MOST)),
        *((refusal, 1) for refusal in dials_refused(connection, MOST)),
    ]
    recent = [(refusal, count) for refusal, count in tries if now - refusal.at < SHOWN]
    presses = [
        _insisting(agent, [(refusal, count) for refusal, count in recent if refusal.agent == agent])
        for agent in {refusal.agent for refusal, _ in recent}
    ]
    many = (insisting for insisting in presses if insisting.tries >= MANY)
    return tuple(sorted(many, key=lambda insisting: (insisting.at, insisting.agent), reverse=True))


def _insisting(agent: str, tries: Iterable[tuple[Refusal, int]]) -> Insisting:
    counted = list(tries)
    latest = max((refusal for refusal, _ in counted), key=lambda refusal: refusal.at)
    reason = latest.reasons[0] if latest.reasons else ""
    return Insisting(agent, sum(count for _, count in counted), latest.at, latest.name, reason)
