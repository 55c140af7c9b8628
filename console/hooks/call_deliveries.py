"""Which hooks got the events of a call, by the audit log and the letters."""

import json
from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from console.hooks.event_states import Delivery, EventState, state_of
from console.hooks.events import events_of, types_of
from db.engine.database import Connection, Database
from db.hooks import records
from db.hooks.records import LogEntry
from db.tables.hooks import HookRow, LetterRow

MOST_LETTERS = 1_000


class CallDelivery(Struct, frozen=True):
    """An event of a call and one hook.

    `answer` is the receiver's last one, if it failed; `id` is the `webhook-id` that it got.
    """

    hook: str
    type: str
    entry: int
    state: str
    answer: str = ""
    id: str = ""


def deliveries_of(database: Database, seqs: Collection[int]) -> tuple[CallDelivery, ...]:
    """Return where the events of some entries are, for each hook that wants or wanted them."""
    with database.read() as connection:
        read = (records.entry_at(connection, seq) for seq in sorted(seqs))
        entries = [entry for entry in read if entry is not None]
        acts = [(act.seq, act.action, json.loads(act.detail)) for act in _acts(connection)]
        rows: list[CallDelivery] = []
        for hook in records.all_hooks(connection):
            rows += _of_hook(connection, hook, entries, acts)
        for name, added, removed, types in _removed(acts):
            for entry in entries:
                if added < entry.seq < removed:
                    rows += [
                        CallDelivery(
                            name, type_, entry.seq, "not known: the hook was removed since"
                        )
                        for type_ in types_of(connection, entry)
                        if not types or type_ in types
                    ]
        return tuple(rows)


class Undelivered(Struct, frozen=True):
    """An event that waits or is dead, with its entry's letter."""

    letter: LetterRow
    type: str
    state: EventState


def undelivered(
    connection: Connection, hook: HookRow, *, are_dead: bool | None = None
) -> tuple[Undelivered, ...]:
    """Return the events of a hook's newest letters, newest first: dead, waiting or both (None)."""
    rows = []
    for letter in records.letters_of(connection, hook.id, MOST_LETTERS):
        entry = records.entry_at(connection, letter.seq)
        if entry is None:
            continue
        for type_ in types_of(connection, entry):
            state = state_of(entry, hook, letter, type_)
            is_dead = state.delivery is Delivery.DEAD
            is_wanted = not hook.events or type_ in hook.events
            if is_wanted and state.delivery is not Delivery.SENT and are_dead in {None, is_dead}:
                rows.append(Undelivered(letter, type_, state))
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
        if entry.seq <= added:
            continue  # nothing from before the hook was added is sent
        letter = records.letter_at(connection, hook.id, entry.seq)
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
