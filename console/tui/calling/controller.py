"""Carries commands to the desk, one at a time, and puts what comes back on the screen."""

import asyncio
import gc
from collections.abc import Callable
from datetime import timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING

from msgspec.structs import replace
from rich.text import Text
from textual.screen import Screen

import console.view.state.commands as commands
from console.cards.callbacks import NewCallback
from console.cards.lead import Card
from console.cards.lead_context import Meanwhile
from console.cards.notices import News
from console.cards.summary import Summary
from console.desk import CallLostError, ClaimLostError, RefusedError
from console.tui.base.workplace import Lane, SessionEnded, Workplace
from console.tui.call_view.call_view import CallView
from console.tui.calling.context_reader import BesideReader
from console.tui.calling.dialling import Dialling
from console.tui.calling.endings import Endings
from console.tui.calling.note_drafts import Away, NoteKeeper
from console.tui.calling.notices_watch import DueCallbacks, NewsWatch
from console.tui.calling.refresh import LookingAgain
from console.tui.preloading import bring_in_what_keys_need
from console.view.call.call import (
    NEXT,
    RANG,
    back_on_call,
    lost_words,
    not_dialled,
    recorded_words,
)
from console.view.sessions.summary import session_over_words
from console.view.state.commands import Opened, Scene, ends_without_summary
from console.view.state.screen_state import ScreenState
from db.engine.database import DatabaseTrouble, NotAllowed

if TYPE_CHECKING:
    from console.tui.calling.heartbeat import Heartbeat


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
        self.dialling = Dialling(screen, view, work, self.screen_state)
        self.endings = Endings(screen, work, self.screen_state)
        self._aside = Lane("beside")  # its thread begins with the first look
        self.news = NewsWatch(screen, work, self.screen_state, self._aside, self._hear)
        self.notes = NoteKeeper(screen, view, work, self.screen_state)
        self.away = Away(screen, view, work, self.screen_state, self.notes, self.send, self.paint)
        self.looking = LookingAgain(
            screen, view, work, self.screen_state, self._aside, self.send, self.play
        )
        self.beside = BesideReader(screen, work, self.screen_state, self.paint)
        self._callbacks = DueCallbacks(
            screen, view, work, self.screen_state, self._refresh_progress
        )

    @cached_property
    def heartbeat(self) -> "Heartbeat":
        """It begins with the first second: no lead waits for it."""
        from console.tui.calling.heartbeat import Heartbeat

        return Heartbeat(self._screen, self._work, self.screen_state, self._aside, self._view.tell)

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
        self.looking.tick(now)
        self._callbacks.watch(now)
        self.news.tick(now)
        self.heartbeat.tick(now)
        self.notes.save()
        self.dialling.tick()
        self.endings.tick()
        self.paint()

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
        if_done: str | Callable[[Scene], str] = "",
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
        self._screen.call_after_refresh(self._go_on_after_the_first_lead)
        self._screen.call_after_refresh(self.dialling.open, self.screen_state.card)

    def _go_on_after_the_first_lead(self) -> None:
        collect_garbage_again()
        self._screen.run_worker(bring_in_what_keys_need(self._screen.app, self._view.note))

    async def _run(
        self,
        command: Callable[[], Scene],
        if_nobody: str,
        if_done: str | Callable[[Scene], str],
        warning: str,
    ) -> None:
        scene: Scene | None = None
        told = ""
        try:
            scene, told = await self._fetch(command)
        except (RefusedError, NotAllowed) as refused:
            self._view.tell(str(refused), "warning")
        except DatabaseTrouble as trouble:
            self.screen_state.trouble = str(trouble)
            self.screen_state.retry = command
        finally:
            self.screen_state.is_writing = False
        if scene is None:
            self.paint()
            return
        self.play(scene)
        if told := told or warning:
            is_next = self.screen_state.card is not None
            self._view.tell(told if is_next else told.removesuffix(NEXT), "warning")
        elif if_nobody and self.screen_state.nobody is not None:
            self._view.tell(if_nobody)
        elif if_done:
            self._tell_if_quiet(if_done if isinstance(if_done, str) else if_done(scene))

    async def _fetch(self, command: Callable[[], Scene]) -> tuple[Scene, str]:
        """Return the scene and the sentence to tell beside it, "" for none."""
        try:
            scene = await self._work.lane.run(command)
        except (CallLostError, ClaimLostError) as lost:
            scene = await self._work.lane.run(commands.come_back, self._work.desk)
            return scene, lost_words(lost)
        return scene, scene.notice

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
            self.screen_state.blocked = ()
        if is_another or (card and before and card.place != before.place):
            self._screen.call_after_refresh(self.beside.read)

    def _end_session(self, scene: Scene, summary: Summary) -> None:
        if ends_without_summary(scene):
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

    def _hear(self, asked: Card | None, news: News, is_new: bool) -> None:  # noqa: FBT001 - a fact of three
        """What others did: the lead may have been taken, a block put on or lifted."""
        if not self._view.is_whole:
            return
        nobody = self.screen_state.nobody
        if asked is not None and not news.is_held and self.looking.is_still(asked):
            self.looking.lose(asked, news)
        elif is_new and nobody is not None and self.looking.is_still(None):
            self.send(partial(commands.come_back, self._work.desk))
        else:
            if is_new:
                self._view.give_way()  # it is told at once, but for what was just recorded
            self.paint()
