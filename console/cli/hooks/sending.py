"""`smiledial hooks run`, `test`, `listen` and `example`: send events, and try out receivers.

`letters` and `resend`: events that did not arrive.
"""

import json
import re
import shlex
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event as Signal

import click

from console.cli.shell import options
from console.cli.shell.context import AnswerIsNo, Shell, pass_shell
from console.cli.shell.output import (
    clock_text,
    print_json,
    print_line,
    print_stderr,
)
from console.firm.personal_settings import settings_file
from console.hooks import keys as hook_keys
from console.hooks import management
from console.hooks.call_deliveries import Undelivered, undelivered
from console.hooks.events import Delivery, Event
from console.hooks.receivers import Answer
from console.hooks.relay import Relay, deliver
from console.judging.documents import instant
from console.trouble import BadInput
from console.view.text.counts import many
from db.engine.database import Database, DatabaseTrouble
from db.tables.hooks import HookRow

NAME = click.argument("name")


@click.command("letters")
@NAME
@options.flag("--dead", "Only those that are no longer tried.")
@options.shell_and_json
def letters_command(shell: Shell, name: str, *, dead: bool) -> None:
    """List undelivered events, newest first, with their tries and the last answer."""
    with shell.database() as database, database.read() as connection:
        hook = management.find(connection, name)
        rows = undelivered(connection, hook, are_dead=True if dead else None)
    shell.print_rows(
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
        ],
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
        f"“{name}” has no undelivered events.",
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
@options.flag("--dead", "All that are no longer tried.")
@options.flag("--waiting", "All that wait for a later try.")
@click.option(
    "--since", callback=options.read_moment, metavar="TIME", help="All events since a time."
)
@options.shell_and_json
def resend_command(
    shell: Shell,
    name: str,
    seq: int | None,
    since: datetime | None,
    *,
    dead: bool,
    waiting: bool,
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
    if shell.is_json:
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


FOLDER = Path(management.__file__).with_name("crm")

CRMS = ("hubspot", "salesforce", "pipedrive", "espocrm", "frappe")

NEED_NUMBER = ("pipedrive", "frappe")
"""The CRMs that want the number of a call."""

HEAD = "#!/usr/bin/env python3\n"

_IMPORT = re.compile(r"^from console\.hooks\.crm\.common import .*\n", re.MULTILINE)


def script_of(crm: str) -> str:
    """Return the script of a CRM in CRMS: its table on top, then the part that all have."""
    own = _IMPORT.sub("", (FOLDER / f"{crm}.py").read_text(encoding="utf-8"))
    common = (FOLDER / "common.py").read_text(encoding="utf-8")
    _, _, code = common.partition('"""\n\n')  # without its docstring
    head, main, tail = own.partition("if __name__")
    return f"{HEAD}{head}{code}\n\n{main}{tail}"


PAUSE = 1.0
"""Seconds between two looks at the log."""


@click.command("run")
@options.flag("--once", "Stop when nothing more is due.")
@pass_shell
def run_command(shell: Shell, *, once: bool) -> None:
    """Send events until Ctrl-C or SIGTERM. A second program waits until the first one ends.

    Exit status 1 if another program sends: --once sends nothing of its hooks.
    """
    pause = Signal()
    with shell.database() as database, _ended_by_sigterm():
        relay = _relay(shell, database)
        busy = ""
        try:
            if not once:
                print_stderr("Sending events. Ctrl-C stops.")
            while True:
                before = busy
                tried, busy = _turn(relay)
                if busy and busy != before:
                    print_stderr(f"{busy} {'Nothing of that was sent.' if once else 'Waiting.'}")
                if not tried:
                    if once:
                        break
                    pause.wait(PAUSE)
        except KeyboardInterrupt:
            print_stderr("Stopped.")
            return
        finally:
            with suppress(DatabaseTrouble):
                relay.end()
    if busy:
        raise AnswerIsNo


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM, with which a service is stopped, end the sender like Ctrl-C.

    Otherwise its lease would keep the next sender waiting for 90 seconds.
    """
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _turn(relay: Relay) -> tuple[int, str]:
    """Return how many events were tried, and a sentence if another program sends some hooks."""
    try:
        tried = relay.turn()
        names = ", ".join(f"“{hook.name}”" for hook in relay.hooks_of_others())
    except DatabaseTrouble as error:
        print_stderr(f"{error} Trying again.")
        return 0, ""
    return tried, f"Another program sends {names}, or was killed just now." if names else ""


def _relay(shell: Shell, database: Database) -> Relay:
    path = hook_keys.keys_file(settings_file(shell.environ))
    return Relay(
        database=database,
        clock=shell.clock,
        agent=shell.agent_name,
        keys_of=lambda name: hook_keys.keys_of(name, path, shell.environ),
        environ=shell.environ,
        delivered=_print,
    )


def _print(hook: HookRow, event: Event, answer: Answer) -> None:
    word = "delivered" if answer.is_delivered else "not delivered"
    print_line(f"{hook.name}  {event.id}  {event.type}  {word}: {answer.text}")


@click.command("test")
@click.argument("name")
@options.shell_and_json
def test_command(shell: Shell, name: str) -> None:
    """Send a test event, which is about nobody, and print the answer."""
    now = shell.clock()
    with shell.database() as database:
        hook = management.read(database, name)
        event = Event(f"test_{int(now.timestamp())}", "test", _test_body(now))
        answer = deliver(_relay(shell, database), hook, event)
        count = management.try_waiting(database, name, now) if answer.is_delivered else 0
    if shell.is_json:
        document = {"is_delivered": answer.is_delivered, "answer": answer.text, "to_send": count}
        print_json({"hook": name, **document})
    else:
        _print(hook, event, answer)
        if count:
            print_line(f"{many(count, 'entry', 'entries')} that waited will be sent now.")
    if not answer.is_delivered:
        raise AnswerIsNo


def _test_body(now: datetime) -> bytes:
    return json.dumps({"type": "test", "timestamp": instant(now), "data": {}}).encode()


@click.command("listen")
@click.option("--port", type=click.IntRange(1, 65535), default=8900, show_default=True)
@click.option(
    "--hook", "name", default="", metavar="NAME", help="Check signatures with this hook's key."
)
@click.option(
    "--answer",
    type=click.IntRange(200, 599),
    default=204,
    show_default=True,
    help="The HTTP status to answer.",
)
@click.option("--slow", type=float, default=0.0, metavar="SECONDS", help="Wait before the answer.")
@pass_shell
def listen_command(shell: Shell, port: int, name: str, answer: int, slow: float) -> None:
    """Receive events on this machine for a trial, and print them. Ends with Ctrl+C."""
    from console.hooks.receivers import Received, listen  # late: a server, for trials alone

    key = ""
    if name:
        keys = hook_keys.keys_of(
            name, hook_keys.keys_file(settings_file(shell.environ)), shell.environ
        )
        if keys is None:
            raise BadInput(f"The key of “{name}” is not on this machine: copy hooks.toml here.")
        key = keys.key

    def print_request(request: Received) -> None:
        word = request.fault or ("signed" if key else "not checked")
        print_line(f"{request.event_id}  {word}  {request.body}")

    try:
        server = listen(port, key, print_request, status=answer, slow=slow)
    except OSError as error:
        raise BadInput(f"Port {port} cannot be used ({error.strerror}): try --port 8901.") from None
    print_line(f"Listening on http://127.0.0.1:{port}/ until Ctrl+C.")
    with suppress(KeyboardInterrupt), server:
        server.serve_forever()


@click.command("example")
@click.argument("crm", type=click.Choice(CRMS))
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write it to a new file."
)
def example_command(crm: str, output: Path | None) -> None:
    """Print the script that writes calls into a CRM; a hook runs it with --run.

    It finds records by vendor_id alone and makes none. No live account was tried.
    """
    text = script_of(crm)
    if output is None:
        sys.stdout.write(text)
        return
    try:
        with output.open("x", encoding="utf-8") as file:
            file.write(text)
        output.chmod(0o755)
    except OSError as error:
        raise BadInput(f"{output} cannot be written: {error.strerror}.") from None
    fields = " --fields number" if crm in NEED_NUMBER else ""
    print_line(f"{output} is written. Its first lines say what it needs; then add it:")
    print_line(
        f"smiledial hooks add {crm} --run {shlex.quote(str(output.resolve()))}"
        f" --events call.ended,do_not_call.added{fields} --after 2m"
    )
