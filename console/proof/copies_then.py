"""Which copies of outside lists the firm held at an instant: from the audit log, for the copies
themselves are replaced."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

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

    @property
    def said(self) -> str:
        loaded = f"{self.loaded_at.astimezone(UTC):%Y-%m-%d}"
        return f"{self.source} as of {self.as_of}, loaded {loaded} by {self.agent}"


def copies_then(connection: Connection, e164: str, at: datetime) -> tuple[CopyThen, ...]:
    """Of each list the copy that stood at that instant; none that was loaded after it."""
    return latest_of(copies_about(connection, e164), at)


def latest_of(copies: Iterable[CopyThen], at: datetime) -> tuple[CopyThen, ...]:
    """Of each list the last that was loaded by an instant."""
    latest = {one.source: one for one in copies if one.loaded_at <= at}
    return tuple(latest[source] for source in sorted(latest))


def copies_about(connection: Connection, e164: str) -> tuple[CopyThen, ...]:
    """Every copy that ever covered a number, in the order in which they were loaded."""
    return tuple(_loaded(connection, area_code_of(exchange_of(e164)[0]))) if e164 else ()


def _loaded(connection: Connection, code: str) -> Iterator[CopyThen]:
    for entry in entries_between(connection, action="registry"):
        said = json.loads(entry.detail)
        if {code, ""} & set(said["area_codes"]):
            yield CopyThen(
                said["source"],
                date.fromisoformat(said["as_of"]),
                entry.at,
                entry.agent,
                said["file"],
                said["checksum"],
                entry.seq,
            )
