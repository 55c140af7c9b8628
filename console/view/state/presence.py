"""What the agent is doing, as other terminals and the supervisor's board see it.

The board also flags an agent who keeps pressing the dial key while the verdict forbids the call.
"""

from collections import deque
from datetime import datetime, timedelta

from msgspec.structs import replace

from console.cards.lead import Card
from console.view.lead.verdict import is_open
from console.view.state.screen_state import ScreenState
from console.view.text.clocks import clock
from db.enums import PresenceState
from db.floor.presence import Doing
from db.tables.presence import PresenceRow

WORKING = frozenset({PresenceState.CALLING, PresenceState.ON_CALL})
"""States that the database tells apart by the attempt, so presence need not report a change
between them."""

AT_THE_BOARD = "watching"
"""The pause reason of an agent who is watching the supervisor's day."""

_DOING = {
    PresenceState.CALLING: "with a lead",
    PresenceState.ON_CALL: "on a call",
    PresenceState.WRAP_UP: "after a call",
    PresenceState.WAITING: "waiting",
    PresenceState.PAUSED: "away",
}


def elsewhere_words(row: PresenceRow, here: str) -> str:
    """Return `You are at another terminal too, on a call since 14:02; both share one lead.`"""
    activity = _DOING.get(row.state, "there")
    return (
        f"You are at another terminal too, {activity} since {clock(row.since, here)}; "
        "both share one lead."
    )


def current_activity(screen_state: ScreenState, before: Doing | None, now: datetime) -> Doing:
    """Return the current activity, with the start time of `before` if it is the same."""
    current = _activity(screen_state, now)
    is_same = before is not None and (before.state, before.why) == (current.state, current.why)
    return (
        replace(current, since=min(before.since, current.since)) if before and is_same else current
    )


def _activity(screen_state: ScreenState, now: datetime) -> Doing:
    """Return the activity that the screen shows."""
    if screen_state.away_since is not None:
        return Doing(PresenceState.PAUSED, screen_state.away_since, screen_state.away_why)
    card = screen_state.card
    if card is not None and card.attempt is not None:
        if card.attempt.ended_at is not None:
            return Doing(PresenceState.WRAP_UP, card.attempt.ended_at)
        return Doing(PresenceState.ON_CALL, card.attempt.dialled_at)
    if screen_state.watches_since is not None:
        return Doing(PresenceState.PAUSED, screen_state.watches_since, AT_THE_BOARD)
    if card is None:
        return Doing(PresenceState.WAITING, screen_state.looked_at or now)
    if screen_state.wrap_up_until is not None and now < screen_state.wrap_up_until:
        return Doing(PresenceState.WRAP_UP, screen_state.shown_at or now)
    return Doing(PresenceState.CALLING, screen_state.shown_at or now)


def is_same_activity(before: Doing | None, now: Doing) -> bool:
    """Tell whether a board that knows `before` already shows `now` correctly."""
    if before is None:
        return False
    is_same = before.state is now.state and before.why == now.why
    return is_same or {before.state, now.state} <= WORKING


MANY = 5
"""Presses that are reported together."""

WITHIN = timedelta(minutes=10)
"""The time in which so many presses are too many."""

HELD = timedelta(seconds=1)
"""Presses in a row this close are one: a terminal repeats a key that is held down."""

DIALS = frozenset({"dial", "dial_by_hand"})
"""The actions of the keys that are counted."""


class RefusedPresses:
    """Counts in memory, so that a press costs nothing. Only every fifth is written down."""

    def __init__(self) -> None:
        self._times: deque[datetime] = deque(maxlen=MANY)
        self._last: datetime | None = None

    def press(self, action: str, card: Card | None, now: datetime) -> bool:
        """Count the press of a key that is off; return whether too many are to be reported."""
        is_forbidden = card is not None and card.attempt is None and not is_open(card.verdict, now)
        if action not in DIALS or not is_forbidden:
            return False
        is_held = self._last is not None and now - self._last < HELD
        self._last = now
        if is_held:
            return False
        self._times.append(now)
        if len(self._times) < MANY or now - self._times[0] > WITHIN:
            return False
        self._times.clear()
        return True
