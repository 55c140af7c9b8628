"""Import a file of leads: each row becomes a new lead, an update, a duplicate or a reject."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from console.cards.waiting import CallableCounts
from console.do_not_call.evidence import place_again
from console.do_not_call.text_reading import read_texts
from console.files.fields.cells.warnings import Noticed, Settling
from console.files.fields.mapping_doubts import Warn, refuse_most_left, tell
from console.files.fields.unsettled_columns import doubt_finished
from console.files.tables.rows import RowsFile, doubt_swallowed
from console.import_steps import Begin, Step, begin_nothing
from console.importing.callability import (
    Cleared,
    RegistryAdvice,
    advise_registries,
    count_cleared,
    is_anybody_open,
    look_ahead,
)
from console.importing.doubtful_rows import settle_doubtful
from console.importing.mapping import Mapping, Remembered
from console.importing.options import (
    ImportOptions,
    bare_name,
    duplicates_of,
)
from console.importing.planning import (
    FirstLook,
    LookAt,
    Planned,
    doubt_interrupted,
    look_at_nothing,
    plan_import,
    resumable_of,
)
from console.importing.publishing import (
    Notes,
    Progress,
    bring_marks_up_to_date,
    finish,
    finish_dead,
    publish,
    restore_notes,
    stage_rows,
)
from console.importing.questions import Question
from console.importing.reader_process import Ask, ask_nothing, read_apart, receive_questions
from console.importing.rows.candidates import Reject
from console.importing.rows.chunks import ReadPlan, RowIds, note_ids, read_pieces
from console.importing.rows.rejects import RejectsFile, put_namesakes
from console.judging.request_doubts import leave_settled
from console.trouble import BadInput
from db.dnc.consents import contracted_in
from db.engine.child_process import Child, without_garbage_collection
from db.engine.database import Database
from db.enums import MatchBy
from db.imports.batches import CountDetails, Counts, Namesake, NewList, Source, cover_rest
from db.imports.known_numbers import FurtherNumber
from db.imports.pending_changes import count_pending
from db.imports.staging import Staging, staging
from db.leads.inquiries import put_inquiries
from db.lists.catalogue import find_list

WORTH_A_PROCESS = 20_000
"""Files with at least this many rows are read in a process of their own."""


MOST_TEXTS = 20_000
"""Leads of an older version whose texts an import reads at its end, which takes a few seconds."""


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


# Rows make no reference cycles, but the collector would search the many new objects for them again
# and again. That took a quarter of an import's time.
@without_garbage_collection()
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
    """Import a file, whole or not at all; the same file again adds nothing.

    If the same import was interrupted, this one goes on with the first row that is not committed.

    Calls `progress` while it reads rows, and `finishing` while it changes known leads after
    publishing. Before it counts the rows, it calls `look_at` with a first look at the file. If the
    caller has started a reader process already, pass it as `early`: it reads a large file. If this
    raises BadInput, nothing was changed.
    """
    is_refused = not (wish.is_sure or wish.is_dry_run)
    was_unfinished = 0 if wish.is_dry_run else finish_dead(database, now, finishing)
    planned = plan_import(database, path, wish, now)
    # Planning may change two options. With unsettled scrub results the file clears nobody, so
    # `scrubbed_on` is dropped; and `finished` may come from an earlier import of this source.
    wish = replace(wish, scrubbed_on=planned.into.scrubbed_on, finished=planned.finished)
    plan, into, mapped = planned.plan, planned.into, planned.mapped
    file = plan.file
    tell(mapped.doubts, warn, is_refused=is_refused, hint=mapped.hint)
    is_said = wish.kind and (planned.is_known_list or wish.country)
    is_asked = wish.is_dry_run or not (is_said or wish.adds_to)
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
    resumable = resumable_of(planned, wish, agent)
    if interrupted := doubt_interrupted(database, planned, resumable):
        mapped = replace(mapped, doubts=(*mapped.doubts, *interrupted))
        tell(interrupted, warn, is_refused=is_refused)
    with (
        RejectsFile(
            (wish.rejects_folder or path.parent) / bare_name(path),
            file.header,
            is_written=not wish.is_dry_run,
        ) as rejects,
        staging(
            database,
            into,
            source,
            duplicates_of(wish, now),
            resumable,
            is_dry_run=wish.is_dry_run,
            adds_to=wish.adds_to,
        ) as stage,
        _announce_cleanup(stage, begin),
        ExitStack() as reading,
    ):
        plan, notes = _go_on(stage, plan, rejects)
        pieces = reading.enter_context(
            read_apart(database, plan, ask_later, early)
            if file.about >= WORTH_A_PROCESS
            else closing(read_pieces(database, plan))
        )
        questions = ask(database)  # the reader process reads rows in the meantime
        look_at(FirstLook(file, mapped, into.name, questions))
        row_ids: RowIds = {}
        with_ids = pieces if wish.adds_to is None else note_ids(pieces, row_ids)
        stage_rows(stage, with_ids, file.about, notes, progress)
        noticed, left_out = notes.noticed, notes.left_out
        # Before the leads are published: the file's own ones have nothing settled yet.
        noticed.doubtful = leave_settled(database, noticed.doubtful)
        rows = notes.count - left_out
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
                refuse_most_left(rows, rejects.count, rejects.reasons.most_common(1), mapped.hint)
            # Rows that were left out as finished elsewhere count as read and as rejected.
            read_rows = (rows + left_finished, rejects.count + left_finished)
            counts, batch_id = publish(stage, into, source, *read_rows, begin)
            # The leads are published. If the person stops the import from here on, the next import
            # does what remains.
            with suppress(KeyboardInterrupt):
                if stage.is_large:
                    finish(database, stage.connection, now, finishing)
                begin(Step.TIDYING)
                stage.tidy()
            cover_rest(database, source, batch_id)
            phone = mapped.columns.phones[0]
            named = put_namesakes(database, file, phone, counts.namesakes, rejects)
            questions = questions or receive_questions(pieces)
        noticed.count_reached(stage.reached.rows, stage.reached.people)
        rejects_file = rejects.keep()
    if not wish.is_dry_run:
        put_inquiries(database, notes.inquired)
        _take_new_offer(database, into, now)
        counts = settle_doubtful(database, noticed.doubtful, wish, source, counts, batch_id)
        # Loading a registry or list raises the firm's revision. If the revision is now higher than
        # at planning plus our own raises, somebody loaded one while our leads were still hidden, so
        # these leads lack its marks.
        begin(Step.MARKING)
        bring_marks_up_to_date(
            database, planned.revision + stage.revisions, now, known_changed=bool(was_unfinished)
        )
        read_texts(database, agent, now, MOST_TEXTS)
    brought = _add_up(rows, left_finished, counts, rejects, rejects_file, into.name, file, mapped)
    unfinished = 0
    if batch_id is not None:
        with database.read() as connection:
            unfinished = count_pending(connection, batch_id)
    brought = replace(
        brought,
        screened_out=None if plan.screening is None else left_out - left_finished,
        unfinished=unfinished,
        noticed=noticed,
        closed=stage.closed,
        reached=stage.reached.numbers,
        batch_id=batch_id,
        not_worked_within=wish.not_worked_within,
        match=wish.match,
        questions=questions,
        country_taken="" if planned.is_known_list or wish.country else into.country,
        is_known_list=planned.is_known_list,
        stays=planned.stays,
        finished=wish.finished,
        named=named,
        answered=planned.answered,
        doubtful=wish.doubtful,
        left_callable=wish.left_callable,
        has_line_types=bool(wish.line_types),
        row_ids=row_ids,
    )
    return _with_outlook(brought, counts, planned, now, is_dry_run=wish.is_dry_run)


def _go_on(stage: Staging, plan: ReadPlan, rejects: RejectsFile) -> tuple[ReadPlan, Notes]:
    """Go on with the same import if it was interrupted: return the plan for its other rows.

    Also return the notes on the rows that it has written.
    """
    if not stage.resume():
        return plan, Notes(rejects)
    notes, skipped = restore_notes(stage, rejects)
    return replace(plan, skipped=skipped, aside=notes.aside), notes


def _with_outlook(
    brought: Imported, counts: Counts, planned: Planned, now: datetime, *, is_dry_run: bool
) -> Imported:
    """Add which leads may be called.

    A real run does so only if none may, or if a person has answered questions since the preview.
    """
    firm, copies = planned.plan.firm, planned.copies
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


def _take_new_offer(database: Database, into: NewList, now: datetime) -> None:
    """Find the places of numbers with a contract again if the list's offer changed meanwhile."""
    with database.read() as connection:
        known = find_list(connection, into.name)
    if known is None or known.offer == into.offer:
        return
    with database.write() as connection:
        for e164 in contracted_in(connection, known.id):
            place_again(connection, e164, now)


