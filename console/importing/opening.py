"""What a file is: its form and encoding, which delimiter parts its cells, who names the columns."""

import csv
import hashlib
import io
import re
import zipfile
from collections import Counter
from dataclasses import replace
from itertools import islice
from pathlib import Path

from console.importing.contents import is_value
from console.importing.csv_rows import SEPARATOR_LINE
from console.importing.encodings import find_codec, guess_by_head, read_through
from console.importing.guard import unguard
from console.importing.json_lines import is_json_line
from console.importing.rows import DELIMITERS, RECORDS, Manner, RowsFile, open_text, read_records
from console.importing.sheets import kind_of as kind_of_sheet
from console.importing.sheets import list_sheets, read_sheet
from console.importing.unpacking import ZIP, unpacked
from console.importing.vcards import FIRST, PREFERRED
from console.rules.text import clean_line
from console.trouble import BadInput

SAMPLE = 65_536
LONG = SAMPLE // 4
"""Characters that a sample has at least where the file goes on after it."""
SAMPLE_ROWS = 20
MOST_COLUMNS = 1_000
JSON_OF_MANY_LINES = re.compile(r'\s*(\[\s*[\[\]{"]|\{\s*("|$))')
MARKUP = re.compile(r"\s*<(!--|(!doctype|\?xml|html|head|body|table|div|script)\b)", re.IGNORECASE)


def open_rows(path: Path, manner: Manner | None = None) -> RowsFile:
    """Looks at the file and reads its header. Raises BadInput with what to do."""
    manner = manner or Manner()
    with unpacked(path, manner.sheet) as stream:
        head = stream.read(SAMPLE)
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise BadInput(f"{path} is empty: its first line must name the columns.")
    with path.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    if head.startswith(ZIP):
        return _open_sheet(path, manner, checksum)
    encoding, lines = _find_encoding(path, head, manner)
    form = _form_of(path, head.decode(encoding, "ignore"))
    if form in RECORDS:
        about = lines // 10 if form == "vcard" else lines
        return _with_keys(RowsFile(path, (), "", encoding, checksum, about, form, manner.sheet))
    delimiter, first = _read_first_rows(path, encoding, manner)
    file_ = RowsFile(path, (), delimiter, encoding, checksum, lines, "csv", manner.sheet)
    return _with_header(file_, first, manner)


def _form_of(path: Path, start: str) -> str:
    """The form of a text by how it starts. Raises BadInput for one that is no list."""
    if re.match(r"\s*BEGIN:VCARD", start, re.IGNORECASE):
        return "vcard"
    first, end, _ = start.lstrip().partition("\n")
    is_cut = not end and len(start) > LONG and first.startswith('{"')
    if is_cut or is_json_line(first):
        return "jsonl"
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
    return "csv"


def _with_keys(file: RowsFile) -> RowsFile:
    """The columns that any of the rows names: what is wanted first of all in front."""
    seen = dict.fromkeys(FIRST) if file.form == "vcard" else {}
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


def _open_sheet(path: Path, manner: Manner, checksum: str) -> RowsFile:
    with unpacked(path, manner.sheet) as stream:
        with zipfile.ZipFile(stream) as folder:
            form = kind_of_sheet(folder)
        if not form:
            raise BadInput(f"{path} is not a text file: save it as CSV (UTF-8).")
        stream.seek(0)
        names = list_sheets(stream)
        sheet = _choose_sheet(path, names, manner.sheet)
        stream.seek(0)
        first = [cells for _, cells in islice(read_sheet(stream, sheet), SAMPLE_ROWS)]
    if not first:
        raise BadInput(f"{path}: the sheet “{clean_line(sheet)}” is empty; choose with --sheet.")
    size = path.stat().st_size // 40
    return _with_header(
        RowsFile(path, (), "", "", checksum, size, form, manner.sheet, sheet),
        first,
        manner,
    )


