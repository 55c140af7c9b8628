"""What a file is: its form and encoding, which delimiter parts its cells, who names the columns."""

import hashlib
import re
import zipfile
from dataclasses import replace
from pathlib import Path

from console.fields.column_names import PREFERRED
from console.tables.delimiters import SAMPLE, find_marks
from console.tables.encodings import find_codec, guess_by_head, is_all_in, read_through
from console.tables.formats import RecordFormat, record_format_of, sheet_format_of
from console.tables.headers import First, find_header
from console.tables.rows import ReadOptions, RowsFile, open_text, read_records
from console.tables.unpacking import ZIP, unpacked
from console.tables.workbooks import choose_sheet
from console.trouble import BadInput

MOST_COLUMNS = 1_000
JSON_OF_MANY_LINES = re.compile(r'\s*(\[\s*[\[\]{"]|\{\s*("|$))')
MARKUP = re.compile(r"\s*<(!--|(!doctype|\?xml|html|head|body|table|div|script)\b)", re.IGNORECASE)


def open_rows(path: Path, manner: ReadOptions | None = None) -> RowsFile:
    """Looks at the file and reads its header. Raises BadInput with what to do."""
    manner = manner or ReadOptions()
    with unpacked(path, manner.sheet) as stream:
        head = stream.read(SAMPLE)
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise BadInput(f"{path} is empty: its first line must name the columns.")
    with path.open("rb") as whole:
        checksum = hashlib.file_digest(whole, "sha256").hexdigest()
    if head.startswith(ZIP):
        return _open_sheet(path, manner, checksum)
    encoding, lines = _find_encoding(path, head, manner)
    start = head.decode(encoding, "ignore")
    if form := record_format_of(start):
        about = lines // form.lines
        file = RowsFile(path, (), "", encoding, checksum, about, form.name, manner.sheet)
        return _with_keys(file, form)
    _refuse_other(path, start)
    sample = _read_sample(path, encoding, manner.sheet)
    marks, first = find_marks(sample, manner.delimiter)
    file = RowsFile(path, (), marks.delimiter, encoding, checksum, lines, "csv", manner.sheet)
    return _with_header(replace(file, escape=marks.escape), first, manner)


def _refuse_other(path: Path, start: str) -> None:
    """Raises BadInput for a text that is no list, by how it starts."""
    if JSON_OF_MANY_LINES.match(start):
        raise BadInput(
            f"{path} is JSON of more than one line: write it as JSON lines, one object on each "
            "line (jq -c '.[]' does that), or as CSV."
        )
    if MARKUP.match(start):
        raise BadInput(
            f"{path} is a web page or XML and no list: open it in a spreadsheet and save it as "
            "CSV (UTF-8)."
        )


def _with_keys(file: RowsFile, form: RecordFormat) -> RowsFile:
    """The columns that any of the rows names: what is wanted first of all in front."""
    seen = dict.fromkeys(form.first)
    for _, record, _ in read_records(file):
        seen.update(dict.fromkeys(record))
        _refuse_too_wide(file, len(seen))
    names = sorted(seen, key=lambda name: not name.startswith(PREFERRED))
    return replace(file, header=tuple(names))


def _refuse_too_wide(file: RowsFile, width: int) -> None:
    if width > MOST_COLUMNS:
        raise BadInput(
            f"{file.path}, line 1: it names {width:,} columns and {MOST_COLUMNS:,} are the "
            "most: leave out those you do not need."
        )


def _open_sheet(path: Path, manner: ReadOptions, checksum: str) -> RowsFile:
    with unpacked(path, manner.sheet) as stream, zipfile.ZipFile(stream) as folder:
        form = sheet_format_of(folder.namelist())
        if form is None:
            raise BadInput(f"{path} is not a text file: save it as CSV (UTF-8).")
        chosen = choose_sheet(path, folder, form, manner.sheet)
    about = path.stat().st_size // 40
    file = RowsFile(path, (), "", "", checksum, about, form.name, manner.sheet, chosen.sheet)
    return _with_header(replace(file, doubts=chosen.doubts), chosen.first, manner)


def _find_encoding(path: Path, head: bytes, manner: ReadOptions) -> tuple[str, int]:
    """The encoding, and how many lines there are."""
    stated = find_codec(manner.encoding) if manner.encoding else guess_by_head(head)
    if not stated and b"\0" in head:
        raise BadInput(
            f"{path} is not a text file: open it where it was made and save it as CSV (UTF-8)."
        )
    with unpacked(path, manner.sheet) as stream:
        guesses, lines = read_through(stream)
    if stated or len(guesses) == 1:
        return stated or guesses[0], lines
    for guess in guesses:
        with unpacked(path, manner.sheet) as stream:
            if is_all_in(stream, guess):
                return guess, lines
    return guesses[-1], lines


def _with_header(file: RowsFile, first: First, manner: ReadOptions) -> RowsFile:
    found = find_header(first, has_header=manner.has_header) if first else None
    if found is None or not found.names:
        raise BadInput(f"{file.path}, line 1: it must name the columns.")
    _refuse_too_wide(file, len(found.names))
    doubts = (*file.doubts, *found.doubts)
    return replace(file, header=found.names, header_line=found.line, doubts=doubts)


def _read_sample(path: Path, encoding: str, part: str) -> str:
    with open_text(RowsFile(path, (), "", encoding, "", 0, part=part)) as text:
        return text.read(SAMPLE)
