"""Telling an agent at work that a callback of theirs has fallen due."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from textual.screen import Screen

from console.desk import RefusedError
from console.tui.base.workplace import Workplace
from console.tui.call_view.call_view import CallView
from console.view.lead.callbacks import due_notice
from console.view.state.screen_state import ScreenState
from db.engine.database import DatabaseTrouble


class DueCallbacks:
    """Lives on the event loop. `recount` reads anew what the screen counts."""

    def __init__(
        self,
        screen: Screen[None],
        view: CallView,
        work: Workplace,
        screen_state: ScreenState,
        recount: Callable[[], Awaitable[None]],
    ) -> None:
        self._screen = screen
        self._view = view
        self._work = work
        self._screen_state = screen_state
        self._recount = recount
        self._told_of = 0

    def watch(self, now: datetime) -> None:
        """Once, when a callback of the agent's own falls due."""
        scene = self._screen_state.scene
        coming = scene.progress.next_callback if scene else None
        if coming is not None and coming.due_at <= now and coming.callback_id != self._told_of:
            self._told_of = coming.callback_id
            self._screen.run_worker(self._tell(coming.callback_id))

    async def _tell(self, callback_id: int) -> None:
        try:
            due = await self._work.reading.run(self._work.reports.callbacks.one, callback_id)
        except (DatabaseTrouble, RefusedError):
            return  # it was kept in the meantime
        finally:
            await self._recount()
        card = self._screen_state.card
        if self._screen_state.away_since is None and (card is None or card.lead_id != due.lead_id):
            is_on_call = card is not None and card.attempt is not None
            now, here = self._work.clock(), self._work.here
            self._view.tell(due_notice(due, now, here, is_on_call=is_on_call))
