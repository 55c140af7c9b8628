"""Show the progress of long work on standard error."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

import click

from console.cli.shell.output import print_document, print_stderr

Show = Callable[[str, int, int], None]
"""Called with the name of a step, how much of it is done, and its total."""


@contextmanager
def shown_progress() -> Iterator[Show]:
    """Show a progress bar for each step; show nothing if standard error is no terminal."""
    is_terminal = sys.stderr.isatty()
    with ExitStack() as stack:
        bar = click.progressbar(length=0, label="", hidden=True)

        def show(step: str, done: int, total: int) -> None:
            nonlocal bar
            if step != bar.label:
                # Each step has a bar of its own: close the last one, which ends its line.
                stack.close()
                bar = stack.enter_context(
                    click.progressbar(
                        length=total, label=step, file=sys.stderr, hidden=not is_terminal
                    )
                )
            bar.length = total
            bar.update(done - bar.pos)  # click expects the steps since the last update

        yield show


@contextmanager
def notice_when_long(sentence: str, seconds: float = 1) -> Iterator[None]:
    """Print a sentence if the block takes longer, and drop keys that were pressed meanwhile."""
    if not sys.stderr.isatty():
        yield
        return
    timer = threading.Timer(seconds, _print_below, [sentence])
    # Use a daemon thread, so that an error can end the program before the time is up.
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        forget_typed()


def _print_below(sentence: str) -> None:
    print_document(["\r"], to_stderr=True)  # overwrite the letters that a person has typed
    print_stderr(sentence)


def forget_typed() -> None:
    """Drop keys that a person pressed while waiting: they would answer the next question."""
    if sys.platform != "win32":
        import termios  # late: Windows has no such module

        with suppress(OSError, termios.error):
            if sys.stdin.isatty():
                termios.tcflush(sys.stdin, termios.TCIFLUSH)
