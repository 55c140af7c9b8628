"""`smiledial report when`: in which hours of their own day people are reached."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from console.cli.reports.charts import heat
from console.cli.reports.compliance import put_out
from console.cli.reports.forms import print_form
from console.cli.reports.options import Screened, in_a_form
from console.cli.shell import options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.documents import best_document, rate_document
from console.cli.shell.output import csv_text, json_text, print_line, print_lines
from console.supervision.reports.reach_hours import read_when
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
from console.view.text.styled import words_of

if TYPE_CHECKING:
    from console.cards.today import When
    from console.rules.shift.best_hours import Rate
    from db.columns import Document

TITLE = "When people are reached"


@click.command()
@in_a_form
@options.where
@pass_shell
def when(shell: Shell, /, form: str, output: Path | None, **asked: Unpack[Screened]) -> None:
    """In which hours people are reached, by weekday, on the clock of the person called.

    Of the last twelve weeks unless said. Of several zones a person may be in, it goes by the one
    that is trusted most. What stands out is told; plan and claim go by it, unless the setting
    best_hours says no.
    """

    with shell.reports() as database:
        now, zone = shell.clock(), shell.personal.zone
        found = read_when(database, zone, now, **asked)
    if form == "table" and output is None:
        _print(found)
    else:
        put_out(_text(found, form), output)


def _print(found: "When") -> None:

    print_line(when_title(found))
    for line in best_lines(found):
        print_line(line)
    if found.cells:
        for line in (*LEGEND, DIALS):
            print_line(line)
        print_line("")
        print_lines("\n".join(words_of(row).rstrip() for row in map_lines(found)))


def _text(found: "When", form: str) -> str:

    if form == "json":
        return json_text(when_document(found))
    if form == "csv":
        header = ("weekday", "hour", "dials", "reached", "reach", "low", "high")
        rows = [
            (DAYS[day], f"{hour:02}:00", *_figures(one))
            for (day, hour), one in sorted(found.cells.items())
        ]
        return csv_text(header, rows)
    days: list[int | None] = [*found.weekdays, None] if found.cells else []
    heads = ("hour there", *(DAYS[day] if day is not None else "all" for day in days))
    names = [f"{hour:02}:00" for hour in found.hours]
    lines = [
        (name, *(_cell(found.of(day, hour)) for day in days))
        for name, hour in zip(names, found.hours, strict=True)
    ]
    total = ("all", *(_cell(found.of(day)) for day in days))
    most = scale_of(found.cells.values())
    cells = [[found.cells.get((day, hour)) for day in found.weekdays] for hour in found.hours]
    shares = [[one.share if one else None for one in row] for row in cells]
    picture = heat([DAYS[day] for day in found.weekdays], names, shares, most)
    parts = [
        Part("What stands out", ("what",), [(line,) for line in best_lines(found)]),
        Part(TITLE, heads, [*lines, total] if lines else [], totals=1, picture=picture),
    ]
    return print_form(form, TITLE, " ".join([when_title(found), *LEGEND]), parts)


def _cell(rate: "Rate") -> str:

    return f"{rate.share:.0f}% ({ends_words(rate)}) of {rate.dials:,}" if rate.dials else ""


def _figures(rate: "Rate") -> Sequence[object]:
    low, high = rate.interval
    return (rate.dials, rate.reached, *(f"{one:.1f}" for one in (rate.share, low, high)))


def when_document(found: "When") -> "Document":

    return {
        "from": found.first_on.isoformat(),
        "to": found.last_on.isoformat(),
        "agent": found.agent or None,
        "list": found.list_name or None,
        "where": found.where or None,
        "total": rate_document(found.of()),
        "cells": [
            {"weekday": DAYS[day].lower(), "hour": hour, **rate_document(one)}
            for (day, hour), one in sorted(found.cells.items())
        ],
        "compared": found.found.compared,
        "best": [best_document(one) for one in found.found.best],
        "used": found.are_used,
    }
