"""Reconstruct from the audit log what a firm held at an instant.

That is its settings, stops, emergencies and own rules, its copies of outside lists, and the entries
of the internal list that bar many numbers. The tables hold only the present state.
`rules_named` lists the rules that stored verdicts name.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from msgspec import Struct
from msgspec.structs import replace

from console.firm.settings import PERMITS_LOADED
from console.judging.documents import verdict_from
from console.judging.number_standing import patterns_in_force
from console.rules.law.permits import DUTIES, find_permit
from console.rules.law.statutes import all_registries, all_rules
from console.rules.phone.patterns import Pattern
from console.rules.verdict.permits import PREFIX
from console.rules.verdict.sentences import say_rule
from db.audit.log import salt_of, seal
from db.audit.reader import Entry, entries_between
from db.columns import Document
from db.dnc.registries import area_code_of, exchange_of
from db.engine.database import Connection
from db.enums import PatternKind
from db.firm.settings import read_firm
from db.tables.calls import AttemptRow

SETTING = ("setting", "permit_add", "permit_exempt", "permit_remove", PERMITS_LOADED)
"""Actions that hold a setting's value before and after."""

ACTIONS = (*SETTING, "rule_stop", "rule_resume", "emergency", "emergency_end", "rules_load")


class FirmThen(Struct, frozen=True):
    """The firm's settings at an instant, as `console.firm.settings.firm_from` takes them.

    `unknown` is a sentence for each value that the log does not hold.
    """

    values: Mapping[str, object]
    unknown: tuple[str, ...]


def firm_then(connection: Connection, at: datetime) -> FirmThen:
    """Return the firm's settings as of an instant: the present ones, with later changes undone."""
    values = read_firm(connection)
    unknown: list[str] = []
    entries = sorted(_entries(connection), key=lambda entry: entry.seq)
    _settings(values, [entry for entry in entries if entry.action in SETTING], at, unknown)
    values["stops"] = _stops([entry for entry in entries if entry.at <= at])
    values["emergencies"] = _emergencies([entry for entry in entries if entry.at <= at])
    _own_rules(values, [entry for entry in entries if entry.action == "rules_load"], at, unknown)
    return FirmThen(values, tuple(unknown))


def _entries(connection: Connection) -> Iterator[Entry]:
    for action in ACTIONS:
        yield from entries_between(connection, action=action)


def _settings(
    values: dict[str, object], entries: list[Entry], at: datetime, unknown: list[str]
) -> None:
    """Set each value to the last one set by `at`, else to the one that the next entry replaced."""
    then: dict[str, object] = {}
    for entry in entries:
        detail = json.loads(entry.detail)
        name = detail["name"]
        if entry.at <= at:
            then[name] = detail["value"]
        elif name not in then:
            then[name] = detail.get("before")
            if "before" not in detail:
                unknown.append(
                    f"The earlier value of the setting “{name}” is not in the log. It was set on "
                    f"{entry.at:%Y-%m-%d}, after that instant, and counts as unset before."
                )
    for name, value in then.items():
        values.pop(name, None)
        if value is not None:
            values[name] = value


def _stops(entries: list[Entry]) -> list[Document]:
    stops: dict[str, Document] = {}
    for entry in entries:
        detail = json.loads(entry.detail)
        if entry.action == "rule_stop":
            stops[detail["jurisdiction"]] = detail
        elif entry.action == "rule_resume":
            stops.pop(detail["jurisdiction"], None)
    return list(stops.values())


def _emergencies(entries: list[Entry]) -> list[Document]:
    emergencies: dict[int, Document] = {}
    for entry in entries:
        detail = json.loads(entry.detail)
        if entry.action == "emergency":
            emergencies[detail["id"]] = detail
        elif entry.action == "emergency_end" and detail["id"] in emergencies:
            emergencies[detail["id"]] |= {"until": detail["until"]}
    return list(emergencies.values())


def _own_rules(
    values: dict[str, object], entries: list[Entry], at: datetime, unknown: list[str]
) -> None:
    """Leave out rules that were replaced later: the log holds only the checksum of their file."""
    later = next((entry for entry in entries if entry.at > at), None)
    if later is None:
        return
    values.pop("rules", None)
    loaded = [json.loads(entry.detail) for entry in entries if entry.at <= at]
    replaced = json.loads(later.detail)["replaced"]
    if not replaced:
        return
    file = f" (from {loaded[-1]['file']}, checksum {loaded[-1]['checksum']})" if loaded else ""
    unknown.append(
        f"The firm had {replaced} rules of its own then{file}. They were replaced on "
        f"{later.at:%Y-%m-%d} and their text is no longer held, so they are left out."
    )


class CopyThen(Struct, frozen=True):
    """A copy of an outside list that covered a number, as the log's `entry` has it.

    `numbers` is the count of numbers in the file. `replaced_at` is when the next copy took its
    place.
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
    def description(self) -> str:
        loaded = f"{self.loaded_at.astimezone(UTC):%Y-%m-%d}"
        count = f"{self.numbers:,} {'number' if self.numbers == 1 else 'numbers'}"
        return f"{self.source} as of {self.as_of}, loaded {loaded} by {self.agent}, {count}"


def copies_then(connection: Connection, e164: str, at: datetime) -> tuple[CopyThen, ...]:
    """Return each list's copy that was held at an instant."""
    return latest_of(copies_about(connection, e164), at)


