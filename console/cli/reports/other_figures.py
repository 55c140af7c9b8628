"""`smiledial report skips`, `refused`, `callbacks`: what is counted beside calls."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from console.cli.reports.call_tables import days_words
from console.cli.reports.compliance import put_out
from console.cli.reports.forms import print_form
from console.cli.reports.options import Days, days_asked, in_a_form
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import json_text, print_fitting, print_line
from console.judging.documents import instant
from console.supervision.reports.other_reports import (
    callbacks_by_agent,
    refused_by_reason,
    skips_by_reason,
)
from console.view.text.report_codes import Part, why_words

if TYPE_CHECKING:
    from console.supervision.reports.calls import Asked
    from console.supervision.reports.other_reports import Counted


@click.command()
@in_a_form
@pass_shell
def skips(shell: Shell, /, form: str, output: Path | None, **asked: Unpack[Days]) -> None:
    """Why leads were skipped, and by whom most."""

    days = _asked(shell, **asked)
    with shell.reports() as database:
        found, most = skips_by_reason(database, days)
    _put(days, "Skips by reason", "reason", found, form, output, most={"most by": most})


@click.command()
@in_a_form
@pass_shell
def refused(shell: Shell, /, form: str, output: Path | None, **asked: Unpack[Days]) -> None:
    """Why dials were refused: each of them once, for the first of its reasons."""

    days = _asked(shell, **asked)
    with shell.reports() as database:
        found = refused_by_reason(database, days)
    words = {code: why_words(code) for code in found.rows}
    _put(days, "Dials refused", "reason", found, form, output, most={"in words": words})


@click.command()
@in_a_form
@pass_shell
def callbacks(shell: Shell, /, form: str, output: Path | None, **asked: Unpack[Days]) -> None:
    """Callbacks made, kept and dropped in the days; those that stand and are overdue now."""

    days = _asked(shell, **asked)
    with shell.reports() as database:
        found = callbacks_by_agent(database, days, shell.clock())
    _put(days, "Callbacks", "agent", found, form, output)


OTHERS = (skips, refused, callbacks)


def _asked(shell: Shell, **asked: Unpack[Days]) -> "Asked":
    if asked["list_name"]:
        raise click.UsageError("This report is of all lists: leave --list.")
    return days_asked(shell, **asked)


def _put(
    asked: "Asked",
    title: str,
    by: str,
    found: "Counted",
    form: str,
    output: Path | None,
    most: Mapping[str, Mapping[str, str]] | None = None,
) -> None:

    beside = most or {}
    header = (by, *found.columns, *beside)
    rows: list[Sequence[object]] = [
        (name, *counts, *(words.get(name, "") for words in beside.values()))
        for name, counts in found.rows.items()
    ]
    line = f"{title}, {days_words(asked)}: {found.total[0]:,} {found.columns[0]}"
    if form == "json":
        text = json_text(
            {
                "since": instant(asked.since),
                "until": instant(asked.until),
                "total": dict(zip(found.columns, found.total, strict=True)),
                "rows": [dict(zip(_keys(header), row, strict=True)) for row in rows],
            }
        )
        put_out(text, output)
        return
    total = ("all", *found.total, *("" for _ in beside))
    if form == "table" and output is None:
        print_line(line)
        if rows:
            print_line("")
            print_fitting(header, [*rows, total], list(beside))
        return
    part = Part(title, header, [*rows, total], found.columns[:1], totals=1)
    put_out(print_form(form, title, line, [part]), output)


def _keys(header: Sequence[str]) -> list[str]:
    return [name.replace(" ", "_") for name in header]
