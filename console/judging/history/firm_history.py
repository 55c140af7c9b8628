"""The firm's settings, stops, emergencies and own rules as of an instant, by the audit log."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime

from msgspec import Struct
from msgspec.structs import replace

from console.judging.number_standing import patterns_in_force
from console.rules.phone.patterns import Pattern
from db.audit.log import seal
from db.audit.reader import Entry, entries_between
from db.audit.salts import salt_of
from db.columns import Document
from db.dnc.registries import area_code_of, exchange_of
from db.engine.database import Connection
from db.enums import PatternKind
from db.firm.settings import read_firm

ACTIONS = ("setting", "rule_stop", "rule_resume", "emergency", "emergency_end", "rules_load")


class FirmThen(Struct, frozen=True):
    """`values` as `console.firm.settings.firm_from` takes them; `unknown` is a sentence each."""

    values: Mapping[str, object]
    unknown: tuple[str, ...]


def firm_then(connection: Connection, at: datetime) -> FirmThen:
    values = read_firm(connection)
    unknown: list[str] = []
    entries = sorted(_entries(connection), key=lambda entry: entry.seq)
    _settings(values, [one for one in entries if one.action == "setting"], at, unknown)
    values["stops"] = _stops([one for one in entries if one.at <= at])
    values["emergencies"] = _emergencies([one for one in entries if one.at <= at])
    _own_rules(values, [one for one in entries if one.action == "rules_load"], at, unknown)
    return FirmThen(values, tuple(unknown))


def _entries(connection: Connection) -> Iterator[Entry]:
    for action in ACTIONS:
        yield from entries_between(connection, action=action)


def _settings(
    values: dict[str, object], entries: list[Entry], at: datetime, unknown: list[str]
) -> None:
    """Of each setting the last value put by then, or what the first one put later replaced."""
    then: dict[str, object] = {}
    for entry in entries:
        said = json.loads(entry.detail)
        name = said["name"]
        if entry.at <= at:
            then[name] = said["value"]
        elif name not in then:
            then[name] = said.get("before")
            if "before" not in said:
                unknown.append(
                    f"What the setting “{name}” was is not in the log: it was put on "
                    f"{entry.at:%Y-%m-%d}, after that instant, and is taken as unset before."
                )
    for name, value in then.items():
        values.pop(name, None)
        if value is not None:
            values[name] = value


def _stops(entries: list[Entry]) -> list[Document]:
    found: dict[str, Document] = {}
    for entry in entries:
        said = json.loads(entry.detail)
        if entry.action == "rule_stop":
            found[said["jurisdiction"]] = said
        elif entry.action == "rule_resume":
            found.pop(said["jurisdiction"], None)
    return list(found.values())


def _emergencies(entries: list[Entry]) -> list[Document]:
    found: dict[int, Document] = {}
    for entry in entries:
        said = json.loads(entry.detail)
        if entry.action == "emergency":
            found[said["id"]] = said
        elif entry.action == "emergency_end" and said["id"] in found:
            found[said["id"]] |= {"until": said["until"]}
    return list(found.values())


def _own_rules(
    values: dict[str, object], entries: list[Entry], at: datetime, unknown: list[str]
) -> None:
    """The log holds the checksum of the file they came from, and not what they said."""
    later = next((one for one in entries if one.at > at), None)
    if later is None:
        return
    values.pop("rules", None)
    loaded = [json.loads(one.detail) for one in entries if one.at <= at]
    replaced = json.loads(later.detail)["replaced"]
    if not replaced:
        return
    file = f" (from {loaded[-1]['file']}, checksum {loaded[-1]['checksum']})" if loaded else ""
    unknown.append(
        f"The firm had {replaced} rules of its own then{file}; what they said was replaced on "
        f"{later.at:%Y-%m-%d} and is not held any more, so they are left out."
    )


# Which copies of outside lists the firm held at an instant: from the audit log, for the copies
# themselves are replaced.


class CopyThen(Struct, frozen=True):
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


# The internal list’s entries for many numbers, as of an instant, by the audit log.


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
    for entry in _pattern_entries(connection):
        said = json.loads(entry.detail)
        value = sealed.get(said["value"], said["value"])
        events.setdefault((PatternKind(said["kind"]), value), []).append(entry)
    then = [
        Pattern(kind, value, WHY, since)
        for (kind, value), entries in events.items()
        if (kind, value) not in known and (since := _stood(entries, at)) is not None
    ]
    return (*now, *then)


def _pattern_entries(connection: Connection) -> list[Entry]:
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
