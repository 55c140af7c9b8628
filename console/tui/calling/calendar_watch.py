"""Bring the agent's calendar up to date now and then, on the polling thread."""

from contextlib import suppress

from textual.screen import Screen

from console.firm.personal_settings import settings_file
from console.outreach.external_programs import Tell
from console.tui.base.workplace import Lane, Workplace
from console.view.state.calendar_push import CalendarPush
from db.engine.database import DatabaseTrouble


class CalendarWatch:
    """Runs a `CalendarPush` for the calling screen. Use it on the event loop only."""

    def __init__(self, screen: Screen[None], work: Workplace, lane: Lane, tell: Tell) -> None:
        self._screen = screen
        self._work = work
        self._lane = lane
        self._tell = tell
        self._push: CalendarPush | None = None
        self._is_looking = False

    def tick(self) -> None:
        # A login that only reads could not log what is sent.
        if not (self._is_looking or self._lane.is_closed or self._work.desk.reads_only):
            self._is_looking = True
            self._screen.run_worker(self._look())

    async def _look(self) -> None:
        try:
            texts = await self._lane.run(self._look_apart)
        except DatabaseTrouble:
            return  # the next look tries again
        finally:
            self._is_looking = False
        if self._push is not None:
            self._work.busy[:] = self._push.busy
            self._work.calendar_notes[:] = self._push.standing
        for text in texts:
            self._tell(text, "warning")

    def _look_apart(self) -> list[str]:
        """Look, on the polling thread: the first look imports the calendar's library."""
        if self._push is None:
            work = self._work
            desk, settings, file = (
                work.reports.calendar,
                work.personal.calendar,
                str(settings_file()),
            )
            self._push = CalendarPush(desk, settings, file, work.clock, work.here)
        return self._push.look()

    @property
    def is_syncing(self) -> bool:
        """Whether a look or a sync is under way."""
        return self._is_looking or self._push is None or self._push.is_running

    async def end(self) -> None:
        """Send the last promises; no one waits until they are there."""
        if self._push is not None:
            with suppress(DatabaseTrouble):
                await self._lane.run(self._push.leave)
