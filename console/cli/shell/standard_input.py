"""Standard input as a file, because a file is looked at before it is read."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from console.files.tables.text.encodings import guess_by_head
from console.trouble import BadInput

START = 1 << 20
"""Bytes that are looked at before the rest is waited for: /dev/urandom has no end."""

PACKED = (b"PK", b"\x1f\x8b")
"""How a zip file, a spreadsheet among them, and a gzip file begin."""


STANDARD_INPUT = "-"


def called(file: Path) -> str:
    """What a person calls it."""
    return "standard input" if str(file) == STANDARD_INPUT else str(file)


@contextmanager
def readable(file: Path) -> Iterator[Path]:
    """The file, or what comes through standard input where it is called "-"."""
    if str(file) != STANDARD_INPUT:
        if file.is_fifo():
            raise BadInput(
                f"{file} is a pipe: write - in its place, and send its text to standard input."
            )
        yield file
        return
    with tempfile.TemporaryDirectory(prefix="smiledial-") as folder:
        spool = Path(folder) / called(file)
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
