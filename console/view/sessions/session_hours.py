"""The hours of a calling session in words: the first lead needs them, so imports are few."""

from datetime import datetime, timedelta

from console.cards.waiting import SessionCard
from console.rules.times.day_parts import Span
from console.view.text.clocks import clock, moment


def span_words(session: SessionCard, now: datetime, here: str) -> str:
    """Return `until 23:00`, `tomorrow 13:00 – 21:00` or `time over`."""
    opens, closes = session.span_opens_at, session.span_closes_at
    return hours_words((opens, closes), now, here) if opens and closes else ""


def turn_words(session: SessionCard, now: datetime, here: str) -> str:
    """Return `until 23:00` or `from 13:00`; "" for a session that is not open within a day."""
    opens, closes = session.span_opens_at, session.span_closes_at
    if opens is None or closes is None or closes <= now or opens >= now + timedelta(hours=24):
        return ""
    return f"until {clock(closes, here)}" if opens <= now else f"from {clock(opens, here)}"


def hours_words(hours: Span, now: datetime, here: str) -> str:
    opens, closes = hours
    if closes <= now:
        return "time over"
    if opens <= now:
        return f"until {moment(closes, now, here)}"
    # Within 24 hours the day of the end is clear from the beginning.
    is_short = closes - opens < timedelta(hours=24)
    end = clock(closes, here) if is_short else moment(closes, now, here)
    return f"{moment(opens, now, here)} – {end}"
