"""Run the desk's commands one at a time and show what they return; keys typed meanwhile wait."""

import asyncio
import gc
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property, partial

from msgspec.structs import replace
from rich.text import Text
from textual.events import Key, Paste
from textual.screen import Screen

import console.view.state.commands as commands
from console.cards.agent_day import News, Summary
from console.cards.lead import Card
from console.cards.lead_context import Meanwhile
from console.cards.promises import NewAppointment, NewCallback
from console.desk import CallLostError, ClaimLostError, RefusedError
from console.tui.base.workplace import Lane, SessionEnded, Workplace
from console.tui.call_view.call_view import CallView
from console.tui.calling import late_pages
from console.tui.calling.dialling import Dialling
from console.tui.calling.note_drafts import Away, NoteKeeper
from console.tui.calling.notices_watch import DueCallbacks, Endings, NewsWatch
from console.tui.calling.refresh import Refresher, SidebarReader
from console.tui.preloading import preload
from console.view.call.call import NEXT, RANG, back_on_call, lost_words, not_dialled
from console.view.call.receipt import receipt_words
from console.view.sessions.summary import session_over_words
from console.view.state.commands import Opened, Scene, ends_without_summary
from console.view.state.screen_state import ScreenState, first_notice
from db.engine.database import DatabaseTrouble, NotAllowed


class TypedAhead:
    """Keeps the keys of a write that is under way. Use it on the event loop only.

    A slow line delivers a dial and the note's key in one piece, and a dial takes some 20 ms to
    write.
    """

    def __init__(self, screen_state: ScreenState, handle: Callable[[Key | Paste], object]) -> None:
        self._screen_state = screen_state
        self._handle = handle
        self._events: list[Key | Paste] = []

    @property
    def is_waiting(self) -> bool:
        """Whether a key waits; a Backspace after it may correct the note that it begins."""
        return bool(self._events)

    def keep(self, event: Key | Paste, *, is_repeated: bool) -> None:
        """Keep a key or a paste. `is_repeated`: it is the key that is being written.

        A double press, or a key held down, repeats that key: a second Enter must neither dial nor
        end a call again. Once another key was pressed, it may be a letter of a note.
        """
        if self._events or not is_repeated:
            self._events.append(event)

    def drop(self) -> None:
        """Forget the keys: the lead that they were meant for has left the screen."""
        self._events.clear()

    def type_on(self) -> None:
        """Handle the keys until one of them is being written itself; the others then wait for it.

        A key that opens a page ends it too: the screen drops keys for a page that nobody has seen.
        """
        while self._events and not self._is_writing():
            event = self._events.pop(0)
            self._handle(event)
            if self._is_writing():
                while self._events and _is_same(event, self._events[0]):
                    self._events.pop(0)  # a double press

    def _is_writing(self) -> bool:
        return self._screen_state.is_writing


def _is_same(event: Key | Paste, other: Key | Paste) -> bool:
    return isinstance(event, Key) and isinstance(other, Key) and event.key == other.key


def enable_garbage_collection() -> None:
    """Turn on the garbage collector, which is off during the start to save time.

    Objects from the start live until the end. Freeze them, so that no collection visits them.
    """
    if not gc.isenabled():
        gc.enable()
        gc.freeze()


