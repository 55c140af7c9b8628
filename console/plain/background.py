"""Background work of the plain console: presence, notices, the “One moment” line, the softphone."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Event, Thread, Timer
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from console.cards.lead import Card
from console.clock import Clock
from console.desk import Desk
from console.desk.floor.presence_desk import EVERY
from console.outreach.softphone.line import Line
from console.plain.conversation import Acts, Ask, Conversation, Say
from console.view.call.call import tones_words
from console.view.call.line import change_sentence
from console.view.floor.notices import notice_text
from console.view.state.presence import current_activity, elsewhere_words, is_same_activity
from console.view.state.screen_state import ScreenState
from console.view.state.softphone import Softphone
from console.view.text.cleaning import clean
from console.view.text.counts import ONE_MOMENT, SLOW
from db.engine.database import DatabaseTrouble
from db.floor.presence import Doing

if TYPE_CHECKING:
    from console.view.state.calendar_push import CalendarPush

LOOK_EVERY = 1.0
"""Seconds between two looks of the background thread."""

HEAR_EVERY = timedelta(seconds=2)

CHANGED = "A stop, a list or a rule has changed. Dialling judges this lead again first."

TAKEN = "This lead is no longer yours. Type next for another."


class BackgroundWatch:
    """Reports presence and reads out notices, on a thread of its own.

    It calls only the desk's presence, break, news and calendar parts, which share no state with the
    others, so the main thread can use the desk at the same time.
    """

    def __init__(
        self,
        desk: Desk,
        screen_state: ScreenState,
        clock: Clock,
        say: Say,
        here: str,
        calendar: "CalendarPush | None" = None,
    ):
        self._desk = desk
        self._screen_state = screen_state
        self._clock = clock
        self._say = say
        self._here = here
        self._last_activity: Doing | None = None
        self._began_at = clock()
        self._sent_at = clock() - EVERY
        self._news_at = clock()
        self._calendar = calendar
        self._seen: tuple[str | None, int, bool] = (None, 0, False)
        """The claim at the last look, the firm's revision, and whether the number was listed."""

    def look(self) -> None:
        """Report what the agent does and look for news.

        If the database fails, the next look tries again.
        """
        now = self._clock()
        with suppress(DatabaseTrouble):
            activity = current_activity(self._screen_state, self._last_activity, now)
            if self._last_activity is None:  # first look: close what a crashed console left open
                self._desk.away.settle()
                self._desk.news.end_abandoned_call(self._began_at)
            if now - self._sent_at >= EVERY or not is_same_activity(self._last_activity, activity):
                self._last_activity, self._sent_at = activity, now
                before = self._screen_state.other_terminals
                self._screen_state.other_terminals = self._desk.presence.beat(activity)
                rose = self._screen_state.other_terminals > before
                if rose and (there := self._desk.presence.elsewhere()) is not None:
                    self._say(elsewhere_words(there, self._here))
            if now - self._news_at >= HEAR_EVERY:
                self._news_at = now
                self.hear()
            self._look_at_calendar()

    def _look_at_calendar(self) -> None:
        if self._calendar is not None:
            for text in self._calendar.look():
                self._say(text)
            self._screen_state.busy = self._calendar.busy

    def hear(self) -> None:
        """Read out new notices and mark them as read. Report a lead that was taken away."""
        card = self._screen_state.card
        claim = card.claim if card is not None and card.attempt is None else None
        news = self._desk.news.look(claim, card.phone.e164 if card is not None else "")
        self._screen_state.news = news
        before, self._seen = self._seen, (claim, news.revision, news.is_listed)
        for notice in news.notices:
            self._say(notice_text(notice, self._here))
        if news.notices:
            self._desk.news.mark_read([notice.notice_id for notice in news.notices])
        is_away = self._screen_state.away_since is not None
        # The main thread may have moved on to another lead while the database answered.
        is_unchanged = self._screen_state.card is card and not is_away
        if (
            claim is not None
            and not news.is_held
            and is_unchanged
            and claim != self._screen_state.taken
        ):
            self._screen_state.taken = claim
            self._say(TAKEN)
        elif news.is_held and is_unchanged and claim == before[0] and self._seen != before:
            self._say(CHANGED)

    def leave(self) -> None:
        """Sign off this terminal, and send the last promises to the agent's calendar."""
        with suppress(DatabaseTrouble):
            if self._calendar is not None:
                self._calendar.leave()
            self._desk.presence.leave()
            self._desk.news.end_abandoned_call(self._clock())


