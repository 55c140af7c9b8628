"""`smiledial report today`, `report day` and `wall`: the firm's day, beside the day before."""

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import click
from msgspec import to_builtins
from msgspec.structs import replace

from console.cards.today import AgentToday, Figures, Today
from console.cli.reports.forms import (
    form_option,
    format_report,
    mail_option,
    print_or_write,
    send_report,
)
from console.cli.shell import options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import (
    csv_text,
    json_text,
    print_each,
    print_line,
    print_stderr,
    print_table,
)
from console.hooks.overview import stuck_hooks
from console.judging.documents import instant
from console.machine import has_terminal
from console.supervision.floor.today import read_today
from console.view.floor.alerts import alert_lines
from console.view.floor.today import (
    SIGNS,
    compared_words,
    dials_difference,
    footnotes,
    line_of_totals,
    percent,
    rate,
    state_words,
    strips_of,
    title_words,
    total_parts,
    working_agents,
    wrap_up,
)
from console.view.text.clocks import length_words
from console.view.text.report_codes import Part, source_document
from console.view.text.styled import plain_text
from console.wiring import run_wall
from db.columns import Document
from db.engine.replica import reports_of

Cells = tuple[object, ...]

PACE = ("an hour", "wrap-up", "longest gap", "skips", "overdue", "doubts", "away")
"""The columns that a narrow terminal leaves out."""

STRIP = 40
"""Cells of a strip of quarter-hours: ten hours. A strip of half-hours is shorter: eight hours."""

NARROW = 110
"""Columns of a terminal below which the table leaves some figures out."""


def _day_command(name: str, option: str, default: str, text: str) -> click.Command:
    """Return a command that prints the page of the day that `option` names."""

    @click.command(name, help=text)
    @click.option(
        option,
        "on",
        callback=options.read_day,
        metavar="DAY",
        help=f"Another whole day: yesterday, 2026-11-24.{default}",
    )
    @form_option
    @options.output
    @mail_option
    @pass_shell
    def command(
        shell: Shell, /, on: date | None, form: str, output: Path | None, mail_to: str
    ) -> None:
        with shell.database() as database:
            source, now = reports_of(database), shell.clock()
            day = read_today(source, shell.personal.zone, now, on, reader=shell.agent_name)
            if not day.is_over:
                day = replace(day, stuck_hooks=stuck_hooks(source, now))
        if mail_to:
            _post(shell, name, mail_to, day)
        if form == "table" and output is None:
            print_today(day)
        else:
            print_or_write(_text(day, form), output)

    return command


today = _day_command(
    "today",
    "--day",
    "",
    "The day so far: what is wrong, each agent, and the day before at this hour.",
)
day_page = _day_command(
    "day",
    "--on",
    "  [default: today]",
    "A supervisor's page of a day: what was wrong, each agent, and the day before.\n\n"
    "Of a day that is not over it is the same page as `report today`.",
)


def _post(shell: Shell, name: str, mail_to: str, day: Today) -> None:
    body, page = str(_text(day, "table")), str(_text(day, "html"))
    text = send_report(shell, mail_to, name, title_words(day), body, page)
    print_stderr(text)


def print_today(day: Today) -> None:
    """Print the day in a layout that fits the terminal."""
    print_line(title_words(day))
    for line in alert_lines(day):
        print_line(plain_text(line))
    print_line("")
    print_line(
        "   ".join(
            f"{count} {name} {change}".rstrip() for count, name, change in line_of_totals(day)
        )
    )
    if day.agents:
        print_line("")
        width = shutil.get_terminal_size((120, 40)).columns
        header, rows = _table(day, is_narrow=width < NARROW)
        print_table(header, rows)
    print_each(footnotes(day))


