"""Rows on their way to becoming leads, column by column: a tuple for each is made only when it goes
to the driver."""

import marshal
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate, compress
from typing import Any, NamedTuple, TypeAlias, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Integer

from db.enums import ASK_FOR
from db.leads.search_words import is_tail
from db.sql.bulk import Packed, pack, unpack
from db.tables.leads import BOOKKEEPING, leads

T = TypeVar("T")

Cell: TypeAlias = str | int | None

_SAID = {one.name: one for one in leads.columns if one.name not in BOOKKEEPING}

AMOUNTS = tuple(name for name, one in _SAID.items() if isinstance(one.type, Integer))
TEXTS = tuple(name for name in _SAID if name not in (*AMOUNTS, "extras"))
"""The columns of a lead that hold what its row says."""

LEAD_COLUMNS = ("line", *TEXTS, *AMOUNTS, "extras")
"""Of a row that waits to change a lead; `line` is where it starts in the file."""

NUMBER_COLUMNS = ("e164", "extension", "label", "type", "status", "place")
"""Of each of its numbers in order; `place` is a number given to it in this import."""

DEFAULTS: Mapping[str, Cell] = {
    **dict.fromkeys(TEXTS, ""),
    **{name: None if _SAID[name].nullable else 0 for name in AMOUNTS},
    "extras": "{}",
}
"""What a lead holds where its row says nothing."""

UNTOUCHED: Mapping[str, Cell] = {
    "draft": "",
    "due_reason": "",
    "dials": 0,
    **dict.fromkeys(("noes", "yeses", "reached"), 0),
}
"""What a lead holds that nobody has called."""


class StagedNumbers(Struct, frozen=True):
    """The numbers of rows, by their row, which is told by where it stands among the rows."""

    rows: Sequence[int]
    positions: Sequence[int]
    e164s: Sequence[str]
    extensions: Sequence[str]
    labels: Sequence[str]
    types: Sequence[str]
    statuses: Sequence[str]
    places: Sequence[int]

    def __reduce__(self) -> tuple[object, ...]:
        return _unpack_numbers, tuple(pack(getattr(self, name)) for name in self.__struct_fields__)


def _unpack_numbers(*columns: Packed[Any]) -> StagedNumbers:  # each column has a type of its own
    return StagedNumbers(*map(unpack, columns))


class Asker(NamedTuple):
    """Who a row says is not to be called: its numbers, of which `key` is the first as `key_of`
    writes it, by what else the import knows it, and the person's name, "" for none.
    """

    e164s: Sequence[str]
    key: str
    mark: str
    name: str
    reason: str


