"""Read the news every few seconds: is the lead still held, are there notices, callbacks due?"""

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
"""How often the news is read. Including the read, it is on the screen within three seconds."""

TakeNews = Callable[[Card | None, News, bool], None]
"""Gets the lead that was on the screen, the news, and whether there is a new notice."""


class NewsWatch:
    """Reads on the polling thread. Use it on the event loop only."""

    def __init__(
        self,
        screen: Screen[None],
        work: Workplace,
        screen_state: ScreenState,
        lane: Lane,
        take_news: TakeNews,
    ) -> None:
        self._screen = screen
        self._work = work
        self._screen_state = screen_state
        self._lane = lane
        self._take_news = take_news
        self._newest_id = 0
        """The newest notice that was shown."""
        self._looked_at: datetime | None = None
        self._is_looking = False

    def tick(self, now: datetime) -> None:
        is_due = self._looked_at is None or now - self._looked_at >= WATCH
        if is_due and not self._is_looking and self._screen_state.scene is not None:
            self._looked_at = now
            self.look()

    def look(self) -> None:
        """Read the news now."""
        self._is_looking = True
        self._screen.run_worker(self._look(self._screen_state.card))

    def look_for_help(self) -> None:
        """Read the news if help was called: that call ends when the lead changes."""
        if self._screen_state.news.help_since is not None:
            self.look()

    def forget(self) -> None:
        """Drop the notices from the screen after they were read on their page."""
        self._screen_state.news = replace(self._screen_state.news, notices=())
        self.look()

    async def _look(self, card: Card | None) -> None:
        """Read the news.

        During a call, ask whether its record exists, not whether the lead is held: a call goes on
        after its hold ends. A database restored from a backup may have lost the record.
        """
        claim = card.claim if card is not None else None
        is_on_call = card is not None and card.attempt is not None
        look = partial(self._work.reports.news.look, claim, is_on_call=is_on_call)
        if self._lane.is_closed:
            return
        try:
            news = await self._lane.run(look)
        except DatabaseTrouble:
            return  # the next key reports it
        finally:
            self._is_looking = False
        newest = max((notice.notice_id for notice in news.notices), default=0)
        is_new = newest > self._newest_id
        self._newest_id = max(newest, self._newest_id)
        self._screen_state.news = news
        self._take_news(card, news, is_new)


class DueCallbacks:
    """Tells the agent when a callback of theirs falls due. Use it on the event loop only.

    `recount` reads the counts of the screen again.
    """

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
        self._last_id = 0
        """The id of the callback that was announced last."""

    def watch(self, now: datetime) -> None:
        """Tell the agent once of each of their callbacks that falls due."""
        scene = self._screen_state.scene
        coming = scene.progress.next_callback if scene else None
        if coming is not None and coming.due_at <= now and coming.callback_id != self._last_id:
            self._last_id = coming.callback_id
            self._screen.run_worker(self._tell(coming.callback_id))

    async def _tell(self, callback_id: int) -> None:
        try:
            due = await self._work.reading.run(self._work.reports.callbacks.read, callback_id)
        except (DatabaseTrouble, RefusedError):
            return  # it was called or dropped meanwhile
        finally:
            await self._recount()
        card = self._screen_state.card
        if self._screen_state.away_since is None and (card is None or card.lead_id != due.lead_id):
            is_on_call = card is not None and card.attempt is not None
            now, here = self._work.clock(), self._work.here
            self._view.tell(due_notice(due, now, here, is_on_call=is_on_call))
