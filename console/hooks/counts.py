"""Count the events of a hook that wait or are dead."""

from datetime import datetime, timedelta

from msgspec import Struct

from console.hooks.event_states import Delivery, read_states
from console.hooks.events import ACTIONS, types_by
from db.engine.database import Connection
from db.firm.outcomes import all_outcomes
from db.hooks import records
from db.tables.hooks import HookRow

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
