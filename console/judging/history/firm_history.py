"""The firm's settings, stops, emergencies and own rules as of an instant, by the audit log."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

from db.audit.reader import Entry, entries_between
from db.columns import Document
from db.dataclass import dataclass
from db.engine.database import Connection
from db.firm.settings import read_firm

ACTIONS = ("setting", "rule_stop", "rule_resume", "emergency", "emergency_end", "rules_load")


@dataclass(frozen=True, slots=True)
class FirmThen:
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
