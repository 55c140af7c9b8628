"""`smiledial import --watch` and `--follow`: leads that other programs send, until you stop it."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread, current_thread, main_thread
from types import FrameType

from console.cli.files.import_text import import_document
from console.cli.shell.context import Shell
from console.cli.shell.output import print_json_line, print_line, print_stderr
from console.files.fields.warnings import Warn
from console.importing.incoming.piped_rows import LONGEST_LINE, LineAnswer, PipedRows
from console.importing.incoming.watched_folder import Taken, WatchedFolder, prepared_folder
from console.importing.options import ImportOptions
from console.importing.result import Imported
from console.trouble import BadInput
from console.view.text.counts import many
from db.engine.database import Database, DatabaseTrouble

PAUSE = 1.0
"""Seconds between two looks into a folder, and before a database is tried again."""

GATHER = 0.2
"""Seconds in which rows of a pipe are gathered before they are imported together."""

MOST_ROWS = 500
"""Rows of a pipe that are imported together, so that none waits much longer than a second."""

PIECE = 1 << 16
"""Bytes read at once."""

Import = Callable[[Database, Path, ImportOptions, Warn], Imported]


@contextmanager
def stopped_by_signal(stop: Event) -> Iterator[None]:
    """Set `stop` at Ctrl-C and SIGTERM; a second one ends the program as usual."""

    def ask(number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, before[signal.Signals(number)])

    if current_thread() is not main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, ask)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def watch_folder(shell: Shell, folder: Path, options: ImportOptions, import_file: Import) -> None:
    """Import the files that are put into a folder, until Ctrl-C or SIGTERM."""
    stop = Event()
    show = _print_taken_json if shell.is_json else _print_taken
    with prepared_folder(folder), shell.database() as database, stopped_by_signal(stop):
        watched = WatchedFolder(database, folder, options, partial(import_file, database))
        print_stderr(f"Watching {folder}. Ctrl-C stops.")
        trouble = ""
        while not stop.is_set():
            try:
                for taken in watched.look():
                    show(taken)
                    if stop.is_set():
                        break
                trouble = ""
            except OSError as error:
                # A network share may be away for a while. Say it once.
                text = f"{folder} cannot be read ({error.strerror}): trying again."
                if text != trouble:
                    print_stderr(text)
                trouble = text
            stop.wait(PAUSE)
    print_stderr("Stopped.")


def _print_taken(taken: Taken) -> None:
    words = [f"{taken.name}: {taken.result.value}"]
    if taken.imported is not None:
        words.append(_count_words(taken.imported))
    print_line(". ".join([*words, *([taken.text] if taken.text else [])]))


def _count_words(imported: Imported) -> str:
    known = imported.updated + imported.duplicate_in_file + imported.duplicate_in_database
    return (
        f"{many(imported.rows, 'row')}: {imported.imported} new, {known} known, "
        f"{imported.rejected} left out"
    )


def _print_taken_json(taken: Taken) -> None:
    document = {
        "file": taken.name,
        "result": taken.result.value,
        "path": str(taken.path),
        "text": taken.text or None,
        **({} if taken.imported is None else import_document(taken.imported)),
    }
    print_json_line(document)


def follow_pipe(shell: Shell, options: ImportOptions) -> None:
    """Import the rows of standard input as they come, until it ends, Ctrl-C or SIGTERM."""
    stop = Event()
    lines: Queue[bytes | None] = Queue(MOST_ROWS * 4)
    # A daemon: it may wait for a line that never comes when this program ends.
    Thread(target=_read_lines, args=(lines,), daemon=True).start()
    with shell.database() as database, stopped_by_signal(stop):
        name = shell.agent_name
        rows = PipedRows(database, options, name, shell.clock, Path.cwd(), print_stderr)
        try:
            while _gather(lines, rows, stop):
                _write(rows, stop, is_json=shell.is_json)
            rows.close_row()
            _write(rows, stop, is_json=shell.is_json)
        finally:
            rows.close()
    _print_totals(rows, is_json=shell.is_json)


def _read_lines(lines: Queue[bytes | None]) -> None:
    """Put the lines of standard input into the queue, and None at its end."""
    # Not sys.stdin.buffer: Python aborts at its exit if a daemon thread waits inside its lock.
    rest = b""
    with suppress(OSError):  # the stream was closed
        while piece := os.read(sys.stdin.fileno(), PIECE):
            *whole, rest = (rest + piece).split(b"\n")
            for line in whole:
                lines.put(line)
            # Of an endless line only so much is kept that it is known to be too long.
            rest = rest[: LONGEST_LINE + 1]
    if rest:
        lines.put(rest)
    lines.put(None)


def _gather(lines: Queue[bytes | None], rows: PipedRows, stop: Event) -> bool:
    """Feed the lines of the next moment; return whether more may come."""
    line: bytes | None = None
    while not rows.waiting:
        try:
            line = lines.get(timeout=GATHER)
        except Empty:
            if stop.is_set():
                return False
            rows.close_row()  # its other lines would have come by now
            continue
        if line is None:
            return False
        rows.feed(line)
    stop.wait(GATHER)
    while rows.waiting < MOST_ROWS:
        try:
            line = lines.get_nowait()
        except Empty:
            return not stop.is_set()
        if line is None:
            return False
        rows.feed(line)
    return True


def _write(rows: PipedRows, stop: Event, *, is_json: bool) -> None:
    """Import the rows that wait. If the database is away, try again until it is back."""
    trouble = ""
    while True:
        try:
            answers = rows.write()
            break
        except DatabaseTrouble as error:
            if stop.is_set():
                raise
            if str(error) != trouble:
                print_stderr(f"{error} Trying again.")
            trouble = str(error)
            stop.wait(PAUSE)
    for answer in answers:
        if is_json:
            print_json_line(_answer_document(answer))
    if answers and not is_json:
        left_out = [answer for answer in answers if answer.lead_id is None]
        print_line(
            f"{many(len(answers), 'row')} came, {len(left_out)} left out"
            f"{': ' + left_out[0].reason if left_out else '.'}"
        )
        sys.stdout.flush()


def _answer_document(answer: LineAnswer) -> dict[str, object]:
    return {
        "line": answer.line,
        "vendor_id": answer.vendor_id or None,
        "lead": answer.lead_id,
        "result": answer.result.value,
        **({"reason": answer.reason} if answer.reason else {}),
    }


def _print_totals(rows: PipedRows, *, is_json: bool) -> None:
    totals = rows.totals
    if not totals.rows:
        raise BadInput("Standard input held no rows: its first line must name the columns.")
    if is_json:
        return
    print_line(
        f"{many(totals.rows, 'row')}: {totals.new} new, {totals.known} known, "
        f"{totals.barred} on a do-not-call list, {totals.left_out} left out."
    )
    if rows.batch_id is not None:
        print_line(f"smiledial imports show {rows.batch_id} has the whole import.")
    if rows.rejects_file is not None:
        print_line(f"What was left out is in {rows.rejects_file}.")
