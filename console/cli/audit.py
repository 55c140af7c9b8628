"""`smiledial audit`: the log of every change that matters."""

import json

import click

from console.cli import options
from console.cli.context import AnswerIsNo, Shell, pass_shell
from console.cli.output import print_json, print_line, print_table


@click.group()
def audit() -> None:
    """The audit log: show it, verify its chain."""


@audit.command()
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="How many.")
@options.is_json
@pass_shell
def show(shell: Shell, limit: int, *, is_json: bool) -> None:
    """The latest entries, oldest first."""
    from console.cli.output import clock_text
    from console.judging.documents import instant
    from db.audit_reader import latest_entries

    with shell.database() as database, database.read() as connection:
        entries = latest_entries(connection, limit)
    if is_json:
        print_json(
            [
                {
                    "seq": entry.seq,
                    "at": instant(entry.at),
                    "agent": entry.agent,
                    "action": entry.action,
                    "detail": json.loads(entry.detail),
                    "hash": entry.hash,
                }
                for entry in entries
            ]
        )
        return
    zone = shell.personal.zone
    print_table(
        ("entry", "at", "agent", "action", "detail"),
        [
            (entry.seq, clock_text(entry.at, zone), entry.agent, entry.action, entry.detail)
            for entry in entries
        ],
    )


@audit.command()
@options.is_json
@pass_shell
def verify(shell: Shell, *, is_json: bool) -> None:
    """Read the whole chain and find the first entry that was altered or removed.

    Exit status 1 when there is one.
    """
    import db.audit

    with shell.database() as database, database.read() as connection:
        broken = db.audit.verify(connection)
    if is_json:
        print_json(
            {
                "holds": broken is None,
                "seq": broken.seq if broken else None,
                "text": broken.text if broken else None,
            }
        )
    elif broken is None:
        print_line("The chain holds: no entry was altered or removed.")
    else:
        print_line(
            f"The chain is broken: {broken.text}. Keep the file as it is and find out who had "
            "access to it."
        )
    if broken is not None:
        raise AnswerIsNo
