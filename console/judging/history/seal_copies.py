"""The seal of the audit log kept outside its database: in a file, and with another server.

Best effort: what cannot be kept is told, and nothing waits for it but who asked. Never on the way
of a keypress that records something: a session's end, a backup and the shell keep a seal.
"""

import os
import stat
from datetime import datetime
from pathlib import Path

from console.judging.documents import instant
from db.audit.log import Head, read_head
from db.audit.seals import seal_text, store_elsewhere
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
