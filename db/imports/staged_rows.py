"""Rows that will become leads, stored as columns.

We build a tuple for a row only when we pass it to the database driver. The reader process packs the
columns before pickling them.
"""

import marshal
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, compress
from typing import Any, NamedTuple, TypeAlias, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Integer

from db.enums import ASK_FOR, NumberStatus
from db.sql import Packed, pack, unpack
from db.tables.leads import BOOKKEEPING, leads

T = TypeVar("T")

Cell: TypeAlias = str | int | None

_FROM_ROW = {column.name: column for column in leads.columns if column.name not in BOOKKEEPING}

AMOUNTS = tuple(name for name, column in _FROM_ROW.items() if isinstance(column.type, Integer))
TEXTS = tuple(name for name in _FROM_ROW if name not in (*AMOUNTS, "extras"))
"""The text columns of a lead that are filled from its row."""

LEAD_COLUMNS = ("line", *TEXTS, *AMOUNTS, "extras")
"""The columns of a row that will change a lead; `line` is where it starts in the file."""

NUMBER_COLUMNS = ("e164", "extension", "label", "type", "status", "place")
"""The columns of a row's numbers, in order; `place` is the place's number in this import."""

DEFAULTS: Mapping[str, Cell] = {
    **dict.fromkeys(TEXTS, ""),
    **{name: None if _FROM_ROW[name].nullable else 0 for name in AMOUNTS},
    "extras": "{}",
}
"""The values of a lead's columns for which the row has no value."""

UNTOUCHED: Mapping[str, Cell] = {
    "draft": "",
    "due_reason": "",
    "dials": 0,
    **dict.fromkeys(("noes", "yeses", "reached"), 0),
}
"""The values of a lead that nobody has called."""


class StagedNumbers(Struct, frozen=True):
    """The numbers of rows, by column. `rows` holds the index of each number's row, ascending."""

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

    def each(self, take: Callable[[Sequence[Any]], Sequence[Any]]) -> "StagedNumbers":
        """Return the numbers that `take` takes from each column."""
        return StagedNumbers(*(take(getattr(self, name)) for name in self.__struct_fields__))


def _unpack_numbers(*columns: Packed[Any]) -> StagedNumbers:  # each column has a type of its own
    return StagedNumbers(*map(unpack, columns))


class Asker(NamedTuple):
    """A person who, according to a row, is not to be called.

    `key` is their first number in the form of `key_of`. `mark` is what else identifies them in this
    import (see `matching`), and `name` is their name; both are "" if there is none.
    """

    e164s: Sequence[str]
    key: str
    mark: str
    name: str
    reason: str


