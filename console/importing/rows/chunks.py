"""Read a file in chunks of rows that are ready to be stored: parsed, placed and screened."""

import json
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from itertools import islice, pairwise
from typing import TypeAlias

from msgspec import Struct

from console.files.fields.warnings import DoubtfulRow, Noticed
from console.files.tables.rows import RowChunk, find_swallowed
from console.importing.rows.candidates import Candidates, ReadPlan, Reject
from console.importing.rows.lead_rows import Reader
from console.importing.rows.main_lines import MainLines
from console.importing.rows.number_places import NumberPlaces, Settled
from console.lists.screening import values_of_place
from console.rules.requests.recognizer import read_request
from console.rules.screening.matching import Screened, Value, extras_of, fields_of, fits
from console.rules.text import clean_line
from console.trouble import BadInput
from db.conditions import OF_PLACES, Condition
from db.engine.database import Connection, Database
from db.enums import LeadStatus
from db.imports.matching import mark_of_row
from db.imports.request_reach import person_name
from db.imports.staged_rows import AMOUNTS, TEXTS, Asker, Rows, StagedNumbers, keys_bars_places
from db.leads.numbers import Work, count_with, numbers_of_open, work_with
from db.leads.search_words import words_of_rows

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
    row_filter = RowFilter(plan.screening, plan, placing) if plan.screening else None
    main_lines = MainLines(plan, reader) if chunks is None else None

    def finish(
        count: int, candidates: Candidates, rejects: Sequence[Reject], aside: Sequence[int] = ()
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


OF_WORK = {"status", "dials", "noes", "last_dialled_at", "introduced_at"}
"""Fields of a screening that come from known leads with the same number as the row."""

FURTHEST_LAST = (LeadStatus.OPEN, LeadStatus.BARRED, LeadStatus.CLOSED)

Works: TypeAlias = Mapping[str, Mapping[int, Work]]
"""The calling history of known leads, by number and lead id."""


class RowFilter:
    """Filters rows by a screening."""

    def __init__(self, condition: Condition, plan: ReadPlan, placing: NumberPlaces) -> None:
        # A column can be asked for if the file keeps it under its own name.
        _refuse_unknown(condition, [name for _, name in plan.columns.extras])
        fields = fields_of(condition)
        self._condition = condition
        self._plan = plan
        self._placing = placing
        self._asks_places = not fields.isdisjoint(OF_PLACES)
        self._asks_work = not fields.isdisjoint(OF_WORK)

    def keep(
        self, connection: Connection, candidates: Candidates, settled: Settled
    ) -> tuple[Candidates, Settled]:
        """Return the rows that fit, and the status, place and line type of their numbers."""
        rows = candidates.numbers.rows
        works = self._works(connection, candidates.numbers.e164s)
        firsts = [candidates.numbers.first_of(row) for row in range(len(candidates.lines))]
        ranges = [range(*pair) for pair in pairwise([*firsts, len(rows)])]
        is_kept = [
            fits(self._condition, self._values_of(candidates, row, settled, numbers, works))
            for row, numbers in enumerate(ranges)
        ]
        return candidates.keep(is_kept), settled.keep([is_kept[row] for row in rows])

    def keep_rejects(self, reader: Reader, rejects: Sequence[Reject]) -> Sequence[Reject]:
        """Return the rejects that fit by their other cells, and those of which nobody can say it.

        That are rows with wrong columns, and all rows if the screening asks for what only a number
        or its place tells.
        """
        readable = [reject for reject in rejects if reject.column]
        if not readable or self._asks_places or "number" in fields_of(self._condition):
            return rejects
        candidates = reader.read_fields([reject.row for reject in readable])
        unknown = Settled([], [], [])
        left_out = {
            line
            for row, line in enumerate(candidates.lines)
            if not fits(self._condition, self._values_of(candidates, row, unknown, range(0), {}))
        }
        return [reject for reject in rejects if reject.row.line not in left_out]

    def _works(self, connection: Connection, e164s: Sequence[str]) -> Works:
        works: dict[str, dict[int, Work]] = {}
        if self._asks_work:
            for work in work_with(connection, e164s):
                works.setdefault(work.e164, {})[work.lead_id] = work
        return works

    def _values_of(
        self, candidates: Candidates, row: int, settled: Settled, numbers: range, works: Works
    ) -> Screened:
        """Return the values of a row that the screening may ask for."""
        many: dict[str, list[str]] = {"number": [candidates.numbers.e164s[at] for at in numbers]}
        known: dict[int, Work] = {}
        for e164 in many["number"]:
            known |= works.get(e164, {})
        if self._asks_places:
            places = [values_of_place(self._placing.place(settled.places[at])) for at in numbers]
            many |= {name: [v for place in places for v in place[name]] for name in OF_PLACES}
        return Screened(
            {
                **{
                    name: candidates.value(name, row)
                    for name in (*TEXTS, *AMOUNTS)
                    if name != "zone"
                },
                "kind": candidates.value("kind", row) or self._plan.kind.value,
                "list": self._plan.list_name,
                **_sum_up(known.values()),
            },
            many,
            candidates.extras_of(row),
        )


def _refuse_unknown(condition: Condition, extras: Sequence[str]) -> None:
    """Raise BadInput if the screening asks for a column that the file does not keep."""
    for name in sorted(extras_of(condition) - set(extras)):
        by_case = {extra.casefold(): extra for extra in extras}
        near = by_case.get(name.casefold()) or next(iter(get_close_matches(name, extras, 1)), None)
        meant = f" Is “{clean_line(near)}” meant?" if near else ""
        raise BadInput(
            f"The file keeps no column “{clean_line(name)}” under its own name, so nobody could "
            f"fit.{meant}"
        )


def _sum_up(known: Collection[Work]) -> dict[str, Value | None]:
    """Return the furthest status of several leads, the sum of their calls, and the latest times."""
    dialled = [work.last_dialled_at for work in known if work.last_dialled_at]
    introduced = [work.introduced_at for work in known if work.introduced_at]
    return {
        "status": max((work.status for work in known), key=FURTHEST_LAST.index, default=""),
        "dials": sum(work.dials for work in known),
        "noes": sum(work.noes for work in known),
        "last_dialled_at": max(dialled, default=None),
        "introduced_at": max(introduced, default=None),
    }
