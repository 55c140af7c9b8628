"""Standard input as a file, because a file is looked at before it is read."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from console.trouble import BadInput


@contextmanager
def readable(file: Path) -> Iterator[Path]:
    """The file, or what comes through standard input where it is called "-"."""
    if str(file) != "-":
        yield file
        return
    with tempfile.TemporaryDirectory(prefix="smiledial-") as folder:
        spool = Path(folder) / "standard input"
        with spool.open("wb") as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy)
        try:
            yield spool
        except BadInput as error:
            raise BadInput(str(error).replace(str(spool), "standard input")) from None
