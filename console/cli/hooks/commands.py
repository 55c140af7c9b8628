"""`smiledial hooks`: send events to other programs, signed and in order."""

import shlex
from datetime import datetime, timedelta

import click

from console.cli.hooks.examples import example_command
from console.cli.hooks.sending import listen_command, run_command, test_command
from console.cli.shell import completions, options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import print_json, print_line, print_table
from console.firm.personal_settings import settings_file
from console.hooks import keys as hook_keys
from console.hooks import management
from console.hooks.events import PERSONAL, EventType
from console.hooks.receivers import Reach
from console.judging.documents import instant
from console.rules.shift.outcomes import read_rest
from db.hooks import records

NAME = click.argument("name")


@click.group()
def hooks() -> None:
    """Send events, such as how a call ended, to other programs: signed, and in order."""


@hooks.command()
@NAME
@click.option("--url", default="", metavar="ADDRESS", help="Send by https to this address.")
@click.option("--run", "command", default="", metavar="COMMAND", help="Give to this command.")
@click.option(
    "--events",
    default="",
    metavar="TYPES",
    help=f"Only these, with commas: {', '.join(EventType)}.",
)
@click.option(
    "--list", "list_name", type=completions.LIST, default="", help="Only leads of one list."
)
@click.option(
    "--fields",
    default="",
    metavar="FIELDS",
    help=f"Personal fields to send, with commas: {', '.join(PERSONAL)}. Usually none.",
)
@click.option("--after", default="", metavar="2m", help="Wait so long, as for an undo.")
@click.option("--private", is_flag=True, help="The address may be in a private network.")
@click.option("--loopback", is_flag=True, help="The address may be this machine, for a trial.")
@options.is_json
@pass_shell
def add(
    shell: Shell,
    name: str,
    url: str,
    command: str,
    events: str,
    list_name: str,
    fields: str,
    after: str,
    *,
    private: bool,
    loopback: bool,
    is_json: bool,
) -> None:
    """Send events from now on to an address or a command. Prints the key that signs them, once."""
    key = hook_keys.new_key() if url else ""
    new = management.NewHook(
        name=name,
        url=url,
        command=_words(command),
        events=_split(events),
        list_name=list_name,
        personal=_split(fields),
        after=_seconds(after),
        reach=Reach(private, loopback),
        fingerprint=hook_keys.fingerprint(key) if key else "",
    )
    with shell.database() as database:
        management.add(database, new, shell.agent_name, shell.clock())
    path = hook_keys.keys_file(settings_file(shell.environ))
    if key:
        hook_keys.keep_keys(name, hook_keys.Keys(key), path)
    if is_json:
        print_json({"hook": name, "key": key or None})
        return
    print_line(f"“{name}” gets what happens from now on, once smiledial hooks run is running.")
    if key:
        print_line(f"Its key, for the receiver to check the signatures: {key}")
        print_line(f"It is kept in {path}; it is not shown again.")


