"""What a file is: its form and encoding, which delimiter parts its cells, who names the columns."""

import hashlib
import re
from collections.abc import Sequence
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from console.files.fields.columns.contents import is_phone
from console.files.fields.columns.do_not_call_columns import holds_barred
from console.files.fields.columns.names import PREFERRED, list_names, read_name
from console.files.fields.warnings.mapping import Doubt
from console.files.tables.formats import (
    RECORDS,
    SHEETS,
    RecordFormat,
    SheetFormat,
    record_format_of,
    sheet_format_of,
)
from console.files.tables.rows import ReadOptions, RowsFile
from console.files.tables.sheets.parts import OLE, ZIP
from console.files.tables.text.csv_rows import SAMPLE, find_marks, read_lines
from console.files.tables.text.encodings import (
    decoded,
    find_codec,
    guess_by_head,
    is_all_in,
    read_through,
)
from console.files.tables.text.headers import LONGEST_NAME, First, find_header
from console.files.tables.unpacking import chosen_of, files_in, unpacked
from console.rules.text import clean_line
from console.trouble import BadInput

# Which sheet of a workbook holds the list: the one named, else the first that holds numbers.


MOST_SHEETS = 10
"""Sheets that are looked into."""
SAMPLE_ROWS = 20


class Chosen(Struct, frozen=True):
    """`beside` are the other sheets that hold numbers."""

    sheet: str
    first: First
    doubts: tuple[Doubt, ...] = ()
    beside: tuple[str, ...] = ()


def choose_sheet(path: Path, stream: BinaryIO, form: SheetFormat, wanted: str) -> Chosen:
    """Raises BadInput for a sheet that is not there or is empty."""
    names = list(form.sheets(stream))
    is_file = wanted.lower().endswith(tuple(f".{one}" for one in SHEETS))  # one of those in a zip
    if not names or (wanted and wanted not in names and not is_file):
        listed = list_names([clean_line(name) for name in names]) or "none that is shown"
        raise BadInput(f"{path} has no sheet “{clean_line(wanted)}”: its sheets are {listed}.")
    read = form.open(stream)
    # Who is not to be called stands at the end of a long workbook as well.
    seen = dict.fromkeys((*names[:MOST_SHEETS], *filter(holds_barred, names)))
    if wanted in names:
        seen[wanted] = None
    looked_at = {name: list(islice(read(name), SAMPLE_ROWS)) for name in seen}
    with_phones = [name for name in looked_at if _has_phones(looked_at[name])]
    sheet = wanted if wanted in names else _first(with_phones, names)
    beside = tuple(name for name in with_phones if name != sheet)
    if wanted in names:
        return _filled(path, Chosen(wanted, looked_at[wanted], beside=beside))
    rest = [name for name in names if name not in looked_at]
    others = [name for name in (*filter(looked_at.get, looked_at), *rest) if name != sheet]
    doubts = _doubts(names, sheet, others, beside)
    return _filled(path, Chosen(sheet, looked_at[sheet], doubts, beside))


def _first(with_phones: Sequence[str], names: Sequence[str]) -> str:
    """The first that holds numbers; one of those who are not to be called only where no other
    does."""
    of_leads = [name for name in with_phones if not holds_barred(name)]
    return next(iter((*of_leads, *with_phones, *names)))


def _filled(path: Path, chosen: Chosen) -> Chosen:
    if not chosen.first:
        shown = clean_line(chosen.sheet)
        raise BadInput(f"{path}: the sheet “{shown}” is empty; choose with --sheet.")
    return chosen


def _has_phones(first: First) -> bool:
    return any(read_name(cell).is_phone or is_phone(cell) for _, cells in first for cell in cells)


def _doubts(
    names: list[str], sheet: str, others: list[str], beside: Sequence[str]
) -> tuple[Doubt, ...]:
    told = []
    if sheet != names[0] and names[0] in others and names[0] not in beside:
        told.append(
            f"The sheet “{clean_line(sheet)}” is read, because “{clean_line(names[0])}” holds no "
            "phone numbers."
        )
    if others:
        more = "1 more sheet holds" if len(others) == 1 else f"{len(others)} more sheets hold"
        told.append(f"{more} data: {list_names([clean_line(name) for name in others])}.")
    if not told:
        return ()
    rivals = [name for name in beside if not holds_barred(name)]
    if rivals:
        hold = "holds" if len(rivals) == 1 else "hold"
        named = list_names([clean_line(name) for name in rivals])
        told.append(f"“{clean_line(sheet)}” is read, and {named} {hold} phone numbers too.")
    on_screen = "Ctrl+O chooses the sheet." if rivals else ""
    return (Doubt(" ".join(told), "--sheet chooses.", bool(rivals), on_screen),)


MOST_COLUMNS = 1_000
JSON_OF_MANY_LINES = re.compile(r'\s*(\[\s*[\[\]{"]|\{\s*("|$))')
MARKUP = re.compile(r"\s*<(!--|(!doctype|\?xml|html|head|body|table|div|script)\b)", re.IGNORECASE)


