"""Find which rows of a file say not to call, and which ones stay behind until somebody decides."""

import contextlib
from collections.abc import Sequence

from console.files.fields.cells.phone_words import read_phones
from console.files.fields.cells.phones import PhoneReader
from console.files.fields.columns.country_guess import Home, belongs
from console.files.fields.columns.layout import RequestColumn
from console.files.fields.columns.request_words import is_done
from console.files.tables.csv_rows import clean_column
from console.files.tables.rows import RowChunk, TableRow
from console.importing.rows.candidates import Candidates, PersonAsks, ReadPlan, Reject
from console.judging.request_doubts import read_cells, read_lead
from console.rules.phone.notations import SHORTEST_NUMBER
from console.rules.phone.numbers import PhoneError
from console.rules.requests.vocabulary import Strength
from console.rules.verdict.sentences import say_request
from db.engine.database import Connection
from db.enums import MatchBy, NumberStatus
from db.imports.staged_rows import key_of
from db.leads.numbers import numbers_of_ids

NOT_LOOKED_UP = (
    "The service has not looked this number up, so the file's clearing is not its own: have it "
    "looked up, or import it without --scrubbed-on."
)

IDENTIFYING = ("name", "company", "vendor_id", "address", "postal_code")

UNSETTLED = (
    "Nobody has said whether this word allows a call, so the row stays behind: --map do_not_call= "
    "or --map kept= with its column settles it."
)

HELD_BACK = (UNSETTLED, NOT_LOOKED_UP)
"""Reasons why a row is held back although its number was read."""


