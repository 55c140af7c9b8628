"""Read files with answers of the reassigned numbers database.

A row has a number, the day asked about, the answer (`yes`, `no` or `no_data`) and the day of the
answer. `yes` means that the number was permanently cut off on or after the day asked about.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from types import TracebackType
from typing import Self

from msgspec import Struct

from console.do_not_call.registries.bitmaps import AT_HAND, Bitmaps
from console.files.fields.cells.readers import DAY_FAULT, read_day
from console.files.fields.columns.headings import ColumnName, list_names, read_names
from console.files.fields.columns.layout import PHONE
from console.files.fields.columns.matching import find_column, match_columns
from console.files.tables.rows import RowChunk, RowsFile, TableRow
from console.files.tables.text.csv_rows import clean_column
from console.importing.line_types.reading import ROWS_AT_ONCE, numbers_in
from console.importing.rows.candidates import Reject
from console.importing.rows.rejects import RejectsFile
from console.rules.text import squeeze
from console.trouble import BadInput
from db.dnc.registries import exchange_of
from db.enums import Reassigned

MOST_DAYS = 400
"""Most days of answers in one file; a bitmap is open for each."""

ASKED, ANSWER, ANSWERED = "asked_date", "answer", "answered_at"
FIELDS = (PHONE, ASKED, ANSWER, ANSWERED)
NAMES: Mapping[str, frozenset[str]] = {
    ASKED: frozenset(
        [
            *("askeddate", "askedon", "askedabout", "dateasked", "querydate", "inputdate"),
            *("contactdate", "lastcontact", "lastcontactdate", "consentdate", "date"),
        ]
    ),
    ANSWER: frozenset(
        [
            *("answer", "result", "response", "rndresult", "rnd", "reassigned", "isreassigned"),
            *("permanentlydisconnected", "queryresult"),
        ]
    ),
    ANSWERED: frozenset(
        [
            *("answeredat", "answeredon", "answerdate", "dateanswered", "resultdate"),
            *("responsedate", "processedat", "processeddate", "queriedat", "timestamp"),
        ]
    ),
}
"""Squeezed names of the columns."""

WORDS: Mapping[str, Reassigned] = {
    **dict.fromkeys(("yes", "y", "true", "reassigned"), Reassigned.YES),
    **dict.fromkeys(("no", "n", "false", "notreassigned"), Reassigned.NO),
    **dict.fromkeys(("nodata", "nd", "unknown"), Reassigned.NO_DATA),
}
"""The answers by their squeezed words. 1 and 0 are none: vendors mean opposite things by them."""


class AnswerColumns(Struct, frozen=True):
    """Positions of the columns; without `answered` all answers are of one day, which was given."""

    phone: int
    asked: int
    answer: int
    answered: int | None


@dataclass(slots=True)
class AnswerRows:
    """How many rows were read so far, with which answers, and how many were rejected."""

    rows: int = 0
    answers: Counter[Reassigned] = field(default_factory=Counter)
    without_answer: int = 0
    rejected: int = 0
    reasons: Sequence[tuple[str, int]] = ()
    asked: tuple[date, date] | None = None
    """The first and the last day asked about."""


class AnswerSets:
    """The numbers by answer and day."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self.sets: dict[tuple[date, Reassigned], Bitmaps] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._open.close()

    def add(self, on: date, answer: Reassigned, e164: str) -> None:
        """Add a number. Raises BadInput for answers of too many days."""
        numbers = self.sets.get((on, answer))
        if numbers is None:
            if len(self.sets) >= MOST_DAYS:
                raise BadInput(
                    f"The file has answers of more than {MOST_DAYS} days: split it by days."
                )
            # Together about as much memory as one registry, for files of few days.
            numbers = self._open.enter_context(Bitmaps(AT_HAND // len(Reassigned)))
            self.sets[on, answer] = numbers
        numbers.add(*exchange_of(e164))


def find_columns(
    file: RowsFile, chosen: Sequence[tuple[str, str]], country: str, answered_on: date | None
) -> AnswerColumns:
    """Find the four columns by their names or as chosen. Raises BadInput for a missing one."""
    names = read_names(file.header)
    path = str(file.path)
    mapped = {name: find_column(names, column, path) for name, column in chosen}
    of_phone = [pair for pair in chosen if pair[0] == PHONE]
    phone = match_columns(names, of_phone, path, file.sample(), country).phones[0].position
    taken = {phone, *mapped.values()}
    for name in (ANSWER, ANSWERED, ASKED):
        if name not in mapped and (at := _named(names, name, taken)) is not None:
            mapped[name] = at
            taken.add(at)
    needed = [ASKED, ANSWER, *([ANSWERED] if answered_on is None else [])]
    if missing := [name for name in needed if name not in mapped]:
        way = " or --answered-on DATE" if missing == [ANSWERED] else ""
        raise BadInput(
            f"{path}: no column is named like {' or '.join(missing)} "
            f"({list_names(list(file.header))}): say which it is with "
            f"--map {missing[0]}=COLUMN{way}."
        )
    answered = mapped.get(ANSWERED) if answered_on is None else None
    return AnswerColumns(phone, mapped[ASKED], mapped[ANSWER], answered)


def _named(names: Sequence[ColumnName], name: str, taken: set[int]) -> int | None:
    return next(
        (
            at
            for at, column in enumerate(names)
            if at not in taken and column.squeezed in NAMES[name]
        ),
        None,
    )


def read_answers(
    file: RowsFile,
    columns: AnswerColumns,
    country: str,
    answered_on: date | None,
    latest: date,
    sets: AnswerSets,
    rejects: RejectsFile,
) -> Iterator[AnswerRows]:
    """Add every number to the set of its answer and day, none of which may be after `latest`.

    Yields the counts after each chunk, and the complete counts at the end.
    """
    counts = AnswerRows()
    for chunk in file.chunks(ROWS_AT_ONCE):
        counts.rows += chunk.count
        for at, e164 in numbers_in(chunk, file, columns.phone, country, rejects):
            _read_row(chunk, at, e164, file, columns, answered_on, latest, sets, rejects, counts)
        yield counts
    counts.rejected, counts.reasons = rejects.count, rejects.reasons.most_common()
    yield counts


def _read_row(
    chunk: RowChunk,
    at: int,
    e164: str,
    file: RowsFile,
    columns: AnswerColumns,
    answered_on: date | None,
    latest: date,
    sets: AnswerSets,
    rejects: RejectsFile,
    counts: AnswerRows,
) -> None:
    cells = clean_column(chunk.row(at))

    def reject(column: int, fault: str) -> None:
        row = TableRow(chunk.lines[at], chunk.row(at))
        rejects.add(Reject(row, file.header[column], cells[column], fault))

    word = cells[columns.answer]
    if not word:
        counts.without_answer += 1
        return
    answer = WORDS.get(squeeze(word))
    if answer is None:
        reject(columns.answer, "Write the answer as yes, no or no_data.")
        return
    asked = read_day(cells[columns.asked])
    if asked is None:
        reject(columns.asked, DAY_FAULT)
        return
    on = answered_on
    if columns.answered is not None:
        on = read_day(cells[columns.answered])
        if on is None or on > latest:
            reject(columns.answered, DAY_FAULT if on is None else "That day is yet to come.")
            return
    assert on is not None
    if asked > on:
        reject(columns.asked, "The day asked about is later than the answer.")
        return
    sets.add(on, answer, e164)
    counts.answers[answer] += 1
    first, last = counts.asked or (asked, asked)
    counts.asked = min(first, asked), max(last, asked)
