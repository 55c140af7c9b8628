"""Write an import's leads hidden, in short transactions, and then publish them all at once.

Agents can keep calling in the meantime. If an import dies, nothing of it is visible. The same
import goes on where it ended, and any other large one deletes what it wrote. An import of few leads
skips this, and writes them in the transaction that publishes them.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.exc import SQLAlchemyError

from db.columns import Instant
from db.engine.database import Database
from db.engine.sqlite import set_pragmas
from db.firm.settings import bump_revision
from db.imports.batches import (
    LISTED,
    CountDetails,
    Counts,
    NewList,
    Source,
    begin_again,
    close_batch,
    count_leads,
    count_listed,
    count_standing,
    is_batch_of,
    make_batch,
    make_list,
)
from db.imports.checkpoints import (
    PUBLISHING,
    Interrupted,
    Log,
    Resumable,
    Start,
    count_earlier,
    drop_checkpoints,
    exclusive_import,
    find_interrupted,
    forget_numbers,
    pack_numbers,
    put_checkpoint,
    put_start,
    read_checkpoints,
)
from db.imports.duplicate_rows import CONSENTS, TABLES, Sorter
from db.imports.matching import Duplicates, Recogniser
from db.imports.new_leads import NewLeads
from db.imports.pending_changes import put_changes, put_places
from db.imports.request_reach import Reached, RequestReach, count_requested, suppress_requested
from db.imports.staged_rows import Rows
from db.imports.undo import drop_batch, sweep
from db.lists.catalogue import find_list
from db.places.stored import facts_of, gather, set_hidden

FEW = 2000
"""An import of up to this many rows is written in the transaction that publishes it."""

ALONE = Resumable("", -1)
"""An import that never goes on with another one."""

SKEW = timedelta(hours=1)
"""How far the clocks of two machines may differ."""


class Staging:
    """An import in progress, on a connection of its own; a dry run writes only temporary tables."""

    def __init__(
        self,
        database: Database,
        connection: Connection,
        into: NewList,
        source: Source,
        duplicates: Duplicates,
        turn: ExitStack,
        resumable: Resumable,
        *,
        is_dry_run: bool,
        adds_to: int | None,
    ) -> None:
        self._resumable = resumable
        self._adds_to = adds_to
        self._counted_before = (0, 0)
        self._log = Log()
        self._chunk = self._sorted_chunk = self._rows = 0
        self._began_at = source.at
        self._turn = turn
        self.connection = connection
        self._database = database
        self._into = into
        self._source = source
        self._duplicates = duplicates
        self._is_dry_run = is_dry_run
        log = self._log
        self._recogniser = Recogniser(connection, duplicates, log, is_dry_run=is_dry_run)
        self._batch_id = 0
        self._stored = 0
        self._facts: dict[int, str] = {}
        self._reach = RequestReach(connection, duplicates, log)
        turn.callback(self._reach.close)
        parts = (connection, self._recogniser, duplicates, self._reach)
        self._sorter = Sorter(*parts, self._facts, log, is_dry_run=is_dry_run)
        self._new_leads = NewLeads(database, connection, self._recogniser, self._facts, log)
        self._is_hidden = False
        self.is_resumable = False
        """Whether rows are committed from which the same import can go on."""
        self.stays = False
        """Whether the hidden rows stay when the import ends early, so that it can be resumed."""
        self.is_large = False
        """Whether the leads are written hidden first, before the publishing transaction."""
        self._waiting: list[tuple[Rows, int, bytes]] = []
        self._standing: Counter[tuple[str, int]] = Counter()
        self.revisions = 0
        """How often this import itself has raised the firm's revision."""
        self.closed = 0
        """Numbers that this import put on the internal list (a dry run: would put)."""
        self.reached = Reached()
        for statement in TABLES.split(";"):
            connection.exec_driver_sql(statement)
        known = find_list(connection, into.name)
        self._list_id = known.id if known else 0
        self._is_new_list = known is None
        connection.commit()

    def add(self, rows: Rows, count: int = 0, notes: bytes = b"") -> None:
        """Add rows: each one becomes a new lead, changes a lead, or is a duplicate.

        `count` is how many rows of the file they are; `notes` come back from `resume`.
        """
        self._facts.update(rows.new_places)
        if self._is_dry_run:
            self._part(rows)
            self._recogniser.note_apart()
            self._log.take()
            self.connection.commit()
            return
        self._waiting.append((rows, count, notes))
        waiting_rows = sum(len(waiting.lines) for waiting, _, _ in self._waiting)
        if not self._is_hidden and waiting_rows > FEW:
            self._begin_hidden()
        if self._is_hidden:
            for waiting in self._waiting:
                self._write_hidden(*waiting)
            self._waiting.clear()

    def _write_hidden(self, rows: Rows, count: int, notes: bytes) -> None:
        """Write a chunk of rows with its checkpoint, and numbers that waited."""
        new = self._part(rows)
        self.connection.commit()
        # Pack the numbers before the transaction: agents would wait for it some milliseconds more.
        numbers = pack_numbers(new.numbers)
        self._chunk += 1
        self._rows += count
        # The leads, the changes to known ones and the checkpoint are committed together. Otherwise
        # an import that goes on from here would bring a row twice, or leave one out.
        with self._database.transaction(self.connection):
            ids = self._new_leads.add(new)
            self._recogniser.settle_leads(new.keys, ids)
            if changes := self._sorter.take_changes():
                put_changes(self.connection, self._batch_id, self._duplicates.on, changes)
            state = self._sorter.take_state()
            whole = (self._batch_id, self._chunk, self._rows, state, notes, numbers)
            put_checkpoint(self.connection, *whole)
        self.is_resumable = True
        if self._new_leads.write_numbers(ids, new):
            with self._database.transaction(self.connection):
                forget_numbers(self.connection, self._batch_id, self._sorted_chunk)
            self._sorted_chunk = self._chunk

    def resume(self) -> Interrupted | None:
        """Go on with the same import if it was interrupted; return it, or None.

        Call it before any `add`: rows follow after the last ones that are committed. A dry run
        never goes on.
        """
        if self._is_dry_run:
            return None
        with self._database.read() as connection:
            if find_interrupted(connection, self._resumable) is None:
                return None
        with ExitStack() as lock:
            exclusive = exclusive_import(self._database, self.connection, waits=False)
            if not lock.enter_context(exclusive):
                return None  # it is not interrupted, but still running
            interrupted = find_interrupted(self.connection, self._resumable)
            self.connection.commit()
            if interrupted is None:
                return None
            self._turn.enter_context(lock.pop_all())
        sweep(self._database, self.connection, spared=interrupted.batch_id)
        self._restore(interrupted)
        return interrupted

    def notes(self) -> Iterator[bytes]:
        """Yield the `notes` of all chunks that are committed."""
        for checkpoint in read_checkpoints(self.connection, self._batch_id):
            yield checkpoint.notes
        self.connection.commit()

    def _restore(self, interrupted: Interrupted) -> None:
        """Take over the batch of an interrupted import, with all that it had in memory."""
        batch_id = self._batch_id = interrupted.batch_id
        self._list_id, self._rows = interrupted.list_id, interrupted.rows
        self._began_at = interrupted.start.began_at
        self._is_new_list = interrupted.start.is_new_list
        self._is_hidden = self.is_large = self.is_resumable = True
        with self._database.transaction(self.connection):
            begin_again(self.connection, batch_id, self._source.at)
        self._new_leads.begin(self._list_id, batch_id, self._source.at)
        for checkpoint in read_checkpoints(self.connection, batch_id):
            self._chunk += 1
            place_numbers = self._new_leads.take_over(checkpoint.state, checkpoint.numbers)
            self._sorter.restore(checkpoint.state, place_numbers)
        places = self._new_leads.place_ids
        self._facts |= {-place_id: facts for place_id, facts in facts_of(self.connection, places)}
        for bar, place_id, count in count_standing(self.connection, batch_id):
            self._standing[bar, -place_id] += count
        self.connection.commit()
        self._new_leads.write_missing()
        with self._database.transaction(self.connection):
            forget_numbers(self.connection, batch_id, self._chunk)
        self._sorted_chunk = self._chunk

    def _part(self, rows: Rows) -> Rows:
        new = self._sorter.part(rows, self._list_id, self._batch_id)
        self._standing.update(zip(new.bars, new.places, strict=True))
        return new

    def weigh(self) -> Counts:
        """Return the counts of a dry run."""
        self.reached = self._reach.spread(self._list_id, self._batch_id)
        if self.has_requests:
            self.closed = count_requested(self.connection)
        on_dnc = sum(count for (bar, _), count in self._standing.items() if bar in LISTED)
        return self._count(self._sorter.new, on_dnc)

    @contextmanager
    def publishing(self) -> Iterator[None]:
        """Run the block in one short transaction, which makes all leads visible or none."""
        if self._is_hidden:
            self._new_leads.write_rest()
            self.reached = self._reach.spread(self._list_id, self._batch_id)
            # Counting is slow, so do it before the publishing transaction takes its locks.
            self._stored = count_leads(self.connection, self._batch_id)
            self._tell_planner()
        self.connection.commit()
        # Hidden leads were written without waiting for the disk, because a lost one does no harm.
        # The publishing transaction must wait for it, as the setting of the database says.
        synchronous = f"synchronous = {self._database.synchronous}"
        set_pragmas(self.connection, synchronous)
        with self._database.transaction(self.connection):
            if not self._database.is_sqlite:  # SQLite allows only one writer anyway
                turn = text(f"SELECT pg_advisory_xact_lock({PUBLISHING})")
                self.connection.execute(turn)
            yield
        self._is_hidden = False

    def publish(self, rows: int, rejected: int) -> tuple[Counts, int | None]:
        """Make the leads, their list and their batch visible. Call it while `publishing`.

        Returns the counts and the batch, None if its new list would be empty. The changes to known
        leads are applied afterwards: see `db.imports.pending_changes`.
        """
        if not self._is_hidden:
            self._begin(None)
            for waiting, _, _ in self._waiting:
                new = self._part(waiting)
                self._recogniser.settle_leads(new.keys, self._new_leads.write_now(new))
                changes = self._sorter.take_changes()
                put_changes(self.connection, self._batch_id, self._duplicates.on, changes)
            while self._new_leads.write_more():
                pass
            self._new_leads.write_words_now()
            self.reached = self._reach.spread(self._list_id, self._batch_id)
        if self.has_requests:
            self.closed = suppress_requested(self.connection, self._source)
        if self._is_hidden:
            # Look back `SKEW` further, because the clock of another machine may be slow.
            met = self._new_leads.catch_up(self._began_at - SKEW)
            self._sorter.in_database += met
            self._stored -= met
            # The leads were hidden by hiding their places: showing these shows all leads at once.
            set_hidden(self.connection, self._new_leads.place_ids, None)
            bump_revision(self.connection)
            self.revisions += 1
        else:
            self._stored = count_leads(self.connection, self._batch_id)
        stored_before, listed_before = self._counted_before
        imported = self._stored - stored_before
        on_dnc = count_listed(self.connection, self._batch_id) - listed_before
        counts = self._count(imported, on_dnc)
        sorter = self._sorter
        if self._is_new_list and not (imported or sorter.updated or sorter.renewed):
            drop_batch(self.connection, self._batch_id)
            return counts, None
        if sorter.has_consents:
            consents = text(CONSENTS).bindparams(bindparam("at", type_=Instant))
            values = {"agent": self._source.agent, "at": self._source.at}
            self.connection.execute(consents, {**values, "batch_id": self._batch_id})
            put_places(self.connection, self._batch_id)
        close_batch(self.connection, self._batch_id, counts, rows, rejected)
        return counts, self._batch_id

    def _tell_planner(self) -> None:
        """Update PostgreSQL's statistics for the tables that have grown."""
        # Autovacuum does so only once a minute. Until then the planner believes that the tables are
        # small, and scans them whole, even for each key that an agent presses.
        if not self._database.is_sqlite:
            self.connection.execute(text("ANALYZE lead, number, place, pending_change"))

    @property
    def is_hidden(self) -> bool:
        """Whether the database holds rows of this import that are still hidden."""
        return self._is_hidden

    def tidy(self) -> None:
        """Move the published leads to equal places that existed before."""
        if self._new_leads.first_id is not None:
            first_id = self._new_leads.first_id
            self.revisions += gather(self._database, self.connection, self._source.at, first_id)
        if self.is_large:
            drop_checkpoints(self._database, self.connection)

    def give_up(self) -> None:
        """Delete what was written but not published, unless it `stays`."""
        self.connection.rollback()
        if self._is_hidden and not self.stays:
            sweep(self._database, self.connection)

    def _begin_hidden(self) -> None:
        """Wait for the lock of large imports, clean up after dead ones, and create the batch."""
        self._turn.enter_context(exclusive_import(self._database, self.connection))
        sweep(self._database, self.connection)
        self.revisions += gather(self._database, self.connection, self._source.at)
        with self._database.transaction(self.connection):
            self._begin(self._source.at)
            put_start(
                self.connection,
                self._batch_id,
                Start(
                    self._resumable.fingerprint,
                    self._resumable.revision + self.revisions,
                    self._source.at,
                    count_earlier(self.connection, self._batch_id),
                    self._is_new_list,
                ),
            )
        self._is_hidden = self.is_large = True

    def _begin(self, hidden_at: datetime | None) -> None:
        known = find_list(self.connection, self._into.name)
        self._is_new_list = known is None
        self._list_id = (
            known.id
            if known is not None
            else make_list(self.connection, self._into, self._source.at, hidden_at)
        )
        if hidden_at is None and is_batch_of(self.connection, self._adds_to, self._list_id):
            assert self._adds_to is not None
            self._batch_id = self._adds_to
            # Its leads are counted as they stand, so those of earlier parts are taken off.
            self._counted_before = (
                count_leads(self.connection, self._batch_id),
                count_listed(self.connection, self._batch_id),
            )
        else:
            self._batch_id = make_batch(self.connection, self._list_id, self._source, hidden_at)
        self._new_leads.begin(self._list_id, self._batch_id, hidden_at)

    @property
    def has_requests(self) -> bool:
        """Whether the file contains do-not-call requests."""
        return self._sorter.has_requests or self.reached.numbers > 0

    def _count(self, imported: int, on_dnc: int) -> Counts:
        standing = [
            (bar, self._facts[place], count) for (bar, place), count in self._standing.items()
        ]
        in_order = sorted(standing, key=lambda row: (-row[2], row[1]))
        sorter = self._sorter
        return Counts(
            imported,
            sorter.in_file,
            sorter.in_database,
            on_dnc,
            sorter.updated,
            CountDetails(sorter.listed_too, sorter.worked, sorter.retired, sorter.joined),
            tuple(in_order),
            tuple(sorter.namesakes),
            sorter.other_names,
            tuple((*pair, count) for pair, count in sorted(sorter.clearings.items())),
            tuple(sorter.further),
        )


@contextmanager
def staging(
    database: Database,
    into: NewList,
    source: Source,
    duplicates: Duplicates | None = None,
    resumable: Resumable = ALONE,
    *,
    is_dry_run: bool = False,
    adds_to: int | None = None,
) -> Iterator[Staging]:
    """Yield a new import; at the end of the block, delete what it neither published nor keeps.

    Up to `FEW` rows become part of the import `adds_to`, unless that was undone.
    """
    with database.own_connection() as connection:
        # Staged rows need not survive a power cut, so don't wait for the disk. They refer only to
        # ids that we made ourselves, so checking foreign keys would only take time.
        # A chunk of leads fits into the cache of the temporary tables, and goes to no file.
        temporary = "temp.cache_size = -16384"  # KiB
        set_pragmas(connection, "synchronous = NORMAL", "foreign_keys = OFF", temporary)
        values = (database, connection, into, source, duplicates or Duplicates())
        with ExitStack() as turn:
            stage = Staging(*values, turn, resumable, is_dry_run=is_dry_run, adds_to=adds_to)
            try:
                yield stage
            finally:
                with suppress(SQLAlchemyError):  # if it fails, the next import sweeps
                    stage.give_up()
