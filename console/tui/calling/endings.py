"""The firm's outcomes as keys, read again every minute while the console is open."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from textual.screen import Screen

from console.cards.lead import OutcomeChoice
from console.tui.base.workplace import Workplace
from console.view.keys.calling import outcome_keys
from console.view.state.screen_state import ScreenState
from db.engine.database import DatabaseTrouble

READ_EVERY = timedelta(minutes=1)
"""How soon a supervisor's change of the outcomes reaches an open console."""


class Endings:
    """The outcomes that end a call, by code. Use it on the event loop only."""

    def __init__(self, screen: Screen[None], work: Workplace, screen_state: ScreenState) -> None:
        self.choices: dict[str, OutcomeChoice] = {}
        self._screen = screen
        self._work = work
        self._screen_state = screen_state
        self._read_at: datetime | None = None

    def update(self, choices: Sequence[OutcomeChoice]) -> None:
        """Replace the keys. Keep removed outcomes: their keys may have been pressed just before."""
        self.choices |= {choice.code: choice for choice in choices}
        self._screen_state.outcomes = outcome_keys(choices)
        self._read_at = self._work.clock()

    def tick(self) -> None:
        if self._read_at is not None and self._work.clock() - self._read_at >= READ_EVERY:
            self._read_at = self._work.clock()
            self._screen.run_worker(self._read())

    async def _read(self) -> None:
        try:
            self.update(await self._work.reading.run(self._work.reports.outcomes))
        except DatabaseTrouble:
            return  # it is read again in a minute
