"""Files as they are opened: what is none is refused; one is written whole or not at all.

What is written is readable by its owner only. It is made anew: a link or a file that somebody laid
in its place beforehand is neither followed nor written to.
"""

import errno
import os
import stat
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from console.trouble import BadInput


def refuse_special(path: Path) -> None:
    """Raises BadInput for a pipe, a device or a socket: one waits for a writer, one never ends.

    Raises OSError where nothing is there.
    """
    mode = path.stat().st_mode
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return
    kind = "a pipe" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else "a device"
    raise BadInput(
        f"{path} is {kind} and no file: save what comes from it in a file, and name that."
    )


def write_whole(output: Path, pieces: Iterable[str]) -> None:
    """Writes a file that takes its name only when it is whole. Raises BadInput.

    A device or a pipe is written to: a file must never take the place of /dev/null.
    """
    try:
        if output.exists() and not output.is_file() and not output.is_dir():
            with _open_special(output) as device:
                device.writelines(pieces)
            return
        part, file = open_part(output)
        try:
            with file:
                file.writelines(pieces)
            part.replace(output)
        finally:
            with suppress(OSError):
                part.unlink()
    except BrokenPipeError:
        raise BadInput(f"{output} is a pipe whose reader has gone: not all was written.") from None
    except OSError as error:
        raise BadInput(_not_written(output, error)) from None


def open_part(path: Path, encoding: str = "utf-8") -> tuple[Path, TextIO]:
    """A new file beside a path, in whose place it is put once it is whole. Raises OSError."""
    made, name = tempfile.mkstemp(".part", f".{path.name[:50]}.", path.parent)
    return Path(name), os.fdopen(made, "w", encoding=encoding, newline="")


def is_full(error: OSError) -> bool:
    """Whether there is no room left where it was written to."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _open_special(path: Path) -> TextIO:
    """A pipe that nobody reads is an error, and not waited for. Raises BadInput and OSError."""
    mode = path.stat().st_mode
    if not (stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)):
        kind = "a socket" if stat.S_ISSOCK(mode) else "a whole disk"
        raise BadInput(f"{path} is {kind} and no file: name another.")
    made = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
    os.set_blocking(made, True)
    return os.fdopen(made, "w", encoding="utf-8", newline="")


def _not_written(path: Path, error: OSError) -> str:
    if error.errno == errno.ENXIO:
        return f"{path} is a pipe that nobody reads: start its reader first."
    if is_full(error):
        return f"{path} cannot be written ({error.strerror}): free some room there."
    return f"{path} cannot be written ({error.strerror}): check the rights of its folder."
