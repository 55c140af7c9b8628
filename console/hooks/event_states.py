"""What became of each event of an entry, for one hook, and how many wait or are dead.

An entry of the log may be several events. Its letter keeps a line for each that was tried: the
type, the state and the receiver's last answer, such as `do_not_call.added dead exit 65 No such
field`. So a refused call log neither holds up a do-not-call request nor speaks for it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from console.hooks.events import ACTIONS, EventType, types_by
from db.engine.database import Connection
from db.firm.outcomes import all_outcomes
from db.hooks import records
from db.hooks.records import LogEntry
from db.tables.hooks import HookRow, LetterRow


class Delivery(StrEnum):
    """Where an event is for one hook. `AHEAD`: the sender has not come to it yet."""

    SENT = "sent"
    WAITS = "waits"
    DEAD = "dead"
    AHEAD = "to send"


class EventState(Struct, frozen=True):
    """Where an event is, and the receiver's last answer if it failed."""

    delivery: Delivery
    answer: str = ""


_TYPES = frozenset(EventType)
_KEPT = {state.value: state for state in (Delivery.SENT, Delivery.WAITS, Delivery.DEAD)}


def read_states(text: str) -> dict[str, EventState]:
    """Return the state of each event type by a letter's text; {} for a plain answer."""
    states = {}
    for line in text.split("\n"):
        type_, _, rest = line.partition(" ")
        word, _, answer = rest.partition(" ")
        if type_ not in _TYPES or word not in _KEPT:
            return {}  # a letter from before states were kept: its text is the last answer
        states[type_] = EventState(_KEPT[word], answer)
    return states


def write_states(states: Mapping[str, EventState]) -> str:
    lines = (f"{type_} {state.delivery} {state.answer}" for type_, state in states.items())
    return "\n".join(line.rstrip() for line in lines)


def state_of(entry: LogEntry, hook: HookRow, letter: LetterRow | None, type_: str) -> EventState:
    """Return the state of one event of an entry."""
    if letter is None:
        return EventState(Delivery.AHEAD if entry.seq > hook.cursor_seq else Delivery.SENT)
    states = read_states(letter.error)
    if type_ in states:
        return states[type_]
    answer = "" if states else letter.error
    return EventState(Delivery.WAITS if letter.dead_at is None else Delivery.DEAD, answer)


MOST_COUNTED = 5_000
"""Entries that are counted: reading the whole log would take too long where no sender ran."""


class Counts(Struct, frozen=True):
    """The events of a hook: waiting and dead; and when the oldest of the waiting was recorded.

    An event waits for a later try, behind another one of its lead, or for its sender to come to it,
    which may be stopped or paused.
    """

    waiting: int
    dead: int
    oldest_at: datetime | None


def count_events(connection: Connection, hook: HookRow) -> Counts:
    """Count a hook's events in up to MOST_COUNTED entries of each kind."""
    outcomes = all_outcomes(connection)
    waiting, oldest_at = 0, None
    for entry in records.open_entries(connection, hook, ACTIONS, MOST_COUNTED):
        if hook.list_name and entry.list_name not in {None, hook.list_name}:
            continue
        states = read_states(entry.error or "")
        settled = {type_ for type_, row in states.items() if row.delivery is not Delivery.WAITS}
        types = {
            type_
            for type_ in types_by(entry.action, entry.detail, outcomes)
            if not hook.events or type_ in hook.events
        }
        if types - settled:
            waiting += len(types - settled)
            oldest_at = entry.at if oldest_at is None else min(oldest_at, entry.at)
    dead = 0
    for letter in records.letters_of(connection, hook.id, MOST_COUNTED, are_dead=True):
        states = read_states(letter.error)
        dead += sum(row.delivery is Delivery.DEAD for row in states.values()) or 1
    return Counts(waiting, dead, oldest_at)


SENDER_MISSING = timedelta(minutes=3)
"""How long nobody may send before that is reported: cron may start a sender each minute."""


def no_sender_since(hook: HookRow, oldest_at: datetime | None, now: datetime) -> datetime | None:
    """Return since when an event of a hook is due and no sender runs; None if that is not so."""
    is_sending = hook.sender and hook.sender_until is not None and hook.sender_until > now
    if hook.status != "on" or oldest_at is None or is_sending:
        return None
    due_at = oldest_at + timedelta(seconds=hook.after)
    since = max(due_at, hook.sender_until or due_at)
    if now - since < SENDER_MISSING:
        return None
    return hook.sender_until or due_at
