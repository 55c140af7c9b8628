"""`smiledial report`: the group of all reports, the report on sessions, and `report when`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter
from pathlib import Path
from typing import Unpack
from zoneinfo import ZoneInfo

import click

from console.cards.agent_day import Summary
from console.cards.today import ReachHours
from console.cli.reports.appointments import BOOKED, speed
from console.cli.reports.charts import heat_map
from console.cli.reports.compliance import call, compliance
from console.cli.reports.figures import COMMANDS, OTHERS
from console.cli.reports.forms import Screened, add_report_options, format_report, print_or_write
from console.cli.reports.number_history import number
from console.cli.reports.scripts import answers, openings
from console.cli.reports.today import day_page, today
from console.cli.shell import options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.documents import best_document, rate_document, summary_document
from console.cli.shell.output import (
    csv_text,
    json_text,
    print_each,
    print_fitting,
    print_line,
    print_lines,
    terminal_width,
)
from console.rules.shift.best_hours import Rate
from console.supervision.reports.calls import midnight, read_when, refuse_unknown
from console.view.sessions.reach_hours import (
    DAYS,
    DIALS,
    LEGEND,
    best_lines,
    ends_words,
    map_lines,
    scale_of,
    when_title,
)
from console.view.text.clocks import stopwatch
from console.view.text.counts import many
from console.view.text.report_codes import Part
from console.wiring import make_desk
from db.calls.tallies import differing, tally_anew
from db.columns import Document
from db.reports.report_counts import SessionTotals

TITLE = "When people are reached"


@click.command()
@add_report_options
@options.where
@pass_shell
def when(shell: Shell, /, form: str, output: Path | None, **values: Unpack[Screened]) -> None:
    """In which hours people are reached, by weekday, on the clock of the person called.

    Of the last twelve weeks unless you name other days. If a person may be in several zones, the
    most trusted one counts. Plan and claim prefer the hours that stand out, unless the setting
    best_hours is no.
    """
    with shell.reports() as database:
        now, zone = shell.clock(), shell.personal.zone
        reach = read_when(database, zone, now, **values)
    if form == "table" and output is None:
        _print_hours(reach)
    else:
        print_or_write(_hours_text(reach, form), output)


def _print_hours(reach: ReachHours) -> None:
    print_line(when_title(reach))
    print_each(best_lines(reach))
    if reach.cells:
        print_each((*LEGEND, DIALS))
        print_line("")
        print_lines("\n".join(map_lines(reach)))


def _hours_text(reach: ReachHours, form: str) -> str | bytes:
    if form == "json":
        return json_text(when_document(reach))
    if form == "csv":
        header = ("weekday", "hour", "dials", "reached", "reach", "low", "high")
        rows = [
            (DAYS[day], f"{hour:02}:00", *_figures(rate))
            for (day, hour), rate in sorted(reach.cells.items())
        ]
        return csv_text(header, rows)
    days: list[int | None] = [*reach.weekdays, None] if reach.cells else []
    heads = ("hour there", *(DAYS[day] if day is not None else "all" for day in days))
    names = [f"{hour:02}:00" for hour in reach.hours]
    lines = [
        (name, *(_cell(reach.of(day, hour)) for day in days))
        for name, hour in zip(names, reach.hours, strict=True)
    ]
    total = ("all", *(_cell(reach.of(day)) for day in days))
    most = scale_of(reach.cells.values())
    cells = [[reach.cells.get((day, hour)) for day in reach.weekdays] for hour in reach.hours]
    shares = [[rate.share if rate else None for rate in row] for row in cells]
    picture = heat_map([DAYS[day] for day in reach.weekdays], names, shares, most)
    parts = [
        Part("What stands out", ("what",), [(line,) for line in best_lines(reach)]),
        Part(TITLE, heads, [*lines, total] if lines else [], totals=1, picture=picture),
    ]
    return format_report(form, TITLE, " ".join([when_title(reach), *LEGEND]), parts)


def _cell(rate: Rate) -> str:
    return f"{rate.share:.0f}% ({ends_words(rate)}) of {rate.dials:,}" if rate.dials else ""


def _figures(rate: Rate) -> Sequence[object]:
    low, high = rate.interval
    return (rate.dials, rate.reached, *(f"{share:.1f}" for share in (rate.share, low, high)))


def when_document(reach: ReachHours) -> Document:
    return {
        "from": reach.first_on.isoformat(),
        "to": reach.last_on.isoformat(),
        "agent": reach.agent or None,
        "list": reach.list_name or None,
        "where": reach.where or None,
        "total": rate_document(reach.of()),
        "cells": [
            {"weekday": DAYS[day].lower(), "hour": hour, **rate_document(rate)}
            for (day, hour), rate in sorted(reach.cells.items())
        ],
        "compared": reach.comparison.compared,
        "best": [best_document(rate) for rate in reach.comparison.best],
        "used": reach.are_used,
    }


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
@options.shell_and_json
def recount(shell: Shell) -> None:
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
    shell.print_done({"differed": count}, text if count else "Every count is right.")


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
    print_each(lines)


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
