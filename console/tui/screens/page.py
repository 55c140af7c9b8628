"""A page of text to read and leave again."""

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from console.tui.bindings import bindings
from console.tui.screens.dialog import key_words
from console.tui.styled import styled
from console.view.keys.others import READING
from console.view.said import Role, said


class Reading(ModalScreen[None]):
    """The arrows and page keys scroll; Esc goes back. A subclass says what there is to read."""

    BINDINGS = bindings(READING)
    KEYS = READING
    AUTO_FOCUS = "#page"

    def title_text(self) -> str:
        raise NotImplementedError

    def page(self) -> Content:
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        title = Content.styled(self.title_text(), "bold $text-accent")
        with Vertical(classes="page-frame"):
            yield Static(title, id="page-title", classes="page-title")
            with VerticalScroll(id="page"):
                yield Static(self.page(), id="page-text")
            yield Static(key_words(self.KEYS), classes="page-keys")

    def show(self, page: Content) -> None:
        self.query_one("#page-text", Static).update(page)

    def action_press(self, _action: str) -> None:
        self.dismiss(None)


def heading(text: str) -> Content:
    return styled(said(text, Role.HEADING))
