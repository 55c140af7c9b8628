"""The table of file formats, in the order in which they are tried, and files packed in .gz or .zip.

The first bytes of a file decide what it is, not its name. A text in none of these formats is read
as delimited text (`csv_rows`).
"""

import gzip
import io
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from msgspec import Struct

from console.files.opening import refuse_special
from console.files.tables import json_records, ods, vcards, xls, xlsx
from console.files.tables.sheet_parts import OLE, ZIP, Cells
from console.rules.text import clean_line
from console.trouble import BadInput

Record = tuple[int, dict[str, str], str]
"""The line on which a row begins, its values by column, and why it cannot be used, or ""."""


class RecordFormat(Struct, frozen=True):
    """A text format in which each row names its own columns.

    `is_it` recognizes the format by the beginning of the text. `first` are columns that come first
    in the table, even if no row has them. `lines` is about how many lines one row takes.
    """

    name: str
    label: str
    is_it: Callable[[str], bool]
    read: Callable[[Iterable[str]], Iterator[Record]]
    first: Sequence[str] = ()
    lines: int = 1


class SheetFormat(Struct, frozen=True):
    """A spreadsheet format. Each function takes a seekable stream and raises BadInput.

    `is_it` recognizes the format, and `sheets` returns whether each is visible, by name. `open`
    returns a function that reads the filled rows of a sheet while the stream is open.

    The zip formats are read with the standard library. Spreadsheet libraries turn cells into
    numbers and dates, and a phone number is neither. They also allocate every cell that a sheet
    claims to have, and a hostile sheet claims billions.
    """

    name: str
    is_it: Callable[[BinaryIO], bool]
    sheets: Callable[[BinaryIO], dict[str, bool]]
    open: Callable[[BinaryIO], Callable[[str], Iterator[Cells]]]


RECORDS = {
    form.name: form
    for form in (
        RecordFormat("vcard", "vCard", vcards.is_card, vcards.read_cards, vcards.FIRST, 10),
        RecordFormat(
            "json", "a JSON array", json_records.is_array, json_records.read_array, (), 10
        ),
        RecordFormat("jsonl", "JSON lines", json_records.is_objects, json_records.read_objects),
    )
}
SHEETS = {
    form.name: form
    for form in (
        SheetFormat("xlsx", xlsx.is_xlsx, xlsx.find_sheets, xlsx.open_xlsx),
        SheetFormat("ods", ods.is_ods, ods.find_sheets, ods.open_ods),
        SheetFormat("xls", xls.is_xls, xls.find_sheets, xls.open_xls),
    )
}


def sheet_format_of(stream: BinaryIO) -> SheetFormat | None:
    """Return the format of a spreadsheet, or None. Moves the position of the stream."""
    return next((form for form in SHEETS.values() if form.is_it(stream)), None)


def record_format_of(path: Path, start: str) -> RecordFormat | None:
    """Return the format of a text by its beginning, or None if it has one row of names.

    Raises BadInput for unsupported JSON or a web page.
    """
    for form in RECORDS.values():
        if form.is_it(start):
            return form
    if JSON_OF_MANY_LINES.match(start):
        raise BadInput(
            f"{path} is JSON of more than one line: write it as JSON lines, one object on each "
            "line (jq -c '.[]' does that), or as CSV."
        )
    if MARKUP.match(start):
        raise BadInput(
            f"{path} is a web page or XML, not a list: open it in a spreadsheet and save it as "
            "CSV (UTF-8)."
        )
    return None


JSON_OF_MANY_LINES = re.compile(r'\s*(\[\s*[\[\]{"]|\{\s*("|$))')
MARKUP = re.compile(r"\s*<(!--|(!doctype|\?xml|html|head|body|table|div|script)\b)", re.IGNORECASE)
GZIP = b"\x1f\x8b"
FREE_BYTES = 100 << 20
"""Bytes that any packed file may unpack to, however small it is."""
MOST_TIMES = 200
"""How many times its size a packed file may unpack to: text reaches 5 to 20, a zip bomb 1,000."""
LARGEST_SHEET = 300 << 20
"""Most bytes of a zip file within another file, such as a spreadsheet; it is copied to disk."""
MOST_LAYERS = 3
"""How often a file may be packed into another."""
BESIDE = ("readme", "licen", "thumbs.db", "desktop.ini")
"""Beginnings of the names of files that lie beside a list."""


@contextmanager
def unpacked(path: Path, part: str = "") -> Iterator[BinaryIO]:
    """Yield the bytes of a file, unpacked; `part` names one of several files in a zip.

    The stream can be read again from the start. A spreadsheet, which is a zip file too, is not
    unpacked. Raises BadInput.
    """
    with ExitStack() as opened:
        try:
            if path.is_dir():
                raise BadInput(f"{path} is a folder: name a file in it.")
            refuse_special(path)
            raw = opened.enter_context(path.open("rb"))
            try:
                stream = _unpack(opened, path, raw, part)
            except UnicodeDecodeError as error:  # zipfile decodes a damaged name of a part
                raise zipfile.BadZipFile(str(error)) from None
            yield stream
        except FileNotFoundError:
            raise BadInput(f"{path}: there is no such file; check its name and folder.") from None
        except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise BadInput(
                f"{path} is a damaged packed file ({error}): download it again, or save it as CSV."
            ) from None
        except (NotImplementedError, RuntimeError) as error:
            raise BadInput(f"{path} cannot be unpacked ({error}): unpack it first.") from None
        except UnicodeError:  # also a ValueError; let `decoded` handle it, which names the line
            raise
        except (OSError, ValueError) as error:
            raise BadInput(f"{path} cannot be read ({error}): check its rights.") from None


