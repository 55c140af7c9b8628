"""Import a file of leads: each row becomes a new lead, an update, a duplicate or a reject."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from msgspec import msgpack
from msgspec.structs import replace

from console.do_not_call.text_reading import read_texts
from console.files.fields.warnings import Doubt, Noticed, Warn
from console.files.tables.rows import RowsFile, doubt_swallowed
from console.import_steps import Begin, Step, begin_nothing
from console.importing.mapping import Mapping, bare_name
from console.importing.notes import doubt_finished
from console.importing.options import ImportOptions
from console.importing.planning import FirstLook, LookAt, Planned, doubt_interrupted, plan_import
from console.importing.publishing import (
    Notes,
    Progress,
    bring_marks_up_to_date,
    finish,
    finish_dead,
    publish,
    restore_notes,
    settle_doubtful,
    take_new_offer,
)
from console.importing.reader_process import Ask, read_apart, receive_questions
from console.importing.result import Imported, add_up, with_outlook
from console.importing.rows.candidates import ReadPlan
from console.importing.rows.chunks import ChunkNotes, LeadChunk, RowIds, note_ids, read_pieces
from console.importing.rows.rejects import RejectsFile, put_namesakes
from console.judging.request_doubts import leave_settled
from console.trouble import BadInput
from db.engine.child_process import Child, without_garbage_collection
from db.engine.database import Database
from db.imports.batches import cover_rest
from db.imports.pending_changes import count_pending
from db.imports.staging import Staging, staging
from db.leads.inquiries import put_inquiries

WORTH_A_PROCESS = 20_000
"""Files with at least this many rows are read in a process of their own."""


MOST_TEXTS = 20_000
"""Leads of an older version whose texts an import reads at its end, which takes a few seconds."""


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
    look_at: LookAt | None = None,
    file: RowsFile | None = None,
) -> Imported:
    """Import a file, whole or not at all; the same file again adds nothing.

    If the same import was interrupted, this one goes on with the first row that is not committed.

    Calls `progress` while it reads rows, and `finishing` while it changes known leads after
    publishing. Before it counts the rows, it calls `look_at` with a first look at the file. A
    caller that has just opened the file passes it as `file`, and a reader process that it has
    started already as `early`: that reads a large file. If this raises BadInput, nothing was
    changed.
    """
    # What dead imports left comes first, because it changes known leads.
    was_unfinished = 0 if wish.is_dry_run else finish_dead(database, now, finishing)

    planned = plan_import(database, path, wish, now, file)
    wish, source, resumable = planned.wish, planned.source(agent), planned.resumable(agent)
    plan, into, file = planned.plan, planned.into, planned.plan.file
    interrupted = doubt_interrupted(database, planned, resumable)
    doubts = _Doubts(planned.mapped, warn, is_refused=not (wish.is_sure or wish.is_dry_run))
    doubts.add(interrupted)

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
            planned.duplicates,
            resumable,
            is_dry_run=wish.is_dry_run,
            adds_to=wish.adds_to,
        ) as stage,
        _announce_cleanup(stage, begin),
        ExitStack() as reading,
    ):
        plan, notes = _go_on(stage, plan, rejects)
        ask, ask_later = _when_to_ask(planned)
        pieces = reading.enter_context(
            read_apart(database, plan, ask_later, early)
            if file.about >= WORTH_A_PROCESS
            else closing(read_pieces(database, plan))
        )
        # The reader process reads rows in the meantime.
        questions = ask(database) if ask else ()
        if look_at is not None:
            look_at(FirstLook(file, doubts.mapped, into.name, questions))
        row_ids: RowIds = {}
        with_ids = pieces if wish.adds_to is None else note_ids(pieces, row_ids)
        _stage_rows(stage, with_ids, file.about, notes, progress)

        # Before the leads are published: the file's own ones have nothing settled yet.
        notes.noticed.doubtful = leave_settled(database, notes.noticed.doubtful)
        for doubt in _doubt_rows(notes.noticed, wish):
            doubts.add([doubt])
        left_finished = notes.noticed.finished.total() if wish.finished == "leave" else 0
        batch_id = named = None
        if wish.is_dry_run:
            counts = stage.weigh()
        else:
            if not wish.is_sure:
                _refuse_most_left(notes.rows, rejects, planned.mapped.hint)
            # Rows that were left out as finished elsewhere count as read and as rejected.
            read_rows = (notes.rows + left_finished, rejects.count + left_finished)
            counts, batch_id = publish(stage, into, source, *read_rows, begin)
            # The leads are published. If the person stops the import from here on, the next import
            # does what remains.
            with suppress(KeyboardInterrupt):
                if stage.is_large:
                    finish(database, stage.connection, now, finishing)
                begin(Step.TIDYING)
                stage.tidy()
            cover_rest(database, source, batch_id)
            phone = planned.mapped.columns.phones[0]
            named = put_namesakes(database, file, phone, counts.namesakes, rejects)
            questions = receive_questions(pieces) if ask_later else questions
        notes.noticed.count_reached(stage.reached.rows, stage.reached.people)
        rejects_file = rejects.keep()

    if not wish.is_dry_run:
        put_inquiries(database, notes.inquired)
        take_new_offer(database, into, now)
        counts = settle_doubtful(database, notes.noticed.doubtful, wish, source, counts, batch_id)
        # Loading a registry or list raises the firm's revision. If the revision is now higher than
        # at planning plus our own raises, somebody loaded one while our leads were still hidden, so
        # these leads lack its marks.
        begin(Step.MARKING)
        bring_marks_up_to_date(
            database, planned.revision + stage.revisions, now, known_changed=bool(was_unfinished)
        )
        read_texts(database, agent, now, MOST_TEXTS)

    unfinished = 0
    if batch_id is not None:
        with database.read() as connection:
            unfinished = count_pending(connection, batch_id)
    brought = replace(
        add_up(planned, doubts.mapped, notes, left_finished, counts, rejects, rejects_file),
        unfinished=unfinished,
        closed=stage.closed,
        reached=stage.reached.numbers,
        batch_id=batch_id,
        questions=questions,
        named=named,
        row_ids=row_ids,
    )
    return with_outlook(brought, counts, planned)


class _Doubts:
    """Tells each doubt about the file when it comes up, and keeps it in `mapped` for the result."""

    def __init__(self, mapped: Mapping, warn: Warn | None, *, is_refused: bool) -> None:
        self.mapped = mapped
        self._warn = warn
        self._is_refused = is_refused
        self._tell(mapped.doubts, mapped.hint)

    def add(self, doubts: Sequence[Doubt]) -> None:
        """Tell more doubts. Raises BadInput if one needs an answer first."""
        self.mapped = replace(self.mapped, doubts=(*self.mapped.doubts, *doubts))
        self._tell(doubts)

    def _tell(self, doubts: Sequence[Doubt], hint: str = "") -> None:
        """Warn of each doubt, or raise BadInput with those that need an answer and the hint."""
        grave = [doubt.whole for doubt in doubts if self._is_refused and doubt.needs_answer]
        for doubt in doubts:
            if self._warn is not None and doubt.whole not in grave:
                self._warn(doubt.whole)
        if grave:
            raise BadInput(" ".join([*grave, *filter(None, [hint]), "--yes imports it anyway."]))


def _refuse_most_left(rows: int, rejects: RejectsFile, hint: str) -> None:
    """Raise BadInput if most rows of a file are rejected."""
    if rejects.count * 2 <= rows:
        return
    reason, count = next(iter(rejects.reasons.most_common(1)), ("", 0))
    raise BadInput(
        f"Most rows would stay behind: {rejects.count:,} of {rows:,}, most often ({count:,}) "
        f"because: {reason} {hint and hint + ' '}Nothing was changed. Check the columns with "
        "--dry-run; with --yes the others come in."
    )


def _doubt_rows(noticed: Noticed, wish: ImportOptions) -> Iterator[Doubt]:
    """Yield the doubts that are known once all rows are read."""
    if noticed.swallowed:
        yield doubt_swallowed(noticed.swallowed)
    if noticed.finished and not wish.finished:
        yield doubt_finished(noticed.finished)


def _stage_rows(
    stage: Staging, pieces: Iterable[LeadChunk], about: int, notes: Notes, progress: Progress | None
) -> None:
    """Stage all chunks, and add what is to be told of them to the notes.

    `about` is the estimated number of rows, for `progress`.
    """
    show = progress or (lambda _done, _about: None)
    show(notes.count, max(notes.count, about))
    for piece in pieces:
        own = ChunkNotes(*(getattr(piece, name) for name in ChunkNotes.__struct_fields__))
        notes.add(own)
        stage.add(piece.rows, piece.count, msgpack.encode(own))
        show(notes.count, max(notes.count, about))


def _go_on(stage: Staging, plan: ReadPlan, rejects: RejectsFile) -> tuple[ReadPlan, Notes]:
    """Go on with the same import if it was interrupted: return the plan for its other rows.

    Also return the notes on the rows that it has written.
    """
    if not stage.resume():
        return plan, Notes(rejects)
    notes, skipped = restore_notes(stage, rejects)
    return replace(plan, skipped=skipped, aside=notes.aside), notes


def _when_to_ask(planned: Planned) -> tuple[Ask, Ask]:
    """Return two functions that find the questions: for this process, and for the reader process.

    One of them is None, and both if a person has answered already. In a preview this process
    only waits for rows, so it finds the questions meanwhile. In a large import it is busy writing
    rows, so the reader process finds them after it has read the file.
    """
    wish = planned.wish
    is_said = wish.kind and (planned.is_known_list or wish.country)
    if not wish.is_dry_run and (is_said or wish.adds_to):
        return None, None
    ask = planned.questions()
    is_later = not wish.is_dry_run and planned.plan.file.about >= WORTH_A_PROCESS
    return (None, ask) if is_later else (ask, None)


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
