"""Read the path of a file as people type, paste or drop it into a terminal."""

import re
import shlex
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

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
