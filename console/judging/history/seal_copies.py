"""The seal of the audit log kept outside its database: in a file, and with another server.

Best effort: what cannot be kept is told, and nothing waits for it but who asked. Never on the way
of a keypress that records something: a session's end, a backup and the shell keep a seal.
"""

import json
import os
import stat
from datetime import datetime
from pathlib import Path

from console.files.opening import write_whole
from console.judging.documents import instant
from db.audit.log import Head, read_head
from db.audit.seals import START, read_seal, seal_text, store_elsewhere
from db.engine.database import Database
from db.firm.settings import read_firm

SEAL_FILE = "audit_seal_file"
"""The firm's setting for the file that gets a line with each seal."""

SEAL_DATABASE = "audit_seal_database"
"""The firm's setting for the PostgreSQL that gets a row with each seal."""


def keep_seal(
    database: Database, now: datetime, *, in_file_alone: bool = False
) -> tuple[Head, tuple[str, ...]]:
    """Takes the seal and keeps it where the firm wants it; with what went wrong, a sentence each.

    `in_file_alone`: another server is not waited for, by an agent whose session ends.
    """
    with database.read() as connection:
        head, firm = read_head(connection), read_firm(connection)
    failures = []
    if path := str(firm.get(SEAL_FILE) or ""):
        failures.append(_append(Path(path).expanduser(), f"{instant(now)} {seal_text(head)}\n"))
    address = "" if in_file_alone else str(firm.get(SEAL_DATABASE) or "")
    if address:
        failures.append(store_elsewhere(address, database.where, head, now))
    return head, tuple(filter(None, failures))


def _append(path: Path, line: str) -> str:
    """Returns why it could not be; a link, a pipe and a device are not written to."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC"):
        flags |= getattr(os, name, 0)
    try:
        file = os.open(path, flags, 0o600)
    except OSError as error:
        return f"The seal was not kept in {path} ({error.strerror}): see to {SEAL_FILE}."
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            return f"The seal was not kept in {path}: it is no file. See to {SEAL_FILE}."
        os.write(file, line.encode())
        os.fsync(file)
    except OSError as error:
        return f"The seal was not kept in {path} ({error.strerror}): see to {SEAL_FILE}."
    finally:
        os.close(file)
    return ""


# Up to which entry each database's log was found whole, kept on this machine for the next look.
#
# In a file of the user's own and not in the database: whoever changes the database by other means
# does not change what is known of it with the same stroke. Who can write both can deceive the short
# look of `doctor`; a seal kept elsewhere (`audit verify --since`) and the whole look (`audit
# verify`)
# do not go by this file.


FILE = "verified.json"


def remembered(folder: Path, where: str) -> Head:
    """The seal up to which the log of a database was whole; the start where nothing is known."""
    said = _read(folder / FILE).get(where)
    if not isinstance(said, str):
        return START
    try:
        return read_seal(said)
    except ValueError:
        return START


def remember(folder: Path, where: str, head: Head) -> None:
    """Raises BadInput where it cannot be written."""
    path = folder / FILE
    known = {**_read(path), where: seal_text(head)}
    write_whole(path, [json.dumps(known, indent=1, sort_keys=True), "\n"])


def _read(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
