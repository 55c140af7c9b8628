"""Read a file in chunks of rows that are ready to be stored: parsed, placed and checked."""

import json
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from console.files.fields.warnings import DoubtfulRow, Noticed
from console.files.tables.rows import RowChunk, find_swallowed
from console.importing.rows.candidates import Candidates, ReadPlan, Reject
from console.importing.rows.lead_rows import Reader
from console.importing.rows.main_lines import MainLines
from console.importing.rows.number_places import NumberPlaces, Settled
from console.rules.requests.recognizer import read_request
from console.rules.text import clean_line
from db.engine.database import Connection, Database
from db.imports.known_numbers import count_with, numbers_of_open
from db.imports.matching import mark_of_row
from db.imports.request_reach import person_name
from db.imports.staged_rows import Asker, Rows, StagedNumbers, keys_bars_places
from db.leads.search_words import words_of_rows

if TYPE_CHECKING:
    from console.importing.rows.row_filter import RowFilter

FINISHED = "finished elsewhere"
"""The words for it in a doubt about a known lead; the recognizer of requests knows them."""

ROWS_AT_ONCE = 6000
"""Rows of a chunk. Fewer would write each page of an index more often, and more would keep agents
waiting: the leads of a chunk are written in one transaction."""


_write_json = json.JSONEncoder(ensure_ascii=False).encode

RowIds = dict[int, tuple[str, str]]
"""The first number (E.164) and the vendor's id of each row, by its line."""


class ChunkNotes(Struct, frozen=True):
    """What a person is told of `count` rows of the file: `rejects`, and how many were left out."""

    count: int
    left_out: int
    noticed: Noticed
    rejects: Sequence[Reject]
    unusable: Sequence[Reject]
    """The rows that become leads although all their numbers are invalid."""
    aside: Sequence[int]
    """The lines of rows that were set aside: they come again in one of the last chunks."""
    inquired: Sequence[tuple[str, datetime]] = ()
    """The first number (E.164) of each person who asked to be called, and when."""


class LeadChunk(ChunkNotes, frozen=True, kw_only=True):
    """Rows of the file, with those that can become leads."""

    rows: Rows


def read_pieces(
    database: Database, plan: ReadPlan, chunks: Iterable[RowChunk] | None = None
) -> Generator[LeadChunk, None, None]:
    """Yield the whole file, or the given chunks of it; only one chunk is in memory at a time.

    Raises BadInput if the file cannot be read on.
    """
    reader, placing = Reader(plan), NumberPlaces(plan)
    row_filter = None
    if plan.screening:
        # late: few imports have a screening, and the reader process must start quickly
        from console.importing.rows.row_filter import RowFilter

        row_filter = RowFilter(plan.screening, plan, placing)
    main_lines = MainLines(plan, reader) if chunks is None else None

    def finish(
        count: int,
        candidates: Candidates,
        rejects: Sequence[Reject],
        aside: Sequence[int] = (),
    ) -> LeadChunk:
        with database.read() as connection:
            reader.requests.ask_for_known(connection, plan.match, candidates, rejects)
            candidates, settled, rejects = choose_rows(
                connection, reader, placing, row_filter, candidates, rejects
            )
            if candidates.behind:
                candidates.noticed.stand += count_with(connection, candidates.behind)
        placing.note(candidates, settled)
        candidates.note_doubts()
        left_out = count - len(rejects) - len(candidates.lines)
        rows = _rows(plan, candidates, settled, placing.take_new())
        unusable = [*candidates.unusable.values()]
        numbers = candidates.numbers
        inquired = [
            (numbers.e164s[numbers.first_of(row)], at) for row, at in candidates.inquired.items()
        ]
        notes = (count, left_out, candidates.noticed, rejects, unusable, aside, inquired)
        return LeadChunk(*notes, rows=rows)

    if main_lines is not None and plan.aside:
        main_lines.waiting += plan.file.rows_at(plan.aside)
    skipped = plan.skipped
    for chunk in plan.file.chunks(ROWS_AT_ONCE) if chunks is None else chunks:
        if skipped:
            skipped -= 1
            continue
        swallowed = list(find_swallowed(plan.file, plan.columns.phones, chunk))
        candidates, rejects = reader.read(chunk)
        candidates.noticed.swallowed += swallowed
        count = chunk.count
        aside: list[int] = []
        if main_lines is not None:
            before = len(main_lines.waiting)
            rejects = main_lines.set_aside(rejects)
            aside = [row.line for row in main_lines.waiting[before:]]
            count -= len(aside)
        yield finish(count, candidates, rejects, aside)
    if main_lines is not None:
        rest = islice(main_lines.pieces(ROWS_AT_ONCE), skipped, None)
        yield from (finish(*parts) for parts in rest)


