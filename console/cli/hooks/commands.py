"""`smiledial hooks`: send events to other programs, signed and in order."""

import re
import shlex
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import click

from console.cli.hooks.sending import (
    example_command,
    letters_command,
    listen_command,
    resend_command,
    run_command,
    test_command,
    utc_text,
)
from console.cli.shell import completions, options
from console.cli.shell.context import Shell
from console.cli.shell.output import (
    print_json,
    print_line,
    print_stderr,
)
from console.firm.personal_settings import settings_file
from console.hooks import keys as hook_keys
from console.hooks import management
from console.hooks.events import PERSONAL, EventType
from console.hooks.receivers import Reach
from console.judging.documents import instant
from console.machine import has_terminal
from console.rules.shift.outcome_effects import read_rest
from console.trouble import BadInput

NAME = click.argument("name")


@click.group()
def hooks() -> None:
    """Send events, such as how a call ended, to other programs: signed, and in order."""


@hooks.command()
@NAME
@options.text("--url", "ADDRESS", "Send by https to this address.")
@click.option(
    "--run", "command", default="", metavar="COMMAND", help="Pass each event to this command."
)
@options.text(
    "--events", "TYPES", f"Only these types, separated by commas: {', '.join(EventType)}."
)
@click.option(
    "--list",
    "list_name",
    type=completions.LIST,
    default="",
    help="No events about leads of other lists.",
)
@options.text(
    "--fields",
    "FIELDS",
    f"Personal fields to send, separated by commas: {', '.join(PERSONAL)}. None by default.",
)
@options.text("--after", "2m", "Wait this long first, such as for an undo.")
@options.flag("--private", "Allow an address in a private network.")
@options.flag("--loopback", "Allow an address of this machine, for a trial.")
@options.shell_and_json
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
) -> None:
    """Send events from now on to an address or a command, and print the signing key once."""
    words = _words(command)
    if words and shutil.which(words[0]) is None and Path(words[0]).is_file():
        whole = shlex.join([str(Path(words[0]).resolve()), *words[1:]])
        raise BadInput(
            f"“{words[0]}” is a file here: give its whole path, and make it executable (chmod +x) "
            f"if it is not. --run {shlex.quote(whole)}"
        )
    key = hook_keys.new_key() if url else ""
    new = management.NewHook(
        name=name,
        url=url,
        command=words,
        events=_split(events),
        list_name=list_name,
        personal=_split(fields),
        after=_seconds(after, "--after"),
        reach=Reach(private, loopback),
        fingerprint=hook_keys.fingerprint(key) if key else "",
    )
    with shell.database() as database:
        management.add(database, new, shell.agent_name, shell.clock())
    path = hook_keys.keys_file(settings_file(shell.environ))
    if key:
        hook_keys.keep_keys(name, hook_keys.Keys(key), path)
    if shell.is_json:
        print_json({"hook": name, "key": key or None})
        return
    print_line(f"“{name}” is set up. To send it events: smiledial hooks run")
    if new.command and shutil.which(new.command[0]) is None:
        print_stderr(
            f"But there is no program “{new.command[0]}” here. If events are sent from this "
            f"machine, make it executable (chmod +x), then smiledial hooks remove {name}, and add "
            "it anew with its whole path."
        )
    if key:
        print_line(f"The receiver checks signatures with this key: {key}")
        print_line(f"The key is stored in {path} and not shown again.")


def _split(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError as error:
        raise click.BadParameter(f"{command!r}: {error}.", param_hint="--run") from None


def _seconds(text: str, option: str) -> int:
    if not text or text in {"0", "0s", "0m", "0h", "0d"}:
        return 0
    if seconds := re.fullmatch(r"(\d{1,5})\s*s", text):
        return int(seconds[1])
    try:
        return (read_rest(text) or 0) * 60
    except ValueError:
        raise click.BadParameter(
            f"{text!r} is not a duration such as 20s, 2m, 1h or 7d.", param_hint=option
        ) from None


@hooks.command("list")
@options.shell_and_json
def list_(shell: Shell) -> None:
    """List the hooks: their status, how much was sent or waits, and the last answer."""
    with shell.database() as database:
        standings = management.standings(database)
    now = shell.clock()
    shell.print_rows(
        [_document(standing, now) for standing in standings],
        ("hook", "to", "status", "sent", "waits", "since", "dead", "last answer"),
        [
            (
                standing.hook.name,
                _shown(standing.hook.target),
                _status(standing, now),
                str(standing.hook.sent),
                str(standing.counts.waiting),
                utc_text(standing.counts.oldest_at) if standing.counts.oldest_at else "",
                str(standing.counts.dead),
                standing.hook.error or "",
            )
            for standing in standings
        ],
        "There are no hooks. Add one: smiledial hooks add crm --url https://…",
    )


@hooks.command()
@NAME
@options.shell_and_json
def show(shell: Shell, name: str) -> None:
    """Show a hook: what it sends to whom, how much was sent or waits, and the last answer."""
    with shell.database() as database:
        document = _document(management.standing(database, name), shell.clock())
    lines = [
        f"{key.replace('_', ' ')}: {', '.join(value) if isinstance(value, list) else value}"
        for key, value in document.items()
        if value not in (None, [])
    ]
    shell.print_done(document, *lines)


def _shown(target: list[str]) -> str:
    return target[0] if len(target) == 1 else shlex.join(target)


def _status(standing: management.Standing, now: datetime) -> str:
    since = standing.no_sender_since(now)
    if since is not None:
        return f"no sender since {utc_text(since)}"
    return management.status_words(standing.hook)


def _document(standing: management.Standing, now: datetime) -> dict[str, object]:
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
        "no_sender_since": instant(standing.no_sender_since(now)),
        "last_answer": hook.error or None,
        "key": hook.fingerprint or None,
    }