def _choose_sheet(path: Path, names: list[str], wanted: str) -> str:
    if wanted in names:
        return wanted
    is_file = wanted.lower().endswith((".xlsx", ".ods"))  # one of those in a zip
    if names and (is_file or not wanted):
        return names[0]
    listed = ", ".join(f"“{clean_line(name)}”" for name in names[:10])
    raise BadInput(f"{path} has no sheet “{wanted}”: its sheets are {listed}.")


def _find_encoding(path: Path, head: bytes, manner: Manner) -> tuple[str, int]:
    """The encoding, and how many lines there are."""
    stated = find_codec(manner.encoding) if manner.encoding else guess_by_head(head)
    if not stated and b"\0" in head:
        raise BadInput(
            f"{path} is not a text file: open it where it was made and save it as CSV (UTF-8)."
        )
    with unpacked(path, manner.sheet) as stream:
        guessed, lines = read_through(stream)
    return stated or guessed, lines


def _with_header(file: RowsFile, first: list[list[str]], manner: Manner) -> RowsFile:
    width = max(len(cells) for cells in first)
    has_header = manner.has_header
    if has_header is None:
        has_header = not any(is_value(cell) for cell in first[0])
    header = [unguard(clean_line(cell)) for cell in first[0]] if has_header else [""] * width
    _refuse_too_wide(file, len(header))
    while has_header and header and not header[-1]:
        header.pop()
    if not header:
        raise BadInput(f"{file.path}, line 1: it must name the columns.")
    return _name(file, _made_unique(header), has_header=has_header)


def _name(file: RowsFile, header: tuple[str, ...], *, has_header: bool = True) -> RowsFile:
    return replace(file, header=header, has_header=has_header)


def _read_first_rows(path: Path, encoding: str, manner: Manner) -> tuple[str, list[list[str]]]:
    """The delimiter under which most rows have as many cells as the first, and those rows."""
    file = RowsFile(path, (), "", encoding, "", 0, part=manner.sheet)
    with open_text(file) as text:
        sample = text.read(SAMPLE)
    stated = SEPARATOR_LINE.match(sample)
    if stated:
        sample = sample[stated.end() :]
    chosen = "\t" if manner.delimiter in ("tab", "\\t") else manner.delimiter
    if len(chosen) > 1 or chosen in ('"', "\n", "\r"):
        raise BadInput(f"--delimiter {chosen}: give one character, or tab.")
    chosen = chosen or (stated[1] if stated else "")
    candidates = [chosen] if chosen else list(DELIMITERS)
    tried = {one: _first_rows(sample, one) for one in candidates}
    delimiter = max(candidates, key=lambda one: _consistency(tried[one]))
    if not tried[delimiter]:
        raise BadInput(f"{path}, line 1: it must name the columns.")
    return delimiter, tried[delimiter]


def _consistency(rows: list[list[str]]) -> tuple[float, int]:
    """Which share of the rows has the usual number of cells, and that number; one cell is none."""
    widths = Counter(len(cells) for cells in rows)
    if not widths:
        return 0.0, 0
    width, count = max(widths.items(), key=lambda one: (one[1], one[0]))
    if width == 1 and len(rows[0]) > 1:
        width, count = len(rows[0]), widths[len(rows[0])]
    return (0.0 if width == 1 else round(count / len(rows), 1)), width


def _first_rows(sample: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in cells):
                rows.append(cells)
            if len(rows) > SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    if len(rows) > 1:
        rows.pop()  # it may be cut
    return rows


def _made_unique(header: list[str]) -> tuple[str, ...]:
    """Nameless columns get a number, a name that comes again gets its count."""
    seen: dict[str, int] = {}
    names = []
    for position, name in enumerate(header, start=1):
        shown = name or f"column {position}"
        seen[shown] = seen.get(shown, 0) + 1
        names.append(shown if seen[shown] == 1 else f"{shown} ({seen[shown]})")
    return tuple(names)
