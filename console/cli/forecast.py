"""`smiledial forecast`: when there will be whom to call."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from console.cli import options
from console.cli.context import Shell, pass_shell
from console.cli.output import counted, print_json

if TYPE_CHECKING:
    from console.supervision.forecasting import Forecast, Hour

BAR = 50
HOUR = timedelta(hours=1)


@click.command()
@click.option("--days", type=click.IntRange(1, 14), default=1, show_default=True)
@options.is_json
@pass_shell
def forecast(shell: Shell, days: int, *, is_json: bool) -> None:
    """Leads callable in each hour of the coming day, or days, in your own time.

    Counted are the leads that wait only for their place to open.
    """
    from console.judging.documents import instant
    from console.supervision import forecasting

    with shell.database() as database, database.read() as connection:
        found = forecasting.forecast(connection, shell.clock(), days)
    if is_json:
        print_json(
            {
                "at": instant(found.at),
                "ready": found.ready,
                "waiting": found.waiting,
                "barred": found.barred,
                "owned": dict(sorted(found.owned.items())),
                "hours": [
                    {"at": instant(hour.at), "callable": hour.callable} for hour in found.hours
                ],
            }
        )
        return
    for line in forecast_lines(found, shell.personal.zone):
        click.echo(line)


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
