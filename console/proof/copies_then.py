"""Which copies of outside lists the firm held at an instant: from the audit log, for the copies
themselves are replaced."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from db.audit_reader import entries_between
from db.engine import Connection
from db.registries import area_code_of, exchange_of


@dataclass(frozen=True, slots=True)
class CopyThen:
    """A copy that covered a number: who loaded it when, from which file, and its entry."""

    source: str
    as_of: date
    loaded_at: datetime
    agent: str
    file: str
    checksum: str
    entry: int


def copies_then(connection: Connection, e164: str, at: datetime) -> tuple[CopyThen, ...]:
    """Of each list the copy that stood at that instant; none that was loaded after it."""
    if not e164:
        return ()
    code = area_code_of(exchange_of(e164)[0])
    latest = {one.source: one for one in _loaded(connection, code, at)}
    return tuple(latest[source] for source in sorted(latest))


def _loaded(connection: Connection, code: str, at: datetime) -> Iterator[CopyThen]:
    for entry in entries_between(connection, action="registry"):
        said = json.loads(entry.detail)
        if entry.at <= at and ({code, ""} & set(said["area_codes"])):
            yield CopyThen(
                said["source"],
                date.fromisoformat(said["as_of"]),
                entry.at,
                entry.agent,
                said["file"],
                said["checksum"],
                entry.seq,
            )
