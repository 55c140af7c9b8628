"""The internal list’s entries for many numbers, as of an instant, by the audit log."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from console.judging.number_standing import patterns_in_force
from console.rules.phone.patterns import Pattern
from db.audit.log import seal
from db.audit.reader import Entry, entries_between
from db.audit.salts import salt_of
from db.engine.database import Connection
from db.enums import PatternKind

ADDED, LIFTED = "dnc_pattern_add", "dnc_pattern_remove"

WHY = "its entry was lifted since"


def patterns_then(connection: Connection, e164: str, at: datetime) -> tuple[Pattern, ...]:
    """Those that stand still and those that were lifted since, whose reason is not kept.

    One that the log first names when it was lifted is taken to have stood then: since when, nobody
    knows. Beginnings as long as a number stand in the log by a hash, by which those of this one are
    known.
    """
    now = [one for one in patterns_in_force(connection) if one.since <= at]
    known = {(one.kind, one.value) for one in now}
    sealed = dict(_sealed(connection, e164))
    events: dict[tuple[PatternKind, str], list[Entry]] = {}
    for entry in _entries(connection):
        said = json.loads(entry.detail)
        value = sealed.get(said["value"], said["value"])
        events.setdefault((PatternKind(said["kind"]), value), []).append(entry)
    then = [
        Pattern(kind, value, WHY, since)
        for (kind, value), entries in events.items()
        if (kind, value) not in known and (since := _stood(entries, at)) is not None
    ]
    return (*now, *then)


def _entries(connection: Connection) -> list[Entry]:
    found = [*entries_between(connection, action=ADDED)]
    found += entries_between(connection, action=LIFTED)
    return sorted(found, key=lambda one: one.seq)


def _sealed(connection: Connection, e164: str) -> Iterator[tuple[str, str]]:
    for end in range(1, len(e164) + 1):
        salt = salt_of(connection, e164[:end])
        if salt is not None:
            yield seal(salt, e164[:end]), e164[:end]


def _stood(entries: Iterable[Entry], at: datetime) -> datetime | None:
    """Since when it stood at an instant, at the latest; None where it did not."""
    before = [one for one in entries if one.at <= at]
    after = [one for one in entries if one.at > at]
    if before:
        return before[-1].at if before[-1].action == ADDED else None
    return at if after and after[0].action == LIFTED else None