def open_rows(path: Path, manner: ReadOptions | None = None) -> RowsFile:
    """Looks at the file and reads its header. Raises BadInput with what to do."""
    manner = manner or ReadOptions()
    with unpacked(path, manner.sheet) as stream:
        held = files_in(path)
        head = stream.read(SAMPLE)
        if not head.strip(b"\xef\xbb\xbf \t\r\n"):
            raise BadInput(f"{path} is empty: its first line must name the columns.")
        if head.startswith((OLE, *ZIP)):
            file, first = _look_into_sheets(path, stream, manner)
        else:
            file, first = _look_into_text(path, stream, head, manner)
        with path.open("rb") as whole:
            checksum = hashlib.file_digest(whole, "sha256").hexdigest()
    packed = next(iter(chosen_of(held, manner.sheet)), "")
    beside = (*file.beside, *(name for name in held if name != packed))
    file = replace(file, checksum=checksum, packed=packed, beside=beside)
    return file if file.form in RECORDS else _with_header(file, first, manner)


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


def _keys_of(path: Path, form: RecordFormat, text: TextIOWrapper) -> tuple[str, ...]:
    """The columns that any of the rows names: what is wanted first of all in front."""
    seen = dict.fromkeys(form.first)
    for _, record, _ in form.read(read_lines(text, path)):
        seen.update(dict.fromkeys(record))
        _refuse_too_wide(path, len(seen))
    if long := [name for name in seen if len(name) > LONGEST_NAME]:
        raise BadInput(
            f"{path}: the name “{clean_line(long[0][:24])}…” of a field has "
            f"{len(long[0]):,} letters and {LONGEST_NAME} are the most: shorten it."
        )
    return tuple(sorted(seen, key=lambda name: not name.startswith(PREFERRED)))


def _refuse_too_wide(path: Path, width: int) -> None:
    if width > MOST_COLUMNS:
        raise BadInput(
            f"{path}, line 1: it names {width:,} columns and {MOST_COLUMNS:,} are the "
            "most: leave out those you do not need."
        )


def _look_into_sheets(path: Path, stream: BinaryIO, manner: ReadOptions) -> tuple[RowsFile, First]:
    form = sheet_format_of(stream)
    if form is None:
        raise BadInput(f"{path} is not a text file: save it as CSV (UTF-8).")
    try:
        chosen = choose_sheet(path, stream, form, manner.sheet)
    except BadInput as fault:
        if str(path) in str(fault):
            raise
        raise BadInput(f"{path}: {fault}") from None
    about = path.stat().st_size // 40
    file = RowsFile(path, (), "", "", "", about, form.name, manner.sheet, chosen.sheet)
    return replace(file, doubts=chosen.doubts, beside=chosen.beside), chosen.first


def _look_into_text(
    path: Path, stream: BinaryIO, head: bytes, manner: ReadOptions
) -> tuple[RowsFile, First]:
    """The first rows are none where each row names its own columns."""
    encoding, lines = _find_encoding(path, stream, head, manner)
    start = head.decode(encoding, "ignore")
    form = record_format_of(start)
    if form is None:
        _refuse_other(path, start)
    stream.seek(0)
    with decoded(stream, path, encoding) as text:
        if form is not None:
            keys, about = _keys_of(path, form, text), lines // form.lines
            return RowsFile(path, keys, "", encoding, "", about, form.name, manner.sheet), ()
        marks, first = find_marks(text.read(SAMPLE), manner.delimiter)
    file = RowsFile(path, (), marks.delimiter, encoding, "", lines, "csv", manner.sheet)
    return replace(file, escape=marks.escape), first


def _find_encoding(
    path: Path, stream: BinaryIO, head: bytes, manner: ReadOptions
) -> tuple[str, int]:
    """The encoding, and how many lines there are."""
    stated = find_codec(manner.encoding) if manner.encoding else guess_by_head(head)
    if not stated and b"\0" in head:
        raise BadInput(
            f"{path} is not a text file: open it where it was made and save it as CSV (UTF-8)."
        )
    stream.seek(0)
    guesses, lines = read_through(stream)
    if stated or len(guesses) == 1:
        return stated or guesses[0], lines
    for guess in guesses:
        stream.seek(0)
        if is_all_in(stream, guess):
            return guess, lines
    return guesses[-1], lines


def _with_header(file: RowsFile, first: First, manner: ReadOptions) -> RowsFile:
    found = find_header(first, has_header=manner.has_header) if first else None
    if found is None or not found.names:
        raise BadInput(f"{file.path}, line 1: it must name the columns.")
    _refuse_too_wide(file.path, len(found.names))
    doubts = (*file.doubts, *found.doubts)
    return replace(file, header=found.names, header_line=found.line, doubts=doubts)
