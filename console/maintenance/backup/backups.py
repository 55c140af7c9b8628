"""Back up a database and restore it, while agents work.

A restore never loses records silently: it refuses to replace records that are newer than the
backup. If forced, it first saves the present database to a file, and the audit log says so.

Requests that are newer than the backup are carried over into it, before it is restored. Otherwise,
after a disk failure, agents would again call people who asked for no calls, withdrew their consent
or were erased. Stops, declared emergencies and blocks of agents are carried over too.
"""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import chain
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct

from console.do_not_call.erasure import erase
from console.do_not_call.evidence import withdraw_all
from console.do_not_call.internal_list import OldRequest, take_back
from console.files.opening import for_owner, refuse_special
from console.maintenance.backup.sealing import check_secret, is_sealed, seal, unseal
from console.rules.text import clean_line
from console.rules.times.calendar_words import say_day
from console.supervision.firm.declared_emergencies import carry_emergencies
from console.supervision.firm.emergency_stops import stop, stops
from console.supervision.floor.board_acts import block, blocks
from console.trouble import BadInput
from db.audit import log
from db.audit.consistency import find_planted
from db.audit.log import Head, Newer, holds, newer_than, read_head
from db.audit.parallel_verification import check_database
from db.calls.tallies import differing, tally_anew
from db.dnc.consents import consent_rows
from db.dnc.patterns import pattern_rows
from db.dnc.suppressions import entries, later_requests, listings_of
from db.engine.database import Database, DatabaseTrouble, open_database
from db.enums import EvidenceKind
from db.firm.settings import bump_revision, read_revision
from db.leads.erasure import KEPT_REASON
from db.maintenance.backups import ChangedMeanwhile, copy_in, copy_out, find_differences, seal_file
from db.maintenance.health import Sizes, sizes
from db.schema import prepare
from db.upgrade import renew

_CAME_FROM = "the database that was there"


class Carried(Struct, frozen=True):
    """How many entries of each kind were carried over."""

    requests: int = 0
    erasures: int = 0
    withdrawals: int = 0
    stops: int = 0
    emergencies: int = 0
    blocks: int = 0


def carry_over(there: Database, copy: Database, agent: str, now: datetime) -> Carried:
    """Carry the requests of the present database over into the copy. Safe to repeat."""
    erased = _erased(there, copy)
    for e164 in erased:
        reason = "erased after the backup was made"
        erase(copy, e164, reason, agent, now, even_on_the_phone=True)
    requests = take_back(copy, _requests(there), agent, now, _CAME_FROM)
    withdrawn = sum(
        withdraw_all(copy, e164, agent, now, kind) for e164, kind in sorted(_withdrawn(there))
    )
    declared = carry_emergencies(there, copy, agent, now)
    blocked = sum(
        block(copy, held.agent, held.reason, held.by, now, is_sure=True)[1]
        for held in blocks(there)
    )
    stopped = sum(
        stop(copy, halt.jurisdiction, halt.reason, agent, now)[1] for halt in stops(there)
    )
    return Carried(requests, len(erased), withdrawn, stopped, declared, blocked)


def _requests(there: Database) -> Iterator[OldRequest]:
    with there.read() as connection:
        for entry in chain(entries(connection), later_requests(connection)):
            yield OldRequest(None, entry.e164, entry.reason, entry.agent, entry.added_at)
        for row in pattern_rows(connection):
            yield OldRequest(row.kind, row.value, row.reason, row.agent, row.added_at)


def _erased(there: Database, copy: Database) -> list[str]:
    """Return the numbers of people who were erased there, but not in the copy."""
    # An erased person's number stays on the internal list, with this reason.
    with there.read() as connection:
        carried = [entry.e164 for entry in entries(connection) if entry.reason == KEPT_REASON]
    with copy.read() as connection:
        known = listings_of(connection, carried)
    return [e164 for e164 in carried if e164 not in known or known[e164].reason != KEPT_REASON]


def _withdrawn(there: Database) -> set[tuple[str, EvidenceKind]]:
    """Return (number, kind) of evidence that was withdrawn and not given again."""
    with there.read() as connection:
        rows = consent_rows(connection)
    in_force = {(row.e164, row.kind) for row in rows if row.withdrawn_at is None}
    return {(row.e164, row.kind) for row in rows} - in_force


Progress = Callable[[int, int], None]

BACKUP = "backup"
"""The action of a backup in the audit log."""

