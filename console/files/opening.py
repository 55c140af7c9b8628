"""Open files safely: refuse pipes, devices and sockets, and write files whole or not at all.

A written file is readable by its owner only. We create it under a new name and then rename it, so
we never follow a link, or write into a file, that somebody put in its place.

Paths are read as people type, paste or drop them into a terminal.
"""

import errno
import os
import re
import shlex
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from urllib.parse import unquote, urlsplit

from console.trouble import BadInput


def refuse_special(path: Path) -> None:
    """Raise BadInput for a pipe, a device or a socket; raise OSError if nothing is there."""
    # Opening a pipe would wait for its writer, and reading a device such as /dev/zero never ends.
    mode = path.stat().st_mode
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return
    kind = "a pipe" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else "a device"
    raise BadInput(
        f"{path} is {kind}, not a file: save what comes from it in a file, and name that."
    )


def write_whole(output: Path, pieces: Iterable[str] | Iterable[bytes]) -> None:
    """Write a file that gets its name only when it is complete. Raises BadInput."""
    try:
        # A device or a pipe is written to: a file must never replace /dev/null.
        if output.exists() and not output.is_file() and not output.is_dir():
            with _open_special(output) as device:
                _write(device, pieces)
            return
        part, file = open_part(output)
        try:
            with file:
                _write(file, pieces)
            part.replace(output)
        finally:
            with suppress(OSError):
                part.unlink()
    except BrokenPipeError:
        raise BadInput(f"{output} is a pipe whose reader has gone: not all was written.") from None
    except OSError as error:
        raise BadInput(_not_written(output, error)) from None


def _write(file: TextIOWrapper, pieces: Iterable[str] | Iterable[bytes]) -> None:
    for piece in pieces:
        if isinstance(piece, bytes):
            file.buffer.write(piece)
        else:
            file.write(piece)


def open_part(path: Path, encoding: str = "utf-8") -> tuple[Path, TextIOWrapper]:
    """Create a file beside a path, to replace it once it is complete. Raises OSError."""
    # Create it in the same folder: a rename is atomic only within one file system.
    descriptor, name = tempfile.mkstemp(".part", f".{path.name[:50]}.", path.parent)
    return Path(name), os.fdopen(descriptor, "w", encoding=encoding, newline="")


def is_full(error: OSError) -> bool:
    """Return whether a write failed because the disk or the quota is full."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def for_owner(path: str, flags: int) -> int:
    """Open a file readable by its owner only; the `opener` of `open`."""
    return os.open(path, flags, 0o600)


def _open_special(path: Path) -> TextIOWrapper:
    """Open a pipe or a character device to write to. Raises BadInput and OSError."""
    mode = path.stat().st_mode
    if not (stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)):
        kind = "a socket" if stat.S_ISSOCK(mode) else "a whole disk"
        raise BadInput(f"{path} is {kind}, not a file: name another.")
    # Without O_NONBLOCK, opening a pipe waits for ever until somebody reads it. With it, a pipe
    # without a reader raises ENXIO. Writing should block again, so switch the flag off afterwards.
    descriptor = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
    if sys.platform != "win32":  # which has neither the flag nor, before 3.12, the function
        os.set_blocking(descriptor, True)
    return os.fdopen(descriptor, "w", encoding="utf-8", newline="")


def _not_written(path: Path, error: OSError) -> str:
    """Return why a file could not be written, and what to do."""
    if error.errno == errno.ENXIO:
        return f"{path} is a pipe that nobody reads: start its reader first."
    if is_full(error):
        return f"{path} cannot be written ({error.strerror}): free some room there."
    return f"{path} cannot be written ({error.strerror}): check the rights of its folder."


_DRIVE = re.compile(r"/[A-Za-z]:[/\\]")


def is_file_address(text: str) -> bool:
    """Return whether a text is the address of a file: file:///home/ann/list.csv."""
    return text.strip().strip("'\"").casefold().startswith("file:")


def read_path(typed: str) -> Path:
    """Return the path that is meant: the first reading of the text that is a file.

    A dropped file comes in quotes, with backslashes before its spaces, or as a file:// address. If
    no reading is a file, return the plainest one, for the message.
    """
    readings = [*_readings(typed.strip())]
    for text in readings:
        with suppress(OSError, RuntimeError, ValueError):
            path = Path(text).expanduser()
            if path.is_file():
                return path
    return Path(readings[-1])


def _readings(text: str) -> Iterator[str]:
    yield text
    plain = text
    # As a shell reads it. On Windows its backslashes part folders: then the text itself is a file.
    with suppress(ValueError):
        words = shlex.split(text)
        if len(words) == 1 and words[0] != text:
            yield (plain := words[0])
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        yield (plain := text[1:-1])
    if is_file_address(plain):
        path = unquote(urlsplit(plain).path)
        yield path[1:] if _DRIVE.match(path) else path
