"""Asks every few seconds what others did: is the lead still mine, what am I told."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from msgspec.structs import replace
from textual.screen import Screen

from console.cards.lead import Card
from console.cards.notices import News
from console.desk import RefusedError
from console.tui.base.workplace import Lane, Workplace
from console.tui.call_view.call_view import CallView
from console.view.lead.callbacks import due_notice
from console.view.state.screen_state import ScreenState
from db.engine.database import DatabaseTrouble

WATCH = timedelta(seconds=2)
"""So that a screen is told within three."""

Heard = Callable[[Card | None, News, bool], None]
"""Gets the lead that was asked about, what was heard, and whether something new was told."""


class NewsWatch:
    """Lives on the event loop; asks on the thread that delays neither keys nor reports."""

    def __init__(
        self,
        screen: Screen[None],
        work: Workplace,
        screen_state: ScreenState,
        lane: Lane,
        heard: Heard,
    ) -> None:
        self._screen = screen
        self._work = work
        self._screen_state = screen_state
        self._lane = lane
        self._heard = heard
        self._told_of = 0
        self._looked_at: datetime | None = None
        self._is_looking = False

    def tick(self, now: datetime) -> None:
        is_due = self._looked_at is None or now - self._looked_at >= WATCH
        if is_due and not self._is_looking and self._screen_state.scene is not None:
            self._looked_at = now
            self.look()

    def look(self) -> None:
        self._is_looking = True
        self._screen.run_worker(self._look(self._screen_state.card))

    def look_for_help(self) -> None:
        """A call for help ends with its lead."""
        if self._screen_state.news.help_since is not None:
            self.look()

    def forget(self) -> None:
        """All that was told has been read."""
        self._screen_state.news = replace(self._screen_state.news, notices=())
        self.look()

    async def _look(self, card: Card | None) -> None:
        """A call runs on whoever holds the lead: there it is asked whether its record stands."""
        claim = card.claim if card is not None else None
        is_on_call = card is not None and card.attempt is not None
        look = partial(self._work.reports.news.look, claim, is_on_call=is_on_call)
        if self._lane.is_closed:
            return
        try:
            news = await self._lane.run(look)
        except DatabaseTrouble:
            return  # the next key says so
        finally:
            self._is_looking = False
        newest = max((one.notice_id for one in news.notices), default=0)
        is_new = newest > self._told_of
        self._told_of = max(newest, self._told_of)
        self._screen_state.news = news
        self._heard(card, news, is_new)


# Telling an agent at work that a callback of theirs has fallen due.


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
            due = await self._work.reading.run(self._work.reports.callbacks.read, callback_id)
        except (DatabaseTrouble, RefusedError):
            return  # it was kept in the meantime
        finally:
            await self._recount()
        card = self._screen_state.card
        if self._screen_state.away_since is None and (card is None or card.lead_id != due.lead_id):
            is_on_call = card is not None and card.attempt is not None
            now, here = self._work.clock(), self._work.here
            self._view.tell(due_notice(due, now, here, is_on_call=is_on_call))