@hooks.command()
@NAME
@options.shell_and_json
def pause(shell: Shell, name: str) -> None:
    """Send nothing for now. Events of that time are sent once the hook is resumed."""
    with shell.database() as database:
        management.pause(database, name, shell.agent_name, shell.clock())
    shell.print_done(
        {"hook": name, "status": "paused"},
        f"“{name}” is paused. To go on: smiledial hooks resume {name}",
    )


@hooks.command()
@NAME
@options.shell_and_json
def resume(shell: Shell, name: str) -> None:
    """Go on sending where a hook was paused or stopped."""
    with shell.database() as database:
        management.resume(database, name, shell.agent_name, shell.clock())
    shell.print_done({"hook": name, "status": "on"}, f"“{name}” is on again.")


@hooks.command()
@NAME
@click.option(
    "--overlap",
    default="7d",
    metavar="7d",
    help="How long the old key still signs, too; 0 ends it at once.",
)
@options.shell_and_json
def rotate(shell: Shell, name: str, overlap: str) -> None:
    """Make a new key and print it once. Both sign for a while, so that receivers can switch."""
    with shell.database() as database:
        if not management.read(database, name).fingerprint:
            raise BadInput(f"“{name}” runs a command: nothing is signed, so it has no key.")
    path = hook_keys.keys_file(settings_file(shell.environ))
    key, now = hook_keys.new_key(), shell.clock()
    until = now + timedelta(seconds=_seconds(overlap, "--overlap"))
    before = hook_keys.keys_of(name, path, {})
    if before and until > now and len(before.in_force(now)) > 1:
        raise BadInput(
            f"Two keys of “{name}” sign until {utc_text(before.before_until or now)}, and the "
            "receiver may still need the older one. Rotate after that, or end both now: "
            f"smiledial hooks rotate {name} --overlap 0"
        )
    with shell.database() as database:
        management.rotate(database, name, hook_keys.fingerprint(key), shell.agent_name, now)
    is_both = before is not None and until > now
    keys = hook_keys.Keys(key, before.key, until) if before and is_both else hook_keys.Keys(key)
    hook_keys.keep_keys(name, keys, path)
    if shell.is_json:
        print_json({"hook": name, "key": key, "old_key_until": instant(until) if is_both else None})
        return
    print_line(f"The new key of “{name}”: {key}")
    if is_both:
        print_line(
            f"Until {utc_text(until)} both keys sign: give the receiver the new one by then."
        )
    elif before:
        print_line("The old key no longer signs: give the receiver the new one now.")


@hooks.command()
@NAME
@options.flag("--yes", "Don't ask. Needed in scripts and with --json.")
@options.shell_and_json
def remove(shell: Shell, name: str, *, yes: bool) -> None:
    """Remove a hook, its key and its undelivered events.

    They are not sent any more, also not by another hook of that name. To only stop sending, use
    hooks pause. What was delivered stays in report call.
    """
    with shell.database() as database:
        if not yes:
            counts = management.standing(database, name).counts
            text = f"{counts.waiting:,} waiting and {counts.dead:,} dead events are never sent then"
            if shell.is_json or not has_terminal():
                raise BadInput(
                    f"Nothing was changed: {text}. Add --yes, or keep it: hooks pause {name}"
                )
            if not click.confirm(f"Remove “{name}” and its key? {text}."):
                print_line(f"Nothing was changed. To stop sending: smiledial hooks pause {name}")
                return
        counts = management.remove(database, name, shell.agent_name, shell.clock())
    hook_keys.keep_keys(name, None, hook_keys.keys_file(settings_file(shell.environ)))
    document = {"hook": name, "waiting": counts.waiting, "dead": counts.dead}
    text = f"“{name}” is removed. Undelivered: {counts.waiting} waiting, {counts.dead} dead."
    shell.print_done(document, text, "What it got before stays in report call.")


for _command in (
    *(letters_command, resend_command, run_command),
    *(test_command, listen_command, example_command),
):
    hooks.add_command(_command)