class Rows(Struct, frozen=True):
    """Rows that can become leads, in the order of the file.

    `leads` maps column names to values; a missing column has its value in `DEFAULTS`, and a missing
    column `kind` has the value `kind`. For each row, `keys` is the first number in the form of
    `key_of`, `bars` is what bars the lead ("" for nothing), and `places` is its place's number.

    `new_places` are (number, facts) of places that no earlier row had. `consents` maps a row to
    (kind, day, proof) of the evidence about its first number. `requests` maps numbers not to be
    called to reasons; `askers` are the people not to be called on any number. `words` maps the
    words of names to the rows as they were read; a dry run has none. For each of those rows,
    `row_of` is the row here, -1 if `keep` has left it out.
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
    row_of: Sequence[int]

    def __reduce__(self) -> tuple[object, ...]:
        leads = {name: pack(column) for name, column in self.leads.items()}
        # In most chunks each row has one number, which is its key.
        keys = None if self.keys == self.numbers.e164s else pack(self.keys)
        columns = [*map(pack, (self.lines, self.bars, self.places))]
        words = marshal.dumps(dict(self.words), 2)
        others = (self.numbers, self.new_places, self.consents, self.requests, self.askers, words)
        return _unpack_rows, (columns, keys, leads, self.kind, *others)

    def keep(self, is_kept: Sequence[int]) -> "Rows":
        """Return only the rows whose flag is true, without evidence, requests and askers."""
        if all(is_kept):
            return self
        new = list(accumulate(is_kept, initial=0))
        of_kept = [is_kept[row] for row in self.numbers.rows]
        numbers = self.numbers.each(lambda column: only(column, of_kept))
        return replace(
            self,
            lines=only(self.lines, is_kept),
            leads={name: only(column, is_kept) for name, column in self.leads.items()},
            keys=only(self.keys, is_kept),
            bars=only(self.bars, is_kept),
            places=only(self.places, is_kept),
            numbers=replace(numbers, rows=[new[row] for row in numbers.rows]),
            consents={},
            requests={},
            askers=(),
            row_of=[new[row] if row >= 0 and is_kept[row] else -1 for row in self.row_of],
        )

    def join(self, pairs: Sequence[tuple[int, int]]) -> "Rows":
        """Move the numbers of the second row of each pair to the first, after its own."""
        if not pairs:
            return self
        first_of = {row: first for first, row in pairs}
        numbers = self.numbers
        goes_to = [first_of.get(row, row) for row in numbers.rows]
        # The sort must be stable, so that a row's own numbers stay before those that join it.
        order = sorted(range(len(goes_to)), key=goes_to.__getitem__)
        rows = [goes_to[at] for at in order]
        positions = [at - bisect_left(rows, row) for at, row in enumerate(rows)]

        moved = numbers.each(lambda column: [column[at] for at in order])
        moved = replace(moved, rows=rows, positions=positions)
        bars, places = list(self.bars), list(self.places)
        for first in set(first_of.values()):
            start, end = bisect_left(rows, first), bisect_right(rows, first)
            bars[first], called = stand(moved.statuses[start:end])
            places[first] = moved.places[start + called]
        return replace(self, bars=bars, places=places, numbers=moved)

    def numbers_of(self, row: int) -> list[tuple[str, str, str, str, str, int]]:
        """Return the numbers of a row, with the columns of `NUMBER_COLUMNS`."""
        numbers = self.numbers
        first, last = bisect_left(numbers.rows, row), bisect_right(numbers.rows, row)
        columns = (
            *(numbers.e164s, numbers.extensions, numbers.labels),
            *(numbers.types, numbers.statuses, numbers.places),
        )
        return list(zip(*(column[first:last] for column in columns), strict=True))

    def suppressed(self) -> list[tuple[int, str]]:
        """Return (row, E.164 number) for each number on the internal list."""
        statuses = self.numbers.statuses
        if NumberStatus.SUPPRESSED not in statuses:
            return []
        numbers = zip(self.numbers.rows, self.numbers.e164s, statuses, strict=True)
        return [(row, e164) for row, e164, status in numbers if status == NumberStatus.SUPPRESSED]

    def of_row(self, row: int) -> tuple[Cell, ...]:
        """Return a row, with the columns of `LEAD_COLUMNS`."""
        defaults = {**DEFAULTS, "kind": self.kind}
        return self.lines[row], *(
            self.leads[name][row] if name in self.leads else defaults[name]
            for name in LEAD_COLUMNS[1:]
        )

    def text_of(self, name: str, row: int) -> str:
        """Return one of the `TEXTS` of a row."""
        return str(self.leads[name][row]) if name in self.leads else ""

    def texts_of(self, name: str) -> Sequence[str]:
        """Return one of the `TEXTS` of all rows."""
        column = self.leads.get(name)
        return cast("Sequence[str]", column) if column is not None else [""] * len(self.lines)


def _unpack_rows(
    columns: Sequence[Packed[Any]],  # of numbers or texts
    keys: Packed[str] | None,
    leads: Mapping[str, Packed[Any]],
    kind: str,
    numbers: StagedNumbers,
    new_places: Sequence[tuple[int, str]],
    consents: Mapping[int, tuple[str, str, str]],
    requests: Mapping[str, str],
    askers: Sequence[Asker],
    words: bytes,
) -> Rows:
    lines, bars, places = map(unpack, columns)
    columns_by_name = {name: unpack(column) for name, column in leads.items()}
    others = (numbers, new_places, consents, requests, askers)
    rows_by_word = marshal.loads(words)  # noqa: S302 - from our own process
    all_keys = numbers.e164s if keys is None else unpack(keys)
    columns_of_rows = (lines, columns_by_name, kind, all_keys, bars, places)
    return Rows(*columns_of_rows, *others, rows_by_word, range(len(lines)))


def key_of(e164: str, extension: str, label: str = "") -> str:
    """Return the key for comparing numbers: the number, with its extension if it has one.

    For a main line where the agent asks for a person, the key contains the label with their name.
    """
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
"""What bars a lead, by the status of its numbers; if they differ, the first one here counts."""


def stand(statuses: Sequence[str]) -> tuple[str, int]:
    """Return what bars a lead with these numbers ("" for none), and the index of the one to call.

    `db.leads.records.settle` does the same for a stored lead.
    """
    if "open" in statuses:
        return "", statuses.index("open")
    return next(bar for status, bar in BARS.items() if status in statuses), 0


def keys_bars_places(
    count: int, numbers: StagedNumbers
) -> tuple[Sequence[str], Sequence[str], Sequence[int]]:
    """Return for each row its first number's key, what bars the row, and its place's number."""
    keys = [*map(key_of, numbers.e164s, numbers.extensions, numbers.labels)]
    if len(keys) == count:  # one number in each row, as in most chunks
        return keys, [BARS[status] for status in numbers.statuses], numbers.places
    firsts = [at for at, position in enumerate(numbers.positions) if not position]
    bars, places = [], []
    for start, end in zip(firsts, [*firsts[1:], len(keys)], strict=True):
        bar, called = stand(numbers.statuses[start:end])
        bars.append(bar)
        places.append(numbers.places[start + called])
    return [keys[at] for at in firsts], bars, places


def only(column: Sequence[T], is_kept: Sequence[int]) -> list[T]:
    """Return the values whose flag is true."""
    return list(compress(column, is_kept))


def mark_of(name: str, address: str, postal_code: str) -> str:
    """Return the mark of a name and address, without case, accents and punctuation.

    Returns "" if either is empty.
    """
    parts = [plain(text) for text in (name, address, postal_code[:5])]
    return f"at {'|'.join(parts)}" if parts[0] and parts[1] else ""


def is_another(name: str, other: str) -> bool:
    """Return whether two names belong to two people.

    A phone number that stands in for a missing name does not count as a name.
    """
    if name == other:
        return False
    ours, theirs = (sorted(plain(text).split()) for text in (name, other))
    return has_letters(name) and has_letters(other) and ours != theirs


def has_letters(text: str) -> bool:
    """Return whether a text has any letter."""
    return any(map(str.isalpha, plain(text)))


def plain(text: str) -> str:
    """Return a text in lower case, without accents and punctuation."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", bare))
