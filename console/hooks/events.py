"""Which entries of the audit log are events for other programs, and what an event says.

The body is built at each sending, from the rows as they stand then. So an erased person is not
sent, and a call that was taken back says so. People are named only by the fields that the firm
chose for a hook.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from console.judging.documents import instant
from db.engine.database import Connection
from db.firm.outcomes import OutcomeRow, all_outcomes
from db.hooks import records
from db.hooks.event_rows import (
    answers_of,
    list_of_batch,
    numbers_listed,
    open_promise,
    read_appointment,
    read_call,
    read_lead_keys,
    read_outcome,
)
from db.hooks.records import LogEntry
from db.tables.hooks import HookRow, LetterRow


class EventType(StrEnum):
    """What happened. Types are only ever added."""

    CALL_ENDED = "call.ended"
    CALL_TAKEN_BACK = "call.taken_back"
    CALL_INBOUND = "call.inbound"
    CALLBACK_MADE = "callback.made"
    CALLBACK_MOVED = "callback.moved"
    CALLBACK_DROPPED = "callback.dropped"
    APPOINTMENT_SET = "appointment.set"
    APPOINTMENT_MOVED = "appointment.moved"
    APPOINTMENT_MARKED = "appointment.marked"
    APPOINTMENT_CANCELLED = "appointment.cancelled"
    APPOINTMENT_HANDED = "appointment.handed"
    LISTED = "do_not_call.added"
    UNLISTED = "do_not_call.removed"
    COMPLAINT = "complaint"
    IMPORTED = "lead.imported"
    SESSION_ENDED = "session.ended"
    ERASED = "person.erased"


OF_ACTIONS: Mapping[str, EventType] = {
    "outcome": EventType.CALL_ENDED,
    "inbound": EventType.CALL_INBOUND,
    "inbound_undo": EventType.CALL_TAKEN_BACK,
    "callback_move": EventType.CALLBACK_MOVED,
    "callback_give": EventType.CALLBACK_MOVED,
    "callback_drop": EventType.CALLBACK_DROPPED,
    "appointment_set": EventType.APPOINTMENT_SET,
    "appointment_move": EventType.APPOINTMENT_MOVED,
    "appointment_answer": EventType.APPOINTMENT_MARKED,
    "appointment_mark": EventType.APPOINTMENT_MARKED,
    "appointment_cancel": EventType.APPOINTMENT_CANCELLED,
    "appointment_hand": EventType.APPOINTMENT_HANDED,
    "dnc_add": EventType.LISTED,
    "dnc_add_file": EventType.LISTED,
    "request": EventType.LISTED,
    "dnc_remove": EventType.UNLISTED,
    "import": EventType.IMPORTED,
    "session_end": EventType.SESSION_ENDED,
    "erase": EventType.ERASED,
}
"""The event of each action of the log; `undo` and outcomes have more to it (`types_by`)."""

ACTIONS = (*OF_ACTIONS, "undo")
"""The actions that may be events."""


_UNDOES = ("undo", "inbound_undo")

_OF_NEEDS = {"callback": EventType.CALLBACK_MADE, "appointment": EventType.APPOINTMENT_SET}
"""The further event of an outcome that needs something."""

MOST_NUMBERS = 500
"""A body names the numbers of a longer list by their count alone, so that it stays small."""


class Event(Struct, frozen=True):
    """An event as it is sent. `id` is equal in every try, and differs after a restore."""

    id: str
    type: str
    body: bytes


Values = dict[str, object]


def types_of(connection: Connection, entry: LogEntry) -> list[EventType]:
    """Return the types of the events that an entry is; [] for none."""
    outcomes = all_outcomes(connection) if entry.action == "outcome" else ()
    return types_by(entry.action, entry.detail, outcomes)


def types_by(action: str, text: str, outcomes: Iterable[OutcomeRow]) -> list[EventType]:
    """Return the types of the events of an entry by the firm's outcomes."""
    detail = json.loads(text)
    if action == "undo":
        if detail.get("attempt") is not None:
            return [EventType.CALL_TAKEN_BACK]
        return [EventType.UNLISTED] if detail.get("outcome") == "request" else []
    if action not in OF_ACTIONS:
        return []
    types = [OF_ACTIONS[action]]
    if action == "outcome":
        outcome = next((row for row in outcomes if row.code == detail["outcome"]), None)
        if outcome is not None and outcome.needs in _OF_NEEDS:
            types.append(_OF_NEEDS[outcome.needs])
        if outcome is not None and outcome.suppresses:
            types.append(EventType.LISTED)
        if detail["outcome"] == "complaint":
            types.append(EventType.COMPLAINT)
    return types


def events_of(connection: Connection, entry: LogEntry, hook: HookRow) -> list[Event]:
    """Return the events of an entry that a hook wants."""
    events = []
    for turn, type_ in enumerate(types_of(connection, entry)):
        if hook.events and type_ not in hook.events:
            continue
        data = {"seq": entry.seq, **_DATA[type_](connection, entry, hook.personal)}
        if hook.list_name and data.get("list", hook.list_name) != hook.list_name:
            continue
        body = {"type": type_, "timestamp": instant(entry.at), "data": data}
        # One entry may be several events: each needs an id of its own.
        suffix = f"_{turn}" if turn else ""
        event_id = f"evt_{entry.seq}_{entry.hash[:12]}{suffix}"
        events.append(Event(event_id, type_, json.dumps(body, ensure_ascii=False).encode()))
    return events


