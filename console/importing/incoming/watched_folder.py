"""Import each file that another program puts into a folder, once, and move it out of the way.

We poll instead of asking the operating system for events, because network shares send none.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from console.files.fields.warnings import Warn
from console.files.opening import is_full, write_whole
from console.importing.options import ImportOptions
from console.importing.result import Imported
from console.rules.text import clean_line
from console.trouble import BadInput
from db.engine.database import Database, DatabaseTrouble
from db.imports.batches import batch_of_file
from db.imports.checkpoints import locked_file

DONE, FAILED = "done", "failed"
"""The folders below the watched one that files are moved to."""

LOCK = ".smiledial-watch"

UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart", ".swp")
"""Endings of files that another program is still writing."""

LONGEST_NAME = 200
"""Bytes of a file's name. Longer ones leave no room for `.rejects-2.csv`."""

Bring = Callable[[Path, ImportOptions, Warn], Imported]
"""Imports one file, as `import_leads` does."""


class Result(StrEnum):
    IMPORTED = "imported"
    KNOWN = "known"
    """The same file came in before."""
    FAILED = "failed"
    WAITING = "waiting"
    """The file stays in the folder and is tried again."""


class Taken(Struct, frozen=True):
    """What became of a file; `path` is where it is now."""

    name: str
    result: Result
    path: Path
    text: str = ""
    imported: Imported | None = None


Seen = tuple[int, int]
"""The size and the modification time (nanoseconds) of a file."""


class WatchedFolder:
    """Imports the files of a folder. Call `look` every second."""

    def __init__(self, database: Database, folder: Path, wish: ImportOptions, bring: Bring) -> None:
        self._database = database
        self._folder = folder
        self._wish = replace(wish, rejects_folder=folder / DONE)
        self._bring = bring
        self._seen: dict[str, Seen] = {}
        self._stuck: dict[str, Seen] = {}

    def look(self) -> Iterator[Taken]:
        """Import the files that are complete, oldest first.

        A file is complete if its size and time are the same as at the last look.
        """
        seen = dict(self._files())
        complete = [name for name, state in seen.items() if self._seen.get(name) == state]
        self._seen = seen
        for name in sorted(complete, key=lambda name: (seen[name][1], name)):
            if self._stuck.get(name) != seen[name]:
                yield self._take(name, seen[name])

    def _files(self) -> Iterator[tuple[str, Seen]]:
        with os.scandir(self._folder) as entries:
            for entry in entries:
                if entry.name.startswith((".", "~$")) or entry.name.lower().endswith(UNFINISHED):
                    continue
                try:
                    state = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue  # somebody took it away meanwhile
                if not entry.is_dir(follow_symlinks=False):
                    yield entry.name, (state.st_size, state.st_mtime_ns)

    def _take(self, name: str, seen: Seen) -> Taken:
        path = self._folder / name
        warnings: list[str] = []
        try:
            _refuse_unsafe(path)
            with path.open("rb") as file:
                checksum = hashlib.file_digest(file, "sha256").hexdigest()
            with self._database.read() as connection:
                batch_id = batch_of_file(connection, checksum, clean_line(self._wish.list_name))
            if batch_id is not None:
                text = f"This file was imported before, as import {batch_id}: nothing was changed."
                return self._move(name, seen, Result.KNOWN, text)
            imported = self._bring(path, self._wish, warnings.append)
        except BadInput as error:
            return self._move(name, seen, Result.FAILED, "\n".join([*warnings, str(error)]))
        except DatabaseTrouble as error:
            return Taken(name, Result.WAITING, path, f"{error} Trying again.")
        except OSError as error:
            if is_full(error):
                return Taken(name, Result.WAITING, path, f"{error.strerror}. It is tried again.")
            text = f"It cannot be read ({error.strerror}): check its rights."
            return self._move(name, seen, Result.FAILED, text)
        if not _is_as_before(path, seen):
            text = "It changed during the import, and is imported again."
            return Taken(name, Result.WAITING, path, text, imported)
        return self._move(name, seen, Result.IMPORTED, "\n".join(warnings), imported)

    def _move(
        self, name: str, seen: Seen, result: Result, text: str, imported: Imported | None = None
    ) -> Taken:
        """Move a file out of the watched folder, a failed one with a text that says why."""
        target = self._folder / (FAILED if result is Result.FAILED else DONE)
        shown = name if _is_safe_name(name) else "file"
        path = _free(target, shown)
        try:
            # Within one file system a rename never leaves half a file. It moves a link as a link.
            (self._folder / name).rename(path)
            if result is Result.FAILED:
                write_whole(_free(target, f"{path.name}.why.txt"), [f"{text}\n"])
        except (OSError, BadInput) as error:
            # Do not import it every second: look at it again only when it has changed.
            self._stuck[name] = seen
            why = error.strerror if isinstance(error, OSError) else str(error)
            text = f"{text} It cannot be moved to {target} ({why}).".strip()
            return Taken(name, result, self._folder / name, text, imported)
        self._seen.pop(name, None)
        return Taken(name, result, path, text, imported)


@contextmanager
def prepared_folder(folder: Path) -> Iterator[None]:
    """Make the folders for files that came in, and let nobody else watch. Raises BadInput."""
    if not folder.is_dir():
        raise BadInput(f"{folder} is not a folder: make it first, or name another.")
    with ExitStack() as stack:
        try:
            for name in (DONE, FAILED):
                (folder / name).mkdir(exist_ok=True)
                if (folder / name).is_symlink():
                    raise BadInput(f"{folder / name} is a link: put a folder there.")
            is_ours = stack.enter_context(locked_file(str(folder / LOCK), waits=False))
        except OSError as error:
            raise BadInput(
                f"{folder} cannot be written to ({error.strerror}): files that came in are moved "
                f"to {DONE} and {FAILED} in it. Check its rights."
            ) from None
        if not is_ours:
            raise BadInput(f"Another program watches {folder} already: one is enough.")
        yield


def _is_safe_name(name: str) -> bool:
    return name.isprintable() and len(os.fsencode(name)) <= LONGEST_NAME


def _refuse_unsafe(path: Path) -> None:
    """Raise BadInput for a link or a device, and for a name that cannot be shown or extended."""
    # A link may lead to any file of this machine, such as one with passwords.
    if path.is_symlink():
        raise BadInput("It is a link: put the file itself there.")
    if not path.is_file():
        raise BadInput("It is a pipe, a device or a socket: put a file there.")
    if not path.name.isprintable():
        raise BadInput(f"Its name {ascii(path.name)[:80]} holds control characters: rename it.")
    if not _is_safe_name(path.name):
        text = f"Its name “{path.name[:24]}…” is too long: {LONGEST_NAME} bytes are the most."
        raise BadInput(f"{text} Rename it.")


def _is_as_before(path: Path, seen: Seen) -> bool:
    try:
        state = path.stat()
    except FileNotFoundError:
        return False
    return (state.st_size, state.st_mtime_ns) == seen


def _free(folder: Path, name: str) -> Path:
    """Return a path in the folder that nothing has: `fair.csv`, then `fair-2.csv`."""
    path = folder / name
    number = 2
    while os.path.lexists(path):
        path = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
        number += 1
    return path
