"""Rows as leads: their fields read and their numbers in E.164, or the reason why not.

A few thousand rows are read at a time and by their columns: what is done to each cell alone costs
a large file most of its time.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from itertools import compress
from typing import TypeVar, cast

from console.files.fields.cells.person_names import NAMES, NO_NAMES, split_names
from console.files.fields.cells.phones import (
    Fault,
    Home,
    Numbers,
    PhoneReader,
    home_of,
    new_places,
)
from console.files.fields.cells.readers import (
    AS_WRITTEN,
    OF_EVIDENCE,
    READ,
    ROUGH,
    EvidenceCells,
    are_mails,
    evidence_of,
    why_no_evidence,
)
from console.files.fields.cells.warnings import Unread
from console.files.fields.columns.do_not_call_columns import RequestColumn
from console.files.fields.columns.layout import Columns
from console.files.fields.columns.names import MOBILE_WORDS
from console.files.fields.columns.scrub_results import SAYS_MOBILE
from console.files.tables.rows import RowChunk, TableRow
from console.files.tables.text.csv_rows import clean_column
from console.importing.rows.candidates import Candidates, PersonAsks, Reject
from console.rules.phone.shown import show_phone
from db.enums import LeadKind, NumberStatus
from db.imports.staged_rows import DEFAULTS, Cell, key_of

T = TypeVar("T")

NOT_LOOKED_UP = (
    "The service has not looked this number up, so the file's clearing is not its own: have it "
    "looked up, or import it without --scrubbed-on."
)

KNOWN_BY = ("name", "company", "vendor_id", "address", "postal_code")

UNSETTLED = (
    "Nobody has said whether this word allows a call, so the row stays behind: --map do_not_call= "
    "or --map kept= with its column settles it."
)

HELD_BACK = (UNSETTLED, NOT_LOOKED_UP)
"""Why a row stays behind whose number was read."""


class Reader:
    """Reads rows under one set of columns.

    `country` (ISO) is where a national number belongs and `kind` whom the leads are, where the row
    itself does not say. Evidence is no later than the day `latest`. `finished` says what becomes of
    rows with whom somebody was done: `leave`, `never` or "" for nothing. Where the file
    `is_cleared` of the registries a row that was not looked up stays behind.
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
    ) -> None:
        self._header = header
        self._latest = latest
        self._finished = finished
        self._is_cleared = is_cleared
        at = columns.fields
        self._at = at
        self._columns = columns
        notes = [at["notes"]] if "notes" in at else []
        remarks = [RequestColumn(one, header[one], is_remark=True) for one in notes]
        self._requests = (*columns.requests, *remarks, *columns.unsettled)
        self._country = country
        self._kind = kind
        line_at = at.get("line_type")
        says_mobile = (
            line_at is not None and columns.names[line_at].squeezed in SAYS_MOBILE | MOBILE_WORDS
        )
        self._phones = PhoneReader(
            columns.phones, at.get("extension"), line_at, says_mobile=says_mobile
        )
        self._splits_names = "name" in at and not {"given_name", "family_name"} & set(at)

    def read(self, stretch: RowChunk) -> tuple[Candidates, list[Reject]]:
        """The rows that can be leads, and those that cannot, each in the order of the file."""
        rejects = [Reject(row, "", "", row.fault) for row in stretch.faults]
        if not stretch.lines:
            return Candidates([], {}, Numbers()), rejects
        cells: list[Sequence[str]] = list(stretch.columns)
        for at in self._read_first():
            cells[at] = clean_column(cells[at])
        homes = [(self._country, False)] * len(stretch.lines)
        if (country := self._at.get("country")) is not None:
            homes = [home_of(text, self._country) for text in cells[country]]
            cells[country] = [
                home if is_stated else text
                for (home, is_stated), text in zip(homes, cells[country], strict=True)
            ]
        numbers, faults = self._phones.read(cells, homes)
        lines: Sequence[int] = stretch.lines
        unusable = {
            lines[row]: Reject(TableRow(lines[row], stretch.row(row)), *faults_of[0])
            for row, faults_of in numbers.unusable.items()
            if not numbers.is_usable(row)
        }
        is_lead = [True] * len(lines)
        for row in faults:
            is_lead[row] = numbers.has(row)
        if not all(is_lead):
            lost = [row for row, has_number in enumerate(is_lead) if not has_number]
            for row in lost:
                whole = TableRow(stretch.lines[row], stretch.row(row))
                rejects.append(Reject(whole, *faults.pop(row)[0]))
            rejects.sort(key=lambda reject: reject.row.line)
            new = new_places(is_lead)
            faults = {new[row]: unread for row, unread in faults.items()}
            numbers = numbers.keep(is_lead)
            lines = list(compress(lines, is_lead))
            cells = [list(compress(column, is_lead)) for column in cells]
            homes = list(compress(homes, is_lead))
        read = self._candidates(lines, cells, numbers, faults)
        if unusable:
            row_of = {line: row for row, line in enumerate(lines)}
            read.unusable = {row_of[line]: one for line, one in unusable.items()}
        self._read_requests(read, cells, homes)
        over = self._find_finished(read, cells)
        if over and self._finished == "leave":
            read = read.leave(over)
        read, missed = self._without_unknown(read, stretch)
        if missed:
            rejects = sorted([*rejects, *missed], key=lambda reject: reject.row.line)
        return read, rejects

    def asked_in(self, rejects: Sequence[Reject]) -> list[tuple[str, str]]:
        """(vendor's id, what it says) of rows without a number that are not to be called."""
        at = self._at.get("vendor_id")
        found = []
        for one in rejects if self._requests else ():
            if one.reason in HELD_BACK or not one.column:
                continue  # the number of the one was read, and cells of the other may be shifted
            cells = clean_column(one.row.cells)
            for column in self._requests:
                text = cells[column.position]
                if text and column.asks({text}):
                    found.append(("" if at is None else cells[at], column.reason(text)))
                    break
        return found

    def _without_unknown(
        self, read: Candidates, stretch: RowChunk
    ) -> tuple[Candidates, list[Reject]]:
        """Without rows of which nobody knows whether they may be called.

        A file that was cleared clears nobody whom the service did not look up.
        """
        missed: dict[int, Reject] = {}
        columns = (*self._columns.requests, *self._columns.unsettled)
        whole = dict(zip(stretch.lines, stretch.rows, strict=True)) if columns else {}
        for column in columns:
            cells = [whole[line][column.position].strip() for line in read.lines]
            reasons = dict.fromkeys(column.holds_back(cells), UNSETTLED)
            if self._is_cleared:
                reasons |= dict.fromkeys(column.misses(cells), NOT_LOOKED_UP)
            for row, text in enumerate(cells) if reasons else ():
                if text in reasons:
                    cells_of = TableRow(read.lines[row], whole[read.lines[row]])
                    missed.setdefault(row, Reject(cells_of, column.name, text, reasons[text]))
        if not missed:
            return read, []
        return read.leave(missed), [*missed.values()]

    def _find_finished(self, read: Candidates, cells: Sequence[Sequence[str]]) -> set[int]:
        """The rows with whom somebody was done, counted by what their status says."""
        found: set[int] = set()
        for column in self._columns.requests:
            said = column.finishes(cells[column.position])
            for row, text in enumerate(cells[column.position]) if said else ():
                if text in said and row not in found:
                    found.add(row)
                    read.noticed.finished[column.name, text] += 1
        return found

    def _read_first(self) -> set[int]:
        """The columns without which it cannot be said which rows have a number."""
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
        at = self._at
        for position in set(range(len(cells))) - self._read_first():
            is_notes = position == at.get("notes")
            cells[position] = clean_column(cells[position], keeps_lines=is_notes)
        read = Candidates(
            lines,
            {name: cells[at[name]] for name in AS_WRITTEN if name in at},
            numbers,
            [(name, cells[position]) for position, name in self._columns.extras],
            {row: {name: text for name, text, _ in unread} for row, unread in faults.items()},
        )
        for name in NAMES & set(read.fields):
            _blank_no_names(read, name)
        for name, read_one in READ.items():
            if name == "email" and name in at and are_mails(cells[at[name]]):
                read.fields[name] = cells[at[name]]
                read.noticed.filled[name] += len(lines) - cells[at[name]].count("")
            elif name in at:
                default: Cell = self._kind if name == "kind" else DEFAULTS.get(name)
                values: list[Cell] = _read_apart(read, name, cells[at[name]], read_one)
                filled = sum(map(bool, cells[at[name]]))
                if name in ROUGH:
                    read_as = dict(zip(cells[at[name]], values, strict=True))
                    rough = {text for text, value in read_as.items() if ROUGH[name](text, value)}
                    _keep_as_text(read, name, cells[at[name]], rough)
                read.noticed.filled[name] += filled
                read.noticed.unread[name] += filled + values.count(None) - len(values)
                read.fields[name] = [default if one is None else one for one in values]
        if self._kind is LeadKind.BUSINESS and "company" in at:
            read.noticed.no_company = self._count_nobodies(cells)
        self._read_evidence(read, cells)
        self._name(read)
        return read

    def _count_nobodies(self, cells: Sequence[Sequence[str]]) -> int:
        """Rows that name no company and do not say that they are one."""
        companies = cells[self._at["company"]]
        if "kind" not in self._at:
            return companies.count("")
        said = cells[self._at["kind"]]
        return sum(
            not company and not (kind and READ["kind"](kind))
            for company, kind in zip(companies, said, strict=True)
        )

    def _read_evidence(self, read: Candidates, cells: Sequence[Sequence[str]]) -> None:
        given = {
            name: _read_apart(read, name, cells[self._at[name]], read_one)
            for name, read_one in OF_EVIDENCE.items()
            if name in self._at
        }
        if "consent_on" not in given:
            return
        for row, day in enumerate(cells[self._at["consent_on"]]):
            if not day:
                continue
            said = {
                name: cells[self._at[name]][row] for name in given if cells[self._at[name]][row]
            }
            values = cast("EvidenceCells", {name: given[name][row] for name in said})
            field_, value, reason = why_no_evidence(said, values, self._latest)
            if reason:
                where = self._header[self._at[field_]]
                read.noticed.no_evidence += 1
                unread = Unread(read.lines[row], where, value, reason)
                read.noticed.first_evidence = read.noticed.first_evidence or unread
                read.more.setdefault(row, {})["consent_on"] = day
            elif (evidence := evidence_of(read.lines[row], values)) is not None:
                read.evidence[row] = evidence

    def _read_requests(
        self, read: Candidates, cells: Sequence[Sequence[str]], homes: Sequence[Home]
    ) -> None:
        """Whom the file itself says not to call; a column of one phone says it of that alone."""
        for column in self._requests:
            self._close(read, column, cells[column.position])
            asks = column.asks(cells[column.position])
            said = asks
            if self._finished == "never":
                said = asks | column.finishes(cells[column.position])
            for row, text in enumerate(cells[column.position]) if said else ():
                if text not in said:
                    continue
                e164s = (
                    self._phones.numbers_in(column.phones, row, cells, homes[row])
                    if column.phones
                    else read.numbers.e164s_of(row)
                )
                if e164s and text in asks:
                    read.noticed.asked[column.name] += 1
                for e164 in e164s:
                    read.asked.setdefault(e164, column.reason(text))
                if column.is_of_person:
                    read.askers.append(_who_asks(read, row, column.reason(text)))

    def _close(self, read: Candidates, column: RequestColumn, cells: Sequence[str]) -> None:
        """Numbers of which a look-up says that nobody answers at them."""
        said = column.closes(cells)
        for row, text in enumerate(cells) if said else ():
            if text in said and read.numbers.has(row):
                first = read.numbers.first_of(row)
                for at in range(first, first + len(read.numbers.e164s_of(row))):
                    read.numbers.closed.setdefault(at, NumberStatus.DISCONNECTED)
                read.noticed.closed[column.name, text] += 1

    def _name(self, read: Candidates) -> None:
        """Splits full names; who has none goes by the parts of it, the company or the number."""
        names = list(read.texts("name"))
        if self._splits_names:
            split = split_names(names)
            read.fields["given_name"] = [given for given, _ in split]
            read.fields["family_name"] = [family for _, family in split]
        if not all(names):
            given, family, company = map(read.texts, ("given_name", "family_name", "company"))
            for row, name in enumerate(names):
                if not name:
                    parts = " ".join(filter(None, (given[row], family[row])))
                    at = read.numbers.first_of(row)
                    number = read.numbers.e164s[at], read.numbers.extensions[at]
                    names[row] = parts or company[row] or show_phone(*number)
        read.fields["name"] = names


