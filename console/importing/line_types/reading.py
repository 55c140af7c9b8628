"""Read files of look-ups that say which numbers are mobiles, landlines or internet lines (VoIP).

It can be any table: we find its columns by their names or, failing that, by their contents.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import Struct

from console.do_not_call.registries.bitmaps import AT_HAND, Bitmaps
from console.files.fields.columns.headings import ColumnName, read_names
from console.files.fields.columns.matching import match_columns
from console.files.tables.rows import RowChunk, RowsFile, TableRow
from console.files.tables.text.csv_rows import clean_column
from console.importing.rows.candidates import Reject
from console.importing.rows.rejects import RejectsFile
from console.rules.phone.line_words import read_line
from console.rules.phone.numbers import PhoneError, quote, read_phone, read_plain
from console.rules.text import squeeze
from console.trouble import BadInput
from db.dnc.registries import exchange_of
from db.enums import LineType

LINES = (LineType.MOBILE, LineType.VOIP, LineType.LANDLINE)
ROWS_AT_ONCE = 5000
MOST_WORDS = 100
"""Most words without a line type that are counted separately."""

LINE_TYPE = "line_type"


def _words_in(text: str) -> frozenset[str]:
    return frozenset(text.split())


NAMES = _words_in(
    "type line lines linetypes carriertype linetypeintelligencetype phonelinetypename "
    "numberlinetype servicetype nettype networktype technology phonetypedescription wirelesstype "
    "lookuptype mobilelandline landlineormobile"
)
"""Squeezed names of a line type column, beside the names used in lists of leads."""
IS_MOBILE = _words_in(
    "iscell ismobile iswireless wireless cell mobile wirelessflag cellflag mobileflag "
    "iscellphone wirelessind wirelessindicator"
)
"""Squeezed names of a column that says yes or no to “mobile”."""
YES = _words_in("y yes true t 1")
NO_WORDS = _words_in(
    "unknown other invalid none na null n no false 0 error pager paging tollfree premium "
    "premiumrate sharedcost specialservices special uan personal voicemail undetermined"
)
"""Words of look-up services for numbers that have none of our line types."""
ENOUGH = 0.6
"""Share of a column's filled cells that must name a line type, if its name does not."""


@dataclass(slots=True)
class LineRows:
    """Counts of a file: rows read, lines by type, and rows without a line type by their word."""

    rows: int = 0
    lines: Counter[LineType] = field(default_factory=Counter)
    without: Counter[str] = field(default_factory=Counter)
    rejected: int = 0
    reasons: Sequence[tuple[str, int]] = ()
    rejects_file: Path | None = None

    @property
    def without_line(self) -> int:
        return self.without.total()


class LineColumns(Struct, frozen=True):
    """Positions of the number and the line type; `says_yes` if that column holds yes and no."""

    phone: int
    line: int
    says_yes: bool


