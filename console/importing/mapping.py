"""Map the columns of a file to fields.

The person's choices come first, then the mapping of an earlier file from this source, then the
names and contents of the columns.

Columns that may say who is not to be called, but in words that we do not know, are unsettled: until
a person settles what the words mean, we hold the rows back. If we read the words as a no, we would
call people who asked us not to. If we read them as a request, the people would stay on the internal
do-not-call list for good.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import product
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from console.files.fields.columns.contents import CellRows, is_day
from console.files.fields.columns.country_guess import guess_country
from console.files.fields.columns.headings import read_names
from console.files.fields.columns.layout import (
    DO_NOT_CALL,
    KEPT,
    OF_MANY,
    Columns,
    RequestColumn,
    holds_barred,
    source_of,
)
from console.files.fields.columns.matching import OWNER, find_column, match_columns
from console.files.fields.columns.phone_columns import PHONE
from console.files.fields.columns.request_words import (
    LONGEST_CODE,
    MAYBE,
    UNSURE,
    is_plain,
    is_request,
    refuses,
    says_so,
)
from console.files.fields.columns.scrub_results import (
    hold_results,
    names_a_scrub,
    results_in,
    unknown_results,
)
from console.files.fields.mapping_doubts import doubt_no_name, find_doubts
from console.files.fields.warnings import Doubt
from console.files.tables.opening import open_rows
from console.files.tables.rows import LOOKED_AT, RowsFile
from console.importing.options import ImportOptions
from console.rules.text import as_typed, clean_line
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


def bare_name(path: Path) -> Path:
    """Return the file's name without its folder and the ending of a .gz or .zip."""
    return Path(path.stem if path.suffix.lower() in (".gz", ".zip") else path.name)


def known_columns(connection: Connection, file: RowsFile, *, anew: bool = False) -> KnownColumns:
    """Read what is known of a file's columns; with `anew`, no earlier import counts."""
    names = read_names(file.header)
    agents = spellings(connection) if any(name.squeezed == OWNER for name in names) else ()
    if anew or not file.has_header:
        return KnownColumns(agents=agents)
    source = source_of(names)
    batch = last_of_source(connection, source)
    answer = last_of_source(connection, source, is_answered=True)
    return KnownColumns(
        Remembered(batch.id, batch.file, batch.at) if batch else None,
        [(field, name) for field, name in (batch and batch.mapping) or ()],
        agents,
        Remembered(answer.id, answer.file, answer.at, answer.finished) if answer else None,
    )


def map_file(
    file: RowsFile,
    spread: CellRows,
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
        doubts=(*_doubt_barred(file, wish), *mapped.doubts, *unsettled),
        hint=hint,
        is_scrub_unclear=of_results is not None,
    )


