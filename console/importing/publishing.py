"""Stage the rows of a file, publish them, and do the work that follows.

After publishing, the import changes known leads in short transactions, updates the marks of leads
from the lists, and settles the rows that may say not to call: until then nobody calls their leads.
If it dies or is stopped, the next import or `finish_imports` does the rest.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from operator import itemgetter

from msgspec import Struct, msgpack
from msgspec.structs import replace

from console.do_not_call.evidence import place_again, place_lead_again
from console.do_not_call.internal_list import add_all
from console.do_not_call.patterns import close_all_named
from console.files.fields.warnings import DoubtfulRow, Noticed, Settling
from console.firm.settings import firm_from
from console.import_steps import Begin, Step
from console.importing.options import ImportOptions
from console.importing.rows.chunks import ChunkNotes
from console.importing.rows.number_places import join_places
from console.importing.rows.rejects import RejectsFile
from console.judging.lead_marks import mark_counties, mark_lists, mark_registered
from console.judging.request_doubts import NOTES, doubtful_flags, name_doubt
from console.lists.list_worth import purchase_document
from console.rules.law.firm_rules import named_lists
from console.rules.text import clean_line
from console.rules.verdict.sentences import say_request
from console.trouble import BadInput
from db.audit import log
from db.audit.coverage import EVIDENCE, Watch
from db.audit.log import seal_for
from db.dnc.consents import contracted_in, of_the_listed, withdraw_older
from db.dnc.suppressions import Act, store_settled
from db.engine.database import Connection, Database
from db.firm.settings import marks_owed, owe_marks, pay_marks, read_firm, read_revision
from db.imports.batches import (
    COVERED_AT_ONCE,
    LISTED,
    Counts,
    NewList,
    Purchase,
    Source,
    brought_by,
    count_brought,
    counts_by_column,
    put_listed,
    read_standing,
)
from db.imports.checkpoints import exclusive_import
from db.imports.pending_changes import apply_some, count_pending
from db.imports.staging import Staging
from db.imports.undo import count_dead, sweep
from db.leads.records import leads_with, put_fields, read_lead
from db.lists.catalogue import find_list
from db.places.stored import gather

Progress = Callable[[int, int], None]
"""Called with how much of a step is done, and about how much there is."""


def do_next(connection: Connection, now: datetime, batch_id: int | None = None) -> int:
    """Apply the next few pending changes, in the caller's transaction.

    Returns how many; 0 if none is left.
    """
    done = apply_some(connection, join_places, batch_id)
    for e164, lead_id in done.to_place:
        place_again(connection, e164, now, lead_id)
    return done.count


def finish(
    database: Database, connection: Connection, now: datetime, progress: Progress | None = None
) -> int:
    """Apply all pending changes of imports, and return how many.

    `connection` must not be used by anybody else, and no other import may be running.
    """
    about = count_pending(connection)
    connection.commit()
    count = 0
    while True:
        with database.transaction(connection):
            done = do_next(connection, now)
        if not done:
            return count
        count += done
        if progress is not None:
            progress(count, about)
        database.give_way()


def finish_dead(database: Database, now: datetime, progress: Progress | None = None) -> int:
    """Finish imports that died after publishing; return how many changes that took.

    Does nothing, and returns 0, while an import is running.
    """
    with database.read() as connection:
        if not count_pending(connection):
            return 0
    with (
        database.own_connection() as connection,
        exclusive_import(database, connection, waits=False) as is_ours,
    ):
        return finish(database, connection, now, progress) if is_ours else 0


class Notes:
    """Adds up what a person is told of the rows, and writes the rejects.

    `count` are the rows read, of which some were `left_out`. `aside` are the lines of `MainLines`.
    `inquired` are the people who asked to be called: their first number, and when.
    """

    def __init__(self, rejects: RejectsFile) -> None:
        self._rejects = rejects
        self.count = self.left_out = 0
        self.noticed = Noticed()
        self.aside: list[int] = []
        self.inquired: list[tuple[str, datetime]] = []

    @property
    def rows(self) -> int:
        """How many of the rows read were not left out."""
        return self.count - self.left_out

    def add(self, notes: ChunkNotes) -> None:
        """Add the next rows."""
        self.count += notes.count
        self.left_out += notes.left_out
        rejects = self._rejects
        lines = [(reject.row.line, rejects.add, reject) for reject in notes.rejects]
        lines += [(reject.row.line, rejects.add_unusable, reject) for reject in notes.unusable]
        for _, add, reject in sorted(lines, key=itemgetter(0)):
            add(reject)
        self.noticed.add(notes.noticed)
        self.aside += notes.aside
        self.inquired += notes.inquired


def restore_notes(stage: Staging, rejects: RejectsFile) -> tuple[Notes, int]:
    """Return the notes of the chunks that an interrupted import has written, and their count."""
    notes, chunks = Notes(rejects), 0
    for packed in stage.notes():
        notes.add(msgpack.decode(packed, type=ChunkNotes, dec_hook=_decode_counter))
        chunks += 1
    return notes, chunks


def _decode_counter(_kind: type, counts: dict[str, int]) -> Counter[str]:
    return Counter(counts)  # the only type here that msgspec does not know


def publish(
    stage: Staging, into: NewList, source: Source, rows: int, rejected: int, begin: Begin
) -> tuple[Counts, int | None]:
    """Publish the leads with their audit entries, in one short transaction.

    Returns the counts and the batch, None if its new list would be empty.
    """
    with stage.publishing():
        counts, batch_id = stage.publish(rows, rejected)
        watch = Watch(stage.connection)
        if stage.has_requests:
            # A request not to call ends older evidence. Let the watch read these rows before they
            # change: it compares them with what they are afterwards.
            watch.look(EVIDENCE, of_the_listed())
            for e164 in withdraw_older(stage.connection, source.at):
                place_again(stage.connection, e164, source.at)
        # Apply few changes here, in the same transaction. Those of a large import follow in short
        # transactions of their own (`finish`), because agents would have to wait for the locks.
        if not stage.is_large and batch_id is not None:
            while do_next(stage.connection, source.at, batch_id):
                pass
        # The audit log covers many rows only afterwards (`cover_rest`), because hashing them here
        # would make agents wait. Until then, this entry says how many are still to come.
        late = count_brought(stage.connection, source, batch_id)
        if sum(late.values()) <= COVERED_AT_ONCE:
            for kind, where in brought_by(source, batch_id).items():
                watch.cover(kind, where)
            late = {}
        changes = replace(watch.changes(), also={"late": late} if late else {})
        if stage.closed or changes:
            detail = {"file": clean_line(source.file), "count": stage.closed}
            action = "dnc_add_file" if stage.closed else "evidence_file"
            log.append(stage.connection, source.at, source.agent, action, detail, changes)
        if batch_id is not None:
            if counts.updated or counts.details.joined or into.scrubbed_on:
                owe_marks(stage.connection)
            bought = purchase_document(source.purchase) if source.purchase != Purchase() else None
            detail = {
                "batch": batch_id,
                "checksum": source.checksum,
                **counts_by_column(counts, rows, rejected),
                "scrubbed_on": into.scrubbed_on.isoformat() if into.scrubbed_on else None,
                **({"offer": into.offer} if into.offer else {}),
                **({"bought": bought} if bought else {}),
            }
            log.append(stage.connection, source.at, source.agent, "import", detail)
        begin(Step.UPDATING)
    return counts, batch_id


def take_new_offer(database: Database, into: NewList, now: datetime) -> None:
    """Find the places of numbers with a contract again if the list's offer changed meanwhile."""
    with database.read() as connection:
        known = find_list(connection, into.name)
    if known is None or known.offer == into.offer:
        return
    with database.write() as connection:
        for e164 in contracted_in(connection, known.id):
            place_again(connection, e164, now)


