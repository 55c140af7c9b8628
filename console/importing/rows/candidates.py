"""Rows that can be leads, a few thousand at a time and by their columns; and those that cannot."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import cast

from msgspec import Struct

from console.files.fields.cells.phones import Numbers, new_places
from console.files.fields.cells.warnings import Noticed
from console.files.fields.request_doubts import find_request
from console.files.tables.rows import TableRow
from console.rules.request_needles import may_request
from console.rules.values import Evidence
from db.imports.staged_rows import DEFAULTS, Cell

_write_json = json.JSONEncoder(ensure_ascii=False).encode


class Reject(Struct, frozen=True):
    """A row that cannot be a lead: the column and value at fault, and why, as a sentence."""

    row: TableRow
    column: str
    value: str
    reason: str


class PersonAsks(Struct, frozen=True):
    """Who a row says is not to be called, by all that the row says of who that is."""

    e164s: Sequence[str]
    key: str
    said: Mapping[str, str]
    reason: str


@dataclass(slots=True)
class Candidates:
    """Rows that can be leads, before anything is known of their places and lists.

    `fields` hold by the name of a lead's column what each row says, and only what the file has a
    column for. `extras` are (name, column) of the others, and `more` holds by the row what could
    not be read as what its column says. `evidence` is about the first number of a row. `asked`
    holds the E.164s of whose people the file says that they are not to be called, each with what
    it says and in which column, and `askers` the people of whom a row says so, whatever their
    number; both stay whole when rows are left out.
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
    """By the row those that have only numbers nobody can call: leads all the same."""
    behind: list[str] = field(default_factory=list)
    """E.164s of rows that stay out, or behind, although their number can be read."""
    askers: list[PersonAsks] = field(default_factory=list)

    def texts(self, name: str) -> Sequence[str]:
        """The column of a field that holds its cell as it is."""
        return cast("Sequence[str]", self.fields.get(name)) or [""] * len(self.lines)

    def value(self, name: str, row: int) -> str | int | None:
        return self.fields[name][row] if name in self.fields else DEFAULTS[name]

    def extras_of(self, row: int) -> dict[str, str]:
        given = {name: cells[row] for name, cells in self.extras if cells[row]}
        return given | self.more.get(row, {})

    def rows_with_requests(self) -> list[bool]:
        """Of each row whether its note or a cell that is kept as it is may say not to call."""
        columns = [("notes", self.texts("notes")), *self.extras]
        asks = [False] * len(self.lines)
        for name, cells in columns:
            if not may_request("\n".join(cells)):  # spares most columns a look at each cell
                continue
            requests = {text for text in set(cells) if find_request("", {name: text})}
            for row, text in enumerate(cells) if requests else ():
                asks[row] = asks[row] or text in requests
        for row, more in self.more.items():
            asks[row] = asks[row] or find_request("", more) is not None
        return asks

    def written_extras(self) -> list[str] | None:
        """The extras of each row as JSON; None where no row has any."""
        if not self.extras and not self.more:
            return None
        names = [name for name, _ in self.extras]
        cells = zip(*(cells for _, cells in self.extras), strict=True) if names else None
        rows = cells or [()] * len(self.lines)
        written = [
            _write_json({name: cell for name, cell in zip(names, row, strict=True) if cell})
            for row in rows
        ]
        for row in self.more:
            written[row] = _write_json(self.extras_of(row))
        return written

    def keep(self, rows: Sequence[bool]) -> "Candidates":
        """Those rows that are true."""
        new = new_places(rows)
        return Candidates(
            list(compress(self.lines, rows)),
            {name: list(compress(cells, rows)) for name, cells in self.fields.items()},
            self.numbers.keep(rows),
            [(name, list(compress(cells, rows))) for name, cells in self.extras],
            {new[row]: more for row, more in self.more.items() if rows[row]},
            {new[row]: one for row, one in self.evidence.items() if rows[row]},
            self.asked,
            self.noticed,
            {new[row]: one for row, one in self.unusable.items() if rows[row]},
            self.behind,
            self.askers,
        )

    def leave(self, rows: Collection[int]) -> "Candidates":
        """Without some rows, whose numbers can be read."""
        asked = self.asked
        for row in rows:
            self.behind += [e164 for e164 in self.numbers.e164s_of(row) if e164 not in asked]
        return self.keep([row not in rows for row in range(len(self.lines))])
