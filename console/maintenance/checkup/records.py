"""What was recorded, looked at: the audit log, the counts of calls, imports left half done."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from console.judging.history.verified_marks import FILE, remember, remembered
from console.maintenance.checkup.finding import Finding
from console.rules.text import clean_line
from db.audit.parallel_verification import check_database
from db.calls.tallies import differing, is_short
from db.engine.database import Database
from db.firm.settings import marks_owed
from db.imports.import_lock import is_under_way
from db.imports.pending_changes import count_pending
from db.imports.undo import count_dead, half_undone
from db.maintenance.health import leftovers


def look_at_log(database: Database, folder: Path) -> Finding:
    """From where it was whole the last time; all of it the first time."""
    seal = remembered(folder, database.where)
    checked = check_database(database, seal)
    if checked.fault is not None:
        advice = "keep the file and find out who had access to it"
        if seal.seq:
            advice += (
                "; where you restored a backup or began anew yourself, delete"
                f" {folder / FILE} and run smiledial doctor again: it looks at all of the log then"
            )
        return Finding("audit log", checked.fault.text, advice)
    remember(folder, database.where, checked.head)
    if not seal.seq:
        return Finding("audit log", f"whole: {checked.entries:,} entries, and the tables agree")
    return Finding(
        "audit log",
        f"{checked.entries:,} entries since the last look, at entry {seal.seq:,}: they hold, and "
        "the tables agree with them (audit verify reads all of it)",
    )


def look_at_tallies(database: Database, *, is_whole: bool) -> Finding:
    with database.read() as connection:
        if is_whole:
            count = differing(connection)
            is_wrong, text = bool(count), f"{count:,} are not what the calls say"
        else:
            is_wrong, text = is_short(connection), "not every call is counted once"
    if is_wrong:
        return Finding("counts of calls", text, "make them anew: smiledial report recount")
    return Finding("counts of calls", "those that reports read are what the calls say")


def look_at_imports(database: Database) -> Iterator[Finding]:
    with database.read() as connection:
        undone, dead = half_undone(connection), count_dead(connection)
        left, owed = count_pending(connection), marks_owed(connection)
    for one in undone:
        text = f"import {one.batch_id} ({clean_line(one.file)}) is half taken out"
        yield Finding(
            "undo", text, f"run smiledial imports undo {one.batch_id}: it goes on with it"
        )
    dead -= sum(one.is_decided for one in undone)
    if is_under_way(database):
        yield Finding("imports", "one is under way")
    elif dead or left or owed:
        parts = (
            (dead, f"{dead} died, and what they wrote lies out of sight"),
            (left, f"{left:,} changes to known leads are left"),
            (owed, "the marks of the leads by the lists are behind"),
        )
        text = "; ".join(said for count, said in parts if count)
        yield Finding("imports", text, "run smiledial imports finish")
    else:
        yield Finding("imports", "none was left half done")


def look_at_leftovers(database: Database, now: datetime) -> Iterator[Finding]:
    found = leftovers(database, now)
    if found:
        names = ", ".join(clean_line(one.name) for one in found[:5])
        more = f" and {len(found) - 5} more" if len(found) > 5 else ""
        text = f"{names}{more}: what programs that were killed had half written"
        yield Finding("left-over files", text, f"delete them from {found[0].parent}")