@contextmanager
def watching(beside: BackgroundWatch) -> Iterator[None]:
    """Run the watch until the block ends."""
    ended = Event()

    def look() -> None:
        while not ended.wait(LOOK_EVERY):
            beside.look()

    thread = Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()  # first: a late look would sign this terminal on again
        beside.leave()


class Patience:
    """Passes lines in and out, and says "One moment" if an answer takes long."""

    def __init__(self, say: Say, ask: Ask) -> None:
        self._say = say
        self._ask = ask
        self._is_awaiting = False
        self._timer: Timer | None = None

    def __enter__(self) -> "Patience":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._is_awaiting = True  # so that a last line starts no timer
        self._stop()

    def say(self, text: str) -> None:
        self._say(text)
        self._begin()

    def ask(self, prompt: str) -> str | None:
        self._is_awaiting = True
        self._stop()
        try:
            return self._ask(prompt)
        finally:
            self._is_awaiting = False
            self._begin()

    def _begin(self) -> None:
        """Start the wait again after each line.

        While the console waits for a line, the agent waits for nothing.
        """
        self._stop()
        if not self._is_awaiting:
            # A thread, because the main thread is inside the database call that is slow.
            self._timer = Timer(SLOW, self._say, [ONE_MOMENT])
            self._timer.daemon = True  # so that it never delays the exit
            self._timer.start()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


T = TypeVar("T")


class SoftphoneLine:
    """Follows the softphone while the console waits for input. Events are read out at once."""

    def __init__(self, talk: Conversation) -> None:
        self._talk = talk
        self._unsaved: dict[str, Line] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="softphone", daemon=True)
        self._softphone = Softphone(talk.personal, talk.clock, self._follow, self._tell)
        talk.screen_state.has_softphone = True

    def open(self) -> None:
        """Start the thread, report a missing softphone, and find the call of an earlier dial."""
        self._thread.start()
        self._wait_for(self._softphone.open(self._talk.screen_state.card))
        asyncio.run_coroutine_threadsafe(self._watch(), self._loop)

    def dial(self, card: Card) -> str:
        if self._wait_for(self._softphone.dial(card)):
            return "The softphone calls."
        return f"Dial {card.phone.shown}."

    def close(self) -> None:
        """Stop the thread. A call that is up stays up."""
        self._wait_for(self._softphone.close())
        self._loop.call_soon_threadsafe(self._loop.stop)  # `stop` itself is not thread-safe
        self._thread.join()
        self._loop.close()

    def acts(self) -> Acts:
        return {
            "hang_up": lambda _: self._wait_for(self._softphone.hang_up()),
            "mute": lambda _: self._wait_for(self._softphone.mute()),
            "hold": lambda _: self._wait_for(self._softphone.hold()),
            "extension": lambda _: self._send_tones(self._talk.card.phone.extension),
            "tone": self._send_tones,
        }

    def _send_tones(self, tones: str) -> None:
        self._wait_for(self._softphone.send_tones(tones))
        self._talk.say(tones_words(tones))

    def _wait_for(self, act: Coroutine[object, object, T]) -> T:
        # Blocks the main thread; the events of the call still arrive on the loop's own thread.
        return asyncio.run_coroutine_threadsafe(act, self._loop).result()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if self._softphone.is_lost:
                await self._softphone.look_again()
            for line in list(self._unsaved.values()):  # a copy: `_save` removes entries
                self._save(line)

    def _follow(self, before: Line, line: Line) -> None:
        screen_state = self._talk.screen_state
        screen_state.line = line
        if line.answered_at != before.answered_at or not line.is_up:
            self._unsaved[line.claim] = line
            self._save(line)
        is_past = screen_state.card is None or screen_state.card.claim != line.claim
        if sentence := change_sentence(before, line, screen_state.outcomes, is_past=is_past):
            self._tell(sentence)

    def _save(self, line: Line) -> None:
        """Save the times of the line.

        If the database fails, `_watch` tries again in a second.
        """
        with suppress(DatabaseTrouble):
            self._talk.desk.lines.keep(line.claim, line.answered_at, line.ended_at, line.end)
            self._unsaved.pop(line.claim, None)

    def _tell(self, text: str, _severity: str = "") -> None:
        self._talk.say(clean(text))
