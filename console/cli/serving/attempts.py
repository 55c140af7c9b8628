"""Slow down guessing: after five wrong passwords the next try waits a minute."""

from collections.abc import Collection
from dataclasses import dataclass

MANY = 5
"""Wrong passwords in a row, of a name or from an address."""

PAUSE = 60.0
"""Seconds until the next try."""

MOST = 10_000
"""How many names and addresses are remembered; the oldest are forgotten first."""


class TooManyError(Exception):
    """Raised for a try that comes too early. The text is a sentence for the person."""


@dataclass
class _Wrong:
    """How many wrong passwords in a row, and when (in seconds) the last was given."""

    count: int = 0
    at: float = 0.0


class Attempts:
    """Counts by key, such as a name or an address. The time is passed in, in seconds."""

    def __init__(self) -> None:
        self._wrong: dict[str, _Wrong] = {}

    def begin(self, keys: Collection[str], now: float) -> None:
        """Count a try. Raises TooManyError if one of its keys has to wait."""
        for key in keys:
            wrong = self._wrong.get(key, _Wrong())
            if wrong.count >= MANY and now < wrong.at + PAUSE:
                left = int(wrong.at + PAUSE - now) + 1
                raise TooManyError(f"Too many wrong passwords. Try again in {left} seconds.")
        # Count it as wrong before the answer is known: otherwise hundreds of tries that are sent
        # at once would all begin before the first is found to be wrong.
        for key in keys:
            wrong = self._wrong.pop(key, _Wrong())  # taken out, so that it becomes the newest
            self._wrong[key] = _Wrong(wrong.count + 1, now)
        while len(self._wrong) > MOST:
            self._wrong.pop(next(iter(self._wrong)))

    def succeed(self, keys: Collection[str]) -> None:
        """Forget the wrong passwords, since the right one was given."""
        for key in keys:
            self._wrong.pop(key, None)

    def take_back(self, keys: Collection[str]) -> None:
        """Do not count the try after all: nobody could tell whether the password was right."""
        for key in keys:
            if (wrong := self._wrong.get(key)) is not None:
                wrong.count -= 1
