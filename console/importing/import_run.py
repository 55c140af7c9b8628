"""Importing leads: every row of a file becomes a lead, a duplicate or a reject, and is counted."""

import gc
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from console.cards.waiting import CallableCounts
from console.do_not_call.evidence import place_again
from console.files.fields.cells.warnings import Noticed
from console.files.fields.warnings.mapping import Warn, doubt_finished, refuse_most_left, tell
from console.files.tables.rows import RowsFile
from console.files.tables.stray_quotes import doubt_swallowed
from console.import_steps import Begin, Step, begin_nothing
from console.importing.plan.callability import (
    RegistryAdvice,
    advise_registries,
    is_anybody_open,
    look_ahead,
)
from console.importing.plan.first_look import FirstLook, LookAt, look_at_nothing
from console.importing.plan.mapping import Mapping, Remembered
from console.importing.plan.options import ImportOptions
from console.importing.plan.planning import Planned, plan_import
from console.importing.plan.questions import Question
from console.importing.plan.target_list import bare_name, duplicates_of
from console.importing.publish.publishing import (
    Progress,
    bring_marks_up_to_date,
    finish,
    finish_dead,
    publish,
    stage_rows,
)
from console.importing.reader_process import Ask, answer_of, ask_nothing, read_apart
from console.importing.rows.candidates import Reject
from console.importing.rows.chunks import read_pieces
from console.importing.rows.rejects import RejectsFile, put_namesakes
from db.dnc.consents import contracted_in
from db.engine.child_process import Child
from db.engine.database import Database
from db.enums import MatchBy
from db.imports.batches import Counts, Namesake, NewList, Source, Told, cover_rest
from db.imports.pending_changes import count_pending
from db.imports.staging import Staging, staging
from db.lists.catalogue import find_list

WORTH_A_PROCESS = 20_000
"""Rows from which on a file is read in a process of its own."""


