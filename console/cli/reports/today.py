"""`smiledial report today`: the firm's day in two minutes, beside the day before at this hour."""

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from console.cli.reports.compliance import put_out
from console.cli.reports.forms import form_option, print_form
from console.cli.shell import options, progress
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import csv_text, json_text, print_aside, print_line, print_table
from console.judging.documents import instant
from console.supervision.floor.today import read_today
from console.view.floor.alerts import alert_lines
from console.view.floor.today import (
    SIGNS,
    at_work,
    foot_lines,
    length_words,
    more_dials,
    percent,
    rate,
    state_words,
    strips_of,
    title_words,
    total_parts,
    wrap_up,
)
from console.view.text.report_codes import Part, source_document
from console.view.text.styled import words_of
from db.engine.replica import reports_of

if TYPE_CHECKING:
    from console.cards.today import AgentToday, Figures, Today
    from db.columns import Document

Cells = tuple[object, ...]

STRIP = 40
"""Quarters of an hour drawn at most: ten hours, or eight in half-hours."""

NARROW = 110
"""Cells below which a table leaves out what can be asked for otherwise."""


@click.command("today")
@click.option(
    "--day",
    "on",
    callback=options.read_day,
    metavar="DAY",
    help="Another day, whole: yesterday, 2026-11-24.",
)
@form_option
@options.output
@progress.to
@pass_shell
def today(shell: Shell, on: date | None, form: str, output: Path | None, mail_to: str) -> None:
    """The day so far: what is wrong, every agent, and the day before at this hour."""

    with shell.database() as database:
        found = read_today(reports_of(database), shell.personal.zone, shell.clock(), on)
    if mail_to:
        _post(shell, mail_to, found)
    if form == "table" and output is None:
        print_today(found)
    else:
        put_out(_text(found, form), output)


def _post(shell: Shell, mail_to: str, found: "Today") -> None:

    body, page = _text(found, "table"), _text(found, "html")
    told = progress.post(shell, mail_to, "today", title_words(found), body, page)
    print_aside(told)


def print_today(found: "Today") -> None:
    """As it fits the terminal."""

    print_line(title_words(found))
    for line in alert_lines(found):
        print_line(words_of(line))
    print_line("")
    print_line(
        "   ".join(f"{count} {name} {more}".rstrip() for count, name, more in total_parts(found))
    )
    if found.agents:
        print_line("")
        width = shutil.get_terminal_size((120, 40)).columns
        header, rows = _table(found, is_narrow=width < NARROW)
        print_table(header, rows)
    for told in foot_lines(found):
        print_line(told)


def _table(found: "Today", *, is_narrow: bool) -> tuple[list[str], list[Cells]]:
    """A row an agent, and all of them last."""

    agents = at_work(found.agents)
    a_cell = 2 if is_narrow else 1
    header = ["", "agent", "state", "by half-hours" if is_narrow else "dials by quarter-hours"]
    header += ["dials", "±", "reach", "noes", "yes"]
    header += [] if is_narrow else ["an hour", "wrap-up", "longest gap", "skips", "overdue", "away"]

    strips = strips_of(agents, STRIP if a_cell == 1 else STRIP * 2 // 5, a_cell)

    def row(one: "AgentToday") -> Cells:
        state = state_words(one, found.at)
        who: Cells = (SIGNS[one.state][0], one.agent, state, strips[one.agent])
        rest = () if is_narrow else _pace(one)
        return (*who, *_counts(found, one.figures, one.before), *rest)

    firm = found.figures
    skips = sum(one.skips for one in found.agents)
    rest: Cells = () if is_narrow else (*_rates(firm), "", skips, found.overdue, "")
    last: Cells = ("", "all", "", "", *_counts(found, firm, found.day_before), *rest)
    return header, [*map(row, agents), last]


def _counts(found: "Today", figures: "Figures", before: "Figures") -> Cells:

    beside = more_dials(found, figures, before)
    return (figures.dials, beside, percent(figures.reach), figures.noes, figures.yeses)


def _pace(one: "AgentToday") -> Cells:

    gap = length_words(timedelta(seconds=one.longest_gap)) if one.longest_gap else ""
    away = sum(one.away.values())
    told = length_words(timedelta(seconds=away)) if away else ""
    return (*_rates(one.figures), gap, one.skips, one.callbacks_overdue, told)


def _rates(figures: "Figures") -> Cells:

    return (rate(figures.per_hour), wrap_up(figures))


def _text(found: "Today", form: str) -> str:

    if form == "json":
        return json_text(today_document(found))
    header, rows = _table(found, is_narrow=False)
    if form == "csv":
        return csv_text(header[1:], [row[1:] for row in rows])
    totals = [(name, count, more) for count, name, more in total_parts(found)]
    alerts = [(words_of(line).strip(),) for line in alert_lines(found)]
    parts = [
        Part("What is wrong", ("what",), alerts),
        Part("The firm", ("figure", "so far", "± the day before"), totals),
        Part("Agents", header[1:], [row[1:] for row in rows], ("dials", "noes", "yes"), totals=1),
    ]
    return print_form(form, title_words(found), " ".join(foot_lines(found)), parts)


def today_document(found: "Today") -> "Document":
    """For programs: instants in UTC, figures of all three days."""
    from msgspec import to_builtins

    document = to_builtins(found, builtin_types=(date, datetime))
    document["source"] = source_document(found.source)
    for one in document["agents"]:
        one["since"] = instant(one["since"])
        one["last_end"] = instant(one["last_end"])
    for one in (*document["complaints"], *document["refusals"]):
        one["at"] = instant(one["at"])
    return {**document, "on": found.on.isoformat(), "at": instant(found.at)}
