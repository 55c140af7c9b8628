"""Map the columns of a file to fields.

The person's choices come first, then the mapping of an earlier file from this source, then the
names and contents of the columns.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import product
from pathlib import Path

from msgspec import Struct

from console.files.fields.columns.country_guess import guess_country
from console.files.fields.columns.disambiguation import OWNER
from console.files.fields.columns.do_not_call_columns import DO_NOT_CALL
from console.files.fields.columns.headings import read_names
from console.files.fields.columns.layout import KEPT, OF_MANY, Columns
from console.files.fields.columns.matching import find_column, match_columns, source_of
from console.files.fields.columns.phone_columns import PHONE
from console.files.fields.mapping_doubts import Doubt, doubt_no_name, find_doubts
from console.files.tables.opening import open_rows
from console.files.tables.rows import RowsFile
from console.trouble import BadInput
from db.engine.database import Connection
from db.imports.batches import last_of_source
from db.lists.owners import spellings

Pairs = Sequence[tuple[str, str]]
"""(field, column)."""


class Remembered(Struct, frozen=True):
    """An earlier import from the same source, whose mapping or answer is used again."""

    batch_id: int
    file: str
    at: datetime


class Mapping(Struct, frozen=True):
    """The mapping of a file's columns, with its doubts. `source` is "" without column names."""

    columns: Columns
    doubts: tuple[Doubt, ...]
    source: str
    remembered: Remembered | None
    decided: frozenset[str] = frozenset()
    """The columns that the options of this import name."""
    asked_before: frozenset[str] = frozenset()
    """The do-not-call columns of the remembered mapping."""


def map_columns(
    connection: Connection,
    file: RowsFile,
    rows: Sequence[Sequence[str]],
    chosen: Pairs,
    countries: Iterable[str],
    *,
    anew: bool = False,
    spread: Sequence[Sequence[str]] = (),
    guessed: str = "",
) -> Mapping:
    """Map columns by the first `rows`; find doubts by rows `spread` over the file.

    `chosen` pairs override the remembered mapping; with `anew`, that is ignored altogether. Tries
    the `countries` in order, and takes the first for which the file has a phone column. `guessed`
    is the country that the file seems to be from. Raises BadInput.
    """
    names = read_names(file.header)
    source = source_of(names) if file.has_header else ""
    decided = frozenset(names[find_column(names, name, str(file.path))].text for _, name in chosen)
    known = last_of_source(connection, source) if source and not anew else None
    ways: list[tuple[Pairs, Remembered | None]] = [(chosen, None)]
    if known is not None:
        as_then = [(field, name) for field, name in known.mapping or ()]
        remembered = Remembered(known.id, known.file, known.at)
        ways.insert(0, (_overruled(as_then, chosen), remembered))
    agents = spellings(connection) if any(name.squeezed == OWNER for name in names) else ()
    faults = []
    for country, (pairs, as_remembered) in product(countries, ways):
        try:
            columns = match_columns(names, pairs, str(file.path), rows, country, agents)
        except BadInput as fault:
            faults.append(fault)
        else:
            is_sure = guessed in ("", country)
            doubts = find_doubts(columns, rows, country, pairs, spread, is_country_sure=is_sure)
            nameless = doubt_no_name(columns, rows, {name for _, name in pairs})
            doubts = (*file.doubts, *doubts, *nameless)
            before = pairs if as_remembered else ()
            asked = frozenset(name for field, name in before if field == DO_NOT_CALL)
            return Mapping(columns, doubts, source, as_remembered, decided, asked)
    raise faults[-1]


def refuse_no_list(path: Path, country: str) -> None:
    """Raise BadInput for a file that is no table, or has no phone column.

    Its numbers may belong to the given country, or to the country that the file seems to be from.
    """
    file = open_rows(path)
    names, rows = read_names(file.header), file.sample()
    try:
        match_columns(names, (), str(path), rows, country)
    except BadInput:
        guess = guess_country(file.header, rows, country)
        if guess.best == country:
            raise
        match_columns(names, (), str(path), rows, guess.best)


def _overruled(known: Pairs, chosen: Pairs) -> list[tuple[str, str]]:
    """Return the chosen pairs, and the remembered pairs that they do not contradict.

    If a chosen column takes the field of a remembered one, that becomes a kept column. One chosen
    phone column replaces all remembered phone columns.
    """
    fields = {field for field, _ in chosen if field == PHONE or field not in OF_MANY}
    names = {name for _, name in chosen}
    left = [(field, name) for field, name in known if field not in fields and name not in names]
    replaced = [(KEPT, name) for field, name in known if field in fields and name not in names]
    return [*chosen, *left, *replaced]
