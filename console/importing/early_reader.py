"""The process that reads a large file, begun before it is known how that is to be read.

It takes it as long to begin as it takes the import to make its plan.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.engine import child_process
from db.engine.child_process import Child

LARGE = 1_000_000
"""Bytes of a file that is likely worth a process, which is what its rows decide."""


def start_reader() -> Child:
    return child_process.start("console.importing.reader_process")


@contextmanager
def reader_for(path: Path) -> Iterator[Child | None]:
    """None for a small file. Without a plan it reads nothing."""
    is_large = os.path.isfile(path) and path.stat().st_size >= LARGE  # noqa: PTH113 - never raises
    reader = start_reader() if is_large else None
    try:
        yield reader
    finally:
        if reader is not None:
            reader.stop()
