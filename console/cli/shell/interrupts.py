"""Ctrl-C during an import, of leads or of an outside list, answers at once.

It says what goes on until it is done. The work runs beside the thread that hears of Ctrl-C, because
a long statement of the database hears of nothing.
"""

from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import TypeVar

from console.cli.shell.output import print_aside
from console.import_steps import Step
from db.engine.database import Database

EVERY = 0.2
"""Seconds after which a statement is told again to end, and on Windows Ctrl-C is seen."""

ASKED = {
    Step.READING: "Stopping. Nothing of the list is in.",
    Step.TAKING_OUT: "What was written is being taken out; Ctrl-C again leaves that to the next "
    "import.",
    Step.UPDATING: "The list is in. Its changes to leads that were there before are left to the "
    "next import.",
    Step.TIDYING: "The list is in, and is being tidied; Ctrl-C again leaves that to the next "
    "import.",
    Step.MARKING: "The list is in, and the marks of the leads are being brought up to date; Ctrl-C "
    "again leaves that to the next import.",
}
"""What is said to Ctrl-C, and of each step that begins after it."""

NOTHING = "Stopped: nothing was changed."
OUT_OF_SIGHT = (
    "Stopped: nothing of the list is in, and the next import takes out what was written of it."
)
IS_IN = "Stopped: the list is in, and the next import does what was left to do."


class Stopped(KeyboardInterrupt):
    """Ctrl-C, with the sentence that says what became of the work."""


class Stop:
    """Whether somebody pressed Ctrl-C, and which step it was pressed in."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._step = Step.READING
        self._is_asked = False
        self._is_pressed = False

    def begin(self, step: Step) -> None:
        """A step begins. Raises KeyboardInterrupt where it is to be left."""
        with self._lock:
            if self._is_asked and step in {Step.UPDATING, Step.TIDYING}:
                raise KeyboardInterrupt
            self._step = step
            if self._is_asked:
                print_aside(ASKED[step])

    def look(self) -> None:
        """Between two parts of a step. Raises KeyboardInterrupt."""
        if self._is_asked and self._step in {Step.READING, Step.UPDATING}:
            raise KeyboardInterrupt

    def ask(self) -> None:
        """Raises Stopped where it was asked for before."""
        with self._lock:
            if self._is_asked:
                is_in = self._step not in {Step.READING, Step.TAKING_OUT}
                raise Stopped(IS_IN if is_in else OUT_OF_SIGHT)
            self._is_asked = True
            print_aside(f"\n{ASKED[self._step]}")

    def press(self) -> None:
        """Ends the statement that is under way, as long as nothing of the list is in."""
        with self._lock:
            if self._is_asked and self._step == Step.READING:
                self._is_pressed = True
                self._database.interrupt()

    def ended_by(self, error: BaseException) -> bool:
        """A driver's own error, which a statement that was ended raises, is one as well."""
        return self._is_pressed or (self._is_asked and isinstance(error, KeyboardInterrupt))


T = TypeVar("T")


def run_stoppable(database: Database, work: Callable[[Stop], T]) -> T:
    """What the work returns or raises; Stopped where Ctrl-C ended it."""
    stop = Stop(database)
    ended: list[T] = []
    failed: list[BaseException] = []
    done = Event()  # a thread whose join is interrupted counts as dead

    def run() -> None:
        try:
            ended.append(work(stop))
        except BaseException as error:
            failed.append(error)
        finally:
            done.set()

    Thread(target=run, daemon=True).start()
    while not done.is_set():
        try:
            done.wait(EVERY)
            stop.press()
        except Stopped:
            raise
        except KeyboardInterrupt:
            stop.ask()
            stop.press()
    if failed:
        if stop.ended_by(failed[0]):
            raise Stopped(NOTHING) from None
        raise failed[0]
    return ended[0]