class Controller:
    """The work behind the calling screen. Use it on the event loop only; no widget knows it."""

    def __init__(
        self,
        screen: Screen[None],
        view: CallView,
        work: Workplace,
        handle: Callable[[Key | Paste], object],
    ) -> None:
        """`handle` acts on keys that were pressed while a command ran."""
        self.screen_state = ScreenState()
        self.typed_ahead = TypedAhead(self.screen_state, handle)
        self._screen = screen
        self._view = view
        self._work = work
        self.dialling = Dialling(screen, view, work, self.screen_state)
        self.endings = Endings(screen, work, self.screen_state)
        # A third thread, for small reads every few seconds: neither a command nor a slow report
        # may delay them. The thread starts with the first read.
        self._polling = Lane("polling")
        self.news = NewsWatch(screen, work, self.screen_state, self._polling, self._take_news)
        self.notes = NoteKeeper(screen, view, work, self.screen_state)
        self.away = Away(screen, view, work, self.screen_state, self.notes, self.send, self.paint)
        self.refresher = Refresher(
            screen, view, work, self.screen_state, self._polling, self.send, self.play
        )
        self.sidebar = SidebarReader(screen, work, self.screen_state, self.paint)
        self._callbacks = DueCallbacks(
            screen, view, work, self.screen_state, self._refresh_progress
        )

    @cached_property
    def heartbeat(self) -> "late_pages.Heartbeat":
        return late_pages.Heartbeat(
            self._screen, self._work, self.screen_state, self._polling, self._view.tell
        )

    @cached_property
    def calendar(self) -> "late_pages.CalendarWatch | None":
        """The calendar of the agent's settings; None without one, and for a demo's people."""
        if not (self._work.personal.calendar.url and self._work.is_kept):
            return None
        return late_pages.CalendarWatch(self._screen, self._work, self._polling, self._view.tell)

    @property
    def claim(self) -> str | None:
        """The claim of the lead on the screen."""
        return self.screen_state.card.claim if self.screen_state.card else None

    def paint(self) -> None:
        """Paint the calling screen for its present state."""
        card = self.screen_state.card
        attempt = None if card is None else card.attempt
        # A person who rings back asked for no pitch, so the script waits for its key.
        is_led = attempt is not None and not attempt.is_inbound
        self.screen_state.script_position.is_led = is_led
        self._view.paint(self.screen_state, self._work.clock())

    def tick(self) -> None:
        """Run once a second: update the clocks and read old data again."""
        now = self._work.clock()
        self.refresher.tick(now)
        self._callbacks.watch(now)
        self.news.tick(now)
        self.heartbeat.tick(now)
        if self.calendar is not None:
            self.calendar.tick()
        self.notes.save()
        self.dialling.tick()
        self.endings.tick()
        self.paint()

    def open(self, opening: asyncio.Future[Opened]) -> None:
        """Show the first lead; until it is there the screen says that the list is being opened."""
        if opening.done():
            self._begin(opening)
        else:
            self.paint()
            self._screen.run_worker(self._begin_later(opening))

    def send(
        self,
        command: Callable[[], Scene],
        if_nobody: str = "",
        if_done: str = "",
        warning: str = "",
    ) -> None:
        """Run a command and show its scene; keys that are pressed meanwhile act after that.

        Tell `if_nobody` if nobody can be called afterwards. Tell `if_done` if the command succeeded
        and nothing else was told. `warning` says why the lead has left the screen.
        """
        self.notes.save()
        self._view.hush()  # the last notice was about the scene that goes now
        # Before the worker starts: the next key of the same burst must wait.
        self.screen_state.is_writing = True
        self._screen.run_worker(self._run(command, if_nobody, if_done, warning))

    async def _begin_later(self, opening: asyncio.Future[Opened]) -> None:
        await asyncio.wait([opening])
        self._begin(opening)

    def _begin(self, opening: asyncio.Future[Opened]) -> None:
        try:
            opened = opening.result()
        except DatabaseTrouble as trouble:
            self._screen.app.exit(4, return_code=4, message=Text(str(trouble)))
            return
        self.endings.update(opened.outcomes)
        self.play(opened.scene)
        if opened.warning:
            self._view.tell(opened.warning, "warning")
        elif text := first_notice(
            self.screen_state, self._work.personal, is_kept=self._work.is_kept
        ):
            self._view.tell(text)
        # After the first paint: neither may delay the first lead.
        self._screen.call_after_refresh(self._finish_start)
        self._screen.call_after_refresh(self.dialling.open, self.screen_state.card)

    def _finish_start(self) -> None:
        enable_garbage_collection()
        self._screen.run_worker(preload(self._screen.app, self._view.note))

    async def _run(
        self, command: Callable[[], Scene], if_nobody: str, if_done: str, warning: str
    ) -> None:
        scene: Scene | None = None
        notice = refusal = ""
        try:
            scene, notice = await self._fetch(command)
        except (RefusedError, NotAllowed) as error:
            refusal = str(error)
        except DatabaseTrouble as trouble:
            self.screen_state.trouble = str(trouble)
            self.screen_state.retry = command
        finally:
            self.screen_state.is_writing = False
        if scene is None:
            self.paint()
        else:
            self.play(scene)
            refusal = self._refusal_of(scene)
        if text := notice or warning:
            has_next = self.screen_state.card is not None
            self._view.tell(text if has_next else text.removesuffix(NEXT), "warning")
        elif if_nobody and self.screen_state.nobody is not None:
            self._view.tell(if_nobody)
        elif if_done and scene is not None:
            self._view.tell(if_done, "done")
        if text or self.screen_state.trouble:
            self.typed_ahead.drop()
        self.typed_ahead.type_on()
        # Last: keys that were meant for the call tell only that they are off.
        if refusal:
            self._view.tell(refusal, "warning")

    def _refusal_of(self, scene: Scene) -> str:
        """Return why a dial was refused, "" if it was not."""
        card = self.screen_state.card
        if scene.refused is None or card is None:
            return ""
        return not_dialled(card, scene.refused, self._work.clock(), self._work.here)

    async def _fetch(self, command: Callable[[], Scene]) -> tuple[Scene, str]:
        """Run a command on the desk's thread; return its scene and a notice ("" for none).

        If the lead or the call was lost meanwhile, return the scene to go on with.
        """
        try:
            scene = await self._work.lane.run(command)
        except (CallLostError, ClaimLostError) as lost:
            scene = await self._work.lane.run(commands.come_back, self._work.desk)
            return scene, lost_words(lost)
        return scene, scene.notice

    async def record(
        self,
        card: Card,
        outcome: str,
        note: str,
        callback: NewCallback | None = None,
        appointment: NewAppointment | None = None,
    ) -> str:
        """Record an outcome after its dialog. Return "" or the reason for a refusal."""
        desk = self._work.desk
        return await self.answer(
            partial(commands.record, desk, card.claim, outcome, note, callback, appointment)
        )

    async def answer(self, command: Callable[[], Scene]) -> str:
        """Run the command that ends a dialog. Return "" or the reason for a refusal."""
        await self.notes.keep()
        try:
            scene, notice = await self._fetch(command)
        except (RefusedError, DatabaseTrouble) as refusal:
            return str(refusal)
        self.play(scene)
        if notice:
            self._view.tell(notice, "warning")
        return ""

    def play(self, scene: Scene) -> None:
        """Show a scene and its consequences: dial, open a summary, congratulate on a goal."""
        before, now = self.screen_state.card, self._work.clock()
        # Cleared here and not by the key that ends the break: until the scene has come, the lead of
        # before the break is still in the screen's state, though its claim was released.
        self.screen_state.end_break()
        shown = self.screen_state.scene or scene
        noes_before = shown.progress.noes
        self.screen_state.set(scene, now)
        self.screen_state.revision = self._work.desk.revision
        card = self.screen_state.card
        # Compare claims, not leads: a lead that was released and claimed again counts as new.
        is_new = card is None or before is None or card.claim != before.claim
        if is_new:
            self._begin_lead(card, before, now)
        self._confirm(scene, before, now, is_new=is_new)
        if refusal := self._refusal_of(scene):
            self._view.tell(refusal, "warning")
        if noes_before < scene.progress.no_goal <= scene.progress.noes:
            self._view.tell(f"{scene.progress.noes} noes today: that was the goal. Well called.")
        # The attempt is in the database and on the screen before the phone gets the number: no call
        # may be made that isn't recorded.
        self.paint()
        if card is not None and scene.is_dialled:
            self.dialling.hand_over(card)
        if scene.summary is not None:
            self._end_session(scene, scene.summary)
        if card is not None:  # these belong to a screen without a lead
            self.screen_state.lanes, self.screen_state.meanwhile = None, Meanwhile()
            self.screen_state.blocked = ()
        if is_new or (card and before and card.place != before.place):
            self._screen.call_after_refresh(self.sidebar.read)

    def _confirm(self, scene: Scene, before: Card | None, now: datetime, *, is_new: bool) -> None:
        """Show the receipt of what the key did; the next dial removes it, as it ends the undo."""
        if (receipt := scene.receipt) is not None:
            choice = self.endings.choices.get(receipt.outcome)
            zone = before.zone if before is not None and before.zone else self._work.here
            words = receipt_words(receipt, choice, zone, now, self._work.here)
            lead_id = before.lead_id if before is not None else None
            self.screen_state.receipt = words._replace(lead_id=lead_id)
        elif scene.is_dialled or (is_new and not scene.progress.can_undo):
            self.screen_state.receipt = None

    def _begin_lead(self, card: Card | None, before: Card | None, now: datetime) -> None:
        """Reset the state of the previous lead: script, note, focus, time after a call."""
        self.screen_state.shown_at = now
        self.screen_state.inquiry = None
        self.screen_state.script_position.begin()
        self._screen.set_focus(None)
        self._view.note.show_note(card.draft if card else "")
        self.screen_state.wrap_up_until = None
        if before is not None and before.attempt is not None:
            if wrap_up := self._work.personal.wrap_up:
                self.screen_state.wrap_up_until = now + timedelta(seconds=wrap_up)
            self._view.hush()  # a notice about the last call isn't about this lead
        self._tell_of_two_calls(before, card)
        self.news.look_for_help()

    def _end_session(self, scene: Scene, summary: Summary) -> None:
        if ends_without_summary(scene):
            self._view.tell(session_over_words(summary))
        else:
            self._screen.post_message(SessionEnded(scene))

    def _tell_of_two_calls(self, before: Card | None, card: Card | None) -> None:
        """Announce an incoming call, or the return to the call that it interrupted."""
        if card is None or card.attempt is None:
            return
        if card.attempt.is_inbound:
            self._view.tell(RANG)
        elif before is not None and before.attempt is not None and before.attempt.is_inbound:
            self._view.tell(back_on_call(card))

    def refresh_progress(self) -> None:
        """Read the agent's counts again after a change that brings no scene of its own."""
        self._screen.run_worker(self._refresh_progress())

    async def _refresh_progress(self) -> None:
        try:
            progress = await self._work.lane.run(self._work.desk.progress)
        except DatabaseTrouble:
            return  # the counts come with the next scene
        if self.screen_state.scene is not None:
            self.screen_state.scene = replace(self.screen_state.scene, progress=progress)
            self.paint()

    def _take_news(self, card: Card | None, news: News, is_new: bool) -> None:  # noqa: FBT001
        """React to the news: leave a lead that somebody took, show new notices.

        `card` is the lead that was on the screen when the news was read.
        """
        if not self._view.is_whole:
            return
        self.sidebar.read_inquiry()
        is_waiting = self.screen_state.nobody is not None and self.refresher.is_still_shown(None)
        if card is not None and not news.is_held and self.refresher.is_still_shown(card):
            self.refresher.lose(card, news)
        elif is_new and is_waiting:
            # The notice may say that a block was lifted: look for a lead again.
            self.send(partial(commands.come_back, self._work.desk))
        else:
            if is_new:
                self._view.hush()  # an older message would hide the new notice
            self.paint()
            self.refresher.judge_after_change(card)