def bring_marks_up_to_date(
    database: Database, revision: int, now: datetime, *, known_changed: bool
) -> None:
    """Update the marks of all leads if known leads changed, or a list came in since `revision`.

    Also does so if an import died before it updated its marks.
    """
    with database.read() as connection:
        # Read what is owed before setting the marks: `pay_marks` then pays only that, and marks
        # that come to be owed in the meantime stay owed.
        owed = marks_owed(connection)
        is_changed = read_revision(connection) != revision
        firm = firm_from(read_firm(connection))
    if (owed or is_changed or known_changed) and named_lists(firm.rules):
        mark_lists(database, firm.rules)
    if is_changed and firm.emergencies:
        mark_counties(database, now)
    if owed or is_changed or known_changed:
        mark_registered(database, now)
        close_all_named(database)
        with database.write() as connection:
            pay_marks(connection, owed)


class Finished(Struct, frozen=True):
    """How many dead imports were deleted, and how many changes to known leads were applied."""

    dead: int
    changes: int


def finish_imports(database: Database, now: datetime, progress: Progress | None = None) -> Finished:
    """Finish all imports that died or were stopped. Raises BadInput while one is running."""
    with (
        database.own_connection() as connection,
        exclusive_import(database, connection, waits=False) as is_ours,
    ):
        if not is_ours:
            raise BadInput("An import is under way: it does what others left. Wait for its end.")
        dead = count_dead(connection)
        connection.commit()
        sweep(database, connection)
        gather(database, connection, now)
        changes = finish(database, connection, now, progress)
    with database.read() as connection:
        revision = read_revision(connection)
    bring_marks_up_to_date(database, revision, now, known_changed=True)
    return Finished(dead, changes)


