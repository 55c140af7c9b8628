"""Any file as rows: what it is, which delimiter parts its cells, where each row stands."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from console.rules.text import clean_line
from console.trouble import BadInput

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SAMPLE = 65_536
MOST_COLUMNS = 1_000
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """`line` is where the row starts in the file, from 1. `fault` says why it cannot be used."""

    line: int
    cells: list[str]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class RowsFile:
    """A file whose first row names its columns. `delimiter` and `encoding` were guessed.

    `about` is how many rows there are, judged by the first of them.
    """

    path: Path
    header: tuple[str, ...]
    delimiter: str
    encoding: str
    checksum: str
    about: int

    def rows(self) -> Iterator[Row]:
        """The rows after the header, blank ones left out, in memory one at a time.

        A row that cannot be used has a fault and is followed by the next. Raises BadInput where
        the file itself cannot be read on.
        """
        with _open_text(self.path, self.encoding) as text:
            reader = csv.reader(_after_separator_line(text), delimiter=self.delimiter)
            width = len(self.header)
            shift = 1 if _has_separator_line(self.path, self.encoding) else 0
            is_header = True
            while True:
                line = reader.line_num + 1 + shift
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield Row(line, [], _explain(error))
                    continue
                except UnicodeError:
                    raise BadInput(_not_in_encoding(self.path, self.encoding)) from None
                if not any(cells):
                    continue
                if is_header:
                    is_header = False
                    continue
                if len(cells) < width:
                    cells += [""] * (width - len(cells))
                elif len(cells) > width:
                    if any(cells[width:]):
                        yield Row(
                            line,
                            cells,
                            f"it has {len(cells)} cells under {width} columns: "
                            "put the cell that holds a delimiter in quotes",
                        )
                        continue
                    del cells[width:]
                yield Row(line, cells)


def open_rows(path: Path) -> RowsFile:
    """Looks at the file and reads its header. Raises BadInput with what to do."""
    head = _read_head(path)
    encoding = "utf-16" if head.startswith(UTF_16) else "utf-8-sig"
    if encoding != "utf-16" and (b"\0" in head or head.startswith(b"PK\x03\x04")):
        raise BadInput(
            f"{path} is not a text file: open it where it was made and save it as CSV (UTF-8)."
        )
    delimiter, header = _read_header(path, encoding)
    with path.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    about = path.stat().st_size * head.count(b"\n") // len(head)
    return RowsFile(path, header, delimiter, encoding, checksum, about)


def _read_head(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise BadInput(f"{path} is a folder: name a file in it.")
        with path.open("rb") as file:
            head = file.read(SAMPLE)
    except FileNotFoundError:
        raise BadInput(f"{path}: there is no such file; check its name and folder.") from None
    except (OSError, ValueError) as error:
        raise BadInput(f"{path} cannot be read ({error}): check its rights.") from None
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise BadInput(f"{path} is empty: its first line must name the columns.")
    return head


def _read_header(path: Path, encoding: str) -> tuple[str, tuple[str, ...]]:
    """The delimiter under which the first row has the most cells, and those cells."""
    with _open_text(path, encoding) as text:
        try:
            sample = text.read(SAMPLE)
        except UnicodeError:
            raise BadInput(_not_in_encoding(path, encoding)) from None
    stated = _SEPARATOR_LINE.match(sample)
    if stated:
        sample = sample[stated.end() :]
    candidates = [stated[1]] if stated else list(DELIMITERS)
    headers = {delimiter: _first_row(sample, delimiter) for delimiter in candidates}
    delimiter = max(candidates, key=lambda one: len(headers[one]))
    header = headers[delimiter]
    if len(header) > MOST_COLUMNS:
        raise BadInput(
            f"{path}, line 1: it names {len(header):,} columns and {MOST_COLUMNS:,} are the most: "
            "leave out those you do not need."
        )
    while header and not header[-1]:
        header.pop()
    if not header:
        raise BadInput(f"{path}, line 1: it must name the columns.")
    return delimiter, _made_unique(header)


def _first_row(sample: str, delimiter: str) -> list[str]:
    try:
        for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(cells):
                return [clean_line(cell) for cell in cells]
    except csv.Error:
        pass
    return []


def _made_unique(header: list[str]) -> tuple[str, ...]:
    """Nameless columns get a number, a name that comes again gets its count."""
    seen: dict[str, int] = {}
    names = []
    for position, name in enumerate(header, start=1):
        shown = name or f"column {position}"
        seen[shown] = seen.get(shown, 0) + 1
        names.append(shown if seen[shown] == 1 else f"{shown} ({seen[shown]})")
    return tuple(names)


def _open_text(path: Path, encoding: str) -> io.TextIOWrapper:
    return path.open(encoding=encoding, newline="")


def _has_separator_line(path: Path, encoding: str) -> bool:
    with _open_text(path, encoding) as text:
        return bool(_SEPARATOR_LINE.match(text.readline(16)))


def _after_separator_line(text: io.TextIOWrapper) -> Iterator[str]:
    """The lines of the file without Excel's `sep=;` in front."""
    first = text.readline()
    if first and not _SEPARATOR_LINE.fullmatch(first):
        yield first
    yield from text


def _explain(error: csv.Error) -> str:
    if "field larger" in str(error):
        return (
            f"a cell is longer than {csv.field_size_limit():,} characters: "
            "look for a quote that is never closed"
        )
    return f"it cannot be read as a row ({error})"


def _not_in_encoding(path: Path, encoding: str) -> str:
    if encoding == "utf-16":
        return f"{path} is not whole UTF-16 text: save it again as CSV (UTF-8)."
    with path.open("rb") as file:
        for line, text in enumerate(file, start=1):
            try:
                text.decode("utf-8")
            except UnicodeDecodeError as error:
                return (
                    f"{path}, line {line}: byte {error.start + 1} is not UTF-8 text: "
                    "save the file as CSV (UTF-8)."
                )
    return f"{path} is not UTF-8 text: save it as CSV (UTF-8)."
