"""Options that reports share: days, agent, list, screening, grouping, comparison, format."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import ParamSpec, TypedDict, TypeVar
from zoneinfo import ZoneInfo

import click

from console.cli.reports.call_tables import COMPARED
from console.cli.reports.forms import form_option
from console.cli.shell import completions, options
from console.cli.shell.context import Shell
from console.supervision.reports.axes import AXES
from console.supervision.reports.calls import ReportScope

P = ParamSpec("P")
T = TypeVar("T")


class Days(TypedDict):
    """The values of the options that `add_day_options` adds."""

    first: date | None
    last: date | None
    agent: str
    list_name: str


class Screened(Days):
    """The values of `Days`, and of --where."""

    where: str


class Calls(Screened):
    """The values of `Screened`, and of --compare."""

    compare: str | None


class CallReport(Calls):
    """The values of `Calls`, and the report's format and file."""

    form: str
    output: Path | None


def add_day_options(command: Callable[P, T]) -> Callable[P, T]:
    """Give a command --from, --to, --agent and --list."""
    for option in (
        click.option(
            "--from",
            "first",
            callback=options.read_span_day,
            metavar="DAY",
            help="First day, such as 2026-11-24, yesterday or monday.  [default: today]",
        ),
        click.option(
            "--to",
            "last",
            callback=options.read_span_day,
            metavar="DAY",
            help="Last day.  [default: today]",
        ),
        click.option(
            "--agent",
            type=completions.AGENT,
            default="",
            metavar="NAME",
            help="Only this agent's calls.",
        ),
        click.option(
            "--list",
            "list_name",
            type=completions.LIST,
            default="",
            metavar="NAME",
            help="Only this list.",
        ),
    ):
        command = option(command)
    return command


def add_report_options(command: Callable[P, T]) -> Callable[P, T]:
    """Give a command the options of days, and the format and file of its report."""
    return add_day_options(options.output(form_option(command)))


def add_call_options(command: Callable[P, T]) -> Callable[P, T]:
    """Give a command the options of every report that counts calls."""
    compare = click.option(
        "--compare",
        type=click.Choice(COMPARED),
        help="Also show the difference to those days; of an unfinished day, up to this hour.",
    )
    return add_report_options(compare(options.where(command)))


def add_second_grouping(by: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return a decorator that adds `--by`, for a second grouping besides `by`."""
    return click.option(
        "--by",
        "then",
        type=click.Choice([axis for axis in AXES if axis != by]),
        help="Split each row further, such as by day.",
    )


def read_scope(
    shell: Shell, first: date | None, last: date | None, agent: str, list_name: str, where: str = ""
) -> "ReportScope":
    zone = shell.personal.zone
    today = shell.clock().astimezone(ZoneInfo(zone)).date()
    last_on = last or max(today, first or today)
    return ReportScope(first or min(today, last_on), last_on, zone, agent, list_name, where)
