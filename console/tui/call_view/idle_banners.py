"""The band where there is no lead: whether anybody may be called, and what comes next."""

from datetime import datetime

from rich.cells import cell_len

from console.cards.session import SessionCard
from console.cards.waiting import Nobody
from console.tui.call_view.band import Banner
from console.view.sessions.pace import break_left
from console.view.sessions.waiting import coming_words, nobody_advice, sessions_words
from console.view.text.cleaning import clean
from console.view.text.clocks import moment, span
from console.view.text.counts import many
from console.view.text.styled import capitalized

EMPTY = Banner("EMPTY", "", "There are no leads yet.", "Bring a list in, or look around first.", "")
OPENING = Banner("OPENING", "", "Opening the list …", "", "")
DONE = Banner("DONE", "", "The session is done.", "Space brings the next lead, l the plan.", "")

NAMED = 57
"""Cells for the name of a session and what is said of it, on a terminal of 80."""


def nobody_banner(nobody: Nobody, now: datetime, here: str) -> Banner:
    """`12 leads open at 09:00 Mountain time (11:00 here)`."""
    if nobody.is_reading:
        name, _, advice = clean(nobody.barred).partition(": ")
        return Banner("READ ONLY", "", f"{name}.", capitalized(advice), "")
    if nobody.barred:
        return Banner("BLOCKED", "", clean(nobody.barred), "", "")
    advice = nobody_advice(nobody, now, here).removesuffix(" Until then:")
    if nobody.opens_at is None and nobody.in_sessions:
        told = sessions_words(nobody).partition(":")[0]
        return Banner("NOBODY", "", f"{told}.", advice, "")
    if nobody.opens_at is None:
        whose = "In this session nobody" if nobody.elsewhere else "Nobody"
        return Banner("NOBODY", "", f"{whose} may be called.", advice, "")
    if nobody.opens_at <= now:
        return Banner("NOBODY", "", "Somebody may be called again: looking.", "", "")
    coming = coming_words(nobody, now, here)
    return Banner("NOBODY", f"for {span(nobody.opens_at - now)}", coming, advice, "")


def offer_banner(
    offer: SessionCard,
    nobody_until: datetime | None,
    now: datetime,
    here: str,
    *,
    is_paused: bool,
    early: int,
) -> Banner:
    """`early` of its leads may be called before it opens for all of them."""
    opens, closes = offer.span_opens_at, offer.span_closes_at
    is_ahead = opens is not None and opens > now and not early
    is_over = closes is not None and closes <= now
    word = "is the next session." if is_ahead or is_over else "is ready for you."
    word = "waits where you left it." if is_paused else word
    told = f"{many(offer.left, 'lead')} to call"
    if opens is not None and early:
        told = f"{early} of {many(offer.left, 'lead')} may be called now"
        told += f", all of them from {moment(opens, now, here)}" if early < offer.left else ""
    elif is_over:
        told = f"{many(offer.left, 'lead')} left, whose time is over"
    elif opens is not None and closes is not None:
        until = moment(closes, now, here)
        if is_ahead:
            told += f", open {moment(opens, now, here)} to {until}"
        else:
            told += f", all of them open until {until}"
    name = clean(offer.name)
    if cell_len(name) + 1 + cell_len(word) > NAMED:
        word = word.replace(" for you", "")
    sign = "PAUSED" if is_paused else "LATER" if is_over else "READY"
    if opens is None or not is_ahead:
        return Banner(sign, "", f"{name} {word}", f"{told}.", "")
    if nobody_until is None:
        return Banner("LATER", f"in {span(opens - now)}", f"{name} {word}", f"{told}.", "")
    return Banner("NOBODY", f"for {span(nobody_until - now)}", f"{name} {word}", f"{told}.", "")


def away_banner(since: datetime, now: datetime, break_length: int) -> Banner:
    """The time away stands below it, large."""
    left = break_left(since, now, break_length)
    over = f"The break of {many(break_length, 'minute')} is over." if left == "over" else ""
    return Banner("AWAY", left, "Any key brings you back.", over, "")