def choose_rows(
    connection: Connection,
    reader: Reader,
    placing: NumberPlaces,
    row_filter: "RowFilter | None",
    candidates: Candidates,
    rejects: Sequence[Reject],
) -> tuple[Candidates, Settled, Sequence[Reject]]:
    """Return the rows that come in, what is settled of their numbers, and the rejects.

    A screening goes first: what it leaves out is neither rejected nor finished elsewhere.
    """
    settled = None
    if row_filter:
        settled = placing.settle(connection, candidates)
        candidates, settled = row_filter.keep(connection, candidates, settled)
        rejects = row_filter.keep_rejects(reader, rejects)
    known = _hold_known(connection, candidates) if reader.requests.leaves_finished else set()
    behind, held = candidates.take_behind(leaves_finished=reader.requests.leaves_finished)
    if held:
        rejects = sorted([*rejects, *held], key=lambda reject: reject.row.line)
    if behind:
        if settled:
            settled = settled.keep([row not in behind for row in candidates.numbers.rows])
        candidates = candidates.leave(behind)
        candidates.behind = [e164 for e164 in candidates.behind if e164 not in known]
    return candidates, settled or placing.settle(connection, candidates), rejects


def _hold_known(connection: Connection, candidates: Candidates) -> set[str]:
    """Note a doubt about each row that calls a known open lead finished; return their numbers.

    The row stays out, but the lead is here: without an answer it would be called on.
    """
    numbers = {row: tuple(candidates.numbers.e164s_of(row)) for row in candidates.finished}
    known = numbers_of_open(connection, [e164 for e164s in numbers.values() for e164 in e164s])
    names = candidates.texts("name")
    for row, (column, word) in candidates.finished.items():
        if not known.isdisjoint(numbers[row]):
            words = read_request(f"{clean_line(word).rstrip(' .!?;')}, {FINISHED}").words
            doubt = DoubtfulRow(candidates.lines[row], names[row], column, words, numbers[row])
            candidates.noticed.doubtful.append(doubt)
    return known


def note_ids(pieces: Iterable[LeadChunk], row_ids: RowIds) -> Iterator[LeadChunk]:
    """Yield the chunks, and note by what their rows can be found among the leads."""
    for piece in pieces:
        rows = piece.rows
        vendor_ids = rows.leads.get("vendor_id") or [""] * len(rows.lines)
        # In reverse, so that a row's first number remains.
        for row, e164 in zip(
            reversed(rows.numbers.rows), reversed(rows.numbers.e164s), strict=True
        ):
            row_ids[rows.lines[row]] = (e164, str(vendor_ids[row]))
        yield piece


def _rows(
    plan: ReadPlan, candidates: Candidates, settled: Settled, new_places: Sequence[tuple[int, str]]
) -> Rows:
    """Return the candidates as rows that can be staged."""
    numbers = candidates.numbers
    leads = dict(candidates.fields)
    if "kind" in leads:
        leads["kind"] = [*map(str, leads["kind"])]
    if (extras := _write_extras(candidates)) is not None:
        leads["extras"] = extras
    staged = StagedNumbers(
        numbers.rows,
        numbers.positions(),
        numbers.e164s,
        numbers.extensions,
        numbers.labels,
        settled.types,
        settled.statuses,
        settled.places,
    )
    keys, bars, places = keys_bars_places(len(candidates.lines), staged)
    consents = {
        row: (evidence.kind.value, evidence.on.isoformat(), evidence.proof)
        for row, evidence in candidates.evidence.items()
    }
    file = clean_line(plan.file.path.name)
    requests = {e164: f"{file} says {reason}." for e164, reason in candidates.asked.items()}
    askers = [
        Asker(
            person.e164s,
            person.key,
            mark_of_row(plan.match, person.cells),
            person_name(person.cells.get("name", ""), person.cells.get("company", "")),
            f"{file} says {person.reason}.",
        )
        for person in candidates.askers
    ]
    words: Mapping[str, Sequence[int]] = {}
    if not plan.is_dry_run:
        words = words_of_rows(candidates.texts("name"), candidates.texts("company"))
    columns = (candidates.lines, leads, plan.kind.value, keys, bars, places, staged, new_places)
    return Rows(*columns, consents, requests, askers, words, range(len(candidates.lines)))


def _write_extras(candidates: Candidates) -> list[str] | None:
    """Return the extras of each row as JSON, or None if no row has any."""
    if not candidates.extras and not candidates.more:
        return None
    names = [name for name, _ in candidates.extras]
    cells = zip(*(cells for _, cells in candidates.extras), strict=True) if names else None
    rows = cells or [()] * len(candidates.lines)
    written = [
        _write_json({name: cell for name, cell in zip(names, row, strict=True) if cell})
        for row in rows
    ]
    for row in candidates.more:
        written[row] = _write_json(candidates.extras_of(row))
    return written