def _when_to_ask(planned: Planned, wish: ImportOptions) -> tuple[Ask, Ask]:
    """Return two functions that find the questions: for this process, and for the reader process.

    One of them finds nothing. In a preview this process only waits for rows, so it finds the
    questions meanwhile. In a large import it is busy writing rows, so the reader process finds them
    after it has read the file.
    """
    ask = planned.questions(wish)
    is_later = not wish.is_dry_run and planned.plan.file.about >= WORTH_A_PROCESS
    return (ask_nothing, ask) if is_later else (ask, ask_nothing)


@contextmanager
def _announce_cleanup(stage: Staging, begin: Begin) -> Iterator[None]:
    """If the block fails while hidden rows are in the database, announce what becomes of them.

    They stay, so that the same import can go on, unless none is committed or the file is at fault.
    """
    try:
        yield
    except BaseException as error:
        if stage.is_hidden:
            stage.stays = stage.is_resumable and not isinstance(error, BadInput)
            begin(Step.LEAVING if stage.stays else Step.TAKING_OUT)
        raise


def _add_up(
    rows: int,
    left_out: int,
    counts: Counts,
    rejects: RejectsFile,
    rejects_file: Path | None,
    list_name: str,
    file: RowsFile,
    mapped: Mapping,
) -> Imported:
    """Return the result with its counts, and assert that they account for every row."""
    brought = Imported(
        rows=rows + left_out,
        imported=counts.imported,
        updated=counts.updated,
        duplicate_in_file=counts.duplicate_in_file,
        duplicate_in_database=counts.duplicate_in_database,
        rejected=rejects.count + left_out,
        on_dnc=counts.on_dnc,
        rejects_file=rejects_file,
        list_name=list_name,
        file=file,
        mapped=mapped,
        first_rejects=tuple(rejects.first),
        reject_reasons=tuple(rejects.reasons.most_common()),
        unusable=tuple(rejects.unusable.most_common()),
        details=counts.details,
        left_out=left_out,
        namesakes=counts.other_names,
        first_namesake=next(iter(counts.namesakes), None),
        further=counts.further,
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
