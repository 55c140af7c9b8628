"""`smiledial report speed`."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Unpack

import click

from console.cli.reports.call_tables import days_words
from console.cli.reports.forms import format_report, print_or_write
from console.cli.reports.options import Days, add_report_options, read_scope
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import counted, json_text, print_fitting, print_line
from console.judging.documents import instant
from console.supervision.reports.speed import BY, SpeedCounts, minutes_at, report_speed
from console.view.lead.appointments import FEW
from console.view.text.report_codes import Part

HEADER = (
    *("inquiries", "waiting", "in 5 min", "median", "90 %"),
    *("reached", "median to reach", "90 % to reach"),
)
SPARED = ("90 % to reach", "median to reach", "reached")


@click.command()
@add_report_options
@click.option(
    "--by", type=click.Choice([*BY]), default="list", show_default=True, help="What to group by."
)
@pass_shell
def speed(shell: Shell, /, by: str, form: str, output: Path | None, **values: Unpack[Days]) -> None:
    """How soon people who asked to be called in these days were dialled and reached.

    Times are minutes from the inquiry to the first dial and to the first call that reached them:
    the median, and the time within which 90 % fall. Nights count, so compare by hour.
    """
    scope = read_scope(shell, **values)
    with shell.reports() as database:
        report = report_speed(database, scope, by, shell.clock())
    line = f"Speed to lead, {days_words(scope)}: {_summary(report.total)}"
    if form == "json":
        document = {
            "since": instant(scope.since),
            "until": instant(scope.until),
            "total": _document(report.total),
            "rows": [{by: key, **_document(row)} for key, row in report.rows.items()],
        }
        print_or_write(json_text(document), output)
        return
    header = (by, *HEADER)
    rows = [(key, *_cells(counts)) for key, counts in report.rows.items()]
    total = ("all", *_cells(report.total))
    if form == "table" and output is None:
        print_line(line)
        if rows:
            print_line("")
            print_fitting(header, [*rows, total], SPARED)
        return
    part = Part("Speed to lead", header, [*rows, total], ("inquiries",), totals=1)
    print_or_write(format_report(form, "Speed to lead", line, [part]), output)


def _summary(counts: SpeedCounts) -> str:
    if not counts.inquiries:
        return "nobody asked to be called"
    share = f", {_share_words(counts)} within 5 minutes" if counts.judged else ""
    return f"{counted(counts.inquiries, 'inquiry', 'inquiries')}{share}, {counts.waiting:,} waiting"


def _share_words(counts: SpeedCounts) -> str:
    """Return "71 %", or "3 of 4" where the cases are too few for a share."""
    if counts.share is None:
        return ""
    if counts.judged < FEW:
        return f"{counts.soon} of {counts.judged}"
    return f"{counts.share:.0%}".replace("%", " %")


def _cells(counts: SpeedCounts) -> Sequence[object]:
    return (
        counts.inquiries,
        counts.waiting,
        _share_words(counts),
        *_minutes(counts.dialled),
        len(counts.reached),
        *_minutes(counts.reached),
    )


def _minutes(times: Sequence[timedelta]) -> list[float | None]:
    minutes = [minutes_at(times, percent) for percent in (50, 90)]
    return [None if number is None else round(number, 1) for number in minutes]


def _document(counts: SpeedCounts) -> dict[str, object]:
    return {
        "inquiries": counts.inquiries,
        "waiting": counts.waiting,
        "dialled": len(counts.dialled),
        "within_5_minutes": counts.soon,
        "share_within_5_minutes": counts.share,
        "median_minutes": minutes_at(counts.dialled, 50),
        "p90_minutes": minutes_at(counts.dialled, 90),
        "reached": len(counts.reached),
        "median_minutes_to_reach": minutes_at(counts.reached, 50),
        "p90_minutes_to_reach": minutes_at(counts.reached, 90),
    }
