"""The note: while it has the focus letters are text; Esc gives the keys back."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Blur, DescendantFocus, Key, Paste
from textual.geometry import Size
from textual.widgets import TextArea

from console.tui.bindings import bindings
from console.tui.messages import NoteLeft
from console.tui.widgets.panels import hairline
from console.tui.widgets.text_widget import Drawn
from console.view.cleaning import clean_lines
from console.view.keys.calling import NOTE


class NoteText(TextArea):
    BINDINGS = bindings(NOTE)

    def action_press(self, _action: str) -> None:
        """Esc: the screen takes the keys back."""
        self.screen.set_focus(None)

    def on_paste(self, event: Paste) -> None:
        """The clipboard may hold anything; only text goes in."""
        event.prevent_default()
        event.stop()
        self.add(event.text)

    def add(self, text: str) -> None:
        """At the cursor."""
        self.insert(clean_lines(text))

    @on(Blur)
    def _leave(self) -> None:
        self.post_message(NoteLeft())


class NoteTitle(Drawn[tuple[str, bool]]):
    """A hairline with what becomes of the note; bright while the note has the keys."""

    def draw(self, size: Size, value: tuple[str, bool]) -> Content:
        state, is_open = value
        title = f"Note {state}".rstrip()
        return hairline(title, size.width, self.looks, self.looks.key if is_open else "")


class NoteBox(Vertical):
    """The agent's note on the lead shown, and whether it is saved."""

    def compose(self) -> ComposeResult:
        yield NoteTitle(id="note-title")
        text = NoteText(
            soft_wrap=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
            compact=True,
            tab_behavior="focus",
            placeholder="e writes; kept as you type",
        )
        text.can_focus = False
        yield text

    def on_mount(self) -> None:
        self._saved = self._state = ""
        self._label("")

    @property
    def text(self) -> str:
        return clean_lines(self.query_one(NoteText).text)

    @property
    def is_dirty(self) -> bool:
        return self.text != self._saved

    def show_note(self, text: str) -> None:
        """Another lead's note, or none. What was written before has been saved or sent."""
        self._saved = clean_lines(text)
        box = self.query_one(NoteText)
        if box.text != self._saved:
            box.text = self._saved
            box.move_cursor(box.document.end)
        self._label("")

    def open(self) -> None:
        box = self.query_one(NoteText)
        box.can_focus = True
        self.screen.set_focus(box)

    def add(self, text: str) -> None:
        """After what is written already."""
        box = self.query_one(NoteText)
        box.move_cursor(box.document.end)
        box.add(text if not self.text else f" {text}")

    def take_key(self, event: Key) -> None:
        """A key that was sent before the note had the focus."""
        if event.key == "escape":
            self.screen.set_focus(None)
        elif event.is_printable and event.character:
            self.query_one(NoteText).insert(event.character)

    def take_text(self, text: str) -> None:
        """A burst that was sent before the note had the focus."""
        self.query_one(NoteText).add(text)

    @on(NoteLeft)
    def _close(self) -> None:
        # Only the key that opens the note may focus it: Tab must never turn letters into text.
        self.query_one(NoteText).can_focus = False
        self._label(self._state)

    @on(DescendantFocus)
    def _opened(self) -> None:
        self._label(self._state)

    def mark_saved(self, text: str) -> None:
        self._saved = text
        if not self.is_dirty:
            self._label("saved" if text else "")

    @on(TextArea.Changed)
    def _changed(self) -> None:
        self._label("" if not self.is_dirty else "writing…")

    def _label(self, state: str) -> None:
        self._state = state
        self.query_one(NoteTitle).show((state, self.query_one(NoteText).has_focus))