def map_columns(
    file: RowsFile,
    rows: CellRows,
    chosen: Pairs,
    countries: Iterable[str],
    known: KnownColumns,
    spread: CellRows = (),
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


NEARLY_ALL = 0.95
ENOUGH_ROWS = 10
"""Fewest rows for a doubt about plain words that bar nearly all: in fewer it may be chance."""
SHOWN = 4


def doubt_results(
    columns: Columns, rows: CellRows, decided: Collection[str], *, is_scrubbed: bool
) -> tuple[Columns, Doubt | None]:
    """Set aside results of an unknown service; return the columns and the doubt.

    `is_scrubbed` means that the file was cleared elsewhere. In any other file, a column is doubtful
    only if some of its words are requests and the file holds no results of a known service.
    """
    if not is_scrubbed and any(request.result is not None for request in columns.requests):
        return columns, None
    read = {request.position for request in columns.requests}
    squeezed = [name.squeezed for name in columns.names]
    by_name = unknown_results(squeezed, read) if is_scrubbed else []
    _, explained = results_in(squeezed, rows)
    open_ = [(at, name) for at, name in columns.kept if name not in decided and at not in explained]
    held = [
        RequestColumn(at, name, columns.flagged_phones(at), is_unsettled=True)
        for at, name in open_
        if hold_results(
            {row[at] for row in rows}, is_sure=is_scrubbed or names_a_scrub(squeezed[at])
        )
        or (names_a_scrub(squeezed[at]) and _hold_codes([row[at].strip() for row in rows]))
    ]
    names = [column.name for column in held]
    names += [name for at, name in open_ if at in by_name and name not in names]
    if not names:
        return columns, None
    text = f"“{clean_line(names[0])}” looks like the results of a scrub, and we do not know its "
    clears = "--scrubbed-on clears nobody" if is_scrubbed else ""
    stays = (
        "rows with any word but a no stay behind; one that says no more than DNC, do not call or "
        "litigator puts its number onto your do-not-call list, and a hit of a registry (Federal "
        "DNC) stays behind"
    )
    effects = ", ".join(filter(None, [clears, stays if held else ""]))
    doubt = Doubt(
        f"{text}words: until you settle that, {effects}.", _say_what(names[0]), needs_answer=True
    )
    return replace(columns, unsettled=(*columns.unsettled, *held)), doubt


def _hold_codes(cells: Sequence[str]) -> bool:
    """Return whether some cells are neither empty, nor a no, nor a date."""
    return any(is_request(cell) and not is_day(cell) for cell in cells)


def doubt_requests(
    columns: Columns, rows: CellRows, decided: Collection[str]
) -> tuple[Columns, tuple[Doubt, ...]]:
    """Set aside do-not-call columns that hold unknown codes or would bar nearly all rows."""
    requests, unsettled, doubts = [], [*columns.unsettled], []
    for request in columns.requests:
        is_open = request.result is None and request.name not in decided
        is_open = is_open and not (request.is_status or request.permits)
        why = _why_unsettled([row[request.position].strip() for row in rows]) if is_open else ""
        if not why:
            requests.append(request)
            continue
        unsettled.append(replace(request, is_unsettled=True, believes_yes=True))
        doubts.append(
            Doubt(
                f"“{clean_line(request.name)}” {why}. Until you settle that, a plain yes "
                "such as 1 or DNC is believed; rows with any other word but a no stay behind, and "
                "their numbers go onto no list.",
                _say_what(request.name),
                needs_answer=True,
            )
        )
    settled = replace(columns, requests=tuple(requests), unsettled=tuple(unsettled))
    return settled, tuple(doubts)


def doubt_permissions(
    columns: Columns, rows: CellRows, decided: Collection[str], before: Collection[str]
) -> tuple[Columns, tuple[Doubt, ...]]:
    """Set aside permissions with ambiguous words; return the columns and doubts.

    Columns that this import's options decide (`decided`) are believed, and so are permission
    columns that an earlier import believed (`before`).
    """
    requests: list[RequestColumn] = []
    unsettled, doubts = [*columns.unsettled], list[Doubt]()
    for column in columns.requests:
        request = column
        is_decided = request.name in decided or (request.permits and request.name in before)
        if request.result is not None or is_decided or not request.permits:
            requests.append(replace(request, is_decided=is_decided))
            continue
        cells = [text for row in rows if (text := row[request.position].strip())]
        if sum(map(refuses, cells)) >= max(ENOUGH_ROWS, len(rows) * NEARLY_ALL):
            request = replace(request, is_unsettled=True)
            unsettled.append(request)
        else:
            requests.append(request)
        doubts += _doubt_words(request, cells)
    positions = {column.position for column in unsettled}
    for at, name in columns.kept:
        cells = [text for row in rows if (text := row[at].strip())]
        if name in decided or at in positions:
            continue
        column_name = columns.names[at]
        if column_name.permits == UNSURE:
            request = RequestColumn(at, name, is_unsettled=True, permits=True)
        elif column_name.squeezed in MAYBE and _are_flags(cells):
            request = RequestColumn(at, name, is_unsettled=True)
        else:
            continue
        unsettled.append(request)
        doubts += _doubt_words(request, cells)
    return replace(columns, requests=tuple(requests), unsettled=tuple(unsettled)), tuple(doubts)


def _are_flags(cells: Sequence[str]) -> bool:
    """Return whether all cells are yes, no, days or requests."""
    return bool(cells) and all(
        not is_request(cell) or says_so(cell) or is_plain(cell) or is_day(cell) for cell in cells
    )


def _doubt_words(request: RequestColumn, cells: Sequence[str]) -> Iterator[Doubt]:
    """Yield a doubt about the words for which a column holds rows back, if there are any."""
    held = request.holds_back(cells)
    words = [text for text in dict.fromkeys(cells) if text in held]
    if not words:
        return
    shown = ", ".join(f"“{clean_line(word)}”" for word in words[:SHOWN])
    column = as_typed(request.name)
    meant = "says no" if request.permits else "says so"
    yield Doubt(
        f"“{clean_line(request.name)}” may say who is not to be called ({shown}): until you "
        "settle that, those rows stay behind.",
        f"--map {DO_NOT_CALL}={column} bars all for whom it {meant}, for good; "
        f"--map kept={column} if it says nothing of the kind.",
        needs_answer=True,
    )


def _why_unsettled(cells: Sequence[str]) -> str:
    """Return what is doubtful about the cells of a do-not-call column, "" for nothing."""
    barring = [cell for cell in cells if is_request(cell)]
    plain = [cell for cell in barring if says_so(cell)]
    codes = dict.fromkeys(
        cell for cell in barring if len(cell) <= LONGEST_CODE and not says_so(cell)
    )
    shown = ", ".join(f"“{clean_line(code)}”" for code in [*codes][:SHOWN])
    if len(codes) > 1:
        return f"holds codes that we do not know ({shown})"
    is_nearly_all = len(barring) >= max(2, len(cells) * NEARLY_ALL)
    if is_nearly_all and (codes or len(plain) < len(barring) or len(cells) >= ENOUGH_ROWS):
        return f"would bar {len(barring):,} of {len(cells):,} rows looked at for good"
    return ""


def _say_what(name: str) -> str:
    """Return the options that settle a column."""
    column = as_typed(name)
    return (
        f"--map {DO_NOT_CALL}={column} bars all for whom it says anything but a no such as clean "
        f"or callable, for good; --map kept={column} if it says nothing of the kind."
    )
