"""Read the side panels in the background, or the next leads if no lead is shown."""

from collections.abc import Awaitable, Callable
from functools import partial

from textual.screen import Screen

from console.cards.lead_context import Meanwhile
from console.tui.base.workplace import Workplace
from console.tui.call_view.call_view import WIDE
from console.view.state.screen_state import ScreenState
from db.engine.database import DatabaseTrouble

FIRST_LEADS = 30
"""How many of the next leads are read. The largest screen has room for this many."""


class SidebarReader:
    """Loads the side panels. Use it on the event loop only. `paint` paints the calling screen."""

    def __init__(
        self,
        screen: Screen[None],
        work: Workplace,
        screen_state: ScreenState,
        paint: Callable[[], None],
    ) -> None:
        self._screen = screen
        self._work = work
        self._screen_state = screen_state
        self._paint = paint

    def read(self) -> None:
        # Exclusive: a late answer about the previous lead must not replace the current one's.
        read: Callable[[], Awaitable[None]] = self._read
        self._screen.run_worker(read, group="sidebar", exclusive=True)

    async def _read(self) -> None:
        reading, reports, state = self._work.reading, self._work.reports, self._screen_state
        card = state.card
        is_wide = self._screen.app.size.width >= WIDE
        try:
            # A lambda, so that `reports.context` is imported on the other thread, not on this one.
            state.beside = await reading.run(lambda: reports.context.beside(card, is_wide=is_wide))
            if card is None:
                self._paint()
                state.lanes = await reading.run(reports.queue.coming_day)
                self._paint()
                now, scene = self._work.clock(), state.scene
                is_offer_closed = scene is not None and scene.nobody_until(now) is not None
                state.blocked = (
                    (await reading.run(reports.queue.why)).blocked if is_offer_closed else ()
                )
                state.meanwhile = await reading.run(self._meanwhile_query())
        except DatabaseTrouble:
            return
        self._paint()

    def _meanwhile_query(self) -> Callable[[], Meanwhile]:
        """Return the call that reads the next leads, for the screen as it is now."""
        state = self._screen_state
        offer = state.scene.offer if state.scene is not None else None
        session_id = None if offer is None else offer.session_id
        return partial(
            self._work.reports.preparing.meanwhile, state.opens_at, session_id, FIRST_LEADS
        )
