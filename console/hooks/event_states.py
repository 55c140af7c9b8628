"""What became of each event of an entry, for one hook.

An entry of the log may be several events. Its letter keeps a line for each that was tried: the
type, the state and the receiver's last answer, such as `do_not_call.added dead exit 65 No such
field`. So a refused call log neither holds up a do-not-call request nor speaks for it.
"""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from console.hooks.events import EventType
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
