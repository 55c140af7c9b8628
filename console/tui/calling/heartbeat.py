"""Says every few seconds that somebody sits here: beside the calls, on a thread of its own."""

from contextlib import suppress
from datetime import datetime

from textual.screen import Screen

from console.desk.floor.breaks_desk import EVERY, PresenceDesk
from console.tui.base.workplace import Lane, Workplace
from console.view.state.presence import current_activity, elsewhere_words, is_same_activity
from console.view.state.programs import Tell
from console.view.state.screen_state import ScreenState
from db.engine.database import DatabaseTrouble, OutOfTeam
from db.floor.presence import Doing


class Heartbeat:
    """Lives on the event loop; no key ever waits for it."""

    def __init__(
        self,
        screen: Screen[None],
        work: Workplace,
        screen_state: ScreenState,
        lane: Lane,
        tell: Tell,
    ) -> None:
        self._screen = screen
        self._here = work.here
        self._tell = tell
        self._screen_state = screen_state
        self._lane = lane
        self._desk: PresenceDesk = work.desk.presence
        self._work = work
        self._began_at = work.clock()
        self._told: Doing | None = None
        self._told_at: datetime | None = None
        self._is_beating = False

    def tick(self, now: datetime) -> None:
        """A change at once, and that one is there every few seconds."""
        what = current_activity(self._screen_state, self._told, now)
        if self._lane.is_closed:
            return
        is_due = self._told_at is None or now - self._told_at >= EVERY
        if not self._is_beating and (is_due or not is_same_activity(self._told, what)):
            is_first = self._told is None
            self._told, self._told_at = what, now
            self._is_beating = True
            self._screen.run_worker(self._beat(what, is_first=is_first))

    def _settle(self) -> None:
        """What a console of this agent left open that broke off."""
        self._work.desk.away.settle()
        self._work.desk.news.call_no_more(self._began_at)

    async def _beat(self, what: Doing, *, is_first: bool) -> None:
        """One that could not be told is told with the next."""
        if self._lane.is_closed:
            return
        try:
            if is_first:
                await self._lane.run(self._settle)
            before = self._screen_state.other_terminals
            self._screen_state.other_terminals = await self._lane.run(self._desk.beat, what)
            if self._screen_state.other_terminals > before and not self._lane.is_closed:
                there = await self._lane.run(self._desk.elsewhere)
                if there is not None and self._screen.is_mounted:
                    self._tell(elsewhere_words(there, self._here), "warning")
        except OutOfTeam as out:
            self._tell(str(out), "error")
        except DatabaseTrouble:
            pass
        finally:
            self._is_beating = False

    async def end(self) -> None:
        """The console ends: the agent is gone at once."""
        if self._told is not None:
            with suppress(DatabaseTrouble):
                await self._lane.run(self._desk.leave)
                await self._lane.run(self._work.desk.news.call_no_more, self._work.clock())
        self._lane.close()
