"""An e-mail as it will leave, to be read before it does."""

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from console.mailing.letter import Letter
from console.tui.bindings import bindings
from console.tui.screens.dialog import key_words
from console.view.cleaning import clean
from console.view.keys.others import LETTER


class LetterScreen(ModalScreen[bool | None]):
    """Answers True to send it. `before` says what went out already, "" where nothing did."""

    BINDINGS = bindings(LETTER)
    AUTO_FOCUS = "#page"

    def __init__(self, letter: Letter, before: str) -> None:
        super().__init__()
        self._letter = letter
        self._before = before

    def compose(self) -> ComposeResult:
        letter = self._letter
        body = "\n".join(clean(line) for line in letter.body.split("\n"))
        with Vertical(classes="page-frame"):
            title = f"To {clean(letter.to)}"
            yield Static(Content.styled(title, "bold $text-accent"), classes="page-title")
            with VerticalScroll(id="page"):
                yield Static(
                    Content.assemble(
                        (f"{self._before}\n\n" if self._before else "", "$text-warning"),
                        (clean(letter.subject), "bold"),
                        "\n\n",
                        body,
                    ),
                    id="page-text",
                )
            yield Static(key_words(LETTER), classes="page-keys")

    def action_press(self, action: str) -> None:
        self.dismiss(action == "send")
