"""Describe what an import would do, or did, in words that the screen and the shell share."""

from collections.abc import Collection, Iterator
from itertools import islice

from msgspec import Struct

from console.cards.waiting import Blocked
from console.files.fields.columns.do_not_call_columns import DO_NOT_CALL
from console.files.fields.columns.layout import KEPT, PREFIX, SECOND_NAME, Columns
from console.files.fields.columns.scrub_results import unknown_results
from console.files.fields.unsettled_columns import say_finished
from console.files.fields.warnings import AddressNotes, Noticed, Settling
from console.files.tables.formats import RECORDS
from console.files.tables.rows import DELIMITERS, RowsFile
from console.importing.callability import WANTING
from console.importing.mapping import Remembered
from console.importing.planning import FirstLook
from console.importing.question_words import count_rows as count_rows_asking
from console.importing.question_words import (
    say_cleared,
    say_further,
    say_nameless,
    say_rows,
    say_same_kind,
    say_settled,
    say_unread_lines,
    say_untouched,
)
from console.importing.result import Imported
from console.importing.rows.rejects import say_other
from console.rules.places.unread_addresses import FIELDS, find_nearest
from console.rules.text import clean_line, squeeze
from console.rules.verdict.sentences import GET_COPY

SAMPLES, VALUES = 3, 12
"""How many values of a column a row of the screen shows, and how many are collected."""
FIRST_ROWS = 8
"""How many rows of the file a wide screen shows."""
MOST_FAULTS = 5
"""Most faults of numbers, and most owners, that are shown with their counts."""
LONGEST_SAMPLE = 40

ONE_NUMBER = (
    "It stays one number: it is called for one of them at a time, and a request not to call closes "
    "it for all."
)
OTHER_NUMBER = "more have another number on your do-not-call list"


class Mapped(Struct, frozen=True):
    """A column, its field (`KEPT` for none), its first distinct values, and its first cells."""

    field: str
    column: str
    values: tuple[str, ...]
    cells: tuple[str, ...]

    @property
    def samples(self) -> tuple[str, ...]:
        """A few values, for a row of the screen."""
        return self.values[:SAMPLES]


def mapping_of(brought: Imported | FirstLook, *, as_shown: bool = False) -> tuple[Mapped, ...]:
    """Return all columns with values from the file, mapped columns first.

    Fields are named as in `--map` or, with `as_shown`, as on the screen.
    """
    file, columns = brought.file, brought.mapped.columns
    values: dict[int, list[str]] = {}
    cells: dict[int, list[str]] = {}
    for number, row in enumerate(islice((row for row in file.rows() if not row.fault), 200)):
        for position, cell in enumerate(row.cells):
            known = values.setdefault(position, [])
            text = clean_line(cell)[:LONGEST_SAMPLE]
            if number < FIRST_ROWS:
                cells.setdefault(position, []).append(text)
            if text and text not in known and len(known) < VALUES:
                known.append(text)
    places = [
        *((phone.position, phone.field) for phone in columns.phones),
        *((at, SECOND_NAME) for second in columns.seconds for at in second.names),
        *sorted((position, field) for field, position in columns.fields.items()),
        *(
            (request.position, request.shown_as if as_shown else DO_NOT_CALL)
            for request in columns.requests
        ),
        *((position, KEPT) for position, _ in columns.kept),
    ]
    return tuple(
        Mapped(
            field,
            file.header[position],
            tuple(values.get(position, ())),
            tuple(cells.get(position, ())),
        )
        for position, field in places
    )


def filled_columns(brought: Imported | FirstLook) -> tuple[Mapped, ...]:
    """Return the columns except empty kept ones, of which an export may have forty."""
    columns = mapping_of(brought, as_shown=True)
    return tuple(column for column in columns if column.samples or column.field != KEPT)


def describe(file: RowsFile) -> str:
    """Return how a file is read: "CP1252, semicolon-separated", "the sheet “Leads”"."""
    if file.sheet:
        text = f"{file.form} with the sheet “{clean_line(file.sheet)}”"
    elif file.form in RECORDS:
        text = f"{RECORDS[file.form].label} in {file.encoding.removesuffix('-sig').upper()}"
    else:
        mark = DELIMITERS.get(file.delimiter, file.delimiter)
        text = f"{file.encoding.removesuffix('-sig').upper()}, {mark}-separated"
    if not file.has_header:
        return f"{text}, without a row of names"
    return text if file.header_line == 1 else f"{text}, the column names in row {file.header_line}"


