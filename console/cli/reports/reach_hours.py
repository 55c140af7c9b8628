"""`smiledial report when`: in which hours, on their own clocks, people answer."""

from collections.abc import Sequence
from pathlib import Path
from typing import Unpack

import click

from console.cards.today import ReachHours
from console.cli.reports.charts import heat_map
from console.cli.reports.forms import format_report, print_or_write
from console.cli.reports.options import Screened, add_report_options
from console.cli.shell import options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.documents import best_document, rate_document
from console.cli.shell.output import csv_text, json_text, print_line, print_lines
from console.rules.shift.best_hours import Rate
from console.supervision.reports.calls import read_when
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
from console.view.text.report_codes import Part
from db.columns import Document

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
        _print(reach)
    else:
        print_or_write(_text(reach, form), output)


def _print(reach: ReachHours) -> None:
    print_line(when_title(reach))
    for line in best_lines(reach):
        print_line(line)
    if reach.cells:
        for line in (*LEGEND, DIALS):
            print_line(line)
        print_line("")
        print_lines("\n".join(map_lines(reach)))


def _text(reach: ReachHours, form: str) -> str | bytes:
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