_MAGIC = b"SQLite format 3\x00"


class Backup(Struct, frozen=True):
    """A file with the whole database as of one instant; `bytes` is its size."""

    path: Path
    holds: Sizes
    head: Head
    bytes: int


class Restored(Struct, frozen=True):
    """A restored database.

    `lost` is how many entries of the audit log the backup did not have. `kept` is the file with the
    previous database, and `carried` counts what was carried over from it. `is_recounted` says that
    the counts of calls in the backup were wrong and have been recounted.
    """

    holds: Sizes
    lost: int
    kept: Path | None
    carried: Carried
    is_recounted: bool


def write_backup(
    database: Database,
    path: Path,
    agent: str,
    now: datetime,
    progress: Progress,
    secret: bytes | None = None,
) -> Backup:
    """Write a backup file, whole or not at all, that only its owner can read. Raises BadInput.

    With a `secret` it is encrypted. The temporary plain copy is then made beside the database, or
    for PostgreSQL in the folder for temporary files.
    """
    _refuse_dash(path)
    if path.exists():
        raise BadInput(_taken(path))
    if not path.parent.is_dir():
        raise BadInput(f"The folder {path.parent} does not exist: make it first.")
    # Log before copying, so that the backup contains its own entry.
    with database.write() as connection:
        log.append(connection, now, agent, BACKUP, {"file": str(path.absolute())})
    beside = path.parent
    if secret is not None:
        check_secret(secret)
        beside = Path(database.where).parent if database.is_sqlite else Path(tempfile.gettempdir())
    try:
        with tempfile.TemporaryDirectory(".part", f".{path.name[:50]}.", beside) as folder:
            part = Path(folder) / "backup.db"
            with _opened(part) as copy:
                copy_out(database, copy, progress)
                with copy.read() as connection:
                    held, head = sizes(connection), read_head(connection)
            seal_file(part)
            if secret is not None:
                part = _sealed(part, path, secret)
            _give_name(part, path)
    except OSError as error:
        raise BadInput(
            f"{path} cannot be written ({error.strerror}): check the rights of its folder."
        ) from None
    return Backup(path, held, head, path.stat().st_size)


def _give_name(part: Path, path: Path) -> None:
    """Give a finished file its name at once. Raises BadInput if another backup got it meanwhile."""
    try:
        path.hardlink_to(part)
    except FileExistsError:
        raise BadInput(_taken(path)) from None
    except OSError:  # the file system knows no hard links
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _taken(path: Path) -> str:
    return f"{path} exists already: choose another name for the backup."


def restore(
    database: Database,
    path: Path,
    keep_in: Path,
    agent: str,
    now: datetime,
    progress: Progress,
    *,
    is_forced: bool = False,
    secret: bytes | None = None,
) -> Restored:
    """Replace the whole database by a backup, at one instant.

    It refuses to lose records that the backup does not have. If forced, it first saves the present
    database to a file in `keep_in`, and carries newer requests over. Raises BadInput, and then
    nothing was changed.
    """
    _refuse_dash(path)
    with (
        tempfile.TemporaryDirectory(prefix="smiledial-restore-", dir=keep_in) as folder,
        _checked_copy(path, Path(folder), secret) as copy,
    ):
        with copy.read() as in_copy, database.read() as connection:
            held, head, there = sizes(in_copy), read_head(in_copy), read_head(connection)
            is_before = holds(connection, head)
            newer = newer_than(connection, head.seq if is_before else 0)
            if holds(in_copy, there):  # the backup has all records, and perhaps more
                newer = Newer(0, 0, None)
            revision = read_revision(connection)
        copy_path, carried = None, Carried()
        if newer.count:
            if not is_forced:
                raise BadInput(_refusal(path, newer, is_before=is_before))
            copy_path = keep_in / f"smiledial.before-restore.{now:%Y%m%dT%H%M%S}.db"
            there = write_backup(database, copy_path, agent, now, progress).head
            carried = carry_over(database, copy, agent, now)
        with copy.write() as in_copy:
            is_recounted = differing(in_copy) > 0
            if is_recounted:
                tally_anew(in_copy)
            while read_revision(in_copy) <= revision:  # desks read settings again when it grows
                bump_revision(in_copy)
            detail = {"backup": head.hash, "replaced": there.hash, "lost": newer.count}
            log.append(in_copy, now, agent, "restore", detail)
        try:
            # Raises if the log has grown since `there` was read: those entries would be lost.
            copy_in(copy, database, there, progress)
        except ChangedMeanwhile:
            raise BadInput(
                "Something was recorded while the backup was being read, so nothing was changed: "
                "try again."
            ) from None
    return Restored(held, newer.count, copy_path, carried, is_recounted)


