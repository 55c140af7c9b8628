"""Progress of a long load, on standard error where a person looks at it."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

import click

from console.cli.shell.context import Shell
from console.cli.shell.output import print_aside, print_whole
from console.outreach.mail.delivery import send, write_file
from console.outreach.mail.letter import Letter, MailTrouble, read_address
from console.trouble import BadInput
from db.enums import MailWay

Show = Callable[[str, int, int], None]
"""Is told of a step, how much of it is done, and of how much in all."""


@contextmanager
def shown_progress() -> Iterator[Show]:
    """A bar for each step, its share done and the time left; silent where nobody looks."""
    is_seen = sys.stderr.isatty()
    with ExitStack() as shown:
        bar = click.progressbar(length=0, label="", hidden=True)

        def show(step: str, done: int, total: int) -> None:
            nonlocal bar
            if step != bar.label:
                shown.close()
                bar = shown.enter_context(
                    click.progressbar(length=total, label=step, file=sys.stderr, hidden=not is_seen)
                )
            bar.length = total
            bar.update(done - bar.pos)

        yield show


@contextmanager
def told_when_long(sentence: str, seconds: float = 1) -> Iterator[None]:
    """Says it where a person waits for longer, and forgets what they typed meanwhile."""
    if not sys.stderr.isatty():
        yield
        return
    waiting = threading.Timer(seconds, _say_below, [sentence])
    waiting.daemon = True
    waiting.start()
    try:
        yield
    finally:
        waiting.cancel()
        forget_typed()


def _say_below(sentence: str) -> None:
    print_whole(["\r"], is_aside=True)  # what was typed may stand there
    print_aside(sentence)


def forget_typed() -> None:
    """Drop the keys that a person pressed while they waited."""
    with suppress(ImportError, OSError):  # Windows has no such module
        import termios  # late: Windows has no such module

        if sys.stdin.isatty():
            termios.tcflush(sys.stdin, termios.TCIFLUSH)


# A report that goes out by e-mail, by the [mail] of one's settings: from a shell, or from cron.


to = click.option(
    "--mail",
    "mail_to",
    metavar="TO",
    default="",
    help="Also send it to this address, by [mail] in your settings file.",
)


def post(shell: Shell, address: str, name: str, subject: str, body: str, page: str = "") -> str:
    """Sends it by the server, or writes NAME.eml; the sentence that says so. Raises BadInput.

    `page` is the same as HTML. Takes as long as the server does.
    """
    mail, now = shell.personal.mail, shell.clock()
    try:
        letter = Letter(read_address(address), subject, body, page=page)
        if mail.way is MailWay.SERVER:
            send(letter, mail, now)
            return f"{mail.host} took it for {letter.to}."
        if mail.way is MailWay.FILE:
            return f"Written: {write_file(letter, mail, name, now)}"
    except (MailTrouble, ValueError) as trouble:
        raise BadInput(str(trouble)) from None
    raise BadInput(
        'Your e-mail leaves as a draft on the screen. For --mail set way = "server" (or "file") in '
        "[mail] of your settings: smiledial mail show."
    )
