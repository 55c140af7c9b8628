"""`smiledial forecast`: when there will be whom to call."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from console.cli.shell import options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import counted, print_json, print_lines
from console.judging.documents import instant
from console.supervision.reports import forecast as forecasting

if TYPE_CHECKING:
    from console.rules.shift.pace import WorkedOff
    from console.supervision.reports.forecast import Forecast, Hour
    from db.columns import Document

BAR = 50
HOUR = timedelta(hours=1)


@click.command()
@click.option("--days", type=click.IntRange(1, 14), default=1, show_default=True)
@click.option(
    "--agents",
    type=click.IntRange(1, 10_000),
    help="How many call.  [default: the agents at a terminal now]",
)
@options.is_json
@pass_shell
def forecast(shell: Shell, days: int, agents: int | None, *, is_json: bool) -> None:
    """Leads callable in each hour of the coming day, or days, in your own time.

    Counted are the leads that wait only for their place to open. How long they keep the agents busy
    is told by the pace of the last two weeks, those first that close soonest.
    """

    with shell.database() as database, database.read() as connection:
        found = forecasting.forecast(connection, shell.clock(), days, agents or 0)
    if is_json:
        print_json(
            {
                "at": instant(found.at),
                "ready": found.ready,
                "waiting": found.waiting,
                "barred": found.barred,
                "owned": dict(sorted(found.owned.items())),
                "worked": _worked_document(found.worked),
                "with_more": _worked_document(found.with_more),
                "hours": [
                    {"at": instant(hour.at), "callable": hour.callable} for hour in found.hours
                ],
            }
        )
        return
    print_lines("\n".join(forecast_lines(found, shell.personal.zone)))


def forecast_lines(found: "Forecast", zone: str) -> Iterator[str]:
    """A bar an hour, hours in which nobody can be called drawn together; in 80 columns."""
    here = ZoneInfo(zone)
    most = max((hour.callable for hour in found.hours), default=0)
    yield f"{counted(found.ready, 'lead')} to call, in the time of {zone}"
    others = []
    if found.waiting:
        others.append(f"{counted(found.waiting, 'lead')} more rest or wait for a time")
    if found.barred:
        others.append(f"{counted(found.barred, 'lead')} may not be called at all")
    if found.owned:
        owners = (f"{count:,} for {owner}" for owner, count in sorted(found.owned.items()))
        yield f"Of these {', '.join(owners)} alone."
    if others:
        yield f"Not counted: {' and '.join(others)}."

    yield from worked_lines(found, zone)

    def day_of(hour: "Hour") -> str:
        return f"{hour.at.astimezone(here):%a %d %b}"

    for day, of_day in groupby(found.hours, day_of):
        yield ""
        yield day
        for is_empty, some in groupby(of_day, lambda hour: not hour.callable):
            hours = list(some)
            if is_empty:
                until = (hours[-1].at + HOUR).astimezone(here)
                yield f"  {hours[0].at.astimezone(here):%H:%M} to {until:%H:%M} nobody"
                continue
            for hour in hours:
                bar = "█" * max(1, round(BAR * hour.callable / most))
                yield f"  {hour.at.astimezone(here):%H:%M} {bar:<{BAR}} {hour.callable:>9,}"


def worked_lines(found: "Forecast", zone: str) -> Iterator[str]:
    """How long the agents there are find work, zone by zone, and two more of them."""
    worked, more = found.worked, found.with_more
    if worked is None or more is None:
        return

    def when(at: datetime | None) -> str:
        if at is None:
            return "to the end"
        local = at.astimezone(ZoneInfo(zone))
        is_today = local.date() == found.at.astimezone(ZoneInfo(zone)).date()
        return f"until {local:%H:%M}" if is_today else f"until {local:%a %H:%M}"

    agents = counted(worked.agents, "agent")
    find = "finds" if worked.agents == 1 else "each find"
    yield f"{agents} at {worked.per_hour:.0f} dials an hour {find} work {when(worked.until)}."
    for one in worked.zones:
        if one.left:
            yield f"  {one.zone}: {one.left:,} of {counted(one.leads, 'lead')} are left at the end"
        elif one.runs_out_at:
            yield f"  {one.zone}: {counted(one.leads, 'lead')}, {when(one.runs_out_at)}"
    yield f"{more.agents - worked.agents} more agents: all find work {when(more.until)}."


def _worked_document(worked: "WorkedOff | None") -> "Document | None":

    if worked is None:
        return None
    return {
        "agents": worked.agents,
        "per_hour": round(worked.per_hour, 1),
        "until": instant(worked.until),
        "zones": [
            {
                "zone": one.zone,
                "leads": one.leads,
                "runs_out_at": instant(one.runs_out_at),
                "left": one.left,
            }
            for one in worked.zones
        ],
    }
