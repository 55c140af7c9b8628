"""The note on the lead shown. What it is written in comes after the first lead, or with `e`."""

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import DescendantFocus, Key
from textual.geometry import Size

from console.tui.base.workplace import NoteLeft
from console.tui.widgets.panels import hairline
from console.tui.widgets.text_widget import Drawn, Words
from console.view.text.cleaning import clean_lines

if TYPE_CHECKING:
    from console.tui.call_view.note_text import NoteText

PLACEHOLDER = "e writes; kept as you type"


class NoteTitle(Drawn[tuple[str, bool]]):
    """A hairline with what becomes of the note; bright while the note has the keys."""

    def draw(self, size: Size, value: tuple[str, bool]) -> Content:
        state, is_open = value
        title = f"Note {state}".rstrip()
        return hairline(title, size.width, self.looks, self.looks.key if is_open else "")


class NoteBox(Vertical):
    """The agent's note on the lead shown, and whether it is saved."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._saved = self._state = ""
        self._text: NoteText | None = None

    def compose(self) -> ComposeResult:
        yield NoteTitle(id="note-title")
        yield Words(id="note-ahead")

    def on_mount(self) -> None:
        self.show_note(self._saved)

    def bring(self) -> "NoteText":
        """What the note is written in: it takes a fiftieth of a start."""
        if self._text is None:
            from console.tui.call_view.note_text import NoteText

            self._text = NoteText(self._saved, PLACEHOLDER)
            self._text.move_cursor(self._text.document.end)
            self.query_one("#note-ahead").remove()
            self.mount(self._text)
        return self._text

    @property
    def text(self) -> str:
        return self._saved if self._text is None else clean_lines(self._text.text)

    @property
    def is_dirty(self) -> bool:
        return self.text != self._saved

    def show_note(self, text: str) -> None:
        """Another lead's note, or none. What was written before has been saved or sent."""
        self._saved = clean_lines(text)
        if self._text is None:
            ahead = self._saved or Content.styled(PLACEHOLDER, "$foreground-muted")
            self.query_one("#note-ahead", Words).show(ahead)
        elif self._text.text != self._saved:
            self._text.text = self._saved
            self._text.move_cursor(self._text.document.end)
        self._label("")

    def open(self) -> None:
        box = self.bring()
        box.can_focus = True
        self.screen.set_focus(box)

    def add(self, text: str) -> None:
        """After what is written already."""
        box = self.bring()
        box.move_cursor(box.document.end)
        box.add(text if not self.text else f" {text}")

    def take_key(self, event: Key) -> None:
        """A key that was sent before the note had the focus."""
        if event.key == "escape":
            self.screen.set_focus(None)
        elif event.is_printable and event.character:
            self.bring().insert(event.character)

    def take_text(self, text: str) -> None:
        """A burst that was sent before the note had the focus."""
        self.bring().add(text)

    @on(NoteLeft)
    def _close(self) -> None:
        # Only the key that opens the note may focus it: Tab must never turn letters into text.
        self.bring().can_focus = False
        self._label(self._state)

    @on(DescendantFocus)
    def _opened(self) -> None:
        self._label(self._state)

    def mark_saved(self, text: str) -> None:
        self._saved = text
        if not self.is_dirty:
            self._label("saved" if text else "")

    def on_text_area_changed(self) -> None:
        self._label("" if not self.is_dirty else "writing…")

    def _label(self, state: str) -> None:
        self._state = state
        is_open = self._text is not None and self._text.has_focus
        self.query_one(NoteTitle).show((state, is_open))