def latest_of(copies: Iterable[CopyThen], at: datetime) -> tuple[CopyThen, ...]:
    """Return each list's last copy that was loaded by an instant."""
    # Copies come in the order of loading, so the last one of each source stays.
    latest = {copy.source: copy for copy in copies if copy.loaded_at <= at}
    return tuple(latest[source] for source in sorted(latest))


def copies_about(connection: Connection, e164: str) -> tuple[CopyThen, ...]:
    """Return every copy that ever covered a number, in the order of loading."""
    if not e164:
        return ()
    next_at: dict[str, datetime] = {}
    copies = []
    # From the newest back, so that each copy learns when the next of its list was loaded.
    for copy in reversed([*_loaded_copies(connection, area_code_of(exchange_of(e164)[0]))]):
        copies.append(replace(copy, replaced_at=next_at.get(copy.source)))
        next_at[copy.source] = copy.loaded_at
    return tuple(reversed(copies))


def _loaded_copies(connection: Connection, code: str) -> Iterator[CopyThen]:
    for entry in entries_between(connection, action="registry"):
        detail = json.loads(entry.detail)
        if {code, ""} & set(detail["area_codes"]):
            yield CopyThen(
                detail["source"],
                date.fromisoformat(detail["as_of"]),
                entry.at,
                entry.agent,
                detail["numbers"],
                detail["file"],
                detail["checksum"],
                entry.seq,
            )


ADDED, LIFTED = "dnc_pattern_add", "dnc_pattern_remove"

LIFTED_REASON = "its entry was lifted since"


def patterns_then(connection: Connection, e164: str, at: datetime) -> tuple[Pattern, ...]:
    """Return the patterns that were in force at an instant: present ones and those lifted since.

    The reason of a lifted pattern is not kept. A pattern that the log names only when it was lifted
    counts as in force at the instant.
    """
    now = [pattern for pattern in patterns_in_force(connection) if pattern.since <= at]
    known = {(pattern.kind, pattern.value) for pattern in now}
    # The log holds a prefix that is as long as a number only as a salted hash. Hash each beginning
    # of this number to recognize the prefixes that bar it.
    by_seal = dict(_seals(connection, e164))
    events: dict[tuple[PatternKind, str], list[Entry]] = {}
    for entry in _pattern_entries(connection):
        detail = json.loads(entry.detail)
        value = by_seal.get(detail["value"], detail["value"])
        events.setdefault((PatternKind(detail["kind"]), value), []).append(entry)
    then = [
        Pattern(kind, value, LIFTED_REASON, since)
        for (kind, value), entries in events.items()
        if (kind, value) not in known and (since := _standing_since(entries, at)) is not None
    ]
    return (*now, *then)


def _pattern_entries(connection: Connection) -> list[Entry]:
    entries = [*entries_between(connection, action=ADDED)]
    entries += entries_between(connection, action=LIFTED)
    return sorted(entries, key=lambda entry: entry.seq)


def _seals(connection: Connection, e164: str) -> Iterator[tuple[str, str]]:
    for end in range(1, len(e164) + 1):
        salt = salt_of(connection, e164[:end])
        if salt is not None:
            yield seal(salt, e164[:end]), e164[:end]


def _standing_since(entries: Iterable[Entry], at: datetime) -> datetime | None:
    """Return an instant since which a pattern was in force at `at`; None if it was not.

    It is `at` itself if the log first names the pattern when it was lifted later.
    """
    before = [entry for entry in entries if entry.at <= at]
    after = [entry for entry in entries if entry.at > at]
    if before:
        return before[-1].at if before[-1].action == ADDED else None
    return at if after and after[0].action == LIFTED else None


def rules_named(attempts: Sequence[AttemptRow]) -> list[dict[str, str]]:
    """Return a document for each rule, registry and permit that the attempts' verdicts name."""
    days: dict[str, date] = {}
    for attempt in attempts:
        for name in _names(attempt):
            days[name] = attempt.dialled_at.astimezone(UTC).date()
    documents = []
    for name, on in sorted(days.items()):
        rule = next((rule for rule in all_rules() if rule.id == name and rule.holds_on(on)), None)
        need = next((need for need in all_registries() if need.id == name), None)
        if rule is not None:
            documents.append(
                _rule(name, f"{rule.name}: {say_rule(rule)}", rule.citation, rule.source)
            )
        elif need is not None:
            text = f"{need.name}: a copy is good for {need.good_for_days} days"
            documents.append(_rule(name, text, need.citation, need.source))
        elif permit := find_permit(name.removeprefix(PREFIX)):
            text = f"{permit.name}: {DUTIES[permit.duty]}"
            documents.append(_rule(name, text, permit.citation, permit.source))
    return documents


def _names(attempt: AttemptRow) -> Iterator[str]:
    """Yield the ids in an attempt's verdict: `us-national lifted by …` names us-national."""
    if attempt.verdict is None:
        return
    verdict = verdict_from(attempt.verdict)
    yield from (text.partition(" ")[0] for text in verdict["allowed_by"])
    yield from (reason["rule"] for reason in verdict["reasons"])


def _rule(name: str, says: str, citation: str, source: str) -> dict[str, str]:
    return {"rule": name, "says": says, "citation": citation, "source": source}
