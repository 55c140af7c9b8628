"""What was read of a file put into the staging area, and published from there."""

from collections.abc import Iterable

from console.importing.finishing import Progress, do_next
from console.importing.pieces import Piece
from console.importing.rejects import RejectsFile
from console.importing.stray_quotes import Swallowed
from db import audit
from db.batches import Counts, NewList, Source
from db.staging import Staging

FEW = 2
"""How many cells that hold rows are kept: the first is told, and that there are more."""


def stage_rows(
    stage: Staging,
    pieces: Iterable[Piece],
    about: int,
    rejects: RejectsFile,
    progress: Progress | None,
) -> tuple[int, int, list[Swallowed]]:
    """How many rows the file has without those that the screening left out, and how many are those.

    Then cells that seem to hold more rows. `about` is what they were thought to be.
    """
    count = left_out = 0
    swallowed: list[Swallowed] = []
    for piece in pieces:
        count += piece.count
        left_out += piece.left_out
        for reject in piece.rejects:
            rejects.add(reject)
        swallowed += piece.swallowed[: FEW - len(swallowed)]
        stage.add(piece.rows)
        if progress is not None:
            progress(count, max(count, about))
    return count - left_out, left_out, swallowed


def publish(stage: Staging, into: NewList, source: Source, rows: int, rejected: int) -> Counts:
    """Shows the leads, with what the audit log says of them, in one short transaction."""
    with stage.publishing():
        counts, batch_id = stage.publish(rows, rejected)
        if not stage.is_large and batch_id is not None:
            while do_next(stage.connection, source.at, batch_id):
                pass
        if batch_id is not None:
            audit.append(
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
                },
            )
    return counts
