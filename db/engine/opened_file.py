"""The file that SQLite was opened on, and whether it still is the one at its path.

SQLite writes on into a file that was renamed or deleted, and finds its log by the name alone: so a
call would be recorded into nothing, or one file's log be read into another.
"""

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote


class OpenedFile:
    """A file by its device and inode, as they were when it was opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened = _identity(path)

    def what_became_of_it(self) -> str:
        """ "" while it is where it was; else a sentence that says where it went and what to do."""
        if self._opened is None:
            return ""
        try:
            found = _identity(self._path)
        except OSError:
            return (
                f"{self._path} was moved or deleted while it was open, so nothing was written. "
                "Put it back where it was and try again; or leave, and name its new place with "
                "--db, or restore a backup."
            )
        if found is None or found == self._opened:
            return ""
        return (
            f"Another file was put in the place of {self._path} while it was open, so nothing was "
            "written. Stop what did it (a program that copies or syncs files?) and put the old "
            "file back; or leave and start again with the new one."
        )

    def connect(self) -> sqlite3.Connection:
        """A connection to the file at its path; one that is not there is not made."""
        path = self._path.as_posix()
        address = quote(os.fsencode(path if path.startswith("/") else f"/{path}"))
        return sqlite3.connect(f"file://{address}?mode=rw", uri=True, check_same_thread=False)


def _identity(path: Path) -> tuple[int, int] | None:
    """Device and inode; None on a file system that has none. Raises OSError."""
    found = path.stat()
    return (found.st_dev, found.st_ino) if found.st_ino else None
