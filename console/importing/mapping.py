"""Map the columns of a file to fields.

The person's choices come first, then the mapping of an earlier file from this source, then the
names and contents of the columns.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import product
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from console.files.fields.columns.country_guess import guess_country
from console.files.fields.columns.headings import read_names
from console.files.fields.columns.layout import (
    DO_NOT_CALL,
    KEPT,
    OF_MANY,
    Columns,
    holds_barred,
    source_of,
)
from console.files.fields.columns.matching import OWNER, find_column, match_columns
from console.files.fields.columns.phone_columns import PHONE
from console.files.fields.mapping_doubts import doubt_no_name, find_doubts
from console.files.fields.unsettled_columns import doubt_permissions, doubt_requests, doubt_results
from console.files.fields.warnings import Doubt
from console.files.tables.opening import open_rows
from console.files.tables.rows import LOOKED_AT, RowsFile
from console.importing.options import ImportOptions, bare_name
from console.rules.text import as_typed, clean_line
from console.trouble import BadInput
from db.engine.database import Connection
from db.imports.batches import last_answer, last_of_source
from db.lists.owners import spellings

Pairs = Sequence[tuple[str, str]]
"""(field, column)."""


class Remembered(Struct, frozen=True):
    """An earlier import from the same source, whose mapping or answer is used again."""

    batch_id: int
    file: str
    at: datetime
    finished: str = ""
    """Its answer for leads finished elsewhere."""


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
    hint: str = ""
    """That the file seems to be from another country than we read it by, else ""."""
    is_scrub_unclear: bool = False
    """Whether nobody has said what the results of its scrub mean: then the file clears nobody."""


class KnownColumns(Struct, frozen=True):
    """What the database knows of a file's columns: their mapping in an earlier import, and owners.

    `agents` are the known owners in lower case; empty if no column is named like one of owners.
    """

    earlier: Remembered | None = None
    mapping: Pairs = ()
    agents: Collection[str] = ()
    answered: Remembered | None = None
    """The last import of this source with an answer for leads finished elsewhere."""


def known_columns(connection: Connection, file: RowsFile, *, anew: bool = False) -> KnownColumns:
    """Read what is known of a file's columns; with `anew`, no earlier import counts."""
    names = read_names(file.header)
    agents = spellings(connection) if any(name.squeezed == OWNER for name in names) else ()
    if anew or not file.has_header:
        return KnownColumns(agents=agents)
    source = source_of(names)
    batch, answer = last_of_source(connection, source), last_answer(connection, source)
    return KnownColumns(
        Remembered(batch.id, batch.file, batch.at) if batch else None,
        [(field, name) for field, name in (batch and batch.mapping) or ()],
        agents,
        Remembered(answer.id, answer.file, answer.at, answer.finished) if answer else None,
    )


def map_file(
    file: RowsFile,
    spread: Sequence[Sequence[str]],
    wish: ImportOptions,
    country: str,
    known: KnownColumns,
    *,
    is_country_said: bool,
) -> Mapping:
    """Map the columns of a file to import, with all doubts about them. Raises BadInput.

    `spread` are rows from all over the file. Columns that may say who is not to be called are set
    aside, unless they are decided.
    """
    rows = spread[:LOOKED_AT]
    of_sheets = _doubt_barred(file, wish)
    hint, guessed, countries = "", "", [country]
    if not is_country_said:
        guess = guess_country(file.header, rows, country)
        hint, guessed = guess.hint(country), guess.best
        if wish.is_dry_run or wish.is_sure:
            # Also look for phone columns with the guessed country. We don't in a real import
            # without --yes, because there we ask the person.
            countries.append(guess.best)
    try:
        mapped = map_columns(file, rows, wish.mapping, countries, known, spread, guessed)
    except BadInput as error:
        if not hint:
            raise
        raise BadInput(f"{error} {hint}") from None
    # Only the options of this import settle a column. If an earlier import kept one, ask again.
    decided = mapped.decided
    columns, of_results = doubt_results(
        mapped.columns, spread, decided, is_scrubbed=wish.scrubbed_on is not None
    )
    columns, of_requests = doubt_requests(columns, spread, decided | mapped.asked_before)
    columns, of_others = doubt_permissions(columns, spread, decided, mapped.asked_before)
    unsettled = (*((of_results,) if of_results else ()), *of_requests, *of_others)
    return replace(
        mapped,
        columns=columns,
        doubts=(*of_sheets, *mapped.doubts, *unsettled),
        hint=hint,
        is_scrub_unclear=of_results is not None,
    )


def map_columns(
    file: RowsFile,
    rows: Sequence[Sequence[str]],
    chosen: Pairs,
    countries: Iterable[str],
    known: KnownColumns,
    spread: Sequence[Sequence[str]] = (),
    guessed: str = "",
) -> Mapping:
    """Map columns by the first `rows`; find doubts by rows `spread` over the file.

    `chosen` pairs override the `known` mapping. Tries the `countries` in order, and takes the first
    for which the file has a phone column. `guessed` is the country that the file seems to be from.
    Raises BadInput.
    """
    names = read_names(file.header)
    source = source_of(names) if file.has_header else ""
    decided = frozenset(names[find_column(names, name, str(file.path))].text for _, name in chosen)
    ways: list[tuple[Pairs, Remembered | None]] = [(chosen, None)]
    if known.earlier is not None:
        ways.insert(0, (_overruled(known.mapping, chosen), known.earlier))
    faults = []
    for country, (pairs, as_remembered) in product(countries, ways):
        try:
            columns = match_columns(names, pairs, str(file.path), rows, country, known.agents)
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


def _doubt_barred(file: RowsFile, wish: ImportOptions) -> tuple[Doubt, ...]:
    """Return doubts about sheets or files whose name says that they hold people not to be called.

    If such a file is imported, its people become leads. If it lies beside the imported one, nobody
    in it is barred.
    """
    beside = [name for name in file.beside if holds_barred(name)]
    # “Leads and DNC.xlsx” is called after its sheet “DNC”: the other one holds leads.
    names = (file.sheet, file.packed, "" if beside else bare_name(file.path).name)
    barred = next(filter(holds_barred, names), "")
    texts = []
    if barred:
        texts.append(
            f"“{clean_line(barred)}” seems to list people not to be called, and this imports "
            f"them as leads. {_command(file, wish, file.sheet or file.packed)} puts their "
            "numbers on your do-not-call list in place of that."
        )
    texts += [
        f"“{clean_line(name)}” seems to list people not to be called, and this bars none of "
        f"them. {_command(file, wish, name)} puts their numbers on your "
        "do-not-call list: do that first."
        for name in beside
        if not barred
    ]
    on_screen = "Ctrl+O chooses the sheet." if file.beside else ""
    return tuple(Doubt(text, needs_answer=True, on_screen=on_screen) for text in texts)


def _command(file: RowsFile, wish: ImportOptions, part: str) -> str:
    """Return the command that puts the numbers of a sheet or file on the do-not-call list."""
    path = "-" if wish.rejects_folder else str(file.path)
    words = ["smiledial dnc add --file", as_typed(path)]
    if part and file.beside:
        words += ["--sheet", as_typed(part)]
    if wish.country:
        words += ["--country", wish.country]
    reason = f"on the list {clean_line(part or file.path.name)}"
    return " ".join([*words, "--reason", as_typed(reason)])
