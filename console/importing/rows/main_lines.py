"""Give people without a number their company's main line, where the agent asks for them by name.

Directories often list people without a number. The company's own row may be anywhere in the file,
so we set such rows aside until the file has been read. Then we read the rows of their companies
once more to find the main line.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from console.files.fields.cells.phones import NO_NUMBER
from console.files.fields.columns.headings import NOT_OWN_NAMES
from console.files.tables.rows import RowChunk, TableRow
from console.importing.rows.candidates import Candidates, ReadPlan, Reject
from console.importing.rows.lead_rows import Reader
from console.rules.phone.number_plan import show_phone
from console.rules.text import simplify
from db.enums import LineType, ask_for

MOST = 100_000
"""Most rows to set aside; further ones are rejected."""

SEVERAL = (
    "There is no phone number in this row, and its company has several main lines in the file: "
    "say in the row which it is."
)


@dataclass(slots=True)
class _Lines:
    """A company's E.164 numbers, grouped by the sign that a number is its main line."""

    named: set[str] = field(default_factory=set)
    """Numbers from a column of companies' main phones."""
    own: set[str] = field(default_factory=set)
    """Numbers of rows that name no person."""
    exchange: set[str] = field(default_factory=set)
    """Numbers that have an extension in somebody's row."""
    shared: Counter[str] = field(default_factory=Counter)
    """Numbers of people's rows, with how many rows have each."""

    @property
    def main(self) -> set[str]:
        """The main line by the strongest sign that we have; several numbers if it is unclear."""
        several = {e164 for e164, count in self.shared.items() if count > 1}
        return self.named or self.own or self.exchange or several


class MainLines:
    """Sets rows aside that name a person and a company but have no number."""

    def __init__(self, plan: ReadPlan, reader: Reader) -> None:
        self._file, columns = plan.file, plan.columns
        self._reader = reader
        at = columns.fields
        self._company = at.get("company", -1)
        self._names = [at[name] for name in ("name", "given_name", "family_name") if name in at]
        self._phone = columns.phones[0].position if columns.phones else -1
        self._main = [
            position
            for position, _ in columns.extras
            if columns.names[position].squeezed in NOT_OWN_NAMES
        ]
        self.waiting: list[TableRow] = []

    def set_aside(self, rejects: Sequence[Reject]) -> list[Reject]:
        """Set some of the rejected rows aside; return the others, which stay rejected."""
        if self._company < 0 or not self._names or self._phone < 0:
            return list(rejects)
        stay = []
        for reject in rejects:
            if (
                reject.reason == NO_NUMBER
                and len(self.waiting) < MOST
                and self._is_named(reject.row.cells)
            ):
                self.waiting.append(reject.row)
            else:
                stay.append(reject)
        return stay

    def pieces(self, count: int) -> Iterator[tuple[int, Candidates, list[Reject]]]:
        """Yield the rows set aside, `count` at a time, each with its company's main line if any."""
        if not self.waiting:
            return
        lines = self._find()
        for start in range(0, len(self.waiting), count):
            yield self._read(self.waiting[start : start + count], lines)

    def _read(
        self, rows: Sequence[TableRow], lines: dict[str, _Lines]
    ) -> tuple[int, Candidates, list[Reject]]:
        filled, rejected = [], []
        for row in rows:
            main = lines[self._company_of(row.cells)].main
            if len(main) == 1:
                cells = list(row.cells)
                cells[self._phone] = next(iter(main))
                filled.append((row.line, cells))
            else:
                where = self._file.header[self._phone]
                rejected.append(Reject(row, where, "", SEVERAL if main else NO_NUMBER))
        chunk = RowChunk.of([line for line, _ in filled], [cells for _, cells in filled])
        candidates, rejects = self._reader.read(chunk)
        self._label(candidates)
        rejects = sorted([*rejected, *rejects], key=lambda reject: reject.row.line)
        return len(rows), candidates, rejects

    def _label(self, candidates: Candidates) -> None:
        """Label the numbers with the person to ask for, unless the row has an extension."""
        names, companies = candidates.texts("name"), candidates.texts("company")
        numbers, noticed = candidates.numbers, candidates.noticed
        for row, name in enumerate(names):
            at = numbers.first_of(row)
            if not numbers.has(row):
                continue
            if not numbers.extensions[at]:
                numbers.labels[at] = ask_for(name)
            shown = show_phone(numbers.e164s[at], numbers.extensions[at])
            noticed.on_main_line += 1
            text = f"{name} at {companies[row]}, {shown}"
            noticed.first_on_main_line = noticed.first_on_main_line or text

    def _find(self) -> dict[str, _Lines]:
        """Search the whole file for the phones of companies whose rows were set aside."""
        lines: dict[str, _Lines] = defaultdict(_Lines)
        wanted = {self._company_of(row.cells) for row in self.waiting}
        for row in self.waiting:
            for at in self._main:
                self._note_main(lines[self._company_of(row.cells)], row.cells[at])
        for chunk in self._file.chunks(2000):
            ours = [
                (line, cells)
                for line, cells in zip(chunk.lines, chunk.rows, strict=True)
                if self._company_of(cells) in wanted
            ]
            if ours:
                self._note(lines, RowChunk.of(*map(list, zip(*ours, strict=True))))
        return lines

    def _note_main(self, lines: _Lines, text: str) -> None:
        """Add the number from a column of main phones, parsed like any phone."""
        chunk = RowChunk.of([1], [[text if at == self._phone else "" for at in self._width]])
        candidates, _ = self._reader.read(chunk)
        lines.named.update(candidates.numbers.e164s)

    @property
    def _width(self) -> range:
        return range(len(self._file.header))

    def _note(self, lines: dict[str, _Lines], chunk: RowChunk) -> None:
        whole = dict(zip(chunk.lines, chunk.rows, strict=True))
        candidates, _ = self._reader.read(chunk)
        behind, _ = candidates.take_behind(leaves_finished=self._reader.requests.leaves_finished)
        numbers = candidates.numbers
        for row, line in enumerate(candidates.lines):
            if row in behind or not numbers.has(row) or not numbers.is_usable(row):
                continue
            at, company = numbers.first_of(row), lines[self._company_of(whole[line])]
            e164 = numbers.e164s[at]
            if numbers.extensions[at]:
                company.exchange.add(e164)
            elif numbers.lines[at] is LineType.MOBILE:  # nobody answers a mobile for a company
                continue
            elif not self._is_person(whole[line]):
                company.own.add(e164)
            else:
                company.shared[e164] += 1

    def _is_named(self, cells: Sequence[str]) -> bool:
        return bool(self._company_of(cells)) and self._is_person(cells)

    def _is_person(self, cells: Sequence[str]) -> bool:
        names = {simplify(cells[at]) for at in self._names} - {""}
        return bool(names - {self._company_of(cells)})

    def _company_of(self, cells: Sequence[str]) -> str:
        return simplify(cells[self._company])
