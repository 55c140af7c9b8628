"""`smiledial report skips`, `refused` and `callbacks`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Unpack

import click

from console.cli.reports.call_tables import days_words
from console.cli.reports.forms import format_report, print_or_write
from console.cli.reports.options import Days, add_report_options, read_scope
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import json_text, print_fitting, print_line
from console.judging.documents import instant
from console.supervision.reports.calls import ReportScope
from console.supervision.reports.other_reports import (
    CountTable,
    callbacks_by_agent,
    refused_by_reason,
    skips_by_reason,
)
from console.view.text.report_codes import Part, why_words


@click.command()
@add_report_options
@pass_shell
def skips(shell: Shell, /, form: str, output: Path | None, **values: Unpack[Days]) -> None:
    """Why leads were skipped, and which agent skipped most for each reason."""
    scope = _scope(shell, **values)
    with shell.reports() as database:
        counts, most = skips_by_reason(database, scope)
    _print_counts(scope, "Skips by reason", "reason", counts, form, output, most={"most by": most})


@click.command()
@add_report_options
@pass_shell
def refused(shell: Shell, /, form: str, output: Path | None, **values: Unpack[Days]) -> None:
    """Why dials were refused; each dial counts once, for its first reason."""
    scope = _scope(shell, **values)
    with shell.reports() as database:
        counts = refused_by_reason(database, scope)
    words = {code: why_words(code) for code in counts.rows}
    _print_counts(scope, "Dials refused", "reason", counts, form, output, most={"in words": words})


@click.command()
@add_report_options
@pass_shell
def callbacks(shell: Shell, /, form: str, output: Path | None, **values: Unpack[Days]) -> None:
    """Callbacks made, kept and dropped in a period, and those open and overdue now."""
    scope = _scope(shell, **values)
    with shell.reports() as database:
        counts = callbacks_by_agent(database, scope, shell.clock())
    _print_counts(scope, "Callbacks", "agent", counts, form, output)


OTHERS = (skips, refused, callbacks)


def _scope(shell: Shell, **values: Unpack[Days]) -> ReportScope:
    if values["list_name"]:
        raise click.UsageError("This report covers all lists: leave out --list.")
    return read_scope(shell, **values)


def _print_counts(
    scope: ReportScope,
    title: str,
    by: str,
    counts: CountTable,
    form: str,
    output: Path | None,
    most: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    beside = most or {}
    header = (by, *counts.columns, *beside)
    rows: list[Sequence[object]] = [
        (name, *numbers, *(words.get(name, "") for words in beside.values()))
        for name, numbers in counts.rows.items()
    ]
    line = f"{title}, {days_words(scope)}: {counts.total[0]:,} {counts.columns[0]}"
    if form == "json":
        text = json_text(
            {
                "since": instant(scope.since),
                "until": instant(scope.until),
                "total": dict(zip(counts.columns, counts.total, strict=True)),
                "rows": [dict(zip(_keys(header), row, strict=True)) for row in rows],
            }
        )
        print_or_write(text, output)
        return
    total = ("all", *counts.total, *("" for _ in beside))
    if form == "table" and output is None:
        print_line(line)
        if rows:
            print_line("")
            print_fitting(header, [*rows, total], list(beside))
        return
    part = Part(title, header, [*rows, total], counts.columns[:1], totals=1)
    print_or_write(format_report(form, title, line, [part]), output)


def _keys(header: Sequence[str]) -> list[str]:
    return [name.replace(" ", "_") for name in header]
