"""`smiledial hooks letters` and `resend`: events that did not arrive."""

from datetime import datetime, timedelta

import click

from console.cli.shell import options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import (
    clock_text,
    print_json,
    print_line,
    print_table,
)
from console.hooks import management
from console.hooks.call_deliveries import Undelivered, undelivered
from console.hooks.events import Delivery
from console.judging.documents import instant
from console.view.text.counts import many
from db.tables.hooks import HookRow

NAME = click.argument("name")


@click.command("letters")
@NAME
@click.option("--dead", is_flag=True, help="Only those that are no longer tried.")
@options.is_json
@pass_shell
def letters_command(shell: Shell, name: str, *, dead: bool, is_json: bool) -> None:
    """List undelivered events, newest first, with their tries and the last answer."""
    with shell.database() as database, database.read() as connection:
        hook = management.find(connection, name)
        rows = undelivered(connection, hook, are_dead=True if dead else None)
    if is_json:
        print_json(
            [
                {
                    "entry": row.entry.seq,
                    "event": row.type,
                    "state": row.state.delivery.value,
                    "lead": row.entry.lead_id,
                    "tries": row.letter.tries if row.letter else 0,
                    "next_at": instant(row.letter.next_at) if row.letter else None,
                    "dead_at": instant(row.letter.dead_at) if row.letter else None,
                    "answer": row.state.answer or None,
                }
                for row in rows
            ]
        )
    elif not rows:
        print_line(f"“{name}” has no undelivered events.")
    else:
        print_table(
            ("entry", "event", "lead", "tries", "next", "last answer"),
            [
                (
                    str(row.entry.seq),
                    row.type,
                    str(row.entry.lead_id or ""),
                    str(row.letter.tries if row.letter else 0),
                    _next_try(hook, row),
                    row.state.answer,
                )
                for row in rows
            ],
        )


def _next_try(hook: HookRow, row: Undelivered) -> str:
    if row.state.delivery is Delivery.DEAD:
        return "dead"
    if hook.status != "on":
        return management.status_words(hook)
    if row.letter is None:
        due_at = row.entry.at + timedelta(seconds=hook.after)
        return f"{utc_text(due_at)}, by hooks run"
    # An event that was not tried yet waits behind another one of its entry or lead.
    at = row.letter.next_at
    return utc_text(at) if at is not None and row.state.answer else "after an earlier one"


def utc_text(at: datetime) -> str:
    """Return an instant as text, on UTC's clock."""
    return f"{clock_text(at, 'UTC')} UTC"


@click.command("resend")
@NAME
@click.option(
    "--seq", type=options.ID, metavar="N", help="The events of this entry of the audit log."
)
@click.option("--dead", is_flag=True, help="All that are no longer tried.")
@click.option("--waiting", is_flag=True, help="All that wait for a later try.")
@click.option(
    "--since", callback=options.read_moment, metavar="TIME", help="All events since a time."
)
@options.is_json
@pass_shell
def resend_command(
    shell: Shell,
    name: str,
    seq: int | None,
    since: datetime | None,
    *,
    dead: bool,
    waiting: bool,
    is_json: bool,
) -> None:
    """Send events again: of one entry, dead or waiting ones, or all since a time. Ids stay."""
    if (seq is not None) + dead + waiting + (since is not None) != 1:
        raise click.UsageError("Say which: --seq N, --dead, --waiting or --since TIME.")
    with shell.database() as database:
        count = management.resend(
            database,
            name,
            shell.agent_name,
            shell.clock(),
            seq=seq,
            since=since,
            are_waiting=waiting,
        )
        standing = management.standing(database, name)
        hook, counts = standing.hook, standing.counts
    if is_json:
        print_json({"hook": name, "to_send": count, "status": hook.status})
    elif hook.status != "on" and (count or waiting):
        print_line(
            f"“{name}” is {management.status_words(hook)}, so nothing is sent yet. "
            f"{counts.waiting:,} wait: smiledial hooks resume {name} sends them."
        )
    elif count:
        print_line(f"{many(count, 'entry', 'entries')} will be sent now.")
    elif dead and counts.waiting:
        print_line(f"No event is dead. {counts.waiting:,} wait: --waiting sends them now.")
    elif dead:
        print_line("No event is dead.")
    elif waiting:
        print_line("No event waits for a later try: the sender takes the next ones at once.")
    else:
        print_line("Nothing to send: no event of that time, or it is being sent already.")