def _split(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError as error:
        raise click.BadParameter(f"{command!r}: {error}.", param_hint="--run") from None


def _seconds(text: str) -> int:
    if not text:
        return 0
    try:
        return (read_rest(text) or 0) * 60
    except ValueError:
        raise click.BadParameter(f"{text!r} is no time such as 2m.", param_hint="--after") from None


@hooks.command("list")
@options.is_json
@pass_shell
def list_(shell: Shell, *, is_json: bool) -> None:
    """List the hooks: what was sent, what waits since when, and what the receiver answered."""
    with shell.database() as database:
        standings = management.standings(database)
    if is_json:
        print_json([_document(standing) for standing in standings])
    elif not standings:
        print_line("There is no hook: smiledial hooks add crm --url https://… adds one.")
    else:
        print_table(
            ("hook", "to", "status", "sent", "waits", "dead", "last answer"),
            [
                (
                    standing.hook.name,
                    _shown(standing.hook.target),
                    standing.hook.status,
                    str(standing.hook.sent),
                    str(standing.counts.waiting),
                    str(standing.counts.dead),
                    standing.hook.error or "",
                )
                for standing in standings
            ],
        )


def _shown(target: list[str]) -> str:
    return target[0] if len(target) == 1 else shlex.join(target)


def _document(standing: management.Standing) -> dict[str, object]:
    hook, counts = standing.hook, standing.counts
    return {
        "hook": hook.name,
        "target": hook.target,
        "events": hook.events,
        "list": hook.list_name or None,
        "fields": hook.personal,
        "after": hook.after,
        "status": hook.status,
        "at_entry": hook.cursor_seq,
        "sent": hook.sent,
        "sent_at": instant(hook.sent_at),
        "waiting": counts.waiting,
        "waiting_since": instant(counts.oldest_at),
        "dead": counts.dead,
        "failing_since": instant(hook.failing_since),
        "last_answer": hook.error or None,
        "key": hook.fingerprint or None,
    }


@hooks.command()
@NAME
@options.is_json
@pass_shell
def pause(shell: Shell, name: str, *, is_json: bool) -> None:
    """Send nothing for now. What happens meanwhile is sent when it is resumed."""
    with shell.database() as database:
        management.pause(database, name, shell.agent_name, shell.clock())
    if is_json:
        print_json({"hook": name, "status": "paused"})
    else:
        print_line(f"“{name}” is paused: smiledial hooks resume {name} goes on.")


@hooks.command()
@NAME
@options.is_json
@pass_shell
def resume(shell: Shell, name: str, *, is_json: bool) -> None:
    """Go on sending where a hook was paused or stopped."""
    with shell.database() as database:
        management.resume(database, name, shell.agent_name, shell.clock())
    if is_json:
        print_json({"hook": name, "status": "on"})
    else:
        print_line(f"“{name}” goes on.")


@hooks.command()
@NAME
@click.option("--overlap", default="7d", metavar="7d", help="How long the old key signs too.")
@options.is_json
@pass_shell
def rotate(shell: Shell, name: str, overlap: str, *, is_json: bool) -> None:
    """Make a new key, and print it once. For a while both sign, so that nothing is refused."""
    path = hook_keys.keys_file(settings_file(shell.environ))
    key, now = hook_keys.new_key(), shell.clock()
    until = now + timedelta(seconds=_seconds(overlap))
    before = hook_keys.keys_of(name, path, {})
    with shell.database() as database:
        management.rotate(database, name, hook_keys.fingerprint(key), shell.agent_name, now)
    hook_keys.keep_keys(
        name, hook_keys.Keys(key, before.key if before else "", until if before else None), path
    )
    if is_json:
        print_json({"hook": name, "key": key, "old_key_until": instant(until) if before else None})
        return
    print_line(f"The new key of “{name}”: {key}")
    if before:
        print_line(f"Until {until:%d %B %Y} the old one signs too: give the receiver the new one.")


@hooks.command()
@NAME
@click.option("--dead", is_flag=True, help="Only those that are not tried again.")
@options.is_json
@pass_shell
def letters(shell: Shell, name: str, *, dead: bool, is_json: bool) -> None:
    """List what waits, newest first: the entry, how often it was tried, the last answer."""
    with shell.database() as database, database.read() as connection:
        hook = management.find(connection, name)
        rows = records.letters_of(connection, hook.id, 200, are_dead=True if dead else None)
    if is_json:
        print_json(
            [
                {
                    "entry": row.seq,
                    "lead": row.lead_id,
                    "tries": row.tries,
                    "next_at": instant(row.next_at),
                    "dead_at": instant(row.dead_at),
                    "answer": row.error or None,
                }
                for row in rows
            ]
        )
    elif not rows:
        print_line(f"Nothing waits for “{name}”.")
    else:
        print_table(
            ("entry", "lead", "tries", "next", "last answer"),
            [
                (
                    str(row.seq),
                    str(row.lead_id or ""),
                    str(row.tries),
                    "dead" if row.dead_at else _when(row.next_at),
                    row.error,
                )
                for row in rows
            ],
        )


def _when(at: datetime | None) -> str:
    return "behind an earlier one" if at is None else f"{at:%d %b %H:%M:%S} UTC"


@hooks.command()
@NAME
@click.option("--seq", type=int, metavar="N", help="One entry of the audit log.")
@click.option("--dead", is_flag=True, help="All that are not tried again.")
@click.option("--since", callback=options.read_moment, metavar="TIME", help="All since a time.")
@options.is_json
@pass_shell
def resend(
    shell: Shell,
    name: str,
    seq: int | None,
    since: datetime | None,
    *,
    dead: bool,
    is_json: bool,
) -> None:
    """Send again: one entry, what is dead, or all since a time. Receivers see the same ids."""
    if (seq is not None) + dead + (since is not None) != 1:
        raise click.UsageError("Say which: --seq N, --dead or --since TIME.")
    with shell.database() as database:
        count = management.resend(
            database, name, shell.agent_name, shell.clock(), seq=seq, since=since
        )
    if is_json:
        print_json({"hook": name, "to_send": count})
    else:
        print_line(f"{count} to send again.")


@hooks.command()
@NAME
@options.is_json
@pass_shell
def remove(shell: Shell, name: str, *, is_json: bool) -> None:
    """Remove a hook, its key and what waits for it."""
    with shell.database() as database:
        counts = management.remove(database, name, shell.agent_name, shell.clock())
    hook_keys.keep_keys(name, None, hook_keys.keys_file(settings_file(shell.environ)))
    if is_json:
        print_json({"hook": name, "waiting": counts.waiting, "dead": counts.dead})
        return
    print_line(f"“{name}” is removed; {counts.waiting} still waited, {counts.dead} were dead.")


hooks.add_command(run_command)
hooks.add_command(test_command)
hooks.add_command(listen_command)
hooks.add_command(example_command)
