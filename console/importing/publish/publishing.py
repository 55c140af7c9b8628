"""What was read of a file put into the staging area, and published from there."""

from collections.abc import Iterable
from dataclasses import replace
from operator import itemgetter

from console.do_not_call.evidence import place_again
from console.files.fields.cells.warnings import Noticed
from console.import_steps import Begin, Step
from console.importing.publish.pending_changes import Progress, do_next
from console.importing.rows.chunks import LeadChunk
from console.importing.rows.rejects import RejectsFile
from console.lists.list_worth import purchase_document
from console.rules.text import clean_line
from db.audit import log
from db.audit.coverage import Watch
from db.audit.row_hashes import EVIDENCE
from db.dnc.consents import of_the_listed, withdraw_older
from db.firm.settings import owe_marks
from db.imports.batches import Counts, NewList, Purchase, Source
from db.imports.coverage import (
    COVERED_AT_ONCE,
    brought_by,
    count_brought,
)
from db.imports.staging import Staging


def stage_rows(
    stage: Staging,
    pieces: Iterable[LeadChunk],
    about: int,
    rejects: RejectsFile,
    progress: Progress | None,
) -> tuple[int, int, Noticed]:
    """How many rows the file has without those that the screening left out, and how many are those.

    With what was noticed in them. `about` is what they were thought to be.
    """
    noticed = Noticed()
    count = left_out = 0
    for piece in pieces:
        count += piece.count
        left_out += piece.left_out
        known = [(one.row.line, rejects.add, one) for one in piece.rejects]
        known += [(one.row.line, rejects.add_unusable, one) for one in piece.unusable]
        for _, add, reject in sorted(known, key=itemgetter(0)):
            add(reject)
        noticed.add(piece.noticed)
        stage.add(piece.rows)
        if progress is not None:
            progress(count, max(count, about))
    return count - left_out, left_out, noticed


def publish(
    stage: Staging, into: NewList, source: Source, rows: int, rejected: int, begin: Begin
) -> tuple[Counts, int | None]:
    """Shows the leads, with what the audit log says of them, in one short transaction.

    Returns the counts and the batch, None where a new list would be empty.
    """
    with stage.publishing():
        counts, batch_id = stage.publish(rows, rejected)
        watch = Watch(stage.connection)
        if stage.has_requests:
            watch.look(EVIDENCE, of_the_listed())
            for e164 in withdraw_older(stage.connection, source.at):
                place_again(stage.connection, e164, source.at)
        if not stage.is_large and batch_id is not None:
            while do_next(stage.connection, source.at, batch_id):
                pass
        late = count_brought(stage.connection, source, batch_id)
        if sum(late.values()) <= COVERED_AT_ONCE:
            for kind, where in brought_by(source, batch_id).items():
                watch.cover(kind, where)
            late = {}
        changes = watch.changes()
        if late:
            changes = replace(changes, also={"late": late})
        if stage.closed or changes:
            detail = {"file": clean_line(source.file), "count": stage.closed}
            action = "dnc_add_file" if stage.closed else "evidence_file"
            log.append(
                stage.connection,
                source.at,
                source.agent,
                action,
                detail,
                changes,
            )
        if batch_id is not None:
            _write_down(stage, into, source, (rows, rejected), counts, batch_id)
        begin(Step.UPDATING)
    return counts, batch_id


def _write_down(
    stage: Staging,
    into: NewList,
    source: Source,
    read: tuple[int, int],
    counts: Counts,
    batch_id: int,
) -> None:
    if counts.updated or counts.told.joined or into.scrubbed_on:
        owe_marks(stage.connection)
    rows, rejected = read
    bought = source.purchase
    log.append(
        stage.connection,
        source.at,
        source.agent,
        "import",
        {
            "batch": batch_id,
            "checksum": source.checksum,
            "rows": rows,
            "imported": counts.imported,
            "updated": counts.updated,
            "duplicate_in_file": counts.duplicate_in_file,
            "duplicate_in_database": counts.duplicate_in_database,
            "rejected": rejected,
            "on_dnc": counts.on_dnc,
            "scrubbed_on": into.scrubbed_on.isoformat() if into.scrubbed_on else None,
            **({"offer": into.offer} if into.offer else {}),
            **({"bought": purchase_document(bought)} if bought != Purchase() else {}),
        },
    )
