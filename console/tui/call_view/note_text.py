"""The text area of a note: while it has the focus, letters are text; Esc gives the keys back."""

from textual import on
from textual.events import Blur, Key, Paste
from textual.widgets import TextArea

from console.tui.base.bindings import bindings, edit, edits
from console.tui.base.workplace import NoteLeft
from console.view.keys.calling import NOTE
from console.view.text.cleaning import clean_lines, clean_piece

EDITS = edits(TextArea, {"ctrl+k": "delete_to_end_of_line"})


class NoteText(TextArea):
    """A text area that only the note's key can focus."""

    BINDINGS = bindings(NOTE)

    def __init__(self, text: str, placeholder: str) -> None:
        super().__init__(
            text,
            soft_wrap=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
            compact=True,
            tab_behavior="focus",
            placeholder=placeholder,
        )
        self.can_focus = False

    def action_press(self, _action: str) -> None:
        """Give the keys back to the screen; Esc is the only key that is bound."""
        self.screen.set_focus(None)

    def on_key(self, event: Key) -> None:
        """Handle editing keys here: the calling screen swallows what bubbles up to it."""
        edit(self, EDITS, event)

    def on_paste(self, event: Paste) -> None:
        """Insert the clipboard without control characters."""
        event.prevent_default()
        event.stop()
        self.add(event.text)

    def add(self, text: str) -> None:
        """Insert text at the cursor, without control characters.

        A slow line delivers typed words as a paste, so the blanks around them separate words.
        """
        self.insert(clean_piece(text, clean_lines))

    @on(Blur)
    def _leave(self) -> None:
        self.post_message(NoteLeft())
