"""Keep seals of the audit log outside its database: in a file, and on another server.

A session's end, a backup and shell commands keep a seal; no keypress of a call waits for it. A seal
that cannot be kept is reported and stops nothing.

`read_verified` and `write_verified` remember on this machine up to which entry each log was
verified. They use a file of the user and not the database, so that a change of the database by
other means does not change them too. A person who can write both can deceive the short check of
`doctor`, but not `audit verify`, with or without `--since`, which ignores the file.
"""

import json
import os
import stat
from datetime import datetime
from pathlib import Path

from console.files.opening import write_whole
from console.judging.documents import instant
from db.audit.log import Head, read_head
from db.audit.verification_results import START, read_seal, seal_text, store_elsewhere
from db.engine.database import Database
from db.firm.settings import read_firm

SEAL_FILE = "audit_seal_file"
"""The firm's setting for a file that gets a line for each seal."""

SEAL_DATABASE = "audit_seal_database"
"""The firm's setting for a PostgreSQL server that gets a row for each seal."""


def keep_seal(
    database: Database, now: datetime, *, in_file_alone: bool = False
) -> tuple[Head, tuple[str, ...]]:
    """Read the log's seal, keep it where the firm's settings say, and return it with failures.

    Each failure is a sentence. `in_file_alone` skips the other server, so that an agent whose
    session ends does not wait for it.
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
    """Append a line to a regular file, and return a sentence if that fails, else ""."""
    # No symbolic link, pipe or device: the path is a setting, and the agent's rights write here.
    # Without O_NONBLOCK, opening a pipe would wait for a reader. Windows lacks these flags.
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC"):
        flags |= getattr(os, name, 0)
    try:
        file = os.open(path, flags, 0o600)
    except OSError as error:
        return f"The seal was not kept in {path} ({error.strerror}): check {SEAL_FILE}."
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            return f"The seal was not kept in {path}: it is not a file. Check {SEAL_FILE}."
        os.write(file, line.encode())
        os.fsync(file)
    except OSError as error:
        return f"The seal was not kept in {path} ({error.strerror}): check {SEAL_FILE}."
    finally:
        os.close(file)
    return ""


VERIFIED_FILE = "verified.json"


def read_verified(folder: Path, where: str) -> Head:
    """Return the seal up to which a database's log was verified, START if none was."""
    text = _read(folder / VERIFIED_FILE).get(where)
    if not isinstance(text, str):
        return START
    try:
        return read_seal(text)
    except ValueError:
        return START


def write_verified(folder: Path, where: str, head: Head) -> None:
    """Store the seal up to which a database's log was verified. Raises BadInput."""
    path = folder / VERIFIED_FILE
    known = {**_read(path), where: seal_text(head)}
    write_whole(path, [json.dumps(known, indent=1, sort_keys=True), "\n"])


def _read(path: Path) -> dict[str, object]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}
