"""Whether an import can go on with one of the same file that was interrupted, and the sentence."""

import hashlib

from msgspec import msgpack

from console.files.fields.warnings.mapping import Doubt
from console.importing.plan.options import ImportOptions
from console.importing.plan.planning import Planned
from console.rules.text import clean_line
from console.versions import product_version
from db.engine.database import Database
from db.imports.checkpoints import Interrupted, Resumable, find_interrupted, interrupted_imports
from db.imports.import_lock import is_under_way
from db.imports.staging import FEW


def resumable_of(planned: Planned, wish: ImportOptions, agent: str) -> Resumable:
    """Return what an interrupted import must have had in common with this one to be resumed.

    It must be the same file by its checksum, read in the same way into the same list, by the same
    agent and the same version.
    """
    file, columns = planned.plan.file, planned.mapped.columns
    parts = (
        product_version(),
        agent,
        file.checksum,
        (file.header, file.header_line, file.delimiter, file.escape, file.encoding),
        (file.form, file.part, file.sheet),
        (columns.named, columns.pairs, columns.extras),
        [column.position for column in (*columns.requests, *columns.unsettled)],
        (planned.into, planned.purchase, planned.finished),
        (wish.on_duplicate, wish.in_list, wish.match, wish.not_worked_within, wish.where),
        wish.line_types,
        wish.is_inquiry,
    )
    return Resumable(hashlib.sha256(msgpack.encode(parts)).hexdigest(), planned.revision)


def doubt_interrupted(
    database: Database, planned: Planned, resumable: Resumable
) -> tuple[Doubt, ...]:
    """Return a sentence about an interrupted import, if this one goes on with it or removes it."""
    with database.read() as connection:
        resumed = find_interrupted(connection, resumable)
        others = interrupted_imports(connection)
    if not others or is_under_way(database):
        return ()
    if resumed is not None:
        return (Doubt(say_resumed(resumed)),)
    if planned.plan.file.about <= FEW:
        return ()  # a small import leaves it alone
    last = others[-1]
    return (
        Doubt(
            f"The import of “{clean_line(last.file)}” was interrupted after {last.rows:,} rows. "
            "This one has another file, other options or other settings, so it begins with the "
            "first row, and the rows of that import are taken out."
        ),
    )


def say_resumed(interrupted: Interrupted) -> str:
    """Say that an import goes on."""
    return (
        f"This import was interrupted after {interrupted.rows:,} rows. They are kept, and it goes "
        "on with the row after them."
    )
