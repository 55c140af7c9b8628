"""The dialog that asks what a file's unread words for the line type mean."""

from collections.abc import Sequence
from typing import TypeAlias

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from console.tui.base.bindings import bindings
from console.tui.drawing.looks import fit
from console.tui.screens.dialog import Dialog
from console.tui.widgets.rows import Rows
from console.view.keys.other_screens import LINE_WORDS
from console.view.text.cleaning import clean
from db.enums import LineType

WORD, COUNT = 36, 9
"""Cells of the columns: with the answer, a row fits 56 cells."""
MOST_ROWS = 8
"""Rows of the list; it scrolls."""
TITLE = "What do these words for the line type mean?"
WHY = "A word that nobody explains stays open: where the law bars calls to mobiles, nobody calls."
ANSWERS = (LineType.UNKNOWN, LineType.LANDLINE, LineType.MOBILE, LineType.VOIP)
LETTERS = {"landline": LineType.LANDLINE, "mobile": LineType.MOBILE, "voip": LineType.VOIP}

Meanings: TypeAlias = tuple[tuple[str, LineType], ...]
"""The words that a person has explained, each with its line type."""


class LineWordsScreen(Dialog[Meanings | None]):
    """Ask for the line type of each word; answer None to go back."""

    BINDINGS = bindings(LINE_WORDS)

    def __init__(self, words: Sequence[tuple[str, int]]) -> None:
        super().__init__()
        self._words = words
        self._lines = [LineType.UNKNOWN] * len(words)

    def compose(self) -> ComposeResult:
        body = [
            Rows(*map(self._option, range(len(self._words))), id="answers", by_key_only=True),
            Static(Content.styled(WHY, "$foreground-muted"), classes="dialog-body"),
        ]
        yield self.frame(TITLE, body, LINE_WORDS)

    def on_mount(self) -> None:
        rows = self.query_one(Rows)
        rows.styles.max_height = MOST_ROWS
        rows.highlighted = 0
        rows.focus()

    @on(Rows.OptionSelected)
    def _import(self) -> None:
        answers = zip(self._words, self._lines, strict=True)
        self.dismiss(tuple((word, line) for (word, _), line in answers if line != ANSWERS[0]))

    def action_press(self, action: str) -> None:
        rows = self.query_one(Rows)
        at = rows.highlighted or 0
        if action == "turn":
            self._lines[at] = ANSWERS[(ANSWERS.index(self._lines[at]) + 1) % len(ANSWERS)]
        elif action in LETTERS:
            self._lines[at] = LETTERS[action]
        else:
            super().action_press(action)
            return
        rows.replace_option_prompt_at_index(at, self._row(at))
        if action != "turn":
            rows.highlighted = min(at + 1, len(self._words) - 1)

    def _option(self, at: int) -> Option:
        return Option(self._row(at))

    def _row(self, at: int) -> Content:
        word, count = self._words[at]
        shown = Content(fit(f"“{clean(word)}”", WORD))
        line = self._lines[at]
        answer = (
            ("not known", "$foreground-muted")
            if line is LineType.UNKNOWN
            else (line.value, "bold $text-accent")
        )
        pad = shown.pad_right(WORD - shown.cell_length)
        return Content.assemble(pad, f"{count:>{COUNT},}  ", answer)
