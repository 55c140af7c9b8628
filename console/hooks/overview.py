"""The hooks of the firm as their page shows them: what was sent, what waits, and each event."""

import json
from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from console.cards.today import StuckHook
from console.hooks.events import (
    ACTIONS,
    Delivery,
    count_events,
    events_of,
    no_sender_since,
    state_of,
)
from db.engine.database import Connection, Database, is_agent
from db.hooks import records
from db.hooks.records import LogEntry
from db.tables.hooks import HookRow, LetterRow

NEWEST = 30
"""Events of a hook that its page shows, besides those that wait."""

MOST_SHOWN = 200

COVERED = "•••••"
"""Stands for a personal value that is sent, but not shown."""


class HookEvent(Struct, frozen=True):
    """An event of a hook. `body` is what would be sent now, with personal values covered."""

    seq: int
    at: datetime
    type: str
    agent: str
    delivery: Delivery
    body: Mapping[str, object]
    tries: int = 0
    next_at: datetime | None = None
    answer: str = ""


class HookLine(Struct, frozen=True):
    """A hook with its counts and its events, newest first.

    `waits_since` is when the oldest waiting event was recorded. `status` is "on", "paused" or
    "stopped"; `failing_since` is None while the receiver answers, `no_sender_since` while a sender
    runs or nothing is due.
    """

    name: str
    target: tuple[str, ...]
    status: str
    types: tuple[str, ...]
    list_name: str
    personal: tuple[str, ...]
    after: int
    sent: int
    sent_at: datetime | None
    waiting: int
    waits_since: datetime | None
    dead: int
    failing_since: datetime | None
    error: str
    no_sender_since: datetime | None
    events: tuple[HookEvent, ...]

    @property
    def stuck_since(self) -> datetime | None:
        return self.no_sender_since or self.failing_since

    @property
    def is_stuck(self) -> bool:
        return self.status == "stopped" or self.stuck_since is not None


def read_hooks(database: Database, now: datetime) -> tuple[HookLine, ...]:
    """Return all hooks by name, each with its newest events."""
    with database.read() as connection:
        return tuple(_line(connection, hook, now) for hook in records.all_hooks(connection))


def stuck_hooks(database: Database, now: datetime) -> tuple[StuckHook, ...]:
    """Return the hooks that have no sender, no answer or dead events; () for an agent's login."""
    with database.read() as connection:
        if is_agent(connection):  # its login has no right on hooks
            return ()
        rows = (_stuck(connection, hook, now) for hook in records.all_hooks(connection))
        return tuple(row for row in rows if row is not None)


def _stuck(connection: Connection, hook: HookRow, now: datetime) -> StuckHook | None:
    counts = count_events(connection, hook)
    no_sender = no_sender_since(hook, counts.oldest_at, now)
    if no_sender is not None:
        act = "start smiledial hooks run"
        return StuckHook(hook.name, counts.waiting, no_sender, act, counts.dead, "no sender")
    if hook.failing_since is None and hook.status != "stopped" and not counts.dead:
        return None
    status_word = "" if hook.status == "on" else hook.status
    since, waiting = hook.failing_since, counts.waiting
    return StuckHook(hook.name, waiting, since, hook.error, counts.dead, status_word)


def _line(connection: Connection, hook: HookRow, now: datetime) -> HookLine:
    letters = records.letters_of(connection, hook.id, MOST_SHOWN)
    counts = count_events(connection, hook)
    events = _events(connection, hook, {letter.seq: letter for letter in letters})
    return HookLine(
        name=hook.name,
        target=tuple(hook.target),
        status=hook.status,
        types=tuple(hook.events),
        list_name=hook.list_name,
        personal=tuple(hook.personal),
        after=hook.after,
        sent=hook.sent,
        sent_at=hook.sent_at,
        waiting=counts.waiting,
        waits_since=counts.oldest_at,
        dead=counts.dead,
        failing_since=hook.failing_since,
        error=hook.error,
        no_sender_since=no_sender_since(hook, counts.oldest_at, now),
        events=tuple(events),
    )


def _events(
    connection: Connection, hook: HookRow, letters: Mapping[int, LetterRow]
) -> list[HookEvent]:
    """Return what waits or is dead, and the newest of the rest."""
    entries = {entry.seq: entry for entry in records.newest_entries(connection, _ACTIONS)}
    # Nothing from before the hook was added is sent.
    added = max((seq for seq, entry in entries.items() if _adds(entry, hook)), default=0)
    waiting = (records.entry_at(connection, seq) for seq in letters if seq not in entries)
    shown = {
        **{seq: entry for seq, entry in entries.items() if seq > added},
        **{entry.seq: entry for entry in waiting if entry is not None},
    }
    events: list[HookEvent] = []
    plain = 0
    for seq in sorted(shown, reverse=True):
        letter = letters.get(seq)
        if letter is None and plain >= NEWEST:
            continue
        rows = list(_of_entry(connection, shown[seq], hook, letter))
        plain += len(rows) if letter is None else 0
        events += rows
    return events


_ACTIONS = (*ACTIONS, "hook_add")


def _adds(entry: LogEntry, hook: HookRow) -> bool:
    return entry.action == "hook_add" and json.loads(entry.detail).get("hook") == hook.name


def _of_entry(
    connection: Connection, entry: LogEntry, hook: HookRow, letter: LetterRow | None
) -> list[HookEvent]:
    """Return the events of an entry, made without personal values."""
    rows = []
    for event in events_of(connection, entry, replace(hook, personal=[])):
        body = json.loads(event.body)
        body["data"] |= dict.fromkeys(hook.personal, COVERED)
        state = state_of(entry, hook, letter, event.type)
        row = HookEvent(
            entry.seq, entry.at, event.type, entry.agent, state.delivery, body, answer=state.answer
        )
        if letter is not None and state.delivery is Delivery.WAITS and state.answer:
            row = replace(row, tries=letter.tries, next_at=letter.next_at)
        rows.append(row)
    return rows
