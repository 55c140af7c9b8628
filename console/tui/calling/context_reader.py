"""Reads what stands beside the lead, and on an empty screen who comes next; it delays no key."""

from collections.abc import Awaitable, Callable
from functools import partial

from textual.screen import Screen

from console.cards.lead_context import Meanwhile
from console.tui.base.workplace import Workplace
from console.tui.call_view.call_view import WIDE
from console.view.state.screen_state import ScreenState
from db.engine.database import DatabaseTrouble

FIRST = 30
"""Leads of the next opening that the widest waiting screen has room for."""


class BesideReader:
    """Lives on the event loop."""

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
        read: Callable[[], Awaitable[None]] = self._read
        self._screen.run_worker(read, group="beside", exclusive=True)

    async def _read(self) -> None:
        reading, reports, state = self._work.reading, self._work.reports, self._screen_state
        card = state.card
        is_wide = self._screen.app.size.width >= WIDE
        try:
            # Asked for in the other thread, which then imports what it needs.
            state.beside = await reading.run(lambda: reports.context.beside(card, is_wide=is_wide))
            if card is None:
                self._paint()
                state.lanes = await reading.run(reports.queue.coming_day)
                self._paint()
                now, scene = self._work.clock(), state.scene
                all_wait = scene is not None and scene.nobody_until(now) is not None
                state.blocked = (await reading.run(reports.queue.why)).blocked if all_wait else ()
                state.meanwhile = await reading.run(self._ask_meanwhile())
        except DatabaseTrouble:
            return
        self._paint()

    def _ask_meanwhile(self) -> Callable[[], Meanwhile]:
        state = self._screen_state
        offer = state.scene.offer if state.scene is not None else None
        session_id = None if offer is None else offer.session_id
        return partial(self._work.reports.preparing.meanwhile, state.opens_at, session_id, FIRST)
