"""Describe what an import would do, or did, in words that the screen and the shell share."""

from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from console.cards.waiting import Blocked
from console.files.fields.columns.do_not_call_columns import DO_NOT_CALL
from console.files.fields.columns.layout import KEPT, SECOND_NAME
from console.files.fields.warnings import Settling
from console.files.tables.formats import RECORDS
from console.files.tables.rows import DELIMITERS, RowsFile
from console.importing.callability import WANTING
from console.importing.planning import FirstLook
from console.importing.result import Imported
from console.rules.text import clean_line
from console.rules.verdict.sentences import GET_COPY

SAMPLES, VALUES = 3, 12
"""How many values of a column a row of the screen shows, and how many are collected."""
FIRST_ROWS = 8
"""How many rows of the file a wide screen shows."""
LONGEST_SAMPLE = 40

LEFT_OUT = "left out, as finished elsewhere"
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


MOST_CODES = 8
"""Area codes that are listed."""


ELSEWHERE = f"Done elsewhere already? Say when: --scrubbed-on DATE. No copy yet? {GET_COPY}."


def advise(brought: Imported) -> Iterator[str]:
    """Yield which registries the leads need, how to load them, and how many leads that frees."""
    for count, why, commands, then in advice_on_registries(brought):
        yield f"{'1 lead' if count == 1 else f'{count:,} leads'} {why}:"
        yield from commands
        yield then
    if brought.registries:
        yield ELSEWHERE


def advice_on_registries(brought: Imported) -> Iterator[tuple[int, str, list[str], str]]:
    """Yield how many leads need which registries, the commands that load them, what follows."""
    seen: set[str] = set()
    for advice in brought.registries:
        some = ", ".join(advice.area_codes[:MOST_CODES])
        more = len(advice.area_codes) - MOST_CODES
        many = f" and {more:,} more" if more > 0 else ""
        codes = f" (area code{'s' if len(advice.area_codes) > 1 else ''} {some}{many})"
        names = " and ".join(advice.names)
        why = f"must first be checked against a fresh copy of {names}{codes if some else ''}"
        # Canada's list has the same source name as the American one.
        commands = [
            f"{command} (another file, which replaces no other)" if command in seen else command
            for command in advice.commands
        ]
        seen.update(advice.commands)
        times = [f"{advice.now:,} now"] if advice.now else []
        times += [f"{advice.later:,} later"] if advice.later or not times else []
        then = f"Whoever is not on it may then be called: at most {' and '.join(times)}."
        yield advice.waiting, why, commands, then


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