def needs_answer(brought: Imported) -> bool:
    """Return whether a person must confirm the import because of doubts or many rejects."""
    is_most_left = brought.to_mend * 2 > brought.rows - brought.left_out
    return is_most_left or any(doubt.needs_answer for doubt in brought.mapped.doubts)


def count_rows(brought: Imported, *, is_done: bool) -> tuple[tuple[int, str], ...]:
    """Return the outcome of the rows as (count, words); counts of 0 are left out."""
    outlook = brought.outlook
    new = "imported" if is_done else "new"
    is_settled = is_done and brought.doubtful in {Settling.BAR, Settling.LEAVE}
    rows = [
        (brought.imported, new),
        (brought.on_dnc, f"of the {new} barred by a do-not-call list"),
        (brought.details.other_number_on_dnc, OTHER_NUMBER),
        (0 if is_settled else len(brought.noticed.doubtful), "may ask not to be called"),
    ]
    callable_now = f"of the {new} callable now"
    if outlook is not None and brought.imported:
        rows.append((outlook.callable, callable_now))
    rows += [
        (brought.updated, "updated"),
        (brought.duplicate_in_file, "duplicate in the file"),
        *count_known(brought),
        (brought.to_mend, "rejected"),
        (brought.left_out, LEFT_OUT),
        (brought.screened_out or 0, "more left out by the screening"),
    ]
    always = set() if is_done and not brought.imported else {new, callable_now}
    return tuple((count, text) for count, text in rows if count or text in always)


def all_reasons(brought: Imported) -> list[tuple[str, int]]:
    """Return why rows were rejected or left out, as (reason, count), the most frequent first."""
    finished = brought.noticed.finished if brought.left_out else {}
    reasons = [
        (f"“{name}” says {clean_line(word)}.", count) for (name, word), count in finished.items()
    ]
    return sorted([*brought.reject_reasons, *reasons], key=lambda reason: -reason[1])


def noticed_in(
    brought: Imported, *, is_done: bool, shown: Collection[str] = (), has_keys: bool = False
) -> tuple[str, ...]:
    """Return sentences with what a person should know about the file's cells.

    Leaves out missing addresses (`gaps`) whose text is already `shown` elsewhere.
    """
    asked = [
        f"{count:,} {'row says' if count == 1 else 'rows say'} in “{name}” not to call"
        f"{_believed_before(brought, name)}."
        for name, count in brought.noticed.asked.most_common()
    ]
    if brought.closed and is_done:
        are_new = "is new" if brought.closed == 1 else "are new"
        asked.append(f"{brought.closed:,} of the numbers {are_new} on the internal list.")
    elif not is_done and (asked or brought.closed):
        asked.append("These numbers go onto the internal list, for all lists and for good.")
    if brought.reached:
        new = "" if is_done else f"{brought.closed:,} numbers are new there. "
        stand = "1 of them stands" if brought.reached == 1 else f"{brought.reached:,} of them stand"
        asked.append(f"{new}{stand} in another row of the same person, or with a lead you have.")
    noticed = brought.noticed
    return (
        *_namesakes(brought),
        *say_further(brought, is_done=is_done),
        *asked,
        *_doubtful(brought, is_done=is_done),
        *say_untouched(noticed, brought.match),
        *_on_main_lines(noticed),
        *say_shared_lines(noticed),
        *_finished(brought, has_keys=has_keys),
        *_nameless(noticed),
        *say_cleared(brought, is_done=is_done),
        *say_same_kind(brought),
        *_closed(noticed),
        *_owned(noticed),
        *_unread_addresses(noticed.addresses, shown),
        *say_unread_lines(noticed.lines, is_done=is_done, has_keys=has_keys),
        *_unusable(brought),
        *_unread(noticed),
        *_work_left_out(brought.mapped.columns),
    )


class UnreadWords(Struct, frozen=True):
    """An address cell that cannot be read: the rows with it, and the nearest known values.

    `line` and `name` are those of the first row.
    """

    text: str
    count: int
    nearest: tuple[str, ...]
    line: int
    name: str


def first_unread(notes: AddressNotes, field: str) -> tuple[UnreadWords, ...]:
    """Return the most frequent cells of an address field that cannot be read."""
    return tuple(
        UnreadWords(clean_line(text), count, find_nearest(field, text), *notes.firsts[field][text])
        for text, count in notes.words[field].most_common(SAMPLES)
    )


def _quote(words: UnreadWords) -> str:
    more = [f"line {words.line}, {clean_line(words.name)}"]
    more += [f"{words.count:,} rows"] if words.count > 1 else []
    if words.nearest:
        more.append(f"did you mean {' or '.join(words.nearest)}?")
    return f"“{words.text[:LONGEST_SAMPLE]}”" + (f" ({', '.join(more)})" if more else "")


