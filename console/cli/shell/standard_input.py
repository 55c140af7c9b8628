"""Copy standard input into a file, because guessing a format reads a file several times."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from console.files.tables.encodings import guess_by_head
from console.trouble import BadInput

START = 1 << 20
"""Bytes to check before reading the rest, which may never end (/dev/urandom)."""


PACKED = (b"PK", b"\x1f\x8b")
"""How zip files (spreadsheets too) and gzip files begin."""


STANDARD_INPUT = "-"


def display_name(file: Path) -> str:
    """Return the name of a file for messages."""
    return "standard input" if str(file) == STANDARD_INPUT else str(file)


@contextmanager
def open_input(file: Path) -> Iterator[Path]:
    """Yield the file, or a copy of standard input for "-".

    Raises BadInput for a pipe, and for standard input without text.
    """
    if str(file) != STANDARD_INPUT:
        if file.is_fifo():
            raise BadInput(
                f"{file} is a pipe: write - in its place, and send its text to standard input."
            )
        yield file
        return
    with tempfile.TemporaryDirectory(prefix="smiledial-") as folder:
        spool = Path(folder) / display_name(file)
        # If the first buffer is full and no text, refuse it: the rest might never end.
        start = sys.stdin.buffer.read(START)
        if len(start) == START and not start.startswith(PACKED) and not _is_text(start):
            raise BadInput("Standard input holds no text: send a file of text to it.")
        with spool.open("wb") as copy:
            copy.write(start)
            shutil.copyfileobj(sys.stdin.buffer, copy)
        try:
            yield spool
        except BadInput as error:
            raise BadInput(str(error).replace(str(spool), "standard input")) from None


def _is_text(start: bytes) -> bool:
    return b"\0" not in start or bool(guess_by_head(start[:4096]))
