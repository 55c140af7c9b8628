"""Appointments in words."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from console.cards.promises import AppointmentCard, DueMail, YesWithoutTime
from console.rules.shift.appointments import STANDING, STATUS_WORDS, WAY_WORDS
from console.rules.shift.best_hours import wilson
from console.view.lead.callbacks import moment_past
from console.view.text.cleaning import clean
from console.view.text.clocks import both_clocks, clock, zone_time
from db.enums import AppointmentStatus, AppointmentWay

NO_YES = "Which yes is meant is not known here: C lists it, and t gives it a time."

FEW = 20
"""Fewer cases than this are shown as counts, without a rate."""

WAYS = {AppointmentWay.PHONE: "phone", AppointmentWay.VIDEO: "video", AppointmentWay.VISIT: "visit"}
"""The ways of an appointment, as a line of choices names them."""


def spoken_time(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """Return a time to read aloud: "Tuesday 1 December, 10:00–10:30 Mountain time"."""
    there = starts_at.astimezone(ZoneInfo(zone))
    span = f"{clock(starts_at, zone)}–{clock(ends_at, zone)}"
    return f"{there:%A} {there.day} {there:%B}, {span} {zone_time(zone, starts_at)}"


def status_words(card: AppointmentCard, now: datetime) -> str:
    """Return the status: "stands", "confirmed", "came?" once its time has come, "no-show"."""
    if card.status in STANDING and card.starts_at <= now:
        return "came?"
    if card.is_keeper_gone:
        return "nobody keeps it"
    if card.is_barred:
        return "no calls"
    return "stands" if card.status is AppointmentStatus.SET else STATUS_WORDS[card.status]


def appointment_lines(card: AppointmentCard, me: str, now: datetime, here: str) -> tuple[str, ...]:
    """Return who, when and with whom, how and where, and what to do next."""
    person = " · ".join(clean(part) for part in (card.name, card.headline, card.shown) if part)
    keeper = "you keep it" if card.with_whom == me else f"{clean(card.with_whom)} keeps it"
    setter = "you" if card.set_by == me else clean(card.set_by)
    where = f", {clean(card.place)}" if card.place else ""
    times = both_clocks(card.starts_at, now, card.zone, here)
    return (
        person,
        f"Appointment {times}, {keeper}; set by {setter} {moment_past(card.set_at, now, here)}.",
        f"{card.minutes} minutes {WAY_WORDS[card.way]}{where}.",
        *trouble_lines(card, now),
        appointment_step(card, now),
    )


def trouble_lines(card: AppointmentCard, now: datetime) -> Iterator[str]:
    """Yield what stands in the way of an appointment."""
    if card.is_keeper_gone:
        yield f"{clean(card.with_whom)} is blocked or has left: hand it over."
    if card.is_barred and card.starts_at > now:
        by_phone = card.way is AppointmentWay.PHONE
        reminder = "it can’t be kept by phone" if by_phone else "nobody calls to remind them"
        yield f"It stands, but none of their numbers may be called, so {reminder}."


def show_rate(held: int, no_shows: int) -> str:
    """Return the share of the due appointments that were held: "71%"."""
    return f"{held / (held + no_shows):.0%}"


def show_rate_words(held: int, no_shows: int, likely: str = "") -> str:
    """Return "71% (51–86%)", or "3 of 4" where the cases are too few for a rate.

    `likely` stands before the range, where no heading says what it is: "71% (likely 51–86%)".
    """
    cases = held + no_shows
    if cases < FEW:
        return f"{held} of {cases}" if cases else ""
    low, high = wilson(held, cases)
    return f"{show_rate(held, no_shows)} ({likely}{100 * low:.0f}–{high:.0%})"


def trouble_words(card: AppointmentCard, now: datetime) -> Iterator[str]:
    """Yield the same in a few words, for a table."""
    if card.is_keeper_gone:
        yield "its keeper has left"
    if card.is_barred and card.starts_at > now:
        yield "may not be called"


def appointment_step(card: AppointmentCard, now: datetime) -> str:
    """Return which key to press for an appointment, or ""."""
    if not card.is_mine:
        return f"{clean(card.set_by)} set it and {clean(card.with_whom)} keeps it."
    if card.status in STANDING and card.starts_at <= now:
        return "Did they come? h held, n no-show."
    if card.status in STANDING:
        return "m moves it, d cancels it, g hands it over, e invites them."
    if card.status is AppointmentStatus.NO_SHOW:
        return "They are called on the next working day. h corrects the mark."
    return "n corrects the mark." if card.status is AppointmentStatus.HELD else ""


def due_mail_lines(row: DueMail, now: datetime, here: str) -> tuple[str, ...]:
    """Return to whom an e-mail of a sequence is due, since when, and which key writes it."""
    person = " · ".join(clean(part) for part in (row.name, row.headline) if part)
    due = f"due {moment_past(row.due_at, now, here)}" if row.due_at <= now else "due today"
    place = f"E-mail, touch {row.step} of {row.steps} of {clean(row.sequence)}, {due}."
    return person, place, "e writes it, Enter brings them up for a call."


def yes_lines(row: YesWithoutTime, now: datetime, here: str) -> tuple[str, ...]:
    """Return who said yes and when, and which key gives it a time."""
    person = " · ".join(clean(part) for part in (row.name, row.headline) if part)
    return (
        person,
        f"Said yes to {clean(row.agent)} {moment_past(row.at, now, here)}, and no time is agreed.",
        "t gives it a time.",
    )