def _table(day: Today, *, is_narrow: bool) -> tuple[list[str], list[Cells]]:
    """Return the header, a row for each agent, and their total last."""
    agents = working_agents(day.agents)
    a_cell = 2 if is_narrow else 1  # quarters of an hour in one cell of a strip
    header = ["", "agent", "state", "by half-hours" if is_narrow else "dials by quarter-hours"]
    header += ["dials", "±", "reach", "noes", "yes"]
    header += [] if is_narrow else [*PACE]

    strips = strips_of(agents, STRIP if a_cell == 1 else STRIP * 2 // 5, a_cell)

    def row(agent: AgentToday) -> Cells:
        state = state_words(agent, day.at)
        agent_cells: Cells = (SIGNS[agent.state][0], agent.agent, state, strips[agent.agent])
        pace_cells = () if is_narrow else _pace(agent)
        return (*agent_cells, *_counts(day, agent.figures, agent.before), *pace_cells)

    firm = day.figures
    skips = sum(agent.skips for agent in day.agents)
    doubts = sum(agent.doubts for agent in day.agents)
    pace_cells: Cells = () if is_narrow else (*_rates(firm), "", skips, day.overdue, doubts, "")
    last: Cells = ("", "all", "", "", *_counts(day, firm, day.compared), *pace_cells)
    return header, [*map(row, agents), last]


def _counts(day: Today, figures: Figures, before: Figures) -> Cells:
    beside = dials_difference(day, figures, before)
    return (figures.dials, beside, percent(figures.reach), figures.noes, figures.yeses)


def _pace(agent: AgentToday) -> Cells:
    gap = length_words(timedelta(seconds=agent.longest_gap)) if agent.longest_gap else ""
    away = sum(agent.away.values())
    time_away = length_words(timedelta(seconds=away)) if away else ""
    counts = (agent.skips, agent.callbacks_overdue, agent.doubts)
    return (*_rates(agent.figures), gap, *counts, time_away)


def _rates(figures: Figures) -> Cells:
    return (rate(figures.per_hour), wrap_up(figures))


def _text(day: Today, form: str) -> str | bytes:
    if form == "json":
        return json_text(today_document(day))
    header, rows = _table(day, is_narrow=False)
    if form == "csv":
        return csv_text(header[1:], [row[1:] for row in rows])
    totals = [(name, count, change) for count, name, change in total_parts(day)]
    alerts = [(plain_text(line).strip(),) for line in alert_lines(day)]
    parts = [
        Part("What is wrong", ("what",), alerts),
        Part("The firm", ("figure", "so far", f"± {compared_words(day)}"), totals),
        Part("Agents", header[1:], [row[1:] for row in rows], ("dials", "noes", "yes"), totals=1),
    ]
    return format_report(form, title_words(day), " ".join(footnotes(day)), parts)


def today_document(day: Today) -> Document:
    """Return the day as JSON, with instants in UTC and the figures of all three days.

    The rows of the agents are compared with `compared_on`.
    """
    document = _with_instants(to_builtins(day, builtin_types=(datetime,)))
    assert isinstance(document, dict)
    compared_on = day.compared_on.isoformat()
    return {**document, "compared_on": compared_on, "source": source_document(day.source)}


def _with_instants(value: object) -> object:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, dict):
        return {key: _with_instants(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_with_instants(item) for item in value]
    return value


@click.command()
@options.flag("--no-names", "Leave out the agents' names, where customers or guests pass.")
@pass_shell
@click.pass_context
def wall(context: click.Context, shell: Shell, *, no_names: bool) -> None:
    """Show the firm's day in large letters, for a screen on the wall.

    It shows yeses, noes and dials beside the day before, who is on a call, for how long phones may
    ring, and the next appointment: never a person who is called. It changes nothing, and goes on by
    itself after the database was away. q leaves.
    """
    with shell.database() as database:
        if shell.personal.plain or not has_terminal():
            raise click.UsageError("The wall is a picture on a terminal. In words: report today.")
        status = run_wall(
            database, shell.agent_name, shell.personal, shell.clock, has_names=not no_names
        )
    context.exit(status)
