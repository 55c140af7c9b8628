"""Show the progress of long work on standard error, and send reports by e-mail."""

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
"""Called with the name of a step, how much of it is done, and its total."""


@contextmanager
def shown_progress() -> Iterator[Show]:
    """Show a progress bar for each step; nothing if standard error is no terminal."""
    is_terminal = sys.stderr.isatty()
    with ExitStack() as stack:
        bar = click.progressbar(length=0, label="", hidden=True)

        def show(step: str, done: int, total: int) -> None:
            nonlocal bar
            if step != bar.label:
                stack.close()
                bar = stack.enter_context(
                    click.progressbar(
                        length=total, label=step, file=sys.stderr, hidden=not is_terminal
                    )
                )
            bar.length = total
            bar.update(done - bar.pos)

        yield show


@contextmanager
def notice_when_long(sentence: str, seconds: float = 1) -> Iterator[None]:
    """Print a sentence if the work takes longer, and drop the keys pressed meanwhile."""
    if not sys.stderr.isatty():
        yield
        return
    timer = threading.Timer(seconds, _print_below, [sentence])
    # A daemon, so that an error in the work can end the program before the time is over.
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        forget_typed()


def _print_below(sentence: str) -> None:
    print_whole(["\r"], is_aside=True)  # over the letters that a person has typed
    print_aside(sentence)


def forget_typed() -> None:
    """Drop keys that were pressed while a person waited: they would answer the next question."""
    with suppress(ImportError, OSError):  # Windows has no such module
        import termios  # late: Windows has no such module

        if sys.stdin.isatty():
            termios.tcflush(sys.stdin, termios.TCIFLUSH)


to = click.option(
    "--mail",
    "mail_to",
    metavar="TO",
    default="",
    help="Also send it to this address, by [mail] in your settings file.",
)


def post(shell: Shell, address: str, name: str, subject: str, body: str, page: str = "") -> str:
    """Send an e-mail as [mail] in the settings says, and return a sentence about it.

    It goes to the mail server, or into a file NAME.eml. `page` is the body as HTML. Blocks until
    the server answers. Raises BadInput, also if e-mail leaves as a draft.
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
