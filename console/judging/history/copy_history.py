"""Which copies of outside lists the firm held at an instant: from the audit log, for the copies
themselves are replaced."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

from db.audit.reader import entries_between
from db.dataclass import dataclass
from db.dnc.registries import area_code_of, exchange_of
from db.engine.database import Connection


@dataclass(frozen=True, slots=True)
class CopyThen:
    """A copy that covered a number: who loaded it when, from which file, and its entry.

    `numbers` were in all of the file; `replaced_at` is when the next copy took its place.
    """

    source: str
    as_of: date
    loaded_at: datetime
    agent: str
    numbers: int
    file: str
    checksum: str
    entry: int
    replaced_at: datetime | None = None

    @property
    def said(self) -> str:
        loaded = f"{self.loaded_at.astimezone(UTC):%Y-%m-%d}"
        held = f"{self.numbers:,} {'number' if self.numbers == 1 else 'numbers'}"
        return f"{self.source} as of {self.as_of}, loaded {loaded} by {self.agent}, {held}"


def copies_then(connection: Connection, e164: str, at: datetime) -> tuple[CopyThen, ...]:
    """Of each list the copy that stood at that instant; none that was loaded after it."""
    return latest_of(copies_about(connection, e164), at)


def latest_of(copies: Iterable[CopyThen], at: datetime) -> tuple[CopyThen, ...]:
    """Of each list the last that was loaded by an instant."""
    latest = {one.source: one for one in copies if one.loaded_at <= at}
    return tuple(latest[source] for source in sorted(latest))


def copies_about(connection: Connection, e164: str) -> tuple[CopyThen, ...]:
    """Every copy that ever covered a number, in the order in which they were loaded."""
    if not e164:
        return ()
    next_at: dict[str, datetime] = {}
    found = []
    for one in reversed([*_loaded(connection, area_code_of(exchange_of(e164)[0]))]):
        found.append(replace(one, replaced_at=next_at.get(one.source)))
        next_at[one.source] = one.loaded_at
    return tuple(reversed(found))


def _loaded(connection: Connection, code: str) -> Iterator[CopyThen]:
    for entry in entries_between(connection, action="registry"):
        said = json.loads(entry.detail)
        if {code, ""} & set(said["area_codes"]):
            yield CopyThen(
                said["source"],
                date.fromisoformat(said["as_of"]),
                entry.at,
                entry.agent,
                said["numbers"],
                said["file"],
                said["checksum"],
                entry.seq,
            )
