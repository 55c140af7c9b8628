"""An e-mail as it will leave, to be read before it does."""

from typing import Literal

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from console.outreach.mail.letter import Letter
from console.tui.base.bindings import bindings
from console.tui.base.typed_ahead import AGAIN, Asked
from console.tui.base.workplace import Workplace
from console.tui.screens.dialog import key_words
from console.tui.screens.over import Over
from console.tui.widgets.notice_line import NoticeLine
from console.view.keys.other_screens import LETTER, LETTERS
from console.view.text.cleaning import clean

NOBODY_YET = "(no address yet)"

Choice = Literal["send", "leave_out", "back"]


class LetterScreen(Over[Choice]):
    """Answers what is to become of it. `before` says what went out already, "" where nothing did.

    `place` is its place among several that are read one after the other, such as `2 of 9`.
    """

    BINDINGS = bindings(LETTERS)
    AUTO_FOCUS = "#page"

    def __init__(self, letter: Letter, before: str, work: Workplace, place: str = "") -> None:
        super().__init__()
        self._asked = Asked(work)
        self._letter = letter
        self._before = before
        self._place = place

    def compose(self) -> ComposeResult:
        letter = self._letter
        body = "\n".join(clean(line) for line in letter.body.split("\n"))
        with Vertical(classes="page-frame"):
            place = f"   {self._place}" if self._place else ""
            yield Static(
                Content.assemble(
                    (f"To {clean(letter.to) or NOBODY_YET}", "bold $text-accent"),
                    (place, "$foreground-muted"),
                ),
                classes="page-title",
            )
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
            yield NoticeLine(id="told")
            yield Static(key_words(LETTERS if self._place else LETTER), classes="page-keys")

    def action_press(self, action: Choice) -> None:
        if action == "send" and self._asked.is_unread:
            self.query_one(NoticeLine).tell(AGAIN, "warning")
        elif action != "leave_out" or self._place:
            self.dismiss(action)
