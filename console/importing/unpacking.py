"""A file as one stream of bytes, whether it lies there plain, in a .gz or in a .zip.

The name of a file says nothing; its first bytes do.
"""

import gzip
import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from console.rules.text import clean_line
from console.trouble import BadInput

GZIP = b"\x1f\x8b"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
FREE_BYTES = 100 << 20
"""How much may come out of any packed file, whatever it was packed into."""
MOST_TIMES = 200
"""How many times its size a packed file may unpack to: text comes to 5 to 20, bombs to 1,000."""
LARGEST_SHEET = 300 << 20
"""Bytes of a packed spreadsheet that are put on the disk to be read."""


@contextmanager
def unpacked(path: Path, part: str = "") -> Iterator[BinaryIO]:
    """The bytes of the file, or of what it packs; `part` chooses one file of several in a zip.

    A spreadsheet, which is a zip file too, comes as it is. Raises BadInput.
    """
    with ExitStack() as opened:
        try:
            if path.is_dir():
                raise BadInput(f"{path} is a folder: name a file in it.")
            raw = opened.enter_context(path.open("rb"))
            magic = raw.read(4)
            raw.seek(0)
            yield _unpack(opened, path, raw, magic, part)
        except FileNotFoundError:
            raise BadInput(f"{path}: there is no such file; check its name and folder.") from None
        except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise BadInput(
                f"{path} is a damaged packed file ({error}): fetch it again, or save it as CSV."
            ) from None
        except (NotImplementedError, RuntimeError) as error:
            raise BadInput(f"{path} cannot be unpacked ({error}): unpack it first.") from None
        except UnicodeError:
            raise
        except (OSError, ValueError) as error:
            raise BadInput(f"{path} cannot be read ({error}): check its rights.") from None


def _unpack(opened: ExitStack, path: Path, raw: BinaryIO, magic: bytes, part: str) -> BinaryIO:
    size = path.stat().st_size
    if magic.startswith(GZIP):
        inner = opened.enter_context(gzip.GzipFile(fileobj=raw))
        return _seekable(opened, path, _Bounded(cast("IO[bytes]", inner), path, size))
    if not magic.startswith(ZIP):
        return raw
    folder = opened.enter_context(zipfile.ZipFile(raw))
    names = [
        one
        for one in folder.namelist()
        if not one.endswith("/") and not one.startswith("__MACOSX/")
    ]
    if is_spreadsheet(names):
        raw.seek(0)
        return raw
    chosen = _choose(path, names, part)
    inner_file = opened.enter_context(folder.open(chosen))
    return _seekable(opened, path, _Bounded(inner_file, path, size))


def is_spreadsheet(names: list[str]) -> bool:
    return "xl/workbook.xml" in names or ("content.xml" in names and "mimetype" in names)


def _choose(path: Path, names: list[str], part: str) -> str:
    if not names:
        raise BadInput(f"{path} is empty: there is no file in it.")
    if len(names) == 1:
        return names[0]
    found = [one for one in names if part in (one, Path(one).name)]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(f"“{clean_line(one)}”" for one in names[:10])
    more = f" and {len(names) - 10} more" if len(names) > 10 else ""
    raise BadInput(f"{path} holds {len(names)} files: choose one with --sheet ({listed}{more}).")


def _seekable(opened: ExitStack, path: Path, stream: "_Bounded") -> BinaryIO:
    """A packed spreadsheet goes to the disk first, because its parts are read in any order."""
    buffered = io.BufferedReader(stream, 1 << 20)
    if not buffered.peek(4).startswith(ZIP):
        return buffered
    spool = opened.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
    count = 0
    while chunk := buffered.read(1 << 20):
        count += len(chunk)
        if count > LARGEST_SHEET:
            raise BadInput(f"{path} holds a spreadsheet that is too large: save it as CSV.")
        spool.write(chunk)
    spool.seek(0)
    return cast("BinaryIO", spool)


class _Bounded(io.RawIOBase):
    """Reads on until more came out than any honest file holds."""

    def __init__(self, inner: IO[bytes], path: Path, size: int) -> None:
        self._inner = inner
        self._path = path
        self._most = max(FREE_BYTES, size * MOST_TIMES)
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        piece = self._inner.read(len(view))
        self._count += len(piece)
        if self._count > self._most:
            raise BadInput(
                f"{self._path} unpacks to more than {MOST_TIMES} times its size: "
                "it is no list of people."
            )
        view[: len(piece)] = piece
        return len(piece)
