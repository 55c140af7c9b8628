"""Read, load and remove answers of the reassigned numbers database, stored like registries.

A load is one file. It is in force whole or not at all, as one registry for each answer and day. Of
a number's answers the newest counts: see `console.rules.verdict.reassigned`.

A row has a number, the day asked about, the answer (`yes`, `no` or `no_data`) and the day of the
answer. `yes` means that the number was permanently cut off on or after the day asked about.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime

from msgspec import Struct

from console.do_not_call.registries.bitmaps import AT_HAND, Bitmaps
from console.files.fields.cells.readers import DAY_FAULT, read_day
from console.files.fields.columns.headings import ColumnName, list_names, read_names
from console.files.fields.columns.matching import find_column, match_columns
from console.files.fields.columns.phone_columns import PHONE
from console.files.tables.csv_rows import clean_column
from console.files.tables.rows import RowChunk, RowsFile, TableRow
from console.importing.look_ups.dated_lists import (
    Entry,
    Held,
    Loaded,
    Part,
    Progress,
    Shape,
    common_values,
    load,
    take_out,
)
from console.importing.look_ups.line_types import ROWS_AT_ONCE, numbers_in
from console.importing.rows.candidates import Reject
from console.importing.rows.rejects import RejectsFile
from console.rules.text import clean_line, squeeze
from console.trouble import BadInput
from db.dnc.registries import Copy, LoadedRegistry, answer_rows, exchange_of
from db.engine.database import Connection, Database
from db.enums import REASSIGNED_ANSWERS, Reassigned

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


class AnswerSets(ExitStack):
    """The numbers by answer and day."""

    def __init__(self) -> None:
        super().__init__()
        self.sets: dict[tuple[date, Reassigned], Bitmaps] = {}

    def add(self, on: date, answer: Reassigned, e164: str) -> None:
        """Add a number. Raises BadInput for answers of too many days."""
        numbers = self.sets.get((on, answer))
        if numbers is None:
            if len(self.sets) >= MOST_DAYS:
                raise BadInput(
                    f"The file has answers of more than {MOST_DAYS} days: split it by days."
                )
            # Together about as much memory as one registry, for files of few days.
            numbers = self.enter_context(Bitmaps(AT_HAND // len(Reassigned)))
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


NAME = "the reassigned numbers database"
ID_LENGTH = 12
"""Digits of a file's checksum that name its load."""
AMBIGUOUS_BELOW = 4


class NewAnswers(Struct, frozen=True):
    """A file of answers that is to be loaded; `asked` are the first and last day asked about."""

    file: str
    checksum: str
    agent: str
    now: datetime
    asked: tuple[date, date] | None = None


class AnswersHeld(Held[Reassigned], frozen=True):
    """A load in force; `first` and `last` are the days of its answers."""

    id: str
    first: date
    last: date


def answers_held(connection: Connection) -> tuple[AnswersHeld, ...]:
    """Return the loads in force, those with the newest answers first."""
    groups: dict[str, list[LoadedRegistry]] = {}
    for row in answer_rows(connection):
        groups.setdefault(row.checksum, []).append(row)
    held = [_held(rows) for rows in groups.values()]
    return tuple(sorted(held, key=lambda each: (each.last, each.loaded_at), reverse=True))


def load_answers(
    database: Database,
    new: NewAnswers,
    sets: Mapping[tuple[date, Reassigned], Bitmaps],
    progress: Progress | None = None,
    *,
    is_dry_run: bool = False,
) -> Loaded[AnswersHeld]:
    """Put a file's answers in force: see `dated_lists.load`."""

    def find(connection: Connection) -> AnswersHeld | None:
        held = answers_held(connection)
        return next((each for each in held if each.checksum == new.checksum), None)

    def enter(held: AnswersHeld) -> Entry:
        asked = {} if new.asked is None else {"asked": [day.isoformat() for day in new.asked]}
        return "reassigned", {**_detail(held), **asked}

    parts = [Part(_copy(new, *key), bitmap) for key, bitmap in sets.items()]
    return load(database, parts, Shape(find, _held, enter), progress, is_dry_run=is_dry_run)


def remove_answers(
    database: Database, id_: str, agent: str, now: datetime
) -> tuple[AnswersHeld, int]:
    """Remove a load; return it, and how many leads' numbers are checked again. Raises BadInput."""

    def choose(connection: Connection) -> AnswersHeld:
        held = answers_held(connection)
        matches = [each for each in held if each.id.startswith(id_.casefold())]
        if len(id_) < AMBIGUOUS_BELOW or len(matches) != 1:
            there = ", ".join(f"{each.id} ({each.file})" for each in held) or "none"
            raise BadInput(f"There is no load {id_!r} of answers: there is {there}.")
        return matches[0]

    def enter(removed: AnswersHeld) -> Entry:
        return "reassigned_remove", _detail(removed)

    return take_out(database, choose, enter, agent, now)


def _detail(held: AnswersHeld) -> Mapping[str, object]:
    return {
        "file": held.file,
        "checksum": held.checksum,
        "answered": [held.first.isoformat(), held.last.isoformat()],
        "numbers": {answer.value: count for answer, count in held.numbers.items()},
    }


def _copy(new: NewAnswers, on: date, answer: Reassigned) -> Copy:
    kinds = {answer: kind for kind, answer in REASSIGNED_ANSWERS.items()}
    return Copy(
        source=f"reassigned {on} {new.checksum[:ID_LENGTH]} {answer.value}",
        name=NAME,
        kind=kinds[answer],
        as_of=on,
        loaded_at=new.now,
        agent=new.agent,
        file=clean_line(new.file),
        checksum=new.checksum,
    )


def _held(rows: Sequence[LoadedRegistry]) -> AnswersHeld:
    values = common_values(rows, REASSIGNED_ANSWERS)
    days = [row.as_of for row in rows]
    return AnswersHeld(*values, rows[0].checksum[:ID_LENGTH], min(days), max(days))