def _lead(connection: Connection, entry: LogEntry, personal: Collection[str]) -> Values:
    """Return the lead's keys, and its name if the firm sends it."""
    if entry.lead_id is None:
        return {}
    row = read_lead_keys(connection, entry.lead_id)
    if row is None:
        return {"lead_id": entry.lead_id, "is_erased": True}
    values: Values = {"lead_id": entry.lead_id, "vendor_id": row.vendor_id, "list": row.list_name}
    return {**values, "name": row.name} if "name" in personal else values


def _call(connection: Connection, entry: LogEntry, personal: Collection[str]) -> Values:
    attempt_id = json.loads(entry.detail)["attempt"]
    values = {**_lead(connection, entry, personal), "attempt_id": attempt_id, "agent": entry.agent}
    row = read_call(connection, attempt_id)
    if row is None or "is_erased" in values:
        return values
    values["dialled_at"] = instant(row.dialled_at)
    outcome = read_outcome(connection, row.outcome)
    # An undo is about the outcome that is gone, even where another one was recorded since.
    if entry.action in _UNDOES or outcome is None or row.ended_at is None:
        values["is_taken_back"] = entry.action in {*_UNDOES, "outcome"}
    else:
        ended_at = row.line_ended_at or row.ended_at
        began_at = row.answered_at or row.dialled_at
        values |= {
            "outcome": row.outcome,
            "is_no": outcome.is_no,
            "is_yes": outcome.is_yes,
            "is_contact": outcome.is_contact,
            "ended_at": instant(row.ended_at),
            "seconds": round((ended_at - began_at).total_seconds()),
        }
    if "number" in personal:
        values["number"] = row.e164
    if "note" in personal:
        values["note"] = row.note
    if "answers" in personal:
        values["answers"] = answers_of(connection, attempt_id)
    return values


def _callback(connection: Connection, entry: LogEntry, personal: Collection[str]) -> Values:
    values = _lead(connection, entry, personal)
    row = open_promise(connection, entry.lead_id)
    if row is not None:
        values |= {"due_at": instant(row.due_at), "keeper": row.agent}
    return {**values, "agent": entry.agent}


def _appointment(connection: Connection, entry: LogEntry, personal: Collection[str]) -> Values:
    detail = json.loads(entry.detail)
    values = {**_lead(connection, entry, personal), "agent": entry.agent}
    row = read_appointment(
        connection, appointment_id=detail.get("appointment"), attempt_id=detail.get("attempt")
    )
    if row is not None:
        names = ("uid", "sequence", "status", "local_start", "zone", "minutes", "way")
        values |= {name: getattr(row, name) for name in names}
        values |= {"starts_at": instant(row.starts_at), "with": row.with_whom}
    return values


def _listing(connection: Connection, entry: LogEntry, personal: Collection[str]) -> Values:
    detail = json.loads(entry.detail)
    values: Values = {**_lead(connection, entry, personal), "agent": entry.agent}
    count = detail.get("count") or len(detail.get("numbers", ())) or 1
    values["numbers_count"] = count
    if "number" in personal and count <= MOST_NUMBERS:
        values["numbers"] = numbers_listed(connection, entry.seq)
    return values


def _import(connection: Connection, entry: LogEntry, _personal: Collection[str]) -> Values:
    detail = json.loads(entry.detail)
    counts = ("imported", "updated", "rejected", "on_dnc")
    return {
        "import": detail["batch"],
        "list": list_of_batch(connection, detail["batch"]),
        "agent": entry.agent,
        **{name: detail[name] for name in counts if name in detail},
    }


def _session(_connection: Connection, entry: LogEntry, _personal: Collection[str]) -> Values:
    detail = json.loads(entry.detail)
    return {"session_id": detail["session"], "agent": entry.agent}


def _erasure(_connection: Connection, entry: LogEntry, _personal: Collection[str]) -> Values:
    return {"lead_ids": json.loads(entry.detail)["leads"], "agent": entry.agent}


_DATA: Mapping[EventType, Callable[[Connection, LogEntry, Collection[str]], Values]] = {
    EventType.CALL_ENDED: _call,
    EventType.CALL_TAKEN_BACK: _call,
    EventType.CALL_INBOUND: _call,
    EventType.COMPLAINT: _call,
    EventType.CALLBACK_MADE: _callback,
    EventType.CALLBACK_MOVED: _callback,
    EventType.CALLBACK_DROPPED: _callback,
    EventType.APPOINTMENT_SET: _appointment,
    EventType.APPOINTMENT_MOVED: _appointment,
    EventType.APPOINTMENT_MARKED: _appointment,
    EventType.APPOINTMENT_CANCELLED: _appointment,
    EventType.APPOINTMENT_HANDED: _appointment,
    EventType.LISTED: _listing,
    EventType.UNLISTED: _listing,
    EventType.IMPORTED: _import,
    EventType.SESSION_ENDED: _session,
    EventType.ERASED: _erasure,
}

PERSONAL = ("number", "name", "note", "answers")
"""The personal fields that a firm may send."""


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
