"""The calling screen: find out what a pressed key means now, and do it.

Keys that ask something about the lead are in `console/tui/calling/questions.py`. Keys that open a
page are in `console/tui/calling/pages.py`.
"""

from asyncio import Future
from datetime import timedelta
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.events import Click, DescendantFocus, Paste, ScreenResume
from textual.events import Key as KeyEvent
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

import console.view.state.commands as commands
from console.tui.base.bindings import Acts, bindings_by_key
from console.tui.base.workplace import NoteLeft, SessionEnded, Workplace
from console.tui.call_view.call_view import CallView
from console.tui.calling.controller import Controller
from console.tui.calling.pages import Pages
from console.tui.calling.questions import Questions
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.pressable import ClickedKeys
from console.view.keys.calling import CALLING, TONES
from console.view.keys.key import CARD, Key, State, find_key, why_off
from console.view.state.commands import Opened
from console.view.state.pasted_text import LEAST, NO_KEYS
from console.view.text.clocks import second_clock

UNREAD = timedelta(milliseconds=400)
"""Clicks this soon after a new lead are dropped; keys never are."""

DIALS = frozenset({"dial", "dial_by_hand"})
"""The actions whose refusal is a warning; other keys only have nothing to do."""

NOTE_KEY = next(key.key for key in CALLING if key.action == "note")