def _unread_addresses(notes: AddressNotes, shown: Collection[str]) -> Iterator[str]:
    for field, count in notes.rows.items():
        examples = [*map(_quote, first_unread(notes, field))]
        more = len(notes.words[field]) - len(examples)
        rows, are = ("1 row has", "is") if count == 1 else (f"{count:,} rows have", "are")
        yield (
            f"{rows} a {FIELDS[field]} that cannot be read and {are} not called until it is "
            f"mended: {', '.join(examples)}{f' and {more:,} more' if more else ''}."
        )
    if any(gap not in shown for gap in notes.gaps):
        count = notes.gaps.total()
        rows = "1 row is" if count == 1 else f"{count:,} rows are"
        until = "it says" if count == 1 else "they say"
        first = [f"{gap} ({known:,})" for gap, known in notes.gaps.most_common(SAMPLES)]
        why = " ".join(first) if len(first) > 1 else next(iter(notes.gaps))
        yield f"{rows} not called until {until} where the person is. {why}"
    if notes.first_two is not None:
        line, code, region = notes.first_two
        count = notes.contradicting
        rows = "1 row has" if count == 1 else f"{count:,} rows have"
        yield (
            f"{rows} a postal code outside the state; the hours and the law of both hold. "
            f"Line {line}: the code says {code}, the address {region}."
        )


def _believed_before(brought: Imported, name: str) -> str:
    """Return which earlier import confirmed a column of unknown scrub results, or ""."""
    known = brought.mapped.remembered
    if known is None or not unknown_results([squeeze(name)], ()):
        return ""
    return f"; it is believed {_as_in(known)}"


LEFT_OUT = "left out, as finished elsewhere"
_FINISHED = {
    "leave": "They are left out.",
    "never": "Nobody may call them: their numbers go onto the internal list.",
    "keep": "They are leads like the others.",
}


def _finished(brought: Imported, *, has_keys: bool) -> Iterator[str]:
    """Yield what the import did with leads finished elsewhere.

    Without an answer it yields nothing, because a doubt says it then.
    """
    if brought.noticed.finished and brought.finished:
        text = _FINISHED[brought.finished]
        if (known := brought.answered) is not None:
            how = "Ctrl+O" if has_keys else "--finished"
            text = f"{text[:-1]}, {_as_in(known)}; {how} says otherwise."
        yield f"{say_finished(brought.noticed.finished)}. {text}"


def _as_in(known: Remembered) -> str:
    return f"as in import {known.batch_id} ({clean_line(known.file)})"


def _namesakes(brought: Imported) -> Iterator[str]:
    count, first = brought.namesakes, brought.first_namesake
    if first is None:
        return
    who = f"{clean_line(first.name)}, line {first.line}, has that of {say_other(first)}"
    if count == 1:
        text = f"1 row has the number of somebody else and does not come in: {who}."
    else:
        text = f"{count:,} rows have the number of somebody else and do not come in. First: {who}."
    if brought.named is None:
        yield f"{text} The file of rejects will have both names."
    elif brought.named == count:
        yield f"{text} Both names are in {brought.rejects_file}."
    elif brought.named:
        yield f"{text} Both names of {brought.named:,} of them are in {brought.rejects_file}."
    else:
        yield f"{text} The file could not be read once more for their names."


def _nameless(noticed: Noticed) -> Iterator[str]:
    if noticed.no_company:
        are = "is taken for a business" if noticed.no_company == 1 else "are taken for businesses"
        yield (
            f"{say_nameless(noticed.no_company)} and {are} like the others; a column that is "
            "mapped to kind says it of each row."
        )


def _doubtful(brought: Imported, *, is_done: bool) -> Iterator[str]:
    if (rows := brought.noticed.doubtful) and is_done:
        waits = brought.doubtful in {None, Settling.EACH}
        first = f" First: {next(say_rows(rows))}." if waits else ""
        yield say_settled(rows, brought.doubtful, brought.left_callable) + first
    elif rows:
        yield f"{count_rows_asking(len(rows))} not to be called. First: {next(say_rows(rows))}."


def _on_main_lines(noticed: Noticed) -> Iterator[str]:
    if count := noticed.on_main_line:
        rows, are = ("1 row has", "is") if count == 1 else (f"{count:,} rows have", "are")
        yield (
            f"{rows} a person and a company and no number, and {are} called on the company’s main "
            f"line, to ask for them: {clean_line(noticed.first_on_main_line)}."
        )


