"""Show the progress of long work on standard error, and let Ctrl-C stop an import.

The import runs on a thread of its own. Python handles Ctrl-C only on the main thread, and not while
that thread is inside a long database statement.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Event, Lock, Thread
from typing import TypeVar

import click

from console.cli.shell.output import print_document, print_stderr
from console.import_steps import Begin, Step
from db.engine.database import Database

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


EVERY = 0.2
"""Seconds between two attempts to interrupt the running statement.

On Windows, waiting in such short pieces is also what lets Ctrl-C through.
"""

ASKED = {
    Step.READING: "Stopping. Nothing of the list is in.",
    Step.TAKING_OUT: "What was written is being taken out; Ctrl-C again leaves that to the next "
    "import.",
    Step.LEAVING: "What was written of it stays out of sight.",
    Step.UPDATING: "The list is in. Its changes to leads that were there before are left to the "
    "next import.",
    Step.TIDYING: "The list is in, and is being tidied; Ctrl-C again leaves that to the next "
    "import.",
    Step.MARKING: "The list is in, and the marks of the leads are being brought up to date; Ctrl-C "
    "again leaves that to the next import.",
}
"""The message at Ctrl-C, and at each step that begins after it."""

NOTHING = "Stopped: nothing was changed."
LEFT = (
    "Stopped: nothing of the list is in. The same command goes on where it stopped; smiledial "
    "imports finish takes out what was written."
)
OUT_OF_SIGHT = (
    "Stopped: nothing of the list is in, and the next import goes on with it or takes it out."
)
IS_IN = "Stopped: the list is in, and the next import does what was left to do."


class Stopped(KeyboardInterrupt):
    """Ctrl-C ended the import; the text says what became of it."""


class Stop:
    """A request to stop, shared by the thread that hears Ctrl-C and the thread that imports."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._step = Step.READING
        self._is_asked = False
        self._is_pressed = False

    @property
    def step(self) -> Step:
        return self._step

    def begin(self, step: Step) -> None:
        """Note that a step begins. Raises KeyboardInterrupt to skip the step."""
        # Hold the lock, so that Ctrl-C at this moment sees either the old step or the new one.
        with self._lock:
            if self._is_asked and step in {Step.UPDATING, Step.TIDYING}:
                raise KeyboardInterrupt
            self._step = step
            if self._is_asked:
                print_stderr(ASKED[step])

    def look(self) -> None:
        """Raise KeyboardInterrupt if a stop was asked for and the current step may stop here.

        Call it between two parts of a step.
        """
        if self._is_asked and self._step in {Step.READING, Step.UPDATING}:
            raise KeyboardInterrupt

    def ask(self) -> None:
        """Ask the import to stop. A second time, raises Stopped and leaves the rest undone."""
        with self._lock:
            if self._is_asked:
                is_in = self._step not in {Step.READING, Step.TAKING_OUT, Step.LEAVING}
                raise Stopped(IS_IN if is_in else OUT_OF_SIGHT)
            self._is_asked = True
            print_stderr(f"\n{ASKED[self._step]}")

    def press(self) -> None:
        """Interrupt the running database statement, but only before the leads are published."""
        with self._lock:
            if self._is_asked and self._step == Step.READING:
                self._is_pressed = True
                self._database.interrupt()

    def ended_by(self, error: BaseException) -> bool:
        """Whether Ctrl-C caused an error; the database driver raises its own for it."""
        return self._is_pressed or (self._is_asked and isinstance(error, KeyboardInterrupt))


T = TypeVar("T")


def run_stoppable(database: Database, work: Callable[[Stop], T]) -> T:
    """Run the work on a thread, and return or raise what it does. Raises Stopped after Ctrl-C."""
    stop = Stop(database)
    results: list[T] = []
    errors: list[BaseException] = []
    # Don't use Thread.join(): if Ctrl-C interrupts it, Python marks the thread as dead while it
    # still runs.
    done = Event()

    def run() -> None:
        try:
            results.append(work(stop))
        except BaseException as error:
            errors.append(error)
        finally:
            done.set()

    # Use a daemon thread: after a second Ctrl-C the program must end, although a statement may
    # still run.
    Thread(target=run, daemon=True).start()
    while not done.is_set():
        try:
            done.wait(EVERY)
            # Interrupt again and again: the first interrupt may fall between two statements.
            stop.press()
        except Stopped:
            raise
        except KeyboardInterrupt:
            stop.ask()
            stop.press()
    if errors:
        if stop.ended_by(errors[0]):
            raise Stopped(LEFT if stop.step is Step.LEAVING else NOTHING) from None
        raise errors[0]
    return results[0]


def run_shown(database: Database, work: Callable[[Show, Begin], T]) -> T:
    """Run the work with a progress bar, and let Ctrl-C stop it wherever it shows progress."""

    def run(stop: Stop) -> T:
        with shown_progress() as show:

            def count(step: str, done: int, total: int) -> None:
                stop.look()
                show(step, done, total)

            return work(count, stop.begin)

    return run_stoppable(database, run)
