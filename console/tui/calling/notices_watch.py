"""Read again what changes by itself: the news of others, and the firm's outcomes."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from msgspec.structs import replace
from textual.screen import Screen

from console.cards.agent_day import News
from console.cards.lead import Card, OutcomeChoice
from console.desk import RefusedError
from console.tui.base.workplace import Lane, Workplace
from console.tui.call_view.call_view import CallView
from console.view.keys.calling import outcome_keys
from console.view.lead.callbacks import due_notice
from console.view.state.screen_state import ScreenState
from db.engine.database import DatabaseTrouble

WATCH = timedelta(seconds=10)
"""How often the news is read without a change: nobody announces that a hold has ended."""

LOST = timedelta(seconds=2)
"""How often it is read while the lead on the screen is not held any more, or was judged before a
change: what came with the news is dropped if another lead came while they were read."""

TakeNews = Callable[[Card | None, News, bool], None]
"""Gets the lead that was on the screen, the news, and whether there is a new notice."""


class NewsWatch:
    """Asks for changes every second, on the polling thread. Use it on the event loop only.

    Including the read, a change is on the screen within three seconds.
    """

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
        state = self._screen_state
        is_lost = state.card is not None and not state.news.is_held
        every = LOST if is_lost or state.is_behind else WATCH
        if not self._is_looking and self._screen_state.scene is not None:
            self._ask(is_due=self._looked_at is None or now - self._looked_at >= every)

    def look(self) -> None:
        """Read the news now."""
        self._ask(is_due=True)

    def _ask(self, *, is_due: bool) -> None:
        if is_due:
            self._looked_at = self._work.clock()
        self._is_looking = True
        self._screen.run_worker(self._look(self._screen_state.card, is_due=is_due))

    def look_for_help(self) -> None:
        """Read the news if help was called: that call ends when the lead changes."""
        if self._screen_state.news.help_since is not None:
            self.look()

    def forget(self) -> None:
        """Drop the notices from the screen after they were read on their page."""
        self._screen_state.news = replace(self._screen_state.news, notices=())
        self.look()

    async def _look(self, card: Card | None, *, is_due: bool) -> None:
        """Read the news if they are due or something changed.

        During a call, ask whether its record exists, not whether the lead is held: a call goes on
        after its hold ends. A database restored from a backup may have lost the record.
        """
        claim, e164 = (card.claim, card.phone.e164) if card is not None else (None, "")
        is_on_call = card is not None and card.attempt is not None
        look = partial(
            self._work.reports.news.look_after_change,
            *(claim, e164),
            is_on_call=is_on_call,
            is_due=is_due,
        )
        if self._lane.is_closed:
            return
        try:
            news = await self._lane.run(look)
        except DatabaseTrouble:
            return  # the next key reports it
        finally:
            self._is_looking = False
        if news is None:
            return
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
