"""The box with the note on the lead. Its text area is created after the first lead, or with `e`."""

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

if TYPE_CHECKING:  # importing TextArea takes 2% of a start
    from console.tui.call_view.note_text import NoteText

PLACEHOLDER = "e writes; kept as you type"
KEY = " · e writes"


class NoteTitle(Drawn[tuple[str, bool]]):
    """A hairline with the state of the note; bright while the note has the keys."""

    def draw(self, size: Size, value: tuple[str, bool]) -> Content:
        state, is_open = value
        title = f"Note {state}".rstrip() + KEY * (bool(state) and not is_open)
        return hairline(title, size.width, self.looks, self.looks.key if is_open else "")


class NoteBox(Vertical):
    """The agent's note on the lead, and whether it is saved."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._saved = self._state = ""
        self._text_area: NoteText | None = None

    def compose(self) -> ComposeResult:
        yield NoteTitle(id="note-title")
        yield Words(id="note-ahead")

    def on_mount(self) -> None:
        self.show_note(self._saved)

    def create_text_area(self) -> "NoteText":
        """Return the text area; the first call creates it in place of the plain text."""
        if self._text_area is None:
            # late: importing TextArea takes 2% of a start
            from console.tui.call_view.note_text import NoteText

            self._text_area = NoteText(self._saved, PLACEHOLDER)
            self._text_area.move_cursor(self._text_area.document.end)
            self.query_one("#note-ahead").remove()
            self.mount(self._text_area)
        return self._text_area

    @property
    def text(self) -> str:
        return self._saved if self._text_area is None else clean_lines(self._text_area.text)

    @property
    def is_dirty(self) -> bool:
        return self.text != self._saved

    def show_note(self, text: str) -> None:
        """Show another lead's note, or none. The note before must be saved already."""
        self._saved = clean_lines(text)
        if self._text_area is None:
            content = self._saved or Content.styled(PLACEHOLDER, "$foreground-muted")
            self.query_one("#note-ahead", Words).show(content)
        elif self._text_area.text != self._saved:
            self._text_area.text = self._saved
            self._text_area.move_cursor(self._text_area.document.end)
        self._label("")

    def open(self) -> None:
        """Give the note the keys."""
        text_area = self.create_text_area()
        text_area.can_focus = True
        self.screen.set_focus(text_area)

    def add(self, text: str) -> None:
        """Add text at the end of the note."""
        text_area = self.create_text_area()
        text_area.move_cursor(text_area.document.end)
        text_area.add(text if not self.text else f" {text}")

    def take_key(self, event: Key) -> None:
        """Handle a key that was sent before the note had the focus."""
        text_area = self.create_text_area()
        if event.key == "escape":
            self.screen.set_focus(None)
        elif event.is_printable and event.character:
            text_area.insert(event.character)
        elif event.key == "enter":
            text_area.insert("\n")
        else:
            text_area.on_key(event)

    def take_text(self, text: str) -> None:
        """Insert a paste that was sent before the note had the focus."""
        self.create_text_area().add(text)

    @on(NoteLeft)
    def _close(self) -> None:
        # Only the note's key may focus it: with Tab, letters meant as keys would become text.
        self.create_text_area().can_focus = False
        self._label(self._state)

    @on(DescendantFocus)
    def _opened(self) -> None:
        self._label(self._state)

    def mark_saved(self, text: str) -> None:
        """Remember the text that the database holds now. More may have been typed since."""
        self._saved = text
        if not self.is_dirty:
            self._label("saved" if text else "")

    def on_text_area_changed(self) -> None:
        self._label("" if not self.is_dirty else "writing…")

    def _label(self, state: str) -> None:
        self._state = state
        is_open = self._text_area is not None and self._text_area.has_focus
        self.query_one(NoteTitle).show((state, is_open))
