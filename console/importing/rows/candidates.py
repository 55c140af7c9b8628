"""Types for rows that can become leads (a few thousand at a time, by column) and for rejects."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import compress
from typing import TypeVar, cast

from msgspec import Struct

from console.files.fields.cells.phones import Numbers, new_places
from console.files.fields.warnings import DoubtfulRow, Noticed
from console.files.tables.rows import TableRow
from console.rules.values import Evidence
from db.imports.staged_rows import DEFAULTS, Cell

T = TypeVar("T")


class Reject(Struct, frozen=True):
    """A row that cannot become a lead: its faulty column and value, and why, as a sentence."""

    row: TableRow
    column: str
    value: str
    reason: str


class PersonAsks(Struct, frozen=True):
    """A person who a row says is not to be called: their numbers, and cells that identify them."""

    e164s: Sequence[str]
    key: str
    cells: Mapping[str, str]
    reason: str


@dataclass(slots=True)
class Candidates:
    """Rows that can become leads, before their places and lists are known.

    `fields` maps a field's name to its cells, for the fields that the file has. `extras` are (name,
    cells) of the other columns, and `more` maps a row to its cells that could not be read.
    `evidence` is about the first number of a row. `asked` maps E.164 numbers not to be called to
    the reason: the column and its word. `askers` are the people not to be called on any number.
    Both stay complete when rows are left out.
    """

    lines: Sequence[int]
    fields: dict[str, Sequence[Cell]]
    numbers: Numbers
    extras: list[tuple[str, Sequence[str]]] = field(default_factory=list)
    more: dict[int, dict[str, str]] = field(default_factory=dict)
    evidence: dict[int, Evidence] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    noticed: Noticed = field(default_factory=Noticed)
    unusable: dict[int, Reject] = field(default_factory=dict)
    """By row, the rows that have only invalid numbers; they become leads anyway."""
    behind: list[str] = field(default_factory=list)
    """E.164 numbers of rows that could be read but were left out or held back."""
    askers: list[PersonAsks] = field(default_factory=list)
    doubts: dict[int, tuple[str, str]] = field(default_factory=dict)
    """By row, the column of a cell that may say not to call, and its words."""
    inquired: dict[int, datetime] = field(default_factory=dict)
    """By row, when the person asked to be called."""
    finished: dict[int, tuple[str, str]] = field(default_factory=dict)
    """By row, the column and word by which another program calls it finished."""
    held: dict[int, Reject] = field(default_factory=dict)
    """By row, why it is held back although its number was read."""
    nameless: set[int] = field(default_factory=set)
    """Rows that name no company and state no kind, in a list of businesses."""

    def texts(self, name: str) -> Sequence[str]:
        """Return the column of a text field, empty texts if the file has none."""
        return cast("Sequence[str]", self.fields.get(name)) or [""] * len(self.lines)

    def value(self, name: str, row: int) -> str | int | None:
        """Return a field of a row, or its default."""
        return self.fields[name][row] if name in self.fields else DEFAULTS[name]

    def extras_of(self, row: int) -> dict[str, str]:
        """Return the extras of a row, with its cells that could not be read as fields."""
        filled = {name: cells[row] for name, cells in self.extras if cells[row]}
        return filled | self.more.get(row, {})

    def rows_with_requests(self) -> list[bool]:
        """Return for each row whether a cell of it may say not to call."""
        return [row in self.doubts for row in range(len(self.lines))]

    def note_doubts(self) -> None:
        """Note the rows that may say not to call, unless another cell of theirs certainly does."""
        names = self.texts("name")
        for row, (column, words) in sorted(self.doubts.items()):
            e164s = tuple(self.numbers.e164s_of(row))
            if e164s and not any(e164 in self.asked for e164 in e164s):
                doubt = DoubtfulRow(self.lines[row], names[row], column, words, e164s)
                self.noticed.doubtful.append(doubt)

    def keep(self, is_kept: Sequence[bool]) -> "Candidates":
        """Return only the rows whose flag is true."""
        new = new_places(is_kept)
        return Candidates(
            list(compress(self.lines, is_kept)),
            {name: list(compress(cells, is_kept)) for name, cells in self.fields.items()},
            self.numbers.keep(is_kept),
            [(name, list(compress(cells, is_kept))) for name, cells in self.extras],
            {new[row]: more for row, more in self.more.items() if is_kept[row]},
            {new[row]: evidence for row, evidence in self.evidence.items() if is_kept[row]},
            self.asked,
            self.noticed,
            {new[row]: reject for row, reject in self.unusable.items() if is_kept[row]},
            self.behind,
            self.askers,
            {new[row]: doubt for row, doubt in self.doubts.items() if is_kept[row]},
            {new[row]: at for row, at in self.inquired.items() if is_kept[row]},
            {new[row]: word for row, word in self.finished.items() if is_kept[row]},
            {new[row]: reject for row, reject in self.held.items() if is_kept[row]},
            {new[row] for row in self.nameless if is_kept[row]},
        )

    def take_behind(self, *, leaves_finished: bool) -> tuple[set[int], list[Reject]]:
        """Return the rows that stay behind, and rejects of those that are held back.

        Call this once, after a screening: it counts the finished rows, those without a company,
        and unread line types.
        """
        self.noticed.finished.update(self.finished.values())
        behind = set(self.finished) if leaves_finished else set()
        held = [reject for row, reject in self.held.items() if row not in behind]
        behind |= self.held.keys()
        self.noticed.no_company += len(self.nameless - behind)
        for at, (_, words) in self.numbers.line_words.items():
            if self.numbers.rows[at] not in behind:
                self.noticed.lines[words] += 1
        self.finished, self.held, self.nameless = {}, {}, set()
        return behind, held

    def leave(self, rows: Collection[int]) -> "Candidates":
        """Return all rows except `rows`, and add the numbers of these to `behind`."""
        asked = self.asked
        for row in rows:
            self.behind += [e164 for e164 in self.numbers.e164s_of(row) if e164 not in asked]
        return self.keep([row not in rows for row in range(len(self.lines))])


def read_column(
    candidates: Candidates, name: str, cells: Sequence[str], read_cell: Callable[[str], T]
) -> list[T | None]:
    """Return the values of a column; cells that cannot be read are kept among the extras."""
    values = [read_cell(text) if text else None for text in cells]
    for row, value in enumerate(values):
        if value is None and cells[row]:
            candidates.more.setdefault(row, {})[name] = cells[row]
    return values
