"""Carries commands to the desk, one at a time, and puts what comes back on the screen."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial

from rich.text import Text
from textual.screen import Screen

import console.view.commands as commands
from console.cards.callbacks import NewCallback
from console.cards.lead import Card
from console.cards.news import News
from console.cards.next_leads import Meanwhile
from console.cards.summary import Summary
from console.desk import CallLostError, ClaimLostError, RefusedError
from console.tui.dialling import Dialling
from console.tui.due_callbacks import DueCallbacks
from console.tui.endings import Endings
from console.tui.heartbeat import Heartbeat
from console.tui.lane import Lane
from console.tui.messages import SessionEnded
from console.tui.news_watch import NewsWatch
from console.tui.note_keeper import NoteKeeper
from console.tui.widgets.call_view import WIDE, CallView
from console.tui.workplace import Workplace
from console.view.call_words import (
    CALL_LOST,
    CALL_LOST_WHILE_TYPING,
    LOST,
    RANG,
    back_on_call,
    not_dialled,
    recorded_words,
)
from console.view.commands import Opened, Scene
from console.view.news_words import taken_words
from console.view.screen_state import ScreenState
from console.view.summary_words import session_over_words
from db.engine import DatabaseTrouble, NotAllowed

LOOK_AGAIN = timedelta(minutes=4)
"""How often a lead on the screen is judged anew and its hold extended."""

SLOW = 0.3
"""Seconds after which a keypress that is still being written says so."""

FEW_LEADS = 3
"""A session of fewer ends with a sentence: a summary would interrupt every other call."""

LOOK_FOR_LEAD = timedelta(minutes=1)
"""How often an empty screen looks whether somebody may be called after all."""

FIRST = 12
"""Leads of the next opening that the widest waiting screen has room for."""

GIVEN_AWAY = "That lead went to another, or its hold ran out."
STILL_WRITING = "The database is slow: still writing …"
NEXT = " Here is the next."
LOST_AND_NEXT = LOST + NEXT
LOST_WHILE_TYPING = "The hold on this lead ran out. Your note is kept; then go on."


def collect_garbage_again() -> None:
    """The start runs without the collector; what it made stays, and is not looked at again."""
    if not gc.isenabled():
        gc.enable()
        gc.freeze()


class Controller:
    """The work behind the calling screen; lives on the event loop, and no widget knows it."""

    def __init__(self, screen: Screen[None], view: CallView, work: Workplace) -> None:
        self.screen_state = ScreenState()
        self._screen = screen
        self._view = view
        self._work = work
        self._slow: asyncio.TimerHandle | None = None
        self._is_looking = False
        self.dialling = Dialling(screen, view, work, self.screen_state)
        self.endings = Endings(screen, work, self.screen_state)
        beside = Lane("beside")  # its thread begins with the first look
        self.heartbeat = Heartbeat(screen, work, self.screen_state, beside, view.tell)
        self.news = NewsWatch(screen, work, self.screen_state, beside, self._hear)
        self.notes = NoteKeeper(screen, view, work, self.screen_state)
        self._callbacks = DueCallbacks(
            screen, view, work, self.screen_state, self._refresh_progress
        )

    @property
    def claim(self) -> str | None:
        return self.screen_state.card.claim if self.screen_state.card else None

    def paint(self) -> None:
        card = self.screen_state.card
        attempt = None if card is None else card.attempt
        # Who rings has asked for no pitch: there the script waits for its key.
        is_led = attempt is not None and not attempt.is_inbound
        self.screen_state.script_position.is_led = is_led
        self._view.paint(self.screen_state, self._work.clock())

    def tick(self) -> None:
        """Once a second: the clocks go on, and what has aged is judged anew."""
        now = self._work.clock()
        every = LOOK_AGAIN if self.screen_state.card else LOOK_FOR_LEAD
        if not self.screen_state.is_writing and self.screen_state.needs_a_look(now, every):
            self._look_again()
        self._callbacks.watch(now)
        self.news.tick(now)
        self.heartbeat.tick(now)
        self.notes.save()
        self._say_that_it_is_slow()
        self.dialling.tick()
        self.endings.tick()
        self.paint()

    def _say_that_it_is_slow(self) -> None:
        """For as long as it is: what is told goes after a while, and a lost server takes longer."""
        is_late = self._slow is not None and asyncio.get_running_loop().time() >= self._slow.when()
        if is_late and not self._view.is_telling:
            self._view.tell(STILL_WRITING)

    def open(self, opening: asyncio.Future[Opened]) -> None:
        """Until what comes first is there the screen says that the list is being opened."""
        if opening.done():
            self._begin(opening)
        else:
            self.paint()
            self._screen.run_worker(self._begin_when_there(opening))

    def send(
        self,
        command: Callable[[], Scene],
        if_nobody: str = "",
        if_done: str = "",
        warning: str = "",
    ) -> None:
        """A key pressed while the command runs finds the keys off.

        `if_nobody` is told where there is nobody to call after it, `if_done` where it was done and
        there is nothing else to tell. `warning` says why what was on the screen has gone.
        """
        self.notes.save()
        self._view.hush()  # what was said is answered by the key, and not said of what comes
        self.screen_state.is_writing = True
        self._screen.run_worker(self._run(command, if_nobody, if_done, warning))

    async def _begin_when_there(self, opening: asyncio.Future[Opened]) -> None:
        await asyncio.wait([opening])
        self._begin(opening)

    def _begin(self, opening: asyncio.Future[Opened]) -> None:
        try:
            opened = opening.result()
        except DatabaseTrouble as trouble:
            self._screen.app.exit(4, return_code=4, message=Text(str(trouble)))
            return
        self.endings.take(opened.outcomes)
        self.play(opened.scene)
        if opened.warning:
            self._view.tell(opened.warning, "warning")
        self._screen.call_after_refresh(collect_garbage_again)
        self._screen.call_after_refresh(self.dialling.open, self.screen_state.card)

    async def _run(
        self, command: Callable[[], Scene], if_nobody: str, if_done: str, warning: str
    ) -> None:
        scene: Scene | None = None
        told = ""
        loop = asyncio.get_running_loop()
        slow = self._slow = loop.call_later(SLOW, self._view.tell, STILL_WRITING)
        try:
            scene, told = await self._fetch(command)
        except (RefusedError, NotAllowed) as refused:
            self._view.tell(str(refused), "warning")
        except DatabaseTrouble as trouble:
            self.screen_state.trouble = str(trouble)
            self.screen_state.retry = command
        finally:
            self.screen_state.is_writing = False
            self._slow = None
            slow.cancel()
        if scene is None:
            self.paint()
            return
        if loop.time() >= slow.when():
            self._view.hush()
        self.play(scene)
        if told := told or warning:
            is_next = self.screen_state.card is not None
            self._view.tell(told if is_next else told.removesuffix(NEXT), "warning")
        elif if_nobody and self.screen_state.nobody is not None:
            self._view.tell(if_nobody)
        elif if_done:
            self._tell_if_quiet(if_done)

    async def _fetch(self, command: Callable[[], Scene]) -> tuple[Scene, str]:
        """The scene, and what is to be told beside it: "" where the command was done."""
        try:
            return await self._work.lane.run(command), ""
        except (CallLostError, ClaimLostError) as lost:
            told = CALL_LOST if isinstance(lost, CallLostError) else LOST_AND_NEXT
            return await self._work.lane.run(commands.come_back, self._work.desk), told

    async def record(
        self, card: Card, outcome: str, note: str, callback: NewCallback | None = None
    ) -> str:
        """Records an outcome that had a question. Returns "" or the sentence that refuses it."""
        desk = self._work.desk
        refused = await self.answer(
            partial(commands.record, desk, card.claim, outcome, note, callback)
        )
        if not refused:
            self._tell_if_quiet(self.recorded_words(card, outcome, callback))
        return refused

    def recorded_words(self, card: Card, outcome: str, callback: NewCallback | None = None) -> str:
        choice, now = self.endings.choices[outcome], self._work.clock()
        return recorded_words(choice, card, callback, now, self._work.here)

    def _tell_if_quiet(self, text: str) -> None:
        """What was told of the scene that came is newer, and stays."""
        if text and not self._view.is_telling:
            self._view.tell(text, is_owed=True)

    async def answer(self, command: Callable[[], Scene]) -> str:
        """Runs the command a dialog ends with. Returns "" or the sentence that refuses it."""
        await self.notes.keep()
        try:
            scene, told = await self._fetch(command)
        except (RefusedError, DatabaseTrouble) as refused:
            return str(refused)
        self.play(scene)
        if told:
            self._view.tell(told, "warning")
        return ""

    def play(self, scene: Scene) -> None:
        """Puts a scene on the screen and does what its arrival asks for."""
        before, now = self.screen_state.card, self._work.clock()
        self.screen_state.away_since = None  # only now: the lead of before was let go
        noes = (
            self.screen_state.scene.progress.noes
            if self.screen_state.scene
            else scene.progress.noes
        )
        self.screen_state.set(scene, now)
        card = self.screen_state.card
        is_another = card is None or before is None or card.claim != before.claim
        if is_another:
            self.screen_state.shown_at = now
            self.screen_state.script_position.begin()
            self._screen.set_focus(None)
            self._view.note.show_note(card.draft if card else "")
            self.screen_state.wrap_up_until = None
            if before is not None and before.attempt is not None:
                if wrap_up := self._work.personal.wrap_up:
                    self.screen_state.wrap_up_until = now + timedelta(seconds=wrap_up)
                self._view.hush()  # what was said of the last call is not said of this lead
            self._tell_of_two_calls(before, card)
            self.news.look_for_help()
        if scene.refused is not None and card is not None:
            told = not_dialled(card, scene.refused, now, self._work.here)
            self._view.tell(told, "warning")
        if noes < scene.progress.no_goal <= scene.progress.noes:
            self._view.tell(f"{scene.progress.noes} noes today: that was the goal. Well called.")
        self.paint()
        if card is not None and scene.is_dialled:
            self.dialling.hand_over(card)
        if scene.summary is not None:
            self._end_session(scene, scene.summary)
        if card is not None:
            self.screen_state.lanes, self.screen_state.meanwhile = None, Meanwhile()
        if is_another or (card and before and card.place != before.place):
            self._screen.call_after_refresh(self.read_beside)

    def _end_session(self, scene: Scene, summary: Summary) -> None:
        is_small = summary.size < FEW_LEADS and not summary.given_back
        if is_small and scene.offer is not None:
            self._view.tell(session_over_words(summary))
        else:
            self._screen.post_message(SessionEnded(scene))

    def _tell_of_two_calls(self, before: Card | None, card: Card | None) -> None:
        if card is None or card.attempt is None:
            return
        if card.attempt.is_inbound:
            self._view.tell(RANG)
        elif before is not None and before.attempt is not None and before.attempt.is_inbound:
            self._view.tell(back_on_call(card))

    def refresh_progress(self) -> None:
        """After something was changed that only the counts show."""
        self._screen.run_worker(self._refresh_progress())

    async def _refresh_progress(self) -> None:
        try:
            progress = await self._work.lane.run(self._work.desk.progress)
        except DatabaseTrouble:
            return
        if self.screen_state.scene is not None:
            self.screen_state.scene = replace(self.screen_state.scene, progress=progress)
            self.paint()

    def offer_again(self) -> None:
        """What is offered may have gone back to be planned anew; a summary stays to be read."""
        scene = self.screen_state.scene
        is_offer = scene is not None and scene.offer is not None and scene.summary is None
        if is_offer and self._is_still(None):
            self.send(partial(commands.come_back, self._work.desk))

    def look_again_at(self, lead_id: int) -> None:
        """What is known of the lead has changed; that matters only if it is still there."""
        card = self.screen_state.card
        if card is not None and card.lead_id == lead_id and self._is_still(card):
            self._look_again()

    def _look_again(self) -> None:
        if not self._is_looking:
            self._is_looking = True
            self._screen.run_worker(self._look(self.screen_state.card))

    def _hear(self, asked: Card | None, news: News, is_new: bool) -> None:  # noqa: FBT001 - a fact of three
        """What others did: the lead may have been taken, a block put on or lifted."""
        if not self._view.is_whole:
            return
        nobody = self.screen_state.nobody
        if asked is not None and not news.is_held and self._is_still(asked):
            self._lose(asked, news)
        elif is_new and nobody is not None and self._is_still(None):
            self.send(partial(commands.come_back, self._work.desk))
        else:
            if is_new:
                self._view.give_way()  # it is told at once, but for what was just recorded
            self.paint()

    def _lose(self, card: Card, news: News) -> None:
        is_call = card.attempt is not None
        if self.screen_state.is_typing:
            told = CALL_LOST_WHILE_TYPING if is_call else LOST_WHILE_TYPING
            self._view.tell(told, "warning")
        elif is_call:
            self.send(partial(commands.come_back, self._work.desk), if_done=CALL_LOST)
        else:
            told = (taken_words(card, news) or GIVEN_AWAY) + NEXT
            self.send(partial(commands.come_back, self._work.desk), warning=told)

    async def _look(self, card: Card | None) -> None:
        """Judges anew what is on the screen; the answer counts only if that is still there."""
        desk = self._work.desk
        try:
            if card is not None:
                number = card.phone.number_id
                scene = await self._work.lane.run(commands.switch_phone, desk, card.claim, number)
            else:
                scene = await self._work.lane.run(commands.go_on, desk, None)
        except ClaimLostError:
            if self.screen_state.is_typing:
                self._view.tell(LOST_WHILE_TYPING, "warning")
            elif self._is_still(card):
                self.send(partial(commands.come_back, desk), warning=LOST_AND_NEXT)
        except DatabaseTrouble as trouble:
            self._view.tell(str(trouble), "error")
        else:
            if self._is_still(card):
                self.play(scene)
        finally:
            self._is_looking = False
            self.screen_state.looked_at = self._work.clock()

    def _is_still(self, card: Card | None) -> bool:
        is_free = not self.screen_state.is_writing and self.screen_state.away_since is None
        return is_free and self.screen_state.card is card

    def go_away(self, why: str = "") -> None:
        self.notes.save()
        self._screen.run_worker(self._go_away(self.claim, why))

    async def _go_away(self, claim: str | None, why: str) -> None:
        try:
            await self._work.lane.run(self._work.desk.away.go, claim, why)
        except DatabaseTrouble as trouble:
            self._view.tell(str(trouble), "error")
            return
        self.screen_state.away_since = self._work.clock()
        self.screen_state.away_why = why
        self.paint()

    def come_back(self) -> None:
        if self.screen_state.is_writing:
            return
        scene, desk = self.screen_state.scene, self._work.desk
        session = scene.progress.session if scene else None
        self.screen_state.ready_at = None
        self.send(partial(commands.return_to, desk, session.session_id if session else None))

    async def let_go(self) -> None:
        """Before quitting: the note is saved and the lead let go; a call is kept."""
        card = self.screen_state.card
        if self.screen_state.away_since is not None:
            with suppress(DatabaseTrouble):
                await self._work.lane.run(self._work.desk.away.come_back)
            return
        if card is None:
            return
        await self.notes.keep()
        with suppress(DatabaseTrouble):  # the hold runs out by itself
            await self._work.lane.run(self._work.desk.leave, card.claim)

    def read_beside(self) -> None:
        """What stands beside the lead, on the lane that delays no key."""
        read: Callable[[], Awaitable[None]] = self._read_beside
        self._screen.run_worker(read, group="beside", exclusive=True)

    def _ask_meanwhile(self) -> Callable[[], Meanwhile]:
        state = self.screen_state
        offer = state.scene.offer if state.scene is not None else None
        session_id = None if offer is None else offer.session_id
        return partial(self._work.reports.preparing.meanwhile, state.opens_at, session_id, FIRST)

    async def _read_beside(self) -> None:
        card = self.screen_state.card
        is_wide = self._screen.app.size.width >= WIDE
        ask = partial(self._work.reports.margins.beside, card, is_wide=is_wide)
        try:
            self.screen_state.beside = await self._work.reading.run(ask)
            if card is None:
                self.paint()
                self.screen_state.lanes = await self._work.reading.run(
                    self._work.reports.coming_day
                )
                self.paint()
                self.screen_state.meanwhile = await self._work.reading.run(self._ask_meanwhile())
        except DatabaseTrouble:
            return
        self.paint()