class Imported(Struct, frozen=True):
    """What became of the rows: `rows` is the sum of the five counts after it.

    `imported` and `on_dnc` were counted in the database. Of those `rejected` some were `left_out`,
    for somebody was done with them; `first_rejects` are a few of the others, and `reject_reasons`
    count these. `outlook` of a dry run: who of the new leads may be called now.
    `screened_out` counts the rows of the file beside `rows`, which a screening
    left out, None without one.
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
    """Why rows that came in have no number that can be called, with their counts."""
    outlook: CallableCounts | None = None
    screened_out: int | None = None
    unfinished: int = 0
    """Changes to known leads that are left for the next import, where this one was stopped."""
    noticed: Noticed = field(default_factory=Noticed)
    closed: int = 0
    """Numbers that the file has put on the internal list, or would."""
    reached: int = 0
    """Those of them that no row names as not to be called, but another row or a lead of the same
    person has."""
    batch_id: int | None = None
    """By which it can be undone; None for a dry run, and where a new list would be empty."""
    told: Told = field(default_factory=Told)
    not_worked_within: int | None = None
    match: MatchBy = MatchBy.NUMBER
    nobody: CallableCounts | None = None
    """Of a real run of which nobody may be called, now or later: why."""
    registries: tuple[RegistryAdvice, ...] = ()
    """Which copies of registries would free whom; of a real run where nobody may be called."""
    questions: tuple[Question, ...] = ()
    """What is not known of the file for sure, with what each answer brings."""
    country_taken: str = ""
    """The country (ISO) of numbers that do not say theirs, where nobody has said it."""
    is_known_list: bool = False
    """Whether it goes into a list that was there before."""
    stays: str = ""
    """Whom the list held before, where the file is said to hold others: known leads stay so."""
    finished: str = ""
    """What became of rows with whom a status says that somebody was done."""
    left_out: int = 0
    namesakes: int = 0
    """Doubles, in the file or in the database, of another name than who has the number."""
    first_namesake: Namesake | None = None
    named: int | None = None
    """How many of these are in the file of rejects; None for a dry run."""
    answered: Remembered | None = None
    """The import in which that was said, where it was not said of this one."""

    @property
    def to_mend(self) -> int:
        """Those rejected for what is wrong in their cells."""
        return self.rejected - self.left_out


def import_leads(
    database: Database,
    path: Path,
    wish: ImportOptions,
    *,
    agent: str,
    now: datetime,
    progress: Progress | None = None,
    finishing: Progress | None = None,
    warn: Warn | None = None,
    begin: Begin = begin_nothing,
    early: Child | None = None,
    look_at: LookAt = look_at_nothing,
) -> Imported:
    """Brings a file in, whole or not at all; the same file again adds nothing.

    `progress` counts the rows as they are read, and `finishing` the leads that were there before
    and are changed afterwards. A large file is read by the `early` reader, where there is one.
    `look_at` is told what is known of the file before its rows are counted.
    Raises BadInput, and then nothing was changed.
    """
    is_refused = not (wish.is_sure or wish.is_dry_run)
    was_unfinished = 0 if wish.is_dry_run else finish_dead(database, now, finishing)
    planned = plan_import(database, path, wish, now)
    wish = replace(wish, scrubbed_on=planned.into.scrubbed_on, finished=planned.finished)
    plan, into, mapped = planned.plan, planned.into, planned.mapped
    file = plan.file
    tell(mapped.doubts, warn, is_refused=is_refused, hint=planned.hint)
    is_asked = wish.is_dry_run or not (planned.is_known_list or (wish.kind and wish.country))
    source = Source(
        path.name,
        file.checksum,
        agent,
        now,
        mapped.source,
        mapped.columns.named,
        wish.finished,
        planned.purchase,
    )
    ask, ask_later = _when_to_ask(planned, wish) if is_asked else (ask_nothing, ask_nothing)
    reading = (
        read_apart(database, plan, ask_later, early)
        if file.about >= WORTH_A_PROCESS
        else closing(read_pieces(database, plan))
    )
    with (
        RejectsFile(
            (wish.rejects_folder or path.parent) / bare_name(path),
            file.header,
            is_written=not wish.is_dry_run,
        ) as rejects,
        _without_collector(),
        staging(
            database, into, source, duplicates_of(wish, now), is_dry_run=wish.is_dry_run
        ) as stage,
        _telling_of_failure(stage, begin),
        reading as pieces,
    ):
        questions = ask(database)  # while it is read
        look_at(FirstLook(file, mapped, into.name, questions))
        rows, left_out, noticed = stage_rows(stage, pieces, file.about, rejects, progress)
        if noticed.swallowed:
            late = doubt_swallowed(noticed.swallowed)
            mapped = replace(mapped, doubts=(*mapped.doubts, late))
            tell([late], warn, is_refused=is_refused)
        left_finished = noticed.finished.total() if wish.finished == "leave" else 0
        if noticed.finished and not wish.finished:
            late = doubt_finished(noticed.finished)
            mapped = replace(mapped, doubts=(*mapped.doubts, late))
            tell([late], warn, is_refused=is_refused)
        batch_id = named = None
        if wish.is_dry_run:
            counts = stage.weigh()
        else:
            if not wish.is_sure:
                refuse_most_left(rows, rejects.count, rejects.reasons.most_common(1), planned.hint)
            read_rows = (rows + left_finished, rejects.count + left_finished)
            counts, batch_id = publish(stage, into, source, *read_rows, begin)
            with suppress(KeyboardInterrupt):  # the leads are in; the next import goes on with it
                if stage.is_large:
                    finish(database, stage.connection, now, finishing)
                begin(Step.TIDYING)
                stage.tidy()
            cover_rest(database, source, batch_id)
            phone = mapped.columns.phones[0]
            named = put_namesakes(database, file, phone, counts.namesakes, rejects)
            questions = questions or answer_of(pieces)
        noticed.hear(stage.reached.rows, stage.reached.people)
        kept = rejects.keep()
    if not wish.is_dry_run:
        _take_new_offer(database, into, now)
        begin(Step.MARKING)
        bring_marks_up_to_date(
            database, planned.revision + stage.revisions, now, known_changed=bool(was_unfinished)
        )
    brought = _add_up(rows, left_finished, counts, rejects, kept, into.name, file, mapped)
    brought = replace(brought, stays=planned.stays, answered=planned.answered, named=named)
    brought = replace(brought, batch_id=batch_id, finished=wish.finished, questions=questions)
    brought = replace(brought, is_known_list=planned.is_known_list)
    if not (planned.is_known_list or wish.country):
        brought = replace(brought, country_taken=into.country)
    days = wish.not_worked_within
    brought = replace(brought, noticed=noticed, match=wish.match, not_worked_within=days)
    brought = replace(brought, closed=stage.closed, reached=stage.reached.more)
    if plan.screening is not None:
        brought = replace(brought, screened_out=left_out - left_finished)
    if not wish.is_dry_run:
        with database.read() as connection:
            left = 0 if batch_id is None else count_pending(connection, batch_id)
            brought = replace(brought, unfinished=left)
    return _with_outlook(brought, counts, planned, now, is_dry_run=wish.is_dry_run)


def _with_outlook(
    brought: Imported, counts: Counts, planned: Planned, now: datetime, *, is_dry_run: bool
) -> Imported:
    """Who may be called; of a real run only why not, and what frees them, where that is nobody."""
    firm, copies = planned.plan.firm, planned.copies
    if not is_dry_run and is_anybody_open(counts.standing, firm, copies, now):
        return brought
    ahead = look_ahead(counts.standing, firm, copies, now)
    registries = advise_registries(counts.standing, firm, copies, now)
    if is_dry_run:
        return replace(brought, outlook=ahead, registries=registries)
    return replace(brought, nobody=ahead, registries=registries)


def _take_new_offer(database: Database, into: NewList, now: datetime) -> None:
    """Where the list was marked anew while the file was read, its contracts are held against it."""
    with database.read() as connection:
        found = find_list(connection, into.name)
    if found is None or found.offer == into.offer:
        return
    with database.write() as connection:
        for e164 in contracted_in(connection, found.id):
            place_again(connection, e164, now)


def _when_to_ask(planned: Planned, wish: ImportOptions) -> tuple[Ask, Ask]:
    """A preview waits for its rows, and asks meanwhile; a large import waits for nothing, and has
    the reader ask when it has read."""
    ask = planned.questions(wish)
    is_later = not wish.is_dry_run and planned.plan.file.about >= WORTH_A_PROCESS
    return (ask_nothing, ask) if is_later else (ask, ask_nothing)


@contextmanager
def _telling_of_failure(stage: Staging, begin: Begin) -> Iterator[None]:
    try:
        yield
    except BaseException:
        if stage.is_out_of_sight:
            begin(Step.TAKING_OUT)
        raise


@contextmanager
def _without_collector() -> Iterator[None]:
    """Nothing here makes cycles, and looking for them costs a quarter of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _add_up(
    rows: int,
    left_out: int,
    counts: Counts,
    rejects: RejectsFile,
    kept: Path | None,
    list_name: str,
    file: RowsFile,
    mapped: Mapping,
) -> Imported:
    brought = Imported(
        rows=rows + left_out,
        imported=counts.imported,
        updated=counts.updated,
        duplicate_in_file=counts.duplicate_in_file,
        duplicate_in_database=counts.duplicate_in_database,
        rejected=rejects.count + left_out,
        on_dnc=counts.on_dnc,
        rejects_file=kept,
        list_name=list_name,
        file=file,
        mapped=mapped,
        first_rejects=tuple(rejects.first),
        reject_reasons=tuple(rejects.reasons.most_common()),
        unusable=tuple(rejects.unusable.most_common()),
        told=counts.told,
        left_out=left_out,
        namesakes=counts.other_names,
        first_namesake=next(iter(counts.namesakes), None),
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
