"""Report every few seconds that the agent is here and what they do, on the polling thread."""

from collections import deque
from contextlib import suppress
from datetime import datetime

from textual.screen import Screen

from console.cards.lead import Card
from console.desk.floor.presence_desk import EVERY, PresenceDesk
from console.outreach.external_programs import Tell
from console.tui.base.workplace import Lane, Workplace
from console.view.state.presence import (
    RefusedPresses,
    current_activity,
    elsewhere_words,
    is_same_activity,
)
from console.view.state.screen_state import ScreenState
from db.engine.database import DatabaseTrouble, OutOfTeam
from db.floor.presence import Doing


class Heartbeat:
    """Reports the agent's presence. Use it on the event loop only; no key waits for it."""

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
        self._reported: Doing | None = None
        self._reported_at: datetime | None = None
        self._is_beating = False
        self._presses = RefusedPresses()
        self._insisted_on: deque[Card] = deque()
        """Leads whose presses have not been reported yet."""

    def tick(self, now: datetime) -> None:
        """Report a change at once, and otherwise every few seconds."""
        activity = current_activity(self._screen_state, self._reported, now)
        if self._lane.is_closed:
            return
        is_due = self._reported_at is None or now - self._reported_at >= EVERY
        if not self._is_beating and (is_due or not is_same_activity(self._reported, activity)):
            is_first = self._reported is None
            self._reported, self._reported_at = activity, now
            self._is_beating = True
            self._screen.run_worker(self._beat(activity, is_first=is_first))

    def press_in_vain(self, action: str, now: datetime) -> None:
        """Count the press of a key that is off, and report an agent who insists."""
        card = self._screen_state.card
        if card is not None and self._presses.press(action, card, now):
            self._insisted_on.append(card)
            self._screen.run_worker(self._report_presses())

    async def _report_presses(self) -> None:
        """Report each lead whose dial key was pressed in vain too often, the oldest first."""
        while self._insisted_on and not self._lane.is_closed:
            card = self._insisted_on.popleft()  # before the wait: a beat may report meanwhile
            try:
                await self._lane.run(self._desk.report_presses, card)
            except DatabaseTrouble:
                self._insisted_on.appendleft(card)
                return  # after the next beat that arrives

    def _settle(self) -> None:
        """Close the break and the call for help that a crashed console of this agent left open."""
        self._work.desk.away.settle()
        self._work.desk.news.end_abandoned_call(self._began_at)

    async def _beat(self, activity: Doing, *, is_first: bool) -> None:
        """Report the activity, and warn the agent who sits at another terminal too."""
        if self._lane.is_closed:
            return
        try:
            if is_first:
                await self._lane.run(self._settle)
            before = self._screen_state.other_terminals
            self._screen_state.other_terminals = await self._lane.run(self._desk.beat, activity)
            await self._report_presses()
            # The console may have ended during each wait: then the lane is closed, the screen gone.
            if self._screen_state.other_terminals > before and not self._lane.is_closed:
                presence = await self._lane.run(self._desk.elsewhere)
                if presence is not None and self._screen.is_attached:
                    self._tell(elsewhere_words(presence, self._here), "warning")
        except OutOfTeam as removal:
            self._tell(str(removal), "error")
        except DatabaseTrouble:
            pass  # the next beat reports it
        finally:
            self._is_beating = False

    async def end(self) -> None:
        """Report that the agent has left, and close the polling thread."""
        if self._reported is not None:
            with suppress(DatabaseTrouble):
                await self._lane.run(self._desk.leave)
                await self._lane.run(self._work.desk.news.end_abandoned_call, self._work.clock())
        self._lane.close()
