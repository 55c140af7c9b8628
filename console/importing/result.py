"""The result of an import: what became of each row, which leads may be called, in shared words."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from console.cards.waiting import Blocked, CallableCounts
from console.files.fields.columns.layout import DO_NOT_CALL, KEPT, SECOND_NAME
from console.files.fields.warnings import Noticed, Settling
from console.files.tables.formats import RECORDS
from console.files.tables.rows import DELIMITERS, RowsFile
from console.importing.callability import (
    WANTING,
    Cleared,
    RegistryAdvice,
    advise_registries,
    count_cleared,
    is_anybody_open,
    look_ahead,
)
from console.importing.mapping import Mapping, Remembered
from console.importing.planning import FirstLook, Planned
from console.importing.publishing import Notes
from console.importing.questions import Question
from console.importing.rows.candidates import Reject
from console.importing.rows.chunks import RowIds
from console.importing.rows.rejects import RejectsFile
from console.rules.text import clean_line
from console.rules.verdict.sentences import GET_COPY
from db.enums import MatchBy
from db.imports.batches import CountDetails, Counts, Namesake
from db.leads.numbers import FurtherNumber


class Imported(Struct, frozen=True):
    """The result of an import or a dry run. `rows` is the sum of the five counts after it.

    `imported` and `on_dnc` were counted in the database. `rejected` includes the rows `left_out`
    because another program calls them finished; `first_rejects` and `reject_reasons` are about the
    other rejects. `outlook` says which new leads may be called now, and is set only in a dry run.
    `screened_out` counts the rows that a screening left out, which are not part of `rows`; None
    without a screening.
    """

    rows: int
    imported: int
    updated: int
    duplicate_in_file: int
    duplicate_in_database: int
    rejected: int
    on_dnc: int
    rejects_file: Path | None
    list_name: str
    file: RowsFile
    mapped: Mapping
    first_rejects: tuple[Reject, ...]
    reject_reasons: tuple[tuple[str, int], ...] = ()
    unusable: tuple[tuple[str, int], ...] = ()
    """Why imported rows have no number that can be called, with their counts."""
    outlook: CallableCounts | None = None
    screened_out: int | None = None
    unfinished: int = 0
    """Pending changes to known leads: the import was stopped, so the next one applies them."""
    noticed: Noticed = field(default_factory=Noticed)
    closed: int = 0
    """Numbers that the file put on the internal list, or would in a dry run."""
    reached: int = 0
    """How many of these numbers came from another row or lead of the person who asked."""
    batch_id: int | None = None
    """The import's id, to undo it; None for a dry run, or if the new list would be empty."""
    details: CountDetails = field(default_factory=CountDetails)
    not_worked_within: int | None = None
    match: MatchBy = MatchBy.NUMBER
    nobody: CallableCounts | None = None
    """Why no lead may be called, now or later; None in a dry run, or if any lead may be called."""
    registries: tuple[RegistryAdvice, ...] = ()
    """The registries to load; a real run sets this only if no lead may be called."""
    questions: tuple[Question, ...] = ()
    """Open questions about the file (country, kind), with the result of each answer."""
    country_taken: str = ""
    """The country (ISO) assumed for national numbers; "" if a person or the list gave it."""
    is_known_list: bool = False
    """Whether the list existed before."""
    stays: str = ""
    """The known list's kind, which known leads keep although the options give another; else ""."""
    finished: str = ""
    """What the import did with leads finished elsewhere: leave, never, keep, or "" (no answer)."""
    left_out: int = 0
    namesakes: int = 0
    """Duplicates whose name differs from that of the lead or row with the same number."""
    first_namesake: Namesake | None = None
    further: tuple[FurtherNumber, ...] = ()
    """Numbers that known leads get: their first one stays first."""
    named: int | None = None
    """How many of these duplicates are in the rejects file; None for a dry run."""
    cleared: Cleared | None = None
    """What `--scrubbed-on` did for known leads; None if it is for none."""
    doubtful: Settling | None = None
    """What became of the rows that may say not to call; None if nobody said."""
    left_callable: tuple[int, ...] = ()
    """The lines of such rows that stay callable although the others are barred."""
    has_line_types: bool = False
    """Whether a person said what words for the line type mean."""
    answered: Remembered | None = None
    """The earlier import from which the answer `finished` is taken, if the options give none."""

    row_ids: RowIds = field(default_factory=dict)
    """The rows of a pipe that can be leads; empty for a file of its own."""

    @property
    def to_mend(self) -> int:
        """How many rows were rejected because of their cells, and can be corrected."""
        return self.rejected - self.left_out


def add_up(
    planned: Planned,
    mapped: Mapping,
    notes: Notes,
    left_finished: int,
    counts: Counts,
    rejects: RejectsFile,
    rejects_file: Path | None,
) -> Imported:
    """Return the result with its counts, and assert that they account for every row.

    `left_finished` rows were left out as finished elsewhere; they count as rejected.
    """
    wish = planned.wish
    brought = Imported(
        rows=notes.rows + left_finished,
        imported=counts.imported,
        updated=counts.updated,
        duplicate_in_file=counts.duplicate_in_file,
        duplicate_in_database=counts.duplicate_in_database,
        rejected=rejects.count + left_finished,
        on_dnc=counts.on_dnc,
        rejects_file=rejects_file,
        list_name=planned.into.name,
        file=planned.plan.file,
        mapped=mapped,
        first_rejects=tuple(rejects.first),
        reject_reasons=tuple(rejects.reasons.most_common()),
        unusable=tuple(rejects.unusable.most_common()),
        screened_out=None if planned.plan.screening is None else notes.left_out - left_finished,
        noticed=notes.noticed,
        details=counts.details,
        not_worked_within=wish.not_worked_within,
        match=wish.match,
        country_taken="" if planned.is_known_list or wish.country else planned.into.country,
        is_known_list=planned.is_known_list,
        stays=planned.stays,
        finished=wish.finished,
        left_out=left_finished,
        namesakes=counts.other_names,
        first_namesake=next(iter(counts.namesakes), None),
        further=counts.further,
        doubtful=wish.doubtful,
        left_callable=wish.left_callable,
        has_line_types=bool(wish.line_types),
        answered=planned.answered,
    )
    accounted = (
        brought.imported
        + brought.updated
        + brought.duplicate_in_file
        + brought.duplicate_in_database
        + brought.rejected
    )
    assert brought.rows == accounted, f"{brought.rows} rows, {accounted} accounted for"
    return brought


def with_outlook(brought: Imported, counts: Counts, planned: Planned) -> Imported:
    """Add which leads may be called.

    A real run does so only if none may, or if a person has answered questions since the preview.
    """
    firm, copies, now = planned.plan.firm, planned.copies, planned.plan.now
    is_dry_run = planned.wish.is_dry_run
    cleared = count_cleared(counts.clearings, planned.into.scrubbed_on, firm, copies, now)
    brought = replace(brought, cleared=cleared)
    # The preview does not know what a person has answered since.
    is_answered = brought.doubtful is not None or brought.has_line_types
    is_open = not is_dry_run and is_anybody_open(counts.standing, firm, copies, now)
    if is_open and not is_answered:
        return brought
    ahead = look_ahead(counts.standing, firm, copies, now)
    if is_open:
        return replace(brought, outlook=ahead)
    registries = advise_registries(counts.standing, firm, copies, now)
    if is_dry_run:
        return replace(brought, outlook=ahead, registries=registries)
    return replace(brought, nobody=ahead, registries=registries)


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