class CallingScreen(ClickedKeys, Screen[None]):
    """The screen at the bottom of the stack; pages and dialogs open over it."""

    AUTO_FOCUS = None
    BINDINGS = bindings_by_key(CALLING)

    def __init__(self, work: Workplace, opening: Future[Opened], size: str) -> None:
        """`size`: the style classes of the terminal's size, known before the first layout."""
        super().__init__(classes=size)
        self._opening = opening
        self.work = work
        self.view = CallView(work)
        self.controller = Controller(self, self.view, work, self._take)
        self.questions = Questions(self, self.view, work, self.controller)
        self.pages = Pages(self, self.view, work, self.controller)
        self.acts: Acts = {**self._own_acts(), **self.questions.acts(), **self.pages.acts()}
        self._last_pressed = ""
        self._was_note_open = False
        """Whether a note was being written when the terminal became too small."""
        self._painted_size = Size(0, 0)
        """The size for which the screen was painted once more after its layout."""
        self._was_resumed = False

    def compose(self) -> ComposeResult:
        yield self.view

    def on_mount(self) -> None:
        self.controller.open(self._opening)
        self.set_interval(1, self.controller.tick)

    def on_screen_resume(self, event: ScreenResume) -> None:
        """Skip Textual's restyling on the first resume: it costs time, and styles are fresh."""
        event.refresh_styles = self._was_resumed
        if self._was_resumed:
            self.controller.paint()
        self._was_resumed = True

    def on_screen_suspend(self) -> None:
        """Dim the outcomes under a page that takes the keys."""
        self.controller.paint()

    @property
    def notice(self) -> NoticeLine:
        """The line for messages to the agent."""
        return self.query_one(NoticeLine)

    async def on_unmount(self) -> None:
        await self.controller.dialling.close()
        if self.controller.calendar is not None:
            await self.controller.calendar.end()
        await self.controller.heartbeat.end()

    def action_press(self, pressed: str) -> None:
        """Do what the key means now, or tell why it is off."""
        screen_state = self.controller.screen_state
        if self.view.is_too_small:
            return  # a lead that can't be seen can't be called
        screen_state.wrap_up_until = None  # any key ends the time after a call
        if screen_state.away_since is not None:
            self.controller.away.come_back()
            return
        personal = self.work.personal
        conditions = screen_state.conditions(self.work.clock(), personal.zone, personal.fresh_pause)
        key = find_key(pressed, screen_state.keys, conditions)
        if key is None:
            return
        if (reason := why_off(key, conditions)) and key.action == "leave_note":
            self._close_opened()
        elif reason:
            self.view.tell(reason, "warning" if key.action in DIALS else "off")
            self.controller.heartbeat.press_in_vain(key.action, self.work.clock())
        elif screen_state.is_writing:  # by the mouse or the palette; keys wait for it
            self.view.tell("One moment: the last key is still being saved.")
        else:
            self._last_pressed = pressed
            self._do(key)

    def on_key(self, event: KeyEvent) -> None:
        """Handle every key of this screen in the order of the keypresses.

        A slow line delivers many keys in one piece. Textual runs bindings later than this handler:
        a letter of a note could overtake the `e` that opened the note, and end the call. Letters
        after `e` still arrive here and go into the note. Keys after one that opened a page are
        dropped, because the agent hadn't seen the page.
        """
        if self._take_key(event):
            # Handled: otherwise Textual would run the key's binding as well.
            event.stop()
            event.prevent_default()

    def actions_of(self, event: KeyEvent) -> set[str]:
        """Return the actions of a key on this screen; empty if it has none."""
        typed = (event.key, event.character)
        return {key.action for key in self.controller.screen_state.keys if key.key in typed}

    def on_paste(self, event: Paste) -> None:
        """Put pasted text into the note; never take its letters as keys."""
        self._take_paste(event)

    def _take(self, event: KeyEvent | Paste) -> None:
        """Handle a key or a paste that waited for a write."""
        if isinstance(event, Paste):
            self._take_paste(event)
        else:
            self._take_key(event)

    def _take_key(self, event: KeyEvent) -> bool:
        """Do what a key means now; return whether it means anything here."""
        screen_state = self.controller.screen_state
        # A key such as `?` has a name in Textual (question_mark) besides its character.
        typed = (event.key, event.character)
        pressed = next((key.key for key in screen_state.keys if key.key in typed), None)
        if self.app.screen is not self:
            pass  # sent before the page opened: drop it
        elif self.focused is not None:
            self.view.note.take_key(event)
        elif screen_state.away_since is not None:
            self.controller.away.come_back()
        elif screen_state.is_writing and (
            pressed is not None or event.is_printable or self.controller.typed_ahead.is_waiting
        ):
            is_repeated = pressed is not None and pressed == self._last_pressed
            self.controller.typed_ahead.keep(event, is_repeated=is_repeated)
        elif event.character in TONES and self._is_tone(event.character):
            self._tone(event.character)
        elif pressed is not None:
            self.action_press(pressed)
        else:
            return False
        return True

    def _take_paste(self, event: Paste) -> None:
        if self.app.screen is not self or self.view.is_too_small:
            return
        if self.focused is not None:
            # The text was sent before the note had the focus; otherwise the note handles it itself.
            self.view.note.take_text(event.text)
            return
        if self.controller.screen_state.is_writing:
            self.controller.typed_ahead.keep(event, is_repeated=False)
            return
        conditions = self.controller.screen_state.conditions(self.work.clock(), self.work.here, 0)
        if conditions.state not in CARD:
            self.view.tell(NO_KEYS)
        elif len(event.text.strip()) >= LEAST:
            self._begin_note(event.text)
            self.view.tell("That came faster than a hand types: it is in the note, Esc leaves it.")
        elif event.text.startswith(NOTE_KEY):
            # A few letters in one piece: the note's key, typed fast with the first letters of it.
            self._begin_note(event.text.removeprefix(NOTE_KEY))
        else:
            self.view.tell(f"{NO_KEYS} {NOTE_KEY} opens the note.")

    def _begin_note(self, text: str) -> None:
        self.view.note.open()
        self.view.note.add(text)

    def press_by_mouse(self, key: str) -> None:
        """Press a key whose words were clicked, unless the lead is too new to be meant."""
        shown_at = self.controller.screen_state.shown_at
        # The second half of a double click on an outcome must not end or dial the next call.
        if shown_at is None or self.work.clock() - shown_at >= UNREAD:
            self.action_press(key)

    def on_click(self, event: Click) -> None:
        """Open the note if it was clicked; words of keys are handled by `ClickedKeys`."""
        if self.focused is None and self.view.note.region.contains_point(event.screen_offset):
            self.press_by_mouse(NOTE_KEY)

    def do(self, action: str) -> None:
        """Press the key of an action, for the command palette."""
        key = next(key for key in self.controller.screen_state.keys if key.action == action)
        self.action_press(key.key)

    def set_focus(self, widget: Widget | None, *args: bool, **options: bool) -> None:
        """Move the focus; letters go to whatever has it from now on."""
        was_typing = self.controller.screen_state.is_typing
        super().set_focus(widget, *args, **options)
        self.controller.screen_state.is_typing = self.focused is not None
        # A window that becomes too small hides the note, so Textual takes its focus. Remember that:
        # once the window is large again, letters must go into the note and not act as keys.
        if was_typing and self.focused is None and self.view.is_too_small:
            self._was_note_open = True

    def on_descendant_focus(self, _: DescendantFocus) -> None:
        self.controller.paint()

    async def on_resize(self) -> None:
        # Textual tells the first size three times. A terminal that tells none would be painted over
        # and over.
        if self.size == self._painted_size:
            return
        self._painted_size = self.size if self.is_current else Size(0, 0)
        if await self.view.add_columns():
            self.controller.sidebar.read()
        self.controller.paint()
        # Once more after the layout: only then is it known whether the square has room.
        if self.is_current:
            self.call_after_refresh(self.controller.paint)
        if self._was_note_open and not self.view.is_too_small:
            self._was_note_open = False
            self.view.note.open()

    @on(NoteLeft)
    def _leave_note(self) -> None:
        self.controller.notes.save()
        self.controller.paint()

    def _do(self, key: Key) -> None:
        if key.outcome:
            self.questions.end_call(key.outcome)
        elif key.where == "script":
            self._go_in_script(int(key.key))
        else:
            self.acts[key.action]()

    def _own_acts(self) -> Acts:
        return {
            "dial": self._dial,
            "dial_by_hand": self._dial_by_hand,
            "go_on": self._go_on,
            "again": self._again,
            "note": self._open_note,
            "leave_note": partial(self.set_focus, None),
            "script": self._toggle_script,
            "square": self._toggle_square,
            "hang_up": self.controller.dialling.hang_up,
            "mute": self.controller.dialling.mute,
            "hold": self.controller.dialling.hold,
            "extension": self._extension,
            "tone": self._tone,
        }

    def _dial(self) -> None:
        if (card := self.controller.screen_state.card) is not None:
            number = card.phone.number_id
            self.controller.send(partial(commands.dial, self.work.desk, card.claim, number))

    def _dial_by_hand(self) -> None:
        if (card := self.controller.screen_state.card) is not None:
            dial = partial(commands.dial_by_hand, self.work.desk, card.claim)
            self.controller.send(partial(dial, card.phone.number_id))

    def _extension(self) -> None:
        if (card := self.controller.screen_state.card) is not None:
            self.controller.dialling.send_tones(card.phone.extension)

    def _is_tone(self, character: str) -> bool:
        """Return whether the character is dialled as a tone: on a call, unless the script takes it.

        (The script takes digits until the softphone has an answer.)
        """
        screen_state = self.controller.screen_state
        if screen_state.key_state(self.work.clock()) is not State.ON_CALL:
            return False
        return character in "*#" or not screen_state.is_script_led

    def _tone(self, tone: str = "0") -> None:
        conditions = self.controller.screen_state.conditions(self.work.clock(), self.work.here, 0)
        key = next(key for key in CALLING if key.action == "tone")
        if reason := why_off(key, conditions):
            self.view.tell(reason, "off")
        else:
            self.controller.dialling.send_tones(tone)

    def _go_on(self) -> None:
        go_on = partial(commands.go_on, self.work.desk, self.controller.claim)
        text = f"Looked again at {second_clock(self.work.clock(), self.work.here)}: nobody yet."
        self.controller.send(go_on, if_nobody=text)

    def _open_note(self) -> None:
        self.view.note.open()

    def _again(self) -> None:
        if (command := self.controller.screen_state.retry) is not None:
            self.controller.send(command)

    def _toggle_script(self) -> None:
        script_position = self.controller.screen_state.script_position
        script_position.is_shown = not script_position.is_shown
        self.controller.paint()

    def _close_opened(self) -> None:
        """Close the square or the script, whichever is on top; with neither Esc is no mistake."""
        screen_state = self.controller.screen_state
        if screen_state.square:
            self._toggle_square()
        elif screen_state.script_position.is_shown:
            self._toggle_script()
        self.view.hush()

    def _toggle_square(self) -> None:
        screen_state = self.controller.screen_state
        screen_state.square_of = "" if screen_state.square else self.controller.claim or ""
        self.controller.paint()

    def _go_in_script(self, digit: int) -> None:
        """Go to the section after an answer, or back with 0."""
        if (card := self.controller.screen_state.card) is None:
            return
        script_position = self.controller.screen_state.script_position
        self.controller.screen_state.square_of = ""  # somebody answered: the number has arrived
        refusal = script_position.follow(card.script, digit) if digit else script_position.back()
        if refusal:
            self.view.tell(refusal)
        self.controller.paint()

    @on(SessionEnded)
    def _show_summary(self, ended: SessionEnded) -> None:
        self.pages.show_summary(ended)