def files_in(path: Path, part: str) -> tuple[str, list[str]]:
    """Return the file that is read of a .zip, and the others that may be a list.

    A spreadsheet or another file has ("", []). `part` names one of several files.
    """
    with path.open("rb") as raw:
        if not raw.read(len(OLE)).startswith(ZIP):
            return "", []
        with zipfile.ZipFile(raw) as folder:
            names = [] if sheet_format_of(raw) else _names_in(folder)
    packed = next(iter(_chosen_of(names, part)), "")
    return packed, [name for name in names if name != packed]


def _unpack(
    opened: ExitStack,
    path: Path,
    stream: io.BufferedReader,
    part: str,
    held: Sequence[str] = (),
    left: int = MOST_LAYERS,
) -> BinaryIO:
    """Return the unpacked stream, however often it is packed.

    `held` are the names of the files in the zip around it. `left` is how many more layers of
    packing are allowed.
    """
    magic = stream.peek(len(OLE))
    inner: IO[bytes]
    if magic.startswith(GZIP):
        inner = cast("IO[bytes]", opened.enter_context(gzip.GzipFile(fileobj=stream)))
    elif magic.startswith(OLE):
        return stream if left == MOST_LAYERS else _spooled(opened, path, stream)
    elif magic.startswith(ZIP):
        whole = stream if left == MOST_LAYERS else _spooled(opened, path, stream)
        folder = opened.enter_context(zipfile.ZipFile(whole))
        held = _names_in(folder)
        if sheet_format_of(whole):
            whole.seek(0)
            return whole
        chosen = _choose(path, held, part)
        # If `part` names no file of this zip, it may name a file of an inner zip, or a sheet.
        part = "" if _named([chosen], part) else part
        inner = opened.enter_context(folder.open(chosen))
    else:
        if part:
            holds = f"it holds {_listed(held)}" if held else "it is not a spreadsheet"
            raise BadInput(f"{path} has no sheet “{clean_line(part)}”: {holds}.")
        return stream
    if not left:
        raise BadInput(f"{path} is packed more than {MOST_LAYERS} times: unpack it first.")
    bounded = _Bounded(inner, path, path.stat().st_size)
    return _unpack(opened, path, io.BufferedReader(bounded, 1 << 20), part, held, left - 1)


def _names_in(folder: zipfile.ZipFile) -> list[str]:
    """Return the files that may be a list: no system files and, if possible, no readme files."""
    names = [name for name in folder.namelist() if not name.endswith("/") and not _is_hidden(name)]
    lists = [name for name in names if not Path(name).name.lower().startswith(BESIDE)]
    return lists or names


def _is_hidden(name: str) -> bool:
    return name.startswith("__MACOSX/") or Path(name).name.startswith(".")


def _choose(path: Path, names: list[str], part: str) -> str:
    """Return the only file, or the one that `part` names. Raises BadInput."""
    if not names:
        raise BadInput(f"{path} is empty: there is no file in it.")
    matches = _chosen_of(names, part)
    if len(matches) == 1:
        return matches[0]
    missing = f" and none is “{clean_line(part)}”" if part else ""
    raise BadInput(
        f"{path} holds {len(names)} files{missing}: choose one with --sheet ({_listed(names)})."
    )


def _chosen_of(names: list[str], part: str) -> list[str]:
    """Return the only file, or those that `part` may name."""
    return names if len(names) == 1 else _named(names, part)


def _named(names: Sequence[str], part: str) -> list[str]:
    return [name for name in names if part in (name, Path(name).name)]


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - 10} more" if len(names) > 10 else ""
    return ", ".join(f"“{clean_line(name)}”" for name in names[:10]) + more


def _spooled(opened: ExitStack, path: Path, stream: BinaryIO) -> io.BufferedReader:
    """Copy a zip file within another to disk, because its parts are read in any order."""
    spool = opened.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
    count = 0
    while chunk := stream.read(1 << 20):
        count += len(chunk)
        if count > LARGEST_SHEET:
            raise BadInput(f"{path} holds a packed file that is too large: unpack it first.")
        spool.write(chunk)
    spool.seek(0)
    return cast("io.BufferedReader", spool)


class _Bounded(io.RawIOBase):
    """Reads a packed file, and raises BadInput once it unpacks to too much: a zip bomb."""

    def __init__(self, inner: IO[bytes], path: Path, size: int) -> None:
        self._inner = inner
        self._path = path
        self._most = max(FREE_BYTES, size * MOST_TIMES)
        self._count = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._count = self._inner.seek(offset, whence)
        return self._count

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        piece = self._inner.read(len(view))
        self._count += len(piece)
        if self._count > self._most:
            raise BadInput(
                f"{self._path} unpacks to more than {MOST_TIMES} times its size: it is not a "
                "list of people."
            )
        view[: len(piece)] = piece
        return len(piece)
