"""Callbacks and appointments together, by time."""

from datetime import datetime, timedelta
from pathlib import Path

from console.cards.promises import AppointmentCard, CallbackCard, Whose, YesWithoutTime
from console.desk.appointments.desk import AppointmentDesk
from console.desk.callbacks.calendar_desk import ALARM, save_calendar, write_calendar
from console.desk.callbacks.desk import CallbackDesk
from console.rules.shift.appointments import STANDING

JUST_MARKED = timedelta(days=1)
"""Marked appointments stay on the page for so long after they began, so that a mark can change."""


def promised_items(
    callbacks: CallbackDesk, appointments: AppointmentDesk, now: datetime
) -> tuple[CallbackCard | AppointmentCard | YesWithoutTime, ...]:
    """Return callbacks and appointments by time, then yeses without a time.

    The call of an appointment is no row of its own.
    """
    cards = appointments.all(since=now - JUST_MARKED)
    starts = {card.lead_id: card.starts_at for card in cards if card.status in STANDING}
    promised = [
        card
        for card in callbacks.for_screen()
        if card.lead_id not in starts or card.due_at > starts[card.lead_id]
    ]
    items: list[CallbackCard | AppointmentCard] = [*promised, *cards]
    by_time = sorted(items, key=_time_of)
    return (*by_time, *appointments.without_time(Whose.ALL))


def next_promise(
    callbacks: CallbackDesk, appointments: AppointmentDesk, agent: str, now: datetime
) -> CallbackCard | AppointmentCard | None:
    """Return what the agent has promised next: an overdue callback, or the next of either kind."""
    for item in promised_items(callbacks, appointments, now):
        if isinstance(item, CallbackCard) and item.agent == agent:
            return item
        if not isinstance(item, AppointmentCard) or item.with_whom != agent:
            continue
        if item.status in STANDING and item.starts_at > now:
            return item
    return None


def save_promises(
    path: Path,
    callbacks: CallbackDesk,
    appointments: AppointmentDesk,
    whose: Whose,
    now: datetime,
) -> int:
    """Write callbacks and appointments as a calendar file; return the count of its entries.

    The call of an appointment is no entry of its own. Anyone may keep callbacks alone.
    """
    items = promised_items(callbacks, appointments, now)
    named = {f"{item.callback_id}" for item in items if isinstance(item, CallbackCard)}
    entries = [entry for entry in callbacks.entries(whose) if entry.key in named]
    if whose is not Whose.TEAM:
        entries += appointments.entries(whose)
    save_calendar(path, write_calendar(entries, ALARM, now))
    return len(entries)


def _time_of(item: CallbackCard | AppointmentCard) -> datetime:
    return item.due_at if isinstance(item, CallbackCard) else item.starts_at
