"""The calling screen: every key, and what it asks before it becomes an errand.

A question is asked about the card shown then, and its answer goes to that card's claim. The
screens behind keys are imported when their key is pressed: the first lead does not wait for them.
"""

from asyncio import Future
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.events import DescendantFocus, ScreenResume
from textual.events import Key as KeyEvent
from textual.screen import Screen
from textual.widget import Widget

import console.tui.errands as errands
from console.cards import OutcomeNeed
from console.tui.errands import Opened
from console.tui.keys.calling import CALLING, TONES
from console.tui.keys.key import Key, bindings, meant, why_off
from console.tui.messages import NoteLeft, SessionEnded
from console.tui.shift import Shift
from console.tui.situation import State
from console.tui.widgets.call_view import CallView
from console.tui.workplace import Workplace
from db.engine import DatabaseTrouble

if TYPE_CHECKING:
    from console.tui.introducing import Introducing


class CallingScreen(Screen[None]):
    AUTO_FOCUS = None
    BINDINGS = bindings(CALLING)

    def __init__(self, work: Workplace, opening: Future[Opened], size: str) -> None:
        """`size`: the classes that the size of the terminal asks for."""
        super().__init__(classes=size)
        self._opening = opening
        self.work = work
        self.view = CallView(work)
        self.shift = Shift(self, self.view, work)
        self._began_with = ""
        self._introducing: Introducing | None = None
        self._is_note_cut_off = False
        self._was_resumed = False

    def compose(self) -> ComposeResult:
        yield self.view

    def on_mount(self) -> None:
        self.shift.open(self._opening)
        self.set_interval(1, self.shift.tick)

    def on_screen_resume(self, event: ScreenResume) -> None:
        """The first time, everything has just got its styles."""
        event.refresh_styles = self._was_resumed
        self._was_resumed = True

    async def on_unmount(self) -> None:
        await self.shift.dialling.close()

    def action_press(self, pressed: str) -> None:
        """A key that is off says why; one that is on does what the table says."""
        stage = self.shift.stage
        if self.view.is_too_small:
            return  # nobody is called unseen
        stage.wrap_up_until = None
        if stage.away_since is not None:
            self.shift.come_back()
            return
        personal = self.work.personal
        situation = stage.situation(self.work.clock(), personal.zone, personal.fresh_pause)
        key = meant(pressed, stage.keys, situation)
        if key is None:
            return
        if reason := why_off(key, situation):
            self.view.tell(reason, "warning")
        elif stage.is_writing:
            if pressed != self._began_with:
                self.view.tell("One moment: the last key is still being written.")
        else:
            self._began_with = pressed
            self._do(key)

    def on_key(self, event: KeyEvent) -> None:
        """Every key of this screen, in the order of the keypresses.

        A slow line delivers many keys in one piece. Bindings answer later than this, and would let
        a letter of a note come before the `e` that opened it: then it ended the call. Those that
        follow `e` may still come here, and are text; those that follow a question are dropped.
        """
        stage = self.shift.stage
        typed = (event.key, event.character)
        pressed = next((key.key for key in stage.keys if key.key in typed), None)
        if self.app.screen is not self:
            pass
        elif self.focused is not None:
            self.view.note.take_key(event)
        elif stage.away_since is not None:
            self.shift.come_back()
        elif event.character in TONES and self._is_tone(event.character):
            self._tone(event.character)
        elif pressed is not None:
            self.action_press(pressed)
        else:
            return
        event.stop()
        event.prevent_default()

    def do(self, action: str) -> None:
        """The way in for the command palette: the same key, the same reasons."""
        key = next(key for key in self.shift.stage.keys if key.action == action)
        self.action_press(key.key)

    def set_focus(self, widget: Widget | None, *args: Any, **options: Any) -> None:
        """What has the focus takes the letters, from this moment on."""
        # A window made too small takes it away; what is typed when it is large again is no key.
        was_typing = self.shift.stage.is_typing
        super().set_focus(widget, *args, **options)
        self.shift.stage.is_typing = self.focused is not None
        if was_typing and self.focused is None and self.view.is_too_small:
            self._is_note_cut_off = True

    def on_descendant_focus(self, _: DescendantFocus) -> None:
        self.shift.paint()

    async def on_resize(self) -> None:
        if await self.view.add_columns():
            self.shift.paint()
            self.shift.show_sessions()
        if self._is_note_cut_off and not self.view.is_too_small:
            self._is_note_cut_off = False
            self.view.note.open()

    @on(NoteLeft)
    def _leave_note(self) -> None:
        self.shift.save_note()
        self.shift.paint()

    def _do(self, key: Key) -> None:
        if key.outcome:
            self._end_call(key.outcome)
        elif key.where == "script":
            self._go_in_script(int(key.key))
        else:
            getattr(self, f"_{key.action}")()

    def _dial(self) -> None:
        if (card := self.shift.stage.card) is not None:
            number = card.phone.number_id
            self.shift.send(partial(errands.dial, self.work.desk, card.claim, number))

    def _dial_by_hand(self) -> None:
        if (card := self.shift.stage.card) is not None:
            dial = partial(errands.dial_by_hand, self.work.desk, card.claim)
            self.shift.send(partial(dial, card.phone.number_id))

    def _hang_up(self) -> None:
        self.shift.dialling.hang_up()

    def _mute(self) -> None:
        self.shift.dialling.mute()

    def _hold(self) -> None:
        self.shift.dialling.hold()

    def _extension(self) -> None:
        if (card := self.shift.stage.card) is not None:
            self.shift.dialling.send_tones(card.phone.extension)

    def _is_tone(self, character: str) -> bool:
        """During a call a digit is one for the exchange, unless the script takes it."""
        stage = self.shift.stage
        if stage.state(self.work.clock()) is not State.ON_CALL:
            return False
        return character in "*#" or not stage.is_script_led

    def _tone(self, tone: str = "0") -> None:
        situation = self.shift.stage.situation(self.work.clock(), self.work.here, 0)
        key = next(key for key in CALLING if key.action == "tone")
        if reason := why_off(key, situation):
            self.view.tell(reason, "warning")
        else:
            self.shift.dialling.send_tones(tone)

    def _go_on(self) -> None:
        self.shift.send(partial(errands.go_on, self.work.desk, self.shift.claim))

    def _other_number(self) -> None:
        """The other one of two; of more, the agent chooses by number."""
        card = self.shift.stage.card
        if card is None:
            return

        def switch(number_id: int | None) -> None:
            if number_id is not None:
                look = partial(errands.switch_phone, self.work.desk, card.claim, number_id)
                self.shift.send(look)

        if len(card.other_phones) == 1:
            switch(card.other_phones[0].number_id)
            return
        from console.tui.screens.numbers import NumbersScreen

        self.app.push_screen(NumbersScreen(card, self.work), switch)

    def _undo(self) -> None:
        self.shift.send(partial(errands.undo, self.work.desk, self.shift.stage.card))

    def _note(self) -> None:
        self.view.note.open()

    def _start(self) -> None:
        scene = self.shift.stage.scene
        if scene is not None and scene.offer is not None:
            self._start_session(scene.offer.session_id)

    def _start_session(self, session_id: int) -> None:
        claim = self.shift.claim
        self.shift.send(partial(errands.start_session, self.work.desk, session_id, claim))

    def _again(self) -> None:
        if (errand := self.shift.stage.retry) is not None:
            self.shift.send(errand)

    def _pause(self) -> None:
        self.shift.go_away()

    def _end_session(self) -> None:
        self.shift.send(partial(errands.end_session, self.work.desk, self.shift.claim))

    def _leave(self) -> None:
        self.run_worker(self.app.run_action("app.quit"))

    def _end_call(self, outcome: str) -> None:
        card = self.shift.stage.card
        if card is None:
            return
        note = self.view.note.text
        needs = self.shift.endings.choices[outcome].needs
        if needs is OutcomeNeed.CALLBACK:
            from console.tui.screens.promise import PromiseScreen

            promise = partial(self.shift.record, card, outcome, note)
            self.app.push_screen(PromiseScreen(card, self.work, promise))
        elif needs is OutcomeNeed.WORDS:
            from console.tui.screens.complaint import ComplaintScreen

            keep = partial(self.shift.record, card, outcome)
            suppresses = self.shift.endings.choices[outcome].suppresses
            self.app.push_screen(ComplaintScreen(card, note, keep, suppresses=suppresses))
        else:
            self.shift.send(partial(errands.record, self.work.desk, card.claim, outcome, note))

    def _skip(self) -> None:
        from console.tui.screens.skip import SkipScreen

        card = self.shift.stage.card
        if card is None:
            return

        def pass_over(reason: str | None) -> None:
            if reason:
                self.shift.send(partial(errands.skip, self.work.desk, card.claim, reason))

        self.app.push_screen(SkipScreen(card), pass_over)

    def _reasons(self) -> None:
        from console.tui.screens.reasons import ReasonsScreen

        if (card := self.shift.stage.card) is not None:
            self.app.push_screen(ReasonsScreen(card, self.work.clock(), self.work.here))

    def _hours(self) -> None:
        from console.tui.screens.hours import HoursScreen

        if (card := self.shift.stage.card) is not None:
            self.app.push_screen(HoursScreen(card, self.work))

    def _script(self) -> None:
        prompter = self.shift.stage.prompter
        if prompter.has_column:
            self.view.tell("The script stands at the right: digits follow their answers.")
        prompter.is_shown = not prompter.is_shown
        self.shift.paint()

    def _go_in_script(self, digit: int) -> None:
        """Follows an answer; 0 goes back."""
        if (card := self.shift.stage.card) is None:
            return
        prompter = self.shift.stage.prompter
        told = prompter.follow(card.script, digit) if digit else prompter.back()
        if told:
            self.view.tell(told)
        self.shift.paint()

    def _objections(self) -> None:
        from console.tui.screens.objections import ObjectionsScreen

        if (card := self.shift.stage.card) is not None:
            self.app.push_screen(ObjectionsScreen(card.objections))

    def _introduce(self) -> None:
        from console.tui.introducing import Introducing

        if (card := self.shift.stage.card) is not None:
            if self._introducing is None:
                tell, done = self.view.tell, self.shift.look_again_at
                self._introducing = Introducing(self, self.work, tell, done)
            self.run_worker(self._introducing.introduce(card.lead_id))

    def _look_ahead(self) -> None:
        from console.tui.screens.ahead import AheadScreen

        if (session := self.shift.stage.session_ahead) is not None:
            self.app.push_screen(AheadScreen(self.work, session.session_id, session.name))

    def _rehearse(self) -> None:
        from console.tui.screens.rehearsal import RehearsalScreen

        self.app.push_screen(RehearsalScreen(self.work))

    def _fix(self) -> None:
        from console.tui.screens.fixing import FixScreen, screen_for

        card = self.shift.stage.card
        if card is None:
            return

        def go_on(action: str | None) -> None:
            if action is not None:
                self.app.push_screen(screen_for(action, card, self.work, self.shift.answer), say)

        def say(done: str | None) -> None:
            if done:
                self.view.tell(done)

        self.app.push_screen(FixScreen(card), go_on)

    def _find(self) -> None:
        from console.tui.screens.find import FindScreen

        card = self.shift.stage.card

        def take(lead_id: int | None) -> None:
            if lead_id is not None:
                after = card.claim if card else None
                self.shift.send(partial(errands.take, self.work.desk, lead_id, after))

        self.app.push_screen(FindScreen(self.work, card, self.shift.answer), take)

    def _promises(self) -> None:
        from console.tui.screens.callbacks import CallbacksScreen

        claim = self.shift.claim

        def take(lead_id: int | None) -> None:
            if lead_id is None:
                self.shift.refresh_progress()
            else:
                self.shift.send(partial(errands.take, self.work.desk, lead_id, claim))

        self.app.push_screen(CallbacksScreen(self.work), take)

    def _sessions(self) -> None:
        from console.tui.screens.sessions import SessionsScreen

        def decide(answer: int | str | None) -> None:
            if isinstance(answer, int):
                self._start_session(answer)
            elif answer == "end":
                self._end_session()
            elif answer == "bring_in":
                self._bring_in()
            elif answer == "given":
                self.shift.send(partial(errands.come_back, self.work.desk))

        self.app.push_screen(SessionsScreen(self.work), decide)

    def _offer_only(self) -> None:
        self.run_worker(self._ask_whom_to_offer())

    async def _ask_whom_to_offer(self) -> None:
        from console.tui.screens.screening import OfferingScreen

        claim, desk = self.shift.claim, self.work.desk

        async def offer(where: str) -> str:
            return await self.shift.answer(partial(errands.offer_only, desk, where, claim))

        try:
            segments = await self.work.reading.run(self.work.reports.sessions.segments)
        except DatabaseTrouble as trouble:
            self.view.tell(str(trouble), "error")
            return
        self.app.push_screen(OfferingScreen(segments, offer, desk.offered_only))

    def _bring_in(self) -> None:
        self.look_at("")

    def look_at(self, path: str) -> None:
        """Opens the import; a file that is named is looked at at once."""
        from console.tui.screens.bringing import BringingScreen

        def look_again(list_name: str | None) -> None:
            if list_name is not None and self.shift.stage.card is None:
                self.shift.send(partial(errands.come_back, self.work.desk))

        self.app.push_screen(BringingScreen(self.work, path), look_again)

    def _quit(self) -> None:
        from console.tui.screens.ending import EndingScreen

        stage = self.shift.stage
        is_on_call = stage.card is not None and stage.card.attempt is not None
        session = stage.scene.progress.session if stage.scene else None

        def decide(answer: str | None) -> None:
            if answer == "end":
                self._end_session()
            elif answer == "quit":
                self._leave()

        self.app.push_screen(EndingScreen(session, is_on_call=is_on_call), decide)

    @on(SessionEnded)
    def _show_summary(self, ended: SessionEnded) -> None:
        from console.tui.screens.summary import SummaryScreen

        answers = {"next": self._start, "quit": self._leave}
        answers |= {"undo": self._undo, "sessions": self._sessions}

        def decide(answer: str | None) -> None:
            if answer is not None:
                answers[answer]()

        self.app.push_screen(SummaryScreen(ended.scene, self.work), decide)

    def _supervisor(self) -> None:
        from console.tui.screens.supervisor import SupervisorScreen

        self.app.push_screen(SupervisorScreen(self.work))

    def _lists_held(self) -> None:
        from console.tui.screens.lists_held import ListsHeldScreen

        self.app.push_screen(ListsHeldScreen(self.work))

    def _help(self) -> None:
        from console.tui.screens.help import HelpScreen

        situation = self.shift.stage.situation(self.work.clock(), self.work.here, 0)
        self.app.push_screen(HelpScreen(self.shift.stage.outcomes, situation))