def _who_asks(read: Candidates, row: int, reason: str) -> PersonAsks:
    numbers = read.numbers
    first = numbers.first_of(row)
    key = key_of(numbers.e164s[first], numbers.extensions[first], numbers.labels[first])
    said = {name: read.texts(name)[row] for name in KNOWN_BY if name in read.fields}
    return PersonAsks(numbers.e164s_of(row), key, said, reason)


def _blank_no_names(read: Candidates, name: str) -> None:
    """What a database or a spreadsheet writes where it has nothing is nobody's name."""
    cells = read.texts(name)
    if no_names := NO_NAMES.intersection(cells):
        _keep_as_text(read, name, cells, no_names)
        read.noticed.filled[name] += sum(map(bool, cells))
        read.noticed.unread[name] += sum(text in no_names for text in cells)
        read.fields[name] = ["" if text in no_names else text for text in cells]


def _keep_as_text(
    read: Candidates, name: str, cells: Sequence[str], texts: Collection[str]
) -> None:
    for row, text in enumerate(cells) if texts else ():
        if text in texts:
            read.more.setdefault(row, {})[name] = text


def _read_apart(
    read: Candidates, name: str, cells: Sequence[str], read_one: Callable[[str], T]
) -> list[T | None]:
    """The values in a column; what cannot be one is kept among the extras."""
    values = [read_one(text) if text else None for text in cells]
    for row, value in enumerate(values):
        if value is None and cells[row]:
            read.more.setdefault(row, {})[name] = cells[row]
    return values
