"""`smiledial report`: the group of all reports, and the report on sessions."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from console.cards.agent_day import Summary
from console.cli.reports.appointments import BOOKED, speed
from console.cli.reports.compliance import call, compliance
from console.cli.reports.figures import COMMANDS, OTHERS
from console.cli.reports.forms import format_report, print_or_write
from console.cli.reports.number_history import number
from console.cli.reports.options import add_report_options
from console.cli.reports.reach_hours import when
from console.cli.reports.scripts import answers, openings
from console.cli.reports.today import day_page, today
from console.cli.shell import options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.documents import summary_document
from console.cli.shell.output import (
    csv_text,
    json_text,
    print_done,
    print_fitting,
    print_line,
    terminal_width,
)
from console.supervision.reports.calls import midnight, refuse_unknown
from console.view.text.clocks import stopwatch
from console.view.text.counts import many
from console.view.text.report_codes import Part
from console.wiring import make_desk
from db.calls.tallies import differing, tally_anew
from db.reports.report_counts import SessionTotals

COLUMNS: Mapping[str, Callable[[Summary], object]] = {
    "session": attrgetter("name"),
    "agent": attrgetter("agent"),
    "list": attrgetter("list_name"),
    "status": attrgetter("status.value"),
    "started": attrgetter("started_at"),
    "minutes": attrgetter("minutes"),
    "left": attrgetter("left"),
    "dials": attrgetter("dials"),
    "rang in": attrgetter("inbound"),
    "talks": attrgetter("conversations"),
    "noes": attrgetter("noes"),
    "yeses": attrgetter("yeses"),
    "callbacks": attrgetter("callbacks"),
    "do not call": attrgetter("do_not_calls"),
    "an hour": attrgetter("per_hour"),
    "noes per yes": attrgetter("noes_per_yes"),
    "id": attrgetter("session_id"),
}
"""The columns of the table by their heading, each with the function that makes its cell."""

SPARED = (
    *("talk time", "do not call", "noes per yes", "rang in", "callbacks", "minutes", "left"),
    *("list", "status", "an hour"),
)
"""Columns that a narrow terminal leaves out, the least needed first."""

TABLE_ROWS = 50
"""How many sessions a table on a terminal shows without --limit."""

CSV_COLUMNS = (
    *("session_id", "name", "agent", "list_name", "status", "started_at", "ended_at"),
    *("minutes", "size", "left", "dials", "inbound", "conversations", "noes", "yeses"),
    *("callbacks", "do_not_calls", "skips", "per_hour", "noes_per_yes", "longest_pause"),
    *("inside_hours", "talked", "talks"),
)


@click.group()
def report() -> None:
    """What calling brought."""


for _command in (
    today,
    day_page,
    call,
    number,
    compliance,
    *COMMANDS,
    *OTHERS,
    *BOOKED,
    speed,
    openings,
    answers,
    when,
):
    report.add_command(_command)


@report.command()
@options.is_json
@pass_shell
def recount(shell: Shell, *, is_json: bool) -> None:
    """Compare the counts that reports read with the calls, and recount where they differ.

    Reads every call. While it recounts, agents wait with their outcomes.
    """
    with shell.database() as database:
        with database.read() as connection:
            count = differing(connection)
        if count:
            with database.write() as connection:
                tally_anew(connection)
    text = f"{many(count, 'count was', 'counts were')} wrong: all were recounted."
    print_done({"differed": count}, text if count else "Every count is right.", is_json=is_json)


@report.command()
@add_report_options
@click.option(
    "--limit",
    type=click.IntRange(0),
    metavar="COUNT",
    help="How many, newest first; 0 for all.  [default: 50 in a table on a terminal, else all]",
)
@pass_shell
def sessions(
    shell: Shell,
    /,
    first: date | None,
    last: date | None,
    agent: str,
    list_name: str,
    form: str,
    output: Path | None,
    limit: int | None,
) -> None:
    """Every session that was started, newest first; of all days and agents unless you name some."""
    zone, is_table = shell.personal.zone, form == "table" and output is None
    if limit is None:
        limit = TABLE_ROWS if is_table and terminal_width() else 0
    since = midnight(first, zone) if first else None
    until = midnight(last + timedelta(days=1), zone) if last else None
    if agent or list_name:
        with shell.database() as database, database.read() as connection:
            refuse_unknown(connection, agent, list_name)
    with shell.reports() as database:
        desk = make_desk(database, shell.clock, shell.agent_name, shell.personal)
        filters = (agent or None, since, until, list_name or None)
        summaries = desk.sessions.summaries(limit or None, *filters)
        sums = desk.sessions.totals(*filters)
    lines = [totals(sums)]
    if len(summaries) < sums.sessions:
        total = many(sums.sessions, "session")
        lines.append(f"Shown: the newest {len(summaries):,} of {total}; --limit 0 shows all.")
    if is_table:
        _print_table(summaries, lines, zone)
        return
    text = _text(summaries, lines, form, zone)
    print_or_write(text, output)


def _print_table(summaries: tuple[Summary, ...], lines: Sequence[str], zone: str) -> None:
    if not summaries:
        print_line("No session was started in that time.")
        return
    print_fitting(*_columns(summaries, zone), SPARED)
    for line in lines:
        print_line(line)


def _text(
    summaries: tuple[Summary, ...], lines: Sequence[str], form: str, zone: str
) -> str | bytes:
    documents = [summary_document(summary) for summary in summaries]
    if form == "json":
        return json_text(documents)
    if form == "csv":
        rows = [[document[name] for name in CSV_COLUMNS] for document in documents]
        return csv_text(CSV_COLUMNS, rows)
    header, cells = _columns(summaries, zone)
    rows = [[round(cell, 1) if isinstance(cell, float) else cell for cell in row] for row in cells]
    title = "What the sessions brought"
    return format_report(form, title, ". ".join(lines), [Part("Sessions", header, rows)])


def _columns(
    summaries: tuple[Summary, ...], zone: str
) -> tuple[Sequence[str], list[tuple[object, ...]]]:
    rows = [_row(summary, zone) for summary in summaries]
    if not any(summary.talked for summary in summaries):
        return list(COLUMNS), rows  # no softphone measured any talk
    talks = [stopwatch(timedelta(seconds=summary.talked)) for summary in summaries]
    return (*COLUMNS, "talk time"), [(*row, talk) for row, talk in zip(rows, talks, strict=True)]


def _row(summary: Summary, zone: str) -> tuple[object, ...]:
    cells = (cell(summary) for cell in COLUMNS.values())
    here = ZoneInfo(zone)
    return tuple(cell.astimezone(here) if isinstance(cell, datetime) else cell for cell in cells)


def totals(sums: SessionTotals) -> str:
    """Return "3 sessions: 61 dials, 24 talks, 18 noes, 1 yes, 2 rang in"."""
    rang = f", {sums.inbound:,} rang in" if sums.inbound else ""
    return (
        f"{many(sums.sessions, 'session')}: {many(sums.dials, 'dial')}, "
        f"{many(sums.conversations, 'talk')}, {many(sums.noes, 'no', 'noes')}, "
        f"{many(sums.yeses, 'yes', 'yeses')}{rang}"
    )