def _refuse_dash(path: Path) -> None:
    if str(path) == "-":
        raise BadInput("A backup is a file, whole or not at all: name it in place of the dash.")


def _refusal(path: Path, newer: Newer, *, is_before: bool) -> str:
    entries = "1 entry" if newer.count == 1 else f"{newer.count:,} entries"
    are, would = ("is", "It") if newer.count == 1 else ("are", "They")
    since = "newer than" if is_before else "of another history than"
    last = f"{say_day(newer.last_at)} {newer.last_at:%H:%M} UTC" if newer.last_at else "no time"
    return (
        f"{entries} of the audit log {are} {since} {path}, {newer.outcomes:,} of them "
        f"outcomes of calls, the last of {last}. {would} would be lost, so nothing was changed. "
        "With --force the backup is restored; what is there is kept in a file beside it, and "
        "requests not to be called, erasures, evidence taken back and stops are taken over."
    )


def _sealed(part: Path, path: Path, secret: bytes) -> Path:
    """Encrypt a file into a temporary one beside the path, flushed to the disk; return its path."""
    file, name = tempfile.mkstemp(".part", f".{path.name[:50]}.", path.parent)
    try:
        with part.open("rb") as source, os.fdopen(file, "wb") as target:
            seal(source, target, secret)
            target.flush()
            os.fsync(target.fileno())
    except BaseException:
        Path(name).unlink()
        raise
    return Path(name)


@contextmanager
def _checked_copy(path: Path, folder: Path, secret: bytes | None) -> Iterator[Database]:
    """Open a writable copy of a backup, upgraded to the tables of this version.

    The copy is checked for foreign triggers, views and changed tables before anything else reads
    it, since a backup may come from somebody else.
    """
    into = folder / "backup.db"
    plain = _unsealed(path, folder, secret)
    try:
        with _opened(into) as copy:
            name = f"file:{quote(str(plain.absolute()))}?mode=ro"
            with (
                closing(sqlite3.connect(name, uri=True)) as source,
                closing(sqlite3.connect(into)) as target,
            ):
                source.backup(target)
            with copy.read() as connection:
                # Before anything is written: a planted trigger would run. `renew` recreates ours.
                odd = find_planted(connection, is_backup=True)
            if odd:
                raise BadInput(_strange(path, odd))
            prepare(copy)
            renew(copy)
            with _opened(folder / "empty.db") as empty:
                prepare(empty)
                with empty.read() as fresh, copy.read() as connection:
                    odd = find_differences(connection, fresh)
            if odd:
                raise BadInput(_strange(path, odd))
            broken = check_database(copy).fault
            if broken is not None:
                raise BadInput(
                    f"The audit log in {path} is broken ({broken.text}): it is not as it was "
                    "written, and is not restored."
                )
            yield copy
    except sqlite3.Error as error:
        raise BadInput(f"{path} is damaged ({error}): take another backup.") from None
    except DatabaseTrouble as error:
        raise BadInput(str(error).replace(str(into), str(path))) from None


def _unsealed(path: Path, folder: Path, secret: bytes | None) -> Path:
    """Return the path of the plain backup, decrypted if need be. Raises BadInput."""
    try:
        refuse_special(path)
        if is_sealed(path):
            if secret is None:
                raise BadInput(f"{path} is encrypted: give its passphrase or --key-file.")
            plain = folder / "unsealed.db"
            with open(plain, "xb", opener=for_owner) as target:
                unseal(path, target, secret)
        else:
            plain = path
        with plain.open("rb") as file:
            is_ours = file.read(len(_MAGIC)) == _MAGIC
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}): check its name.") from None
    if not is_ours:
        raise BadInput(f"{path} is no backup of smiledial: name a file that backup has written.")
    return plain


def _strange(path: Path, odd: str) -> str:
    """Return the sentence that refuses a backup with a foreign part."""
    return (
        f"{path} has {clean_line(odd)}, which no backup of smiledial has: somebody changed it, and "
        "it is not restored."
    )


@contextmanager
def _opened(path: Path) -> Iterator[Database]:
    """Open a database file and close it at the end."""
    opened = open_database(str(path))
    try:
        yield opened
    finally:
        opened.close()
