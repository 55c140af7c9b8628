"""Write the rejected rows to a file that can be corrected and imported again."""

import contextlib
import csv
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from itertools import count
from pathlib import Path
from types import TracebackType

from console.files.fields.columns.layout import REJECT_COLUMNS, reject_columns
from console.files.fields.columns.phone_columns import PhoneColumn
from console.files.opening import open_part
from console.files.tables.rows import RowsFile
from console.importing.rows.candidates import Reject
from console.rules.phone.number_plan import show_phone
from console.rules.phone.numbers import quote
from console.rules.text import clean_line, guard, harmless
from console.trouble import BadInput
from db.engine.database import Database
from db.enums import ask_for
from db.imports.batches import Namesake
from db.leads.numbers import held_of

FIRST = 3
"""How many rejects to keep as examples for the screen."""

_OF_REJECTS = re.compile(r"\.rejects(-\d+)?$")

MOST_REASONS = 100
"""Most distinct reasons to count: reasons that quote a value are nearly all different."""


class RejectsFile:
    """Writes `NAME.rejects.csv` beside the source: line, column, value, reason and the whole row.

    The file gets its name only in `keep`, so a failed import leaves none. It never overwrites an
    earlier rejects file, which somebody may be correcting: the next one is `NAME.rejects-2.csv`. So
    are the rejects of a rejects file, with that file's own lines. If the source's folder is not
    writable, the file goes to the working folder.
    """

    def __init__(self, source: Path, header: Sequence[str], *, is_written: bool = True) -> None:
        columns = len(REJECT_COLUMNS)
        is_ours = tuple(header[:columns]) == reject_columns(header[columns:])
        # The columns that an earlier rejects file has put before each row.
        self._skipped = columns if is_ours else 0
        stem = _OF_REJECTS.sub("", source.stem) if is_ours else source.stem
        self._stem = f"{stem}.rejects"
        self._folder = source.parent
        self._header = header[self._skipped :]
        self._is_written = is_written
        self._file: TextIOWrapper | None = None
        self._part = self._path
        self.count = 0
        self.first: list[Reject] = []
        self.reasons: Counter[str] = Counter()
        self.unusable: Counter[str] = Counter()

    def __enter__(self) -> "RejectsFile":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
            with contextlib.suppress(FileNotFoundError):
                self._part.unlink()

    @property
    def _path(self) -> Path:
        return self._folder / f"{self._stem}.csv"

    def add(self, reject: Reject) -> None:
        """Count and write a rejected row."""
        self.count += 1
        if len(self.first) < FIRST:
            self.first.append(reject)
        _count(self.reasons, reject)
        self._put(reject)

    def add_unusable(self, reject: Reject) -> None:
        """Count and write a row that became a lead although all its numbers are invalid."""
        _count(self.unusable, reject)
        self._put(reject)

    def add_namesake(self, reject: Reject) -> None:
        """Write a duplicate number of another person; the row is already counted as a duplicate."""
        self._put(reject)

    def _put(self, reject: Reject) -> None:
        if self._is_written:
            cells = [str(reject.row.line), reject.column, reject.value, reject.reason]
            self._write(cells + reject.row.cells[self._skipped :])

    def keep(self) -> Path | None:
        """Give the file its name and return its path, or None if nothing was written."""
        if self._file is None:
            return None
        self._file.close()
        path = self._path
        for number in count(2):
            if not path.exists():
                break
            path = self._folder / f"{self._stem}-{number}.csv"
        self._part.replace(path)  # a rename, so that nobody finds half a file
        return path

    def _write(self, cells: Sequence[str]) -> None:
        if self._file is None:
            self._file = self._open()
            self._write([*reject_columns(self._header), *self._header])
        csv.writer(self._file).writerow([guard(harmless(cell)) for cell in cells])

    def _open(self) -> TextIOWrapper:
        for folder in (self._folder, Path.cwd()):
            self._folder = folder
            with contextlib.suppress(OSError):
                # Write a byte order mark: without it, Excel reads a CSV file as cp1252.
                self._part, file = open_part(self._path, "utf-8-sig")
                return file
        raise BadInput(
            f"{self._stem}.csv cannot be written beside the source nor in {self._folder}: rows "
            "that cannot come in have nowhere to go. Run this in a folder of your own."
        )


def reason_of(reject: Reject) -> str:
    """Return the reason with its quoted value replaced by “It”, to count equal reasons together."""
    return reject.reason.replace(quote(reject.value), "It", 1)


def _count(reasons: Counter[str], reject: Reject) -> None:
    reason = reason_of(reject)
    if reason in reasons or len(reasons) < MOST_REASONS:
        reasons[reason] += 1


def put_namesakes(
    database: Database,
    file: RowsFile,
    phone: PhoneColumn,
    namesakes: Sequence[Namesake],
    rejects: RejectsFile,
) -> int:
    """Write rows that have another person's number to the rejects; return how many.

    This reads the file again to get their cells, so call it after the leads are published. If the
    file has become unreadable, or somebody stops this, the import is complete anyway.
    """
    written = 0
    by_line = {namesake.line: namesake for namesake in namesakes}
    further = sorted({e164 for namesake in namesakes for e164 in namesake.more})
    with suppress(KeyboardInterrupt, OSError, BadInput):
        with database.read() as connection:
            held = held_of(connection, further) if further else set()
        for row in file.rows_at(by_line) if by_line else ():
            namesake = by_line[row.line]
            value = row.cells[phone.position]
            free = [e164 for e164 in namesake.more if e164 not in held]
            reason = _explain_namesake(namesake, free)
            rejects.add_namesake(Reject(row, phone.name, value, reason))
            written += 1
    return written


def say_other(namesake: Namesake) -> str:
    """Return the name of the person who has the number, and where: a row or a known lead."""
    where = "who is a lead already" if namesake.is_known else "of an earlier row"
    where = f"line {namesake.other_line}" if namesake.other_line else where
    return f"{clean_line(namesake.other)}, {where}"


def say_how_to_share(name: str) -> str:
    """Say how a person comes in on a number that another lead has, such as a switchboard."""
    return f"Are both reached there, as on a switchboard? Add “{ask_for(name)}” after the number."


def _explain_namesake(namesake: Namesake, free: Sequence[str]) -> str:
    """Return whose number a row has, and what to do; `free` are its numbers that nobody has."""
    name = clean_line(namesake.name)
    text = f"{name} has the number of {say_other(namesake)}"
    if not free:
        return f"{text}: give {name} a number of their own. {say_how_to_share(name)}"
    shown = ", ".join(show_phone(e164, "") for e164 in free)
    has = "is of nobody else" if len(free) == 1 else "are of nobody else"
    return f"{text}. {shown} {has}: leave only that in the cell to bring {name} in."