class RowRequests:
    """Finds who is not to be called, by the columns that may say so.

    If the file was checked against the registries elsewhere, a row is held back whose number that
    service has not looked up.
    """

    def __init__(self, plan: ReadPlan, phones: PhoneReader) -> None:
        columns = plan.columns
        self._at = columns.fields
        self._phones = phones
        self._finished = plan.finished
        self._is_cleared = plan.cleared_on is not None
        self._holding = (*columns.requests, *columns.unsettled)
        self._finishing = columns.requests
        self._requests = (*self._holding, *columns.remarks)

    @property
    def leaves_finished(self) -> bool:
        """Whether rows that another program calls finished stay out."""
        return self._finished == "leave"

    def note(
        self,
        candidates: Candidates,
        cells: Sequence[Sequence[str]],
        homes: Sequence[Home],
        chunk: RowChunk,
    ) -> None:
        """Note the requests in rows, and which rows are finished or held back.

        `cells` and `homes` are those of the candidates, and `chunk` is where they come from.
        """
        self._read_requests(candidates, cells, homes)
        _read_more(candidates)
        candidates.finished = self._find_finished(cells)
        candidates.held = self._hold_back(candidates, chunk)

    def _read_requests(
        self, candidates: Candidates, cells: Sequence[Sequence[str]], homes: Sequence[Home]
    ) -> None:
        """Note the numbers and people that the file says not to call.

        A column about one phone bars only that phone; any other column bars all numbers of its row.
        """
        for column in self._requests:
            self._close(candidates, column, cells[column.position])
            if column.is_text:
                asking = self._read_texts(candidates, column, cells[column.position])
            else:
                asking = column.asks(cells[column.position])
            barring = asking
            if self._finished == "never":
                barring = asking | column.finishes(cells[column.position])
            for row, text in enumerate(cells[column.position]) if barring else ():
                if text not in barring:
                    continue
                e164s = (
                    self._phones.numbers_in(column.phones, row, cells, homes[row])
                    if column.phones
                    else candidates.numbers.e164s_of(row)
                )
                if not (column.is_text or column.permits):
                    e164s = [*e164s, *_numbers_named(text, homes[row])]
                if e164s and text in asking:
                    candidates.noticed.asked[column.name] += 1
                for e164 in e164s:
                    candidates.asked.setdefault(e164, column.reason(text))
                if column.is_of_person:
                    candidates.askers.append(_person_of(candidates, row, column.reason(text)))

    def _read_texts(
        self, candidates: Candidates, column: RequestColumn, cells: Sequence[str]
    ) -> set[str]:
        """Return the cells of remarks or a status that ask; note rows with a doubtful one."""
        readings = read_cells(column.name, cells)
        asking = column.asks(readings)
        doubts = {
            text: request.words
            for text, request in readings.items()
            if request.strength is Strength.DOUBT and text not in asking
        }
        if column.is_status:
            asking = column.asks(cells)  # a status has a few more words, such as “blacklisted”
            doubts = {text: words for text, words in doubts.items() if not is_done(text)}
        for row, text in enumerate(cells) if doubts else ():
            if text in doubts:
                is_notes = column.position == self._at.get("notes")
                name = "notes" if is_notes else column.name
                candidates.doubts.setdefault(row, (name, doubts[text]))
        return asking

    def _close(self, candidates: Candidates, column: RequestColumn, cells: Sequence[str]) -> None:
        """Mark numbers as disconnected if a look-up service says that they are dead."""
        words = column.closes(cells)
        numbers = candidates.numbers
        for row, text in enumerate(cells) if words else ():
            if text in words and numbers.has(row):
                first = numbers.first_of(row)
                for at in range(first, first + len(numbers.e164s_of(row))):
                    numbers.closed.setdefault(at, NumberStatus.DISCONNECTED)
                candidates.noticed.closed[column.name, text] += 1

    def _hold_back(self, candidates: Candidates, chunk: RowChunk) -> dict[int, Reject]:
        """Return rejects by row, for rows with words that may or may not allow a call.

        In a cleared file, also for rows that the service did not look up.
        """
        held_back: dict[int, Reject] = {}
        whole = dict(zip(chunk.lines, chunk.rows, strict=True)) if self._holding else {}
        for column in self._holding:
            cells = [whole[line][column.position].strip() for line in candidates.lines]
            reasons = dict.fromkeys(column.holds_back(cells), UNSETTLED)
            if self._is_cleared:
                reasons |= dict.fromkeys(column.misses(cells), NOT_LOOKED_UP)
            for row, text in enumerate(cells) if reasons else ():
                if text in reasons:
                    line = candidates.lines[row]
                    reject = Reject(TableRow(line, whole[line]), column.name, text, reasons[text])
                    held_back.setdefault(row, reject)
        return held_back

    def _find_finished(self, cells: Sequence[Sequence[str]]) -> dict[int, tuple[str, str]]:
        """Return the column and word of each row that another program calls finished."""
        rows: dict[int, tuple[str, str]] = {}
        for column in self._finishing:
            words = column.finishes(cells[column.position])
            for row, text in enumerate(cells[column.position]) if words else ():
                if text in words:
                    rows.setdefault(row, (column.name, text))
        return rows

    def _find_requests(self, rejects: Sequence[Reject]) -> list[tuple[str, str]]:
        """Return (vendor's id, reason) of the rows without a number that are not to be called."""
        at = self._at.get("vendor_id")
        requests = []
        for reject in rejects if self._requests else ():
            # Skip rows that were held back: they have a number. Skip faulty rows, which name no
            # column: their cells may be in the wrong columns.
            if reject.reason in HELD_BACK or not reject.column:
                continue
            cells = clean_column(reject.row.cells)
            for column in self._requests:
                text = cells[column.position]
                if text and column.asks({text}):
                    requests.append(("" if at is None else cells[at], column.reason(text)))
                    break
        return requests

    def ask_for_known(
        self,
        connection: Connection,
        match: MatchBy,
        candidates: Candidates,
        rejects: Sequence[Reject],
    ) -> None:
        """Apply the requests of rows without a number to known leads, found by the vendor's id."""
        requests = self._find_requests(rejects)
        reasons = dict(requests) if match is MatchBy.VENDOR_ID else {}
        reasons.pop("", None)
        known = numbers_of_ids(connection, reasons) if reasons else []
        e164s_of: dict[str, list[str]] = {vendor_id: [] for vendor_id in reasons}
        for vendor_id, e164 in known:
            candidates.asked.setdefault(e164, reasons[vendor_id])
            e164s_of[vendor_id].append(e164)
        candidates.askers += [
            PersonAsks(e164s, "", {"vendor_id": vendor_id}, reasons[vendor_id])
            for vendor_id, e164s in e164s_of.items()
        ]
        ids = {vendor_id for vendor_id, _ in known}
        candidates.noticed.barred_by_id += len(ids)
        candidates.noticed.asked_in_vain += sum(vendor_id not in ids for vendor_id, _ in requests)


def _read_more(candidates: Candidates) -> None:
    """Read the cells that no field could take, such as “Do Not Call” in a column of lead types."""
    for row, more in candidates.more.items():
        for column, request in read_lead("", more):
            if request.strength is Strength.CERTAIN:
                reason = say_request(column)
                candidates.noticed.asked[column] += 1
                candidates.asked |= dict.fromkeys(candidates.numbers.e164s_of(row), reason)
                candidates.askers.append(_person_of(candidates, row, reason))
            elif request.strength is Strength.DOUBT:
                candidates.doubts.setdefault(row, (column, request.words))


def _numbers_named(text: str, home: Home) -> list[str]:
    """Return the numbers in a cell of a do-not-call column: the very ones not to be called."""
    if sum(map(str.isdigit, text)) < SHORTEST_NUMBER:
        return []
    with contextlib.suppress(PhoneError):
        return [phone.e164 for phone in read_phones(text, *belongs("", home)) if phone.is_valid]
    return []


def _person_of(candidates: Candidates, row: int, reason: str) -> PersonAsks:
    """Return the person of a row that says not to call."""
    numbers = candidates.numbers
    first = numbers.first_of(row)
    key = key_of(numbers.e164s[first], numbers.extensions[first], numbers.labels[first])
    fields = candidates.fields
    cells = {name: candidates.texts(name)[row] for name in IDENTIFYING if name in fields}
    return PersonAsks(numbers.e164s_of(row), key, cells, reason)
