"""The firm's day for a screen on the wall, of what every login for reports may read."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from console.cards.today import AgentToday, AtWork, Figures, LastYes, NextAppointment, Wall
from console.supervision.floor.board import nothing_yet, sitting_of, state_of, work_of
from console.supervision.floor.today import (
    as_far,
    dials_in,
    figures_by_agent,
    figures_of,
    sum_figures,
)
from console.supervision.reports.calls import midnight
from db.calls.appointment_lists import next_standing
from db.engine.database import Connection, Database
from db.enums import PresenceState
from db.floor.presence import read_presences
from db.floor.status import last_calls
from db.reports.call_counts import tally
from db.reports.call_groups import QUARTER, CallFilter
from db.reports.call_records import latest_yes


def read_wall(database: Database, zone: str, now: datetime) -> Wall:
    """Return the firm's day until `now`, from midnight in `zone`.

    It reads no lead, no complaint and no notice: a login for reports has no right on these.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    since, until = midnight(today, zone), now + timedelta(microseconds=1)  # includes a call of now
    with database.read() as connection:
        by_agent = figures_by_agent(connection, since, until)
        # As `Today.compared`: the same weekday of last week, if nobody dialled on the day before.
        for days in (1, 7):
            compared_on = today - timedelta(days=days)
            before = figures_by_agent(connection, *as_far(compared_on, zone, until - since))
            if dials_in(before):
                break
        latest = latest_yes(connection, since, until)
        coming = next_standing(connection, now)
        quarters = tally(connection, QUARTER, CallFilter(since, until, zone=zone))
        return Wall(
            at=now,
            zone=zone,
            figures=sum_figures(by_agent.values()),
            compared=sum_figures(before.values()),
            compared_on=compared_on,
            agents=_agents(connection, by_agent, before, since, until),
            quarters=tuple(sorted((int(row.key), figures_of(row)) for row in quarters)),
            last_yes=None if latest is None else LastYes(latest.agent, latest.list_name, latest.at),
            appointment=None if coming is None else NextAppointment(coming.agent, coming.at),
        )


def _agents(
    connection: Connection,
    by_agent: dict[str, Figures],
    before: dict[str, Figures],
    since: datetime,
    until: datetime,
) -> tuple[AgentToday, ...]:
    """Return the rows of the agents, by name, as on the board but without their leads."""
    sitting = sitting_of(read_presences(connection), until)
    work = work_of(connection, since, {})
    last = last_calls(connection, since, until)
    here = {agent for agent, row in sitting.items() if row.state is not PresenceState.GONE}
    rows = []
    for agent in sorted({*by_agent, *before, *here, *work}):
        ended_at = last[agent].ended_at if agent in last else None
        at_work = replace(work.get(agent, AtWork()), last_end=ended_at)
        state, at, why = state_of(sitting.get(agent), at_work, until)
        figures, earlier = by_agent.get(agent, Figures()), before.get(agent, Figures())
        row = nothing_yet(agent)
        rows.append(replace(row, state=state, since=at, why=why, figures=figures, before=earlier))
    return tuple(rows)
