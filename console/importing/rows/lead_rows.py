"""Read rows as leads: their fields and their numbers in E.164, or the reason why not.

We read a few thousand rows at a time, column by column. In a large file, work on single cells takes
most of the time, so we process whole columns at once where we can.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import compress
from typing import TypeVar

from console.files.fields.cells.person_names import (
    NAMES,
    NO_NAMES,
    SECOND_FAMILY_NAMES,
    split_names,
    split_spanish,
)
from console.files.fields.cells.phones import Fault, Numbers, PhoneReader, new_places
from console.files.fields.cells.readers import AS_WRITTEN, READ, ROUGH, are_mails
from console.files.fields.columns.country_guess import Home, home_of
from console.files.fields.columns.do_not_call_columns import RequestColumn
from console.files.fields.columns.headings import MOBILE_WORDS
from console.files.fields.columns.layout import Columns
from console.files.fields.columns.request_words import is_done
from console.files.fields.columns.scrub_results import SAYS_MOBILE
from console.files.tables.csv_rows import clean_column
from console.files.tables.rows import RowChunk, TableRow
from console.importing.rows.candidates import (
    Candidates,
    PersonAsks,
    Reject,
    blank_no_names,
    keep_as_text,
    keep_words,
    label_shared_lines,
    read_column,
)
from console.importing.rows.inquiries import Inquiries, read_evidence, read_inquiries
from console.judging.request_doubts import read_cells, read_lead
from console.rules.phone.number_plan import show_phone
from console.rules.requests.vocabulary import Strength
from console.rules.verdict.sentences import say_request
from db.enums import LeadKind, LineType, NumberStatus
from db.imports.staged_rows import DEFAULTS, Cell, key_of

T = TypeVar("T")

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


class Reader:
    """Reads the rows of a file by its columns.

    `country` (ISO, of national numbers) and `kind` apply to rows that state none. Evidence must not
    be later than the day `latest`. `finished` says what to do with rows finished elsewhere: `leave`
    or `never`; anything else changes nothing. `is_cleared` means that the file was checked against
    the registries elsewhere: a row whose number the service has not looked up is then held back.
    """

    def __init__(
        self,
        columns: Columns,
        header: Sequence[str],
        country: str,
        kind: LeadKind,
        latest: date,
        finished: str = "",
        *,
        is_cleared: bool = False,
        line_types: Sequence[tuple[str, LineType]] = (),
        inquiries: Inquiries | None = None,
    ) -> None:
        self._inquiries = inquiries
        self._header = header
        self._latest = latest
        self._finished = finished
        self._is_cleared = is_cleared
        at = columns.fields
        self._at = at
        self._columns = columns
        self._requests = (*columns.requests, *columns.unsettled, *_remarks(columns, header))
        self._country = country
        self._kind = kind
        line_at = at.get("line_type")
        says_mobile = (
            line_at is not None and columns.names[line_at].squeezed in SAYS_MOBILE | MOBILE_WORDS
        )
        self._phones = PhoneReader(
            columns.phones,
            at.get("extension"),
            line_at,
            says_mobile=says_mobile,
            line_types=line_types,
        )
        self._splits_names = "name" in at and not {"given_name", "family_name"} & set(at)
        is_spanish = "name" in at and columns.names[at["name"]].squeezed.startswith("nombre")
        self._split_names = split_spanish if is_spanish else split_names
        self._second_family_name = next(
            (
                position
                for position, _ in columns.extras
                if columns.names[position].squeezed in SECOND_FAMILY_NAMES and "family_name" in at
            ),
            None,
        )

    def read(self, chunk: RowChunk) -> tuple[Candidates, list[Reject]]:
        """Return the rows that can become leads and the rejects, both in the order of the file.

        Rows that are finished or held back are among the former: `Candidates.take_behind`.
        """
        rejects = [
            Reject(row, "", "", f"{row.fault[0].upper()}{row.fault[1:]}.") for row in chunk.faults
        ]
        if not chunk.lines:
            return Candidates([], {}, Numbers()), rejects
        cells: list[Sequence[str]] = list(chunk.columns)
        for at in self._read_first():
            cells[at] = clean_column(cells[at])
        homes = self._read_homes(cells)
        numbers, faults = self._phones.read(cells, homes)
        lines: Sequence[int] = chunk.lines
        unusable = {
            lines[row]: Reject(TableRow(lines[row], chunk.row(row)), *faults_of[0])
            for row, faults_of in numbers.unusable.items()
            if not numbers.is_usable(row)
        }
        is_lead = [True] * len(lines)
        for row in faults:
            is_lead[row] = numbers.has(row)
        if not all(is_lead):
            for row in [row for row, has_number in enumerate(is_lead) if not has_number]:
                whole = TableRow(chunk.lines[row], chunk.row(row))
                rejects.append(Reject(whole, *faults.pop(row)[0]))
            rejects.sort(key=lambda reject: reject.row.line)
            new = new_places(is_lead)
            faults = {new[row]: unread for row, unread in faults.items()}
            numbers = numbers.keep(is_lead)
            lines = list(compress(lines, is_lead))
            cells = [list(compress(column, is_lead)) for column in cells]
            homes = list(compress(homes, is_lead))
        candidates = self._candidates(lines, cells, numbers, faults)
        if unusable:
            # Rows without a number are gone, so the indexes have changed: find rows by their line.
            row_of = {line: row for row, line in enumerate(lines)}
            candidates.unusable = {row_of[line]: reject for line, reject in unusable.items()}
        self._read_requests(candidates, cells, homes)
        _read_more(candidates)
        candidates.finished = self._find_finished(cells)
        candidates.held = self._hold_back(candidates, chunk)
        return candidates, rejects

    def read_fields(self, rows: Sequence[TableRow]) -> Candidates:
        """Return rows without a number that can be read, for a screening by their other cells."""
        chunk = RowChunk.of([row.line for row in rows], [row.cells for row in rows])
        cells: list[Sequence[str]] = list(chunk.columns)
        for at in self._read_first():
            cells[at] = clean_column(cells[at])
        self._read_homes(cells)
        return self._candidates(chunk.lines, cells, Numbers(), {})

    def _read_homes(self, cells: list[Sequence[str]]) -> list[Home]:
        """Return the country of each row's numbers, and write stated ones into the cells as ISO."""
        country = self._at.get("country")
        if country is None:
            return [(self._country, False)] * len(cells[0])
        homes = [home_of(text, self._country) for text in cells[country]]
        cells[country] = [
            home if is_stated else text
            for (home, is_stated), text in zip(homes, cells[country], strict=True)
        ]
        return homes

    @property
    def leaves_finished(self) -> bool:
        """Whether rows that another program calls finished stay out."""
        return self._finished == "leave"

    def find_requests(self, rejects: Sequence[Reject]) -> list[tuple[str, str]]:
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

    def _hold_back(self, candidates: Candidates, chunk: RowChunk) -> dict[int, Reject]:
        """Return rejects by row, for rows with words that may or may not allow a call.

        In a cleared file, also for rows that the service did not look up.
        """
        held_back: dict[int, Reject] = {}
        columns = (*self._columns.requests, *self._columns.unsettled)
        whole = dict(zip(chunk.lines, chunk.rows, strict=True)) if columns else {}
        for column in columns:
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
        for column in self._columns.requests:
            words = column.finishes(cells[column.position])
            for row, text in enumerate(cells[column.position]) if words else ():
                if text in words:
                    rows.setdefault(row, (column.name, text))
        return rows

    def _read_first(self) -> set[int]:
        """Return the positions of the columns that decide which rows have a number."""
        return self._phones.positions | {
            self._at[name] for name in ("country",) if name in self._at
        }

    def _candidates(
        self,
        lines: Sequence[int],
        cells: list[Sequence[str]],
        numbers: Numbers,
        faults: Mapping[int, Sequence[Fault]],
    ) -> Candidates:
        """Read all fields of the rows that have a number."""
        at = self._at
        for position in set(range(len(cells))) - self._read_first():
            is_notes = position == at.get("notes")
            cells[position] = clean_column(cells[position], keeps_lines=is_notes)
        candidates = Candidates(
            lines,
            {name: cells[at[name]] for name in AS_WRITTEN if name in at},
            numbers,
            [(name, cells[position]) for position, name in self._columns.extras],
            {row: {name: text for name, text, _ in unread} for row, unread in faults.items()},
        )
        keep_words(candidates)
        for name in NAMES & set(candidates.fields):
            blank_no_names(candidates, name)
        read_evidence(candidates, self._at, self._header, cells, self._latest)
        if self._second_family_name is not None:
            pairs = zip(
                candidates.texts("family_name"), cells[self._second_family_name], strict=True
            )
            candidates.fields["family_name"] = [
                f"{first} {second}" if first and second not in NO_NAMES | {""} else first
                for first, second in pairs
            ]
        for name, read_cell in READ.items():
            if name == "email" and name in at and are_mails(cells[at[name]]):
                candidates.fields[name] = cells[at[name]]
                candidates.noticed.filled[name] += len(lines) - cells[at[name]].count("")
            elif name in at:
                default: Cell = self._kind if name == "kind" else DEFAULTS.get(name)
                values: list[Cell] = read_column(candidates, name, cells[at[name]], read_cell)
                filled = sum(map(bool, cells[at[name]]))
                if name in ROUGH:
                    read_as = dict(zip(cells[at[name]], values, strict=True))
                    rough = {text for text, value in read_as.items() if ROUGH[name](text, value)}
                    keep_as_text(candidates, name, cells[at[name]], rough)
                candidates.noticed.filled[name] += filled
                candidates.noticed.unread[name] += filled + values.count(None) - len(values)
                candidates.fields[name] = [default if value is None else value for value in values]
        if self._kind is LeadKind.BUSINESS and "company" in at:
            candidates.nameless = self._without_company(cells)
        self._name(candidates)
        label_shared_lines(candidates)
        if self._inquiries is not None:
            read_inquiries(candidates, self._at, cells, self._inquiries)
        return candidates

    def _without_company(self, cells: Sequence[Sequence[str]]) -> set[int]:
        """Return the rows that name no company and do not state their kind."""
        companies = cells[self._at["company"]]
        kinds = cells[self._at["kind"]] if "kind" in self._at else [""] * len(companies)
        return {
            row
            for row, (company, kind) in enumerate(zip(companies, kinds, strict=True))
            if not company and not (kind and READ["kind"](kind))
        }

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

    def _name(self, candidates: Candidates) -> None:
        """Split full names, and fill empty ones from their parts, the company or the number."""
        names = list(candidates.texts("name"))
        if self._splits_names:
            split = self._split_names(names)
            candidates.fields["given_name"] = [first for first, _ in split]
            candidates.fields["family_name"] = [last for _, last in split]
        if not all(names):
            fields = ("given_name", "family_name", "company")
            firsts, lasts, companies = map(candidates.texts, fields)
            for row, name in enumerate(names):
                if not name:
                    parts = " ".join(filter(None, (firsts[row], lasts[row])))
                    names[row] = parts or companies[row]
                if not names[row] and candidates.numbers.has(row):
                    at = candidates.numbers.first_of(row)
                    number = candidates.numbers.e164s[at], candidates.numbers.extensions[at]
                    names[row] = show_phone(*number)
        candidates.fields["name"] = names


def _remarks(columns: Columns, header: Sequence[str]) -> list[RequestColumn]:
    """Return the notes and the unmapped columns, of which any cell may say not to call."""
    read = {column.position for column in columns.unsettled}
    positions = [columns.fields["notes"]] if "notes" in columns.fields else []
    positions += [position for position, _ in columns.kept if position not in read]
    return [
        RequestColumn(position, header[position], columns.flagged_phones(position), is_remark=True)
        for position in positions
    ]


def _person_of(candidates: Candidates, row: int, reason: str) -> PersonAsks:
    """Return the person of a row that says not to call."""
    numbers = candidates.numbers
    first = numbers.first_of(row)
    key = key_of(numbers.e164s[first], numbers.extensions[first], numbers.labels[first])
    fields = candidates.fields
    cells = {name: candidates.texts(name)[row] for name in IDENTIFYING if name in fields}
    return PersonAsks(numbers.e164s_of(row), key, cells, reason)


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