def say_shared_lines(noticed: Noticed) -> Iterator[str]:
    """Say who is asked for by name on a number that others may have too."""
    if count := noticed.on_shared_line:
        rows = "1 row says" if count == 1 else f"{count:,} rows say"
        yield (
            f"{rows} whom to ask for on a number that others may have too: "
            f"{clean_line(noticed.first_on_shared_line)}. {ONE_NUMBER}"
        )


def _closed(noticed: Noticed) -> Iterator[str]:
    if noticed.closed:
        yield f"{say_finished(noticed.closed)}. Those numbers are closed: nobody dials them."


def _unusable(brought: Imported) -> Iterator[str]:
    for reason, count in brought.unusable[:MOST_FAULTS]:
        rows = "1 row has" if count == 1 else f"{count:,} rows have"
        yield f"{rows} only a number that nobody can call. {reason}"


def _owned(noticed: Noticed) -> Iterator[str]:
    if noticed.owners:
        names = [f"{clean_line(name)[:24]} {rows:,}" for name, rows in noticed.owners.most_common()]
        more = f" and {len(names) - MOST_FAULTS} more owners" if len(names) > MOST_FAULTS else ""
        yield (
            f"Rows of owners who are no territory and have never called here: "
            f"{', '.join(names[:MOST_FAULTS])}{more}. Nobody else is offered them."
        )


def _unread(noticed: Noticed) -> Iterator[str]:
    for field, count in noticed.unread.items():
        if count:
            of = noticed.filled[field]
            yield f"{field}: {count:,} of {of:,} cells could not be read; they are kept as text."
    if (first := noticed.first_evidence) is not None:
        rows = "1 row" if noticed.no_evidence == 1 else f"{noticed.no_evidence:,} rows"
        where = f"Line {first.line}, “{first.column}”: “{clean_line(first.value)[:LONGEST_SAMPLE]}”"
        yield f"The evidence on {rows} counts for nothing. {where}. {first.reason}"


def _work_left_out(columns: Columns) -> Iterator[str]:
    header = [name.text for name in columns.names]
    names = [name.removeprefix(PREFIX) for name in header if name.startswith(PREFIX)]
    if names and columns.are_ours:
        own = ", ".join(map(clean_line, names))
        yield f"{PREFIX}… columns are not taken: {own}. They are a record of where they come from."


MOST_CODES = 8
"""Area codes that are listed."""


def advise(brought: Imported) -> Iterator[str]:
    """Yield which registries the leads need, how to load them, and how many leads that frees."""
    seen: set[str] = set()
    for advice in brought.registries:
        leads = "1 lead" if advice.waiting == 1 else f"{advice.waiting:,} leads"
        some = ", ".join(advice.area_codes[:MOST_CODES])
        more = len(advice.area_codes) - MOST_CODES
        many = f" and {more:,} more" if more > 0 else ""
        codes = f" (area code{'s' if len(advice.area_codes) > 1 else ''} {some}{many})"
        names = " and ".join(advice.names)
        yield (
            f"{leads} must first be checked against a fresh copy of {names}{codes if some else ''}:"
        )
        for command in advice.commands:
            # Canada's list has the same source name as the American one.
            yield (
                f"{command} (another file, which replaces no other)" if command in seen else command
            )
        seen.update(advice.commands)
        times = [f"{advice.now:,} now"] if advice.now else []
        times += [f"{advice.later:,} later"] if advice.later or not times else []
        yield f"Whoever is not on it may then be called: at most {' and '.join(times)}."
    if brought.registries:
        yield f"Done elsewhere already? Say when: --scrubbed-on DATE. No copy yet? {GET_COPY}."


def not_callable(brought: Imported) -> tuple[Blocked, ...]:
    """Return why leads cannot be called, except for the reasons that `advise` explains."""
    why = brought.outlook or brought.nobody
    blocked = why.blocked if why else ()
    if not brought.registries:
        return blocked
    return tuple(case for case in blocked if case.code not in WANTING)


def count_known(brought: Imported) -> tuple[tuple[int, str], ...]:
    """Return the outcome of duplicates of known leads, as (count, words)."""
    details, days = brought.details, brought.not_worked_within
    within = "the last day" if days == 1 else f"{days} days"
    return (
        (brought.duplicate_in_database - details.dialled_lately, "known already"),
        (details.only_in_retired_list, "of them only in a retired list: nobody calls them"),
        (details.dialled_lately, f"left out: dialled within {within}"),
    )
