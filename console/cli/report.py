"""`smiledial report`: what calling brought, for whoever was not on the phone."""

from typing import TYPE_CHECKING

import click

from console.cli.compliance import compliance
from console.cli.context import Shell, pass_shell
from console.cli.output import clock_text, counted, print_csv, print_json, print_line, print_table

if TYPE_CHECKING:
    from console.cards import Summary

COLUMNS = (
    "session",
    "agent",
    "list",
    "status",
    "started",
    "minutes",
    "left",
    "dials",
    "conversations",
    "noes",
    "yeses",
    "callbacks",
    "do not call",
    "an hour",
    "noes per yes",
)


@click.group()
def report() -> None:
    """What calling brought."""


report.add_command(compliance)


@report.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
)
@click.option(
    "--limit", type=click.IntRange(1), default=50, show_default=True, help="How many, newest first."
)
@pass_shell
def sessions(shell: Shell, form: str, limit: int) -> None:
    """Every session that was started, newest first, by every agent."""
    from datetime import timedelta

    from console.cli.documents import summary_document
    from console.tui.present import stopwatch

    with shell.desk() as desk:
        found = desk.sessions.summaries(limit)
    if form == "json":
        print_json([summary_document(one) for one in found])
    elif form == "csv":
        documents = [summary_document(one) for one in found]
        names = CSV_COLUMNS
        print_csv(names, [[document[name] for name in names] for document in documents])
    elif not found:
        print_line("No session was started yet.")
    else:
        zone = shell.personal.zone
        rows = [_row(one, zone) for one in found]
        if any(one.talked for one in found):  # where no softphone measures it, there is no column
            talks = [stopwatch(timedelta(seconds=one.talked)) for one in found]
            rows = [(*row, talk) for row, talk in zip(rows, talks, strict=True)]
            print_table((*COLUMNS, "talk"), rows)
        else:
            print_table(COLUMNS, rows)
        print_line(totals(found))


CSV_COLUMNS = (
    "session_id",
    "name",
    "agent",
    "list_name",
    "status",
    "started_at",
    "ended_at",
    "minutes",
    "size",
    "left",
    "dials",
    "conversations",
    "noes",
    "yeses",
    "callbacks",
    "do_not_calls",
    "skips",
    "per_hour",
    "noes_per_yes",
    "longest_pause",
    "inside_hours",
    "talked",
)


def _row(summary: "Summary", zone: str) -> tuple[object, ...]:
    return (
        summary.name,
        summary.agent,
        summary.list_name,
        summary.status.value,
        clock_text(summary.started_at, zone),
        summary.minutes,
        summary.left,
        summary.dials,
        summary.conversations,
        summary.noes,
        summary.yeses,
        summary.callbacks,
        summary.do_not_calls,
        summary.per_hour,
        summary.noes_per_yes,
    )


def totals(found: "tuple[Summary, ...]") -> str:
    """One line over all: "3 sessions: 61 dials, 24 conversations, 18 noes, 1 yes"."""
    dials, conversations, noes, yeses = (
        sum(getattr(one, name) for one in found)
        for name in ("dials", "conversations", "noes", "yeses")
    )
    return (
        f"{counted(len(found), 'session')}: {counted(dials, 'dial')}, "
        f"{counted(conversations, 'conversation')}, {counted(noes, 'no', 'noes')}, "
        f"{counted(yeses, 'yes', 'yeses')}"
    )
