"""Which hooks got the events of a call, by the deliveries, the letters and the audit log."""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from console.hooks.events import ACTIONS, Delivery, EventState, events_of, state_of, types_of
from db.engine.database import Connection, Database
from db.hooks import records
from db.hooks.records import LogEntry
from db.hooks.records import deliveries_of as stored_deliveries
from db.tables.hooks import HookRow, LetterRow

MOST_LETTERS = 1_000


class CallDelivery(Struct, frozen=True):
    """An event of a call and one hook.

    `answer` is the receiver's last one; `id` is the `webhook-id` that it got. `at` is when it took
    the event: None if it did not, or if it did before deliveries were stored.
    """

    hook: str
    type: str
    entry: int
    state: str
    answer: str = ""
    id: str = ""
    at: datetime | None = None


def deliveries_of(database: Database, seqs: Collection[int]) -> tuple[CallDelivery, ...]:
    """Return where the events of some entries are, for each hook that wants or wanted them."""
    with database.read() as connection:
        read = (records.entry_at(connection, seq) for seq in sorted(seqs))
        entries = [entry for entry in read if entry is not None]
        acts = [(act.seq, act.action, json.loads(act.detail)) for act in _acts(connection)]
        rows = [
            CallDelivery(
                row.hook, row.type, row.seq, Delivery.SENT, row.answer, row.event_id, row.at
            )
            for row in stored_deliveries(connection, seqs)
        ]
        arrived = {(row.hook, row.type, row.entry) for row in rows}
        others: list[CallDelivery] = []
        for hook in records.all_hooks(connection):
            others += _of_hook(connection, hook, entries, acts)
        for name, added, removed, types in _removed(acts):
            for entry in entries:
                if added < entry.seq < removed:
                    others += [
                        CallDelivery(name, type_, entry.seq, UNKNOWN_REMOVED)
                        for type_ in types_of(connection, entry)
                        if not types or type_ in types
                    ]
        # What is sent again is open although it arrived before: both are shown.
        is_known = {Delivery.WAITS, Delivery.DEAD, Delivery.AHEAD}
        rows += [
            row
            for row in others
            if (row.hook, row.type, row.entry) not in arrived or row.state in is_known
        ]
        return tuple(sorted(rows, key=lambda row: (row.hook, row.entry, row.id)))


UNKNOWN_REMOVED = "not known: the hook was removed, and no delivery of it is stored"


class Undelivered(Struct, frozen=True):
    """An event that waits or is dead, with its entry's letter; None if it was not looked at yet."""

    entry: LogEntry
    letter: LetterRow | None
    type: str
    state: EventState


def undelivered(
    connection: Connection, hook: HookRow, *, are_dead: bool | None = None
) -> tuple[Undelivered, ...]:
    """Return a hook's undelivered events, newest first: dead, waiting or both (None).

    Those that its sender has not looked at yet are among the waiting ones.
    """
    rows = []
    open_letters: dict[int, LetterRow | None] = {
        letter.seq: letter for letter in records.letters_of(connection, hook.id, MOST_LETTERS)
    }
    ahead = records.entries_ahead(connection, hook.cursor_seq, ACTIONS, MOST_LETTERS)
    open_letters |= {entry.seq: None for entry in ahead if entry.seq not in open_letters}
    for seq, letter in sorted(open_letters.items(), reverse=True):
        entry = records.entry_at(connection, seq)
        if entry is None:
            continue
        for event in events_of(connection, entry, replace(hook, personal=[])):
            state = state_of(entry, hook, letter, event.type)
            is_dead = state.delivery is Delivery.DEAD
            if state.delivery is not Delivery.SENT and are_dead in {None, is_dead}:
                rows.append(Undelivered(entry, letter, event.type, state))
    return tuple(rows)


Act = tuple[int, str, Mapping[str, object]]


def _acts(connection: Connection) -> tuple[LogEntry, ...]:
    return records.entries_of(connection, ("hook_add", "hook_resume", "hook_remove"))


def _of_hook(
    connection: Connection, hook: HookRow, entries: Collection[LogEntry], acts: Collection[Act]
) -> Iterator[CallDelivery]:
    mine = [(seq, action, detail) for seq, action, detail in acts if detail["hook"] == hook.name]
    added = max((seq for seq, action, _ in mine if action == "hook_add"), default=0)
    # After a restore a hook goes on from a later entry: nobody knows what was sent before it.
    begun_anew = max((int(str(detail.get("from", 0))) for _, _, detail in mine), default=0)
    for entry in entries:
        letter = records.letter_at(connection, hook.id, entry.seq)
        if entry.seq <= added and letter is None:
            continue  # what is from before the hook was added is sent only by hooks resend
        is_unknown = letter is None and entry.seq <= min(begun_anew, hook.cursor_seq)
        for event in events_of(connection, entry, replace(hook, personal=[])):
            state = state_of(entry, hook, letter, event.type)
            where = state.delivery.value
            if is_unknown:
                where = f"not known: after a restore the hook went on from entry {begun_anew}"
            yield CallDelivery(hook.name, event.type, entry.seq, where, state.answer, event.id)


def _removed(acts: Collection[Act]) -> Iterator[tuple[str, int, int, Collection[str]]]:
    """Yield name, first and last entry, and event types of each hook that was removed."""
    added: dict[str, tuple[int, list[str]]] = {}
    for seq, action, detail in acts:
        name, types = str(detail["hook"]), detail.get("events")
        if action == "hook_add":
            added[name] = (seq, types if isinstance(types, list) else [])
        elif action == "hook_remove" and name in added:
            first, wanted = added.pop(name)
            yield name, first, seq, wanted