@contextmanager
def line_bitmaps() -> Iterator[Mapping[LineType, Bitmaps]]:
    """Yield an empty set of numbers for each line type.

    Together they need no more memory than one registry.
    """
    with ExitStack() as open_:
        yield {line: open_.enter_context(Bitmaps(AT_HAND // len(LINES))) for line in LINES}


def find_columns(file: RowsFile, chosen: Sequence[tuple[str, str]], country: str) -> LineColumns:
    """Find the columns of the number and the line type. Raises BadInput if one is missing."""
    rows = file.sample()
    names = read_names(file.header)
    columns = match_columns(names, chosen, str(file.path), rows, country)
    phone = columns.phones[0].position
    at = columns.fields.get(LINE_TYPE)
    if at is None:
        at = _find_line(names, rows, {phone})
    if at is None:
        raise BadInput(
            f"{file.path}: no column tells the type of a line by its name or by words such as "
            "mobile, landline and voip: say which with --map line_type=COLUMN."
        )
    words = {_word(row[at]) for row in rows if row[at].strip()}
    says_yes = names[at].squeezed in IS_MOBILE and not any(map(read_line, words))
    return LineColumns(phone, at, says_yes)


def read_lines(
    file: RowsFile,
    columns: LineColumns,
    country: str,
    bitmaps: Mapping[LineType, Bitmaps],
    rejects: RejectsFile,
) -> Iterator[LineRows]:
    """Add every number with a line type to the set of that type.

    Yields the counts after each chunk, and the complete counts at the end.
    """
    counts = LineRows()
    for chunk in file.chunks(ROWS_AT_ONCE):
        _read_chunk(chunk, file, columns, country, bitmaps, rejects, counts)
        yield counts
    counts.rejected, counts.reasons = rejects.count, rejects.reasons.most_common()
    yield counts


def _read_chunk(
    chunk: RowChunk,
    file: RowsFile,
    columns: LineColumns,
    country: str,
    bitmaps: Mapping[LineType, Bitmaps],
    rejects: RejectsFile,
    counts: LineRows,
) -> None:
    counts.rows += chunk.count
    words = clean_column(chunk.columns[columns.line]) if chunk.lines else ()
    for at, e164 in numbers_in(chunk, file, columns.phone, country, rejects):
        word = words[at]
        line = _line_in(word, says_yes=columns.says_yes)
        if line is None:
            without = counts.without
            without[word if word in without or len(without) < MOST_WORDS else "…"] += 1
            continue
        bitmaps[line].add(*exchange_of(e164))
        counts.lines[line] += 1


def numbers_in(
    chunk: RowChunk, file: RowsFile, column: int, country: str, rejects: RejectsFile
) -> Iterator[tuple[int, str]]:
    """Yield (index of a row, number in E.164); rows without a readable number are rejected."""
    for row in chunk.faults:
        rejects.add(Reject(row, "", "", row.fault))
    if not chunk.lines:
        return
    phones = clean_column(chunk.columns[column])
    for at, e164 in enumerate(read_plain(phones, country)):
        if e164:
            yield at, e164
            continue
        fault = "There is no phone number in this row."
        try:
            number = read_phone(phones[at], country).e164 if phones[at] else ""
        except PhoneError as error:
            number, fault = "", str(error)
        if number:
            yield at, number
        else:
            row = TableRow(chunk.lines[at], chunk.row(at))
            rejects.add(Reject(row, file.header[column], phones[at], fault))


def _line_in(word: str, *, says_yes: bool) -> LineType | None:
    if says_yes:
        return LineType.MOBILE if _word(word) in YES else None
    return read_line(word)


def _find_line(
    names: Sequence[ColumnName], rows: Sequence[Sequence[str]], taken: set[int]
) -> int | None:
    for wanted in (NAMES, IS_MOBILE):
        for at, name in enumerate(names):
            if at not in taken and name.squeezed in wanted and _holds_lines(rows, at, wanted):
                return at
    return next(
        (at for at in range(len(names)) if at not in taken and _holds_lines(rows, at, NAMES)), None
    )


def _holds_lines(rows: Sequence[Sequence[str]], at: int, wanted: frozenset[str]) -> bool:
    """Return whether a column's cells name line types, or say yes and no."""
    words = [_word(row[at]) for row in rows if row[at].strip()]
    if wanted is IS_MOBILE:
        return bool(words) and all(word in YES or word in NO_WORDS for word in words)
    lines = sum(read_line(word) is not None for word in words)
    others = sum(read_line(word) is None and word in NO_WORDS for word in words)
    return lines > 0 and lines + others >= len(words) * ENOUGH


def _word(text: str) -> str:
    return squeeze(text)


def say_words(words: Counter[str], most: int = 5) -> str:
    """Return the most frequent words with their counts: “unknown” 12, “pager” 3, empty 2."""
    texts = [
        f"{quote(word) if word else 'empty'} {count:,}" for word, count in words.most_common(most)
    ]
    return ", ".join(texts) + (", …" if len(words) > most else "")
