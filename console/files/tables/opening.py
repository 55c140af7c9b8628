"""Find out how to read a file: its format, encoding, delimiter, sheet and row of column names."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from console.files.fields.columns.contents import ENOUGH, is_mail, is_phone, is_value
from console.files.fields.columns.headings import PREFERRED, list_names, read_name, read_names
from console.files.fields.columns.layout import holds_barred
from console.files.fields.warnings import Doubt
from console.files.tables.csv_rows import SAMPLE, First, find_marks, read_lines
from console.files.tables.encodings import codec_of, decoded, find_encoding
from console.files.tables.formats import (
    RECORDS,
    SHEETS,
    RecordFormat,
    SheetFormat,
    files_in,
    record_format_of,
    sheet_format_of,
    unpacked,
)
from console.files.tables.rows import ReadOptions, RowsFile
from console.files.tables.sheet_parts import OLE, ZIP
from console.rules.phone.notations import SCIENTIFIC
from console.rules.phone.numbers import count_digits
from console.rules.places.regions import read_region
from console.rules.text import clean_line, unguard
from console.trouble import BadInput

FEWEST_DIGITS = 5
"""A cell with this many digits is no column name but a postal code, date or number."""
LONGEST_NAME = 200
"""Most letters of a column name: every lead stores the names of its extras."""
TELLING = frozenset({"number", "mail", "region"})
"""Sorts of values that are never column names."""

NamesRow = tuple[int | None, tuple[Doubt, ...]]
"""The index of the row with the names, None for no row, and the doubts about it."""


def _with_header(file: RowsFile, first: First, *, has_header: bool | None) -> RowsFile:
    """Return the file with its column names. Raises BadInput if it has none, or too many.

    `has_header` says if the first row has them, None finds it out.
    """
    rows = [cells for _, cells in first]
    stated: NamesRow = (0 if has_header else None, ())
    at, doubts = _look_for_names(rows) if has_header is None and rows else stated
    line, names = 0, [""] * max(map(len, rows), default=0)
    if at is not None and rows:
        line, names = first[at][0], [unguard(clean_line(cell)) for cell in rows[at]]
        while names and not names[-1]:
            names.pop()
    if not names:
        raise BadInput(f"{file.path}, line 1: it must name the columns.")
    _refuse_too_wide(file.path, len(names))
    if long := [name for name in names if len(name) > LONGEST_NAME]:
        more = f" and {len(long) - 1} more" if len(long) > 1 else ""
        text = f"The name of a column is cut to {LONGEST_NAME} letters: “{long[0][:24]}…”{more}. "
        doubts = (*doubts, Doubt(f"{text}Look whether that row has the names."))
    header = _made_unique([name[:LONGEST_NAME] for name in names])
    return replace(file, header=header, header_line=line, doubts=(*file.doubts, *doubts))


def _look_for_names(rows: Sequence[list[str]]) -> NamesRow:
    counts = [_count_names(rows, at) for at in range(_count_before_data(rows))]
    best = max(range(len(counts)), key=lambda at: (counts[at], -at), default=0)
    if best and (counts[best] > 1 or any(name.is_phone for name in read_names(rows[best]))):
        return best, ()
    if any(map(is_value, rows[0])):
        return None, ()
    same, other = _compare_first(rows)
    has_names = bool(counts and counts[0])
    if (counts and counts[0] > 1) or ((has_names or other) and not same) or len(rows) == 1:
        return 0, ()
    if same and not other:
        return None, ()
    shown = list_names([clean_line(cell)[:24] for cell in rows[0] if cell.strip()][:3])
    text = f"Row 1 was taken for the names of the columns and may be a person ({shown})."
    return 0, (Doubt(text, "--header or --no-header says which.", needs_answer=True),)


def _count_before_data(rows: Sequence[list[str]]) -> int:
    """Return how many rows come before the first data row.

    A data row has more than one filled cell, and a phone number or e-mail address among them.
    """
    for at, cells in enumerate(rows):
        if sum(map(bool, cells)) > 1 and any(map(is_value, cells)):
            return at
    return len(rows)


def _count_names(rows: Sequence[list[str]], at: int) -> int:
    """Count the cells of a row that are known column names and do not recur in other rows."""
    others = [cells for place, cells in enumerate(rows) if place != at]

    def comes_again(position: int, cell: str) -> bool:
        again = sum(position < len(cells) and cells[position] == cell for cells in others)
        return again * 2 > len(others)

    return sum(
        read_name(cell).is_known and not comes_again(position, cell)
        for position, cell in enumerate(rows[at])
    )


def _compare_first(rows: Sequence[list[str]]) -> tuple[int, int]:
    """Compare the first row with the rows below it.

    Return two counts of columns: those whose first cell is of the same kind as the cells below, and
    those whose first cell is text instead. Only columns of numbers, e-mail addresses or regions
    count. If the first row differs, it is probably a header.
    """
    same = other = 0
    for position, cell in enumerate(rows[0]):
        below = [_sort_of(cells[position]) for cells in rows[1:] if position < len(cells)]
        filled = Counter(sort for sort in below if sort)
        usual, count = next(iter(filled.most_common(1)), ("", 0))
        if usual in TELLING and count >= ENOUGH * filled.total():
            same += _sort_of(cell) == usual
            other += _sort_of(cell) == "text"
    return same, other


def _sort_of(cell: str) -> str:
    text = cell.strip()
    if not text:
        return ""
    if is_mail(text):
        return "mail"
    if count_digits(text) >= FEWEST_DIGITS or SCIENTIFIC.fullmatch(text):
        return "number"
    if any(map(str.isdigit, text)) and not any(map(str.isalpha, text)):
        return "digits"
    return "text" if read_region(text) is None else "region"


def _made_unique(header: list[str]) -> tuple[str, ...]:
    """Make column names unique: “column 3” for an empty name, “phone (2)” for a repeated one."""
    counts: dict[str, int] = {}
    names = []
    for position, name in enumerate(header, start=1):
        shown = name or f"column {position}"
        counts[shown] = counts.get(shown, 0) + 1
        names.append(shown if counts[shown] == 1 else f"{shown} ({counts[shown]})")
    return tuple(names)


MOST_SHEETS = 10
"""Sheets whose first rows are looked at."""
SAMPLE_ROWS = 20
"""Rows of each sheet that are looked at."""
MOST_COLUMNS = 1_000


def open_rows(path: Path, manner: ReadOptions | None = None) -> RowsFile:
    """Look at a file and read its header. Raises BadInput with what to do."""
    manner = manner or ReadOptions()
    with unpacked(path, manner.sheet) as stream:
        packed, others = files_in(path, manner.sheet)
        head = stream.read(SAMPLE)
        if not head.strip(b"\xef\xbb\xbf \t\r\n"):
            raise BadInput(f"{path} is empty: its first line must name the columns.")
        if head.startswith((OLE, *ZIP)):
            file, first = _look_into_sheets(path, stream, manner)
        else:
            file, first = _look_into_text(path, stream, head, manner)
        with path.open("rb") as whole:
            checksum = hashlib.file_digest(whole, "sha256").hexdigest()
    file = replace(file, checksum=checksum, packed=packed, beside=(*file.beside, *others))
    return file if file.form in RECORDS else _with_header(file, first, has_header=manner.has_header)


def _keys_of(path: Path, form: RecordFormat, text: TextIOWrapper) -> tuple[str, ...]:
    """Return all columns that occur in any row, preferred phones first."""
    columns = dict.fromkeys(form.first)  # a dictionary, to keep their order
    for _, record, _ in form.read(read_lines(text, path)):
        columns.update(dict.fromkeys(record))
        _refuse_too_wide(path, len(columns))
    if long := [name for name in columns if len(name) > LONGEST_NAME]:
        raise BadInput(
            f"{path}: the name “{clean_line(long[0][:24])}…” of a field has "
            f"{len(long[0]):,} letters and {LONGEST_NAME} are the most: shorten it."
        )
    return tuple(sorted(columns, key=lambda name: not name.startswith(PREFERRED)))


def _refuse_too_wide(path: Path, width: int) -> None:
    if width > MOST_COLUMNS:
        raise BadInput(
            f"{path}, line 1: it names {width:,} columns and {MOST_COLUMNS:,} are the "
            "most: leave out those you do not need."
        )


def _look_into_sheets(path: Path, stream: BinaryIO, manner: ReadOptions) -> tuple[RowsFile, First]:
    """Return a spreadsheet and its first rows. Raises BadInput."""
    form = sheet_format_of(stream)
    if form is None:
        raise BadInput(f"{path} is not a text file: save it as CSV (UTF-8).")
    try:
        chosen = choose_sheet(path, stream, form, manner.sheet)
    except BadInput as error:
        if str(path) in str(error):
            raise
        raise BadInput(f"{path}: {error}") from None
    about = path.stat().st_size // 40  # compressed bytes of a row
    file = RowsFile(path, (), "", "", "", about, form.name, manner.sheet, chosen.sheet)
    return replace(file, doubts=chosen.doubts, beside=chosen.beside), chosen.first


def _look_into_text(
    path: Path, stream: BinaryIO, head: bytes, manner: ReadOptions
) -> tuple[RowsFile, First]:
    """Return a text file and its first rows; () for a format whose rows name their own columns."""
    encoding, lines = find_encoding(path, stream, head, manner.encoding)
    start = head.decode(*codec_of(encoding, "ignore"))
    form = record_format_of(path, start)
    stream.seek(0)
    with decoded(stream, path, encoding) as text:
        if form is not None:
            keys, about = _keys_of(path, form, text), lines // form.lines
            return RowsFile(path, keys, "", encoding, "", about, form.name, manner.sheet), ()
        marks, first = find_marks(text.read(SAMPLE), manner.delimiter)
    file = RowsFile(path, (), marks.delimiter, encoding, "", lines, "csv", manner.sheet)
    return replace(file, escape=marks.escape), first


class Chosen(Struct, frozen=True):
    """The sheet to read, with its first rows; `beside` are the other sheets with phone numbers."""

    sheet: str
    first: First
    doubts: tuple[Doubt, ...] = ()
    beside: tuple[str, ...] = ()


def choose_sheet(path: Path, stream: BinaryIO, form: SheetFormat, wanted: str) -> Chosen:
    """Choose the wanted sheet, or the first that holds phone numbers.

    Raises BadInput for a sheet that is missing or empty.
    """
    shown_by_name = form.sheets(stream)
    # A hidden sheet is read only if it is named, but it may hold requests not to be called.
    hidden = [
        name
        for name, is_shown in shown_by_name.items()
        if not (is_shown or name == wanted or holds_barred(name))
    ]
    names = [name for name in shown_by_name if name not in hidden]
    # `wanted` may name a spreadsheet within a zip file, which is not the name of a sheet.
    is_file = wanted.lower().endswith(tuple(f".{form}" for form in SHEETS))
    if not names or (wanted and wanted not in names and not is_file):
        listed = list_names([clean_line(name) for name in names]) or "none that is shown"
        raise BadInput(f"{path} has no sheet “{clean_line(wanted)}”: its sheets are {listed}.")
    read = form.open(stream)
    # Sample do-not-call sheets even if they come after the first MOST_SHEETS sheets.
    sampled = dict.fromkeys((*names[:MOST_SHEETS], *filter(holds_barred, names)))
    if wanted in names:
        sampled[wanted] = None
    rows_of = {name: list(islice(read(name), SAMPLE_ROWS)) for name in sampled}
    with_phones = [name for name in rows_of if _has_phones(rows_of[name])]
    sheet = wanted if wanted in names else _first(with_phones, names)
    beside = tuple(name for name in with_phones if name != sheet)
    if not rows_of[sheet]:
        raise BadInput(f"{path}: the sheet “{clean_line(sheet)}” is empty; choose with --sheet.")
    doubts: tuple[Doubt, ...] = ()
    if wanted not in names:
        unknown = [name for name in names if name not in rows_of]
        others = [name for name in (*filter(rows_of.get, rows_of), *unknown) if name != sheet]
        doubts = _doubts(names, sheet, others, beside, hidden)
    return Chosen(sheet, rows_of[sheet], doubts, beside)


def _first(with_phones: Sequence[str], names: Sequence[str]) -> str:
    """Return the first sheet with numbers, a do-not-call sheet only if no other has any."""
    of_leads = [name for name in with_phones if not holds_barred(name)]
    return next(iter((*of_leads, *with_phones, *names)))


def _has_phones(first: First) -> bool:
    return any(read_name(cell).is_phone or is_phone(cell) for _, cells in first for cell in cells)


def _doubts(
    names: list[str], sheet: str, others: list[str], beside: Sequence[str], hidden: list[str]
) -> tuple[Doubt, ...]:
    """Return a doubt about the other sheets, if there are any with data."""
    texts = []
    if sheet != names[0] and names[0] in others and names[0] not in beside:
        texts.append(
            f"The sheet “{clean_line(sheet)}” is read, because “{clean_line(names[0])}” holds no "
            "phone numbers."
        )
    if others:
        more = "1 more sheet holds" if len(others) == 1 else f"{len(others)} more sheets hold"
        texts.append(f"{more} data: {list_names([clean_line(name) for name in others])}.")
    if hidden:
        are = "sheet is" if len(hidden) == 1 else "sheets are"
        listed = list_names([clean_line(name) for name in hidden])
        texts.append(f"{len(hidden)} hidden {are} not read: {listed}.")
    if not texts:
        return ()
    rivals = [name for name in beside if not holds_barred(name)]
    if rivals:
        hold = "holds" if len(rivals) == 1 else "hold"
        listed = list_names([clean_line(name) for name in rivals])
        texts.append(f"“{clean_line(sheet)}” is read, and {listed} {hold} phone numbers too.")
    on_screen = "Ctrl+O chooses the sheet." if rivals else ""
    return (Doubt(" ".join(texts), "--sheet chooses.", bool(rivals), on_screen),)
