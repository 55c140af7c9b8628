"""Notice an agent who keeps pressing the dial key while the verdict forbids the call."""

from collections import deque
from datetime import datetime, timedelta

from console.cards.lead import Card
from console.view.lead.verdict import is_open

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