class Rows(Struct, frozen=True):
    """Rows that can be leads, in the order of the file.

    `leads` hold by the name of a lead's column what each row says; a column that is left out holds
    what `DEFAULTS` say, and `kind` in that of its name. `keys` are the first numbers as
    `key_of` writes them, `bars` what bars the lead, "" for nothing, and `places`
    where it stands.

    `new_places` are (number, facts) of those that no earlier rows named. `consents` are, by the
    row, (kind, day, proof) of evidence about its first number. `requests` are the numbers that
    are not to be called, each with the reason to be kept with it, and `askers` those of the people
    who are not, whatever their number. `words` are those by which the leads will be found, each
    with its rows in their order; a dry run has none.
    """

    lines: Sequence[int]
    leads: Mapping[str, Sequence[Cell]]
    kind: str
    keys: Sequence[str]
    bars: Sequence[str]
    places: Sequence[int]
    numbers: StagedNumbers
    new_places: Sequence[tuple[int, str]]
    consents: Mapping[int, tuple[str, str, str]]
    requests: Mapping[str, str]
    askers: Sequence[Asker]
    words: Mapping[str, Sequence[int]]

    def __reduce__(self) -> tuple[object, ...]:
        leads = {name: pack(column) for name, column in self.leads.items()}
        columns = [*map(pack, (self.lines, self.keys, self.bars, self.places))]
        words = marshal.dumps(dict(self.words), 2)
        rest = (self.numbers, self.new_places, self.consents, self.requests, self.askers, words)
        return _unpack_rows, (columns, leads, self.kind, *rest)

    def keep(self, kept: Sequence[int]) -> "Rows":
        """Those rows that are true."""
        if all(kept):
            return self
        numbers = self.numbers
        new = list(accumulate(kept, initial=0))
        of_kept = [kept[row] for row in numbers.rows]
        return replace(
            self,
            lines=only(self.lines, kept),
            leads={name: only(column, kept) for name, column in self.leads.items()},
            keys=only(self.keys, kept),
            bars=only(self.bars, kept),
            places=only(self.places, kept),
            numbers=StagedNumbers(
                [new[row] for row in only(numbers.rows, of_kept)],
                only(numbers.positions, of_kept),
                only(numbers.e164s, of_kept),
                only(numbers.extensions, of_kept),
                only(numbers.labels, of_kept),
                only(numbers.types, of_kept),
                only(numbers.statuses, of_kept),
                only(numbers.places, of_kept),
            ),
            consents={},
            requests={},
            askers=(),
            words=_words_of_kept(self.words, kept, new),
        )

    def join(self, pairs: Sequence[tuple[int, int]]) -> "Rows":
        """The numbers of the second row of each pair go to the first, after those it has."""
        if not pairs:
            return self
        first_of = {row: first for first, row in pairs}
        numbers = self.numbers
        goes_to = [first_of.get(row, row) for row in numbers.rows]
        order = sorted(range(len(goes_to)), key=goes_to.__getitem__)
        rows = [goes_to[at] for at in order]
        positions = [at - bisect_left(rows, row) for at, row in enumerate(rows)]

        def moved_of(column: Sequence[T]) -> list[T]:
            return [column[at] for at in order]

        moved = StagedNumbers(
            rows,
            positions,
            moved_of(numbers.e164s),
            moved_of(numbers.extensions),
            moved_of(numbers.labels),
            moved_of(numbers.types),
            moved_of(numbers.statuses),
            moved_of(numbers.places),
        )
        bars, places = list(self.bars), list(self.places)
        for first in set(first_of.values()):
            start, end = bisect_left(rows, first), bisect_right(rows, first)
            bars[first], called = stand(moved.statuses[start:end])
            places[first] = moved.places[start + called]
        words = dict(self.words)
        for word in filter(is_tail, words):
            words[word] = sorted({first_of.get(row, row) for row in words[word]})
        return replace(self, bars=bars, places=places, numbers=moved, words=words)

    def numbers_of(self, row: int) -> list[tuple[str, str, str, str, str, int]]:
        """The numbers of a row as `NUMBER_COLUMNS` say."""
        numbers = self.numbers
        first, last = bisect_left(numbers.rows, row), bisect_right(numbers.rows, row)
        return [
            (
                numbers.e164s[at],
                numbers.extensions[at],
                numbers.labels[at],
                numbers.types[at],
                numbers.statuses[at],
                numbers.places[at],
            )
            for at in range(first, last)
        ]

    def of_row(self, row: int) -> tuple[Cell, ...]:
        """The row as `LEAD_COLUMNS` say."""
        defaults = {**DEFAULTS, "kind": self.kind}
        return self.lines[row], *(
            self.leads[name][row] if name in self.leads else defaults[name]
            for name in LEAD_COLUMNS[1:]
        )

    def text_of(self, name: str, row: int) -> str:
        """What the row says in one of `TEXTS`."""
        return str(self.leads[name][row]) if name in self.leads else ""

    def texts_of(self, name: str) -> Sequence[str]:
        """The same of all rows."""
        column = self.leads.get(name)
        return cast("Sequence[str]", column) if column is not None else [""] * len(self.lines)


def _unpack_rows(
    columns: Sequence[Packed[Any]],  # of numbers or texts
    leads: Mapping[str, Packed[Any]],
    kind: str,
    numbers: StagedNumbers,
    new_places: Sequence[tuple[int, str]],
    consents: Mapping[int, tuple[str, str, str]],
    requests: Mapping[str, str],
    askers: Sequence[Asker],
    words: bytes,
) -> Rows:
    lines, keys, bars, places = map(unpack, columns)
    said = {name: unpack(column) for name, column in leads.items()}
    known = (numbers, new_places, consents, requests, askers)
    found = marshal.loads(words)  # noqa: S302 - from our own process
    return Rows(lines, said, kind, keys, bars, places, *known, found)


def _words_of_kept(
    words: Mapping[str, Sequence[int]], kept: Sequence[int], new: Sequence[int]
) -> dict[str, Sequence[int]]:
    found = {word: [new[row] for row in rows if kept[row]] for word, rows in words.items()}
    return {word: rows for word, rows in found.items() if rows}


def key_of(e164: str, extension: str, label: str = "") -> str:
    """What makes a number one: where it has an extension, with that; a main line with who is asked
    for there."""
    if label.startswith(ASK_FOR):
        return f"{e164} {label.casefold()}"
    return f"{e164} {extension}" if extension else e164


BARS = {
    "open": "",
    "suppressed": "internal_list",
    "registered": "registry",
    "invalid": "invalid_number",
    "wrong": "number_closed",
    "disconnected": "number_closed",
}
"""What bars a lead whose only number has a status."""


def stand(statuses: Sequence[str]) -> tuple[str, int]:
    """What bars a lead with these numbers, "" for nothing, and which it is to be called on.

    As `db.leads.records.settle` does for one that is there.
    """
    if "open" in statuses:
        return "", statuses.index("open")
    return next(bar for status, bar in BARS.items() if status in statuses), 0


def only(column: Sequence[T], kept: Sequence[int]) -> list[T]:
    return list(compress(column, kept))
