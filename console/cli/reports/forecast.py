"""`smiledial forecast`: how many leads can be called in each coming hour."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import click
from msgspec import to_builtins

from console.cli.shell import options
from console.cli.shell.context import Shell
from console.cli.shell.output import print_json, print_lines
from console.rules.shift.pace import WorkedOff
from console.supervision.reports import forecast as forecasting
from console.supervision.reports.forecast import Forecast, Hour
from console.view.text.clocks import time_words, uses_twelve_hours, weekday_day, weekday_time
from console.view.text.counts import many
from db.columns import Document

BAR = 50
HOUR = timedelta(hours=1)


@click.command()
@click.option("--days", type=click.IntRange(1, 14), default=1, show_default=True)
@click.option(
    "--agents",
    type=click.IntRange(1, 10_000),
    help="How many agents call.  [default: the agents at a terminal now]",
)
@options.shell_and_json
def forecast(shell: Shell, days: int, agents: int | None) -> None:
    """Count the leads callable in each coming hour, in your own time.

    It counts leads that wait only for their place to open. It also says how long they keep your
    agents busy, by the pace of the last two weeks. Leads whose hours end soonest come first.
    """
    with shell.database() as database, database.read() as connection:
        coming = forecasting.forecast(connection, shell.clock(), days, agents or 0)
    if shell.is_json:
        document = {
            "owned": dict(sorted(coming.owned.items())),
            "worked": _worked_document(coming.worked),
            "with_more": _worked_document(coming.with_more),
        }
        print_json(to_builtins(coming) | document)
        return
    print_lines("\n".join(forecast_lines(coming, shell.personal.zone)))


def forecast_lines(coming: Forecast, zone: str) -> Iterator[str]:
    """Yield a bar for each hour, in 80 columns; hours when nobody can be called share a line."""
    here = ZoneInfo(zone)
    most = max((hour.callable for hour in coming.hours), default=0)
    yield f"{many(coming.ready, 'lead')} to call, in the time of {zone}"
    others = []
    if coming.waiting:
        others.append(f"{many(coming.waiting, 'lead')} more rest or wait for a time")
    if coming.barred:
        others.append(f"{many(coming.barred, 'lead')} may not be called at all")
    if coming.owned:
        owners = (f"{count:,} for {owner}" for owner, count in sorted(coming.owned.items()))
        yield f"Of these {', '.join(owners)} alone."
    if others:
        yield f"Not counted: {' and '.join(others)}."

    yield from worked_lines(coming, zone)

    def day_of(hour: Hour) -> str:
        return weekday_day(hour.at.astimezone(here), width=2)

    cells = len("12:00pm" if uses_twelve_hours() else "12:00")
    for day, of_day in groupby(coming.hours, day_of):
        yield ""
        yield day
        for is_empty, some in groupby(of_day, lambda hour: not hour.callable):
            hours = list(some)
            if is_empty:
                until = (hours[-1].at + HOUR).astimezone(here)
                yield f"  {time_words(hours[0].at.astimezone(here))} to {time_words(until)} nobody"
                continue
            for hour in hours:
                bar = "█" * max(1, round(BAR * hour.callable / most))
                at = time_words(hour.at.astimezone(here)).rjust(cells)
                yield f"  {at} {bar:<{BAR}} {hour.callable:>9,}"


def worked_lines(coming: Forecast, zone: str) -> Iterator[str]:
    """Yield how long the leads last for the agents, in each zone, and for two more agents."""
    worked, with_two_more = coming.worked, coming.with_more
    if worked is None or with_two_more is None:
        return

    def when(at: datetime | None) -> str:
        if at is None:
            return "to the end"
        local = at.astimezone(ZoneInfo(zone))
        is_today = local.date() == coming.at.astimezone(ZoneInfo(zone)).date()
        return f"until {time_words(local) if is_today else weekday_time(local)}"

    agents = many(worked.agents, "agent")
    find = "finds" if worked.agents == 1 else "each find"
    yield f"{agents} at {worked.per_hour:.0f} dials an hour {find} work {when(worked.until)}."
    for row in worked.zones:
        if row.left:
            yield f"  {row.zone}: {row.left:,} of {many(row.leads, 'lead')} are left at the end"
        elif row.runs_out_at:
            yield f"  {row.zone}: {many(row.leads, 'lead')}, {when(row.runs_out_at)}"
    extra = with_two_more.agents - worked.agents
    yield f"{extra} more agents: all find work {when(with_two_more.until)}."


def _worked_document(worked: WorkedOff | None) -> Document | None:
    if worked is None:
        return None
    return {**to_builtins(worked), "per_hour": round(worked.per_hour, 1)}