AT_ONCE = 100
"""Rows handled in one transaction."""
SHORT = 12
"""Letters of the longest words that are looked for as a whole line only."""
LEFT_CALLABLE = "left callable at the import"


def settle_doubtful(
    database: Database,
    rows: Sequence[DoubtfulRow],
    wish: ImportOptions,
    source: Source,
    counts: Counts,
    batch_id: int | None,
) -> Counts:
    """Settle the rows that may say not to call; return the counts, with where the leads stand."""
    answer = wish.doubtful or Settling.EACH
    # New leads have their words and mark; only a known lead may lack those of a row that did not
    # come in: one that was skipped, or left out as finished elsewhere.
    may_lack = counts.duplicate_in_database or wish.finished == "leave"
    if answer is not Settling.EACH or may_lack:
        who = (source.agent, source.at, source.file)
        settle_rows(database, rows, answer, *who, wish.left_callable)
    if not rows or answer is Settling.EACH or batch_id is None:
        return counts
    with database.write() as connection:
        standing = read_standing(connection, batch_id)
        on_dnc = sum(count for bar, _, count in standing if bar in LISTED)
        put_listed(connection, batch_id, on_dnc)
    return replace(counts, standing=standing, on_dnc=on_dnc)


def settle_rows(
    database: Database,
    rows: Sequence[DoubtfulRow],
    answer: Settling,
    agent: str,
    now: datetime,
    file: str,
    left: Sequence[int] = (),
) -> None:
    """Bar the numbers of the rows, leave their leads callable, or leave them to be asked about.

    The rows on the lines `left` stay callable, whatever the answer is.
    """
    if left:
        stay = [row for row in rows if row.line in left]
        settle_rows(database, stay, Settling.LEAVE, agent, now, file)
        rows = [row for row in rows if row.line not in left]
    if answer is Settling.BAR:
        for column in dict.fromkeys(row.column for row in rows):
            e164s = [e164 for row in rows if row.column == column for e164 in row.e164s]
            reason = f"{clean_line(file)} says {say_request(column)}."
            add_all(database, e164s, reason, agent, now, file)
        return
    for start in range(0, len(rows), AT_ONCE):
        with database.write() as connection:
            for row in rows[start : start + AT_ONCE]:
                for lead_id in leads_with(connection, row.e164s[0], in_sight_only=True):
                    if answer is Settling.LEAVE:
                        _leave(connection, lead_id, row, agent, now)
                    else:
                        _keep_words(connection, lead_id, row, now)


def _leave(
    connection: Connection, lead_id: int, row: DoubtfulRow, agent: str, now: datetime
) -> None:
    """Record that the words of a row are no request, by whom, and free its lead."""
    words = name_doubt(row.column, row.words)
    # The act has no agent, so that it is neither undone by a key nor counted as one on a card: the
    # log has the name.
    act_id = store_settled(connection, Act(lead_id, "", now, LEFT_CALLABLE, words, {}))
    place_lead_again(connection, lead_id, now)
    detail = {
        "lead": lead_id,
        "skip": act_id,
        "line": row.line,
        "meaning": LEFT_CALLABLE,
        "words": seal_for(connection, row.e164s[0], words),
    }
    log.append(connection, now, agent, "doubt_settled", detail)


def _keep_words(connection: Connection, lead_id: int, row: DoubtfulRow, now: datetime) -> None:
    """Add the words of a skipped row to the lead that has its number."""
    lead = read_lead(connection, lead_id)
    if lead is None:
        return
    known = lead.notes if row.column == NOTES else lead.extras.get(row.column, "")
    if row.words in known.split("\n") or (len(row.words) > SHORT and row.words in known):
        return
    # A yes or no replaces the older one; other text is added to what is there.
    is_flag = bool(doubtful_flags(row.column, (row.words,)))
    words = row.words if is_flag else f"{known}\n{row.words}".strip()
    values = {"notes": words} if row.column == NOTES else None
    put_fields(connection, lead_id, values or {"extras": {**lead.extras, row.column: words}})
    place_lead_again(connection, lead_id, now)
