"""The dialog about rows that may say not to call: bar all, one by one, or leave them callable."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from console.files.fields.cells.warnings import DoubtfulRow, Settling
from console.importing.plan.doubtful_words import LETTERS, SHOWN, STAY, say_answers, say_title
from console.tui.base.bindings import bindings
from console.tui.drawing.looks import fit
from console.tui.screens.dialog import Dialog
from console.tui.widgets.rows import Rows
from console.view.keys.other_screens import DOUBTFUL_ROWS
from console.view.text.cleaning import clean

LINE, NAME, COLUMN, WORDS = 5, 16, 11, 38
"""Cells of the columns: with their gaps, a row fits 74 cells."""
LABEL = 17
ALL_HEIGHT = 10
"""Rows of the list when all are shown; it scrolls with the mouse."""


class DoubtfulRowsScreen(Dialog[Settling | None]):
    """Ask once for all rows; answer None to leave it open."""

    BINDINGS = bindings(DOUBTFUL_ROWS)

    def __init__(self, rows: Sequence[DoubtfulRow]) -> None:
        super().__init__()
        self._rows = rows
        self._shows_all = False

    def compose(self) -> ComposeResult:
        answers = say_answers(len(self._rows))
        options = (Option(_answer_row(*answer)) for answer in answers)
        body = [
            VerticalScroll(Static(self._list(), id="doubtful-rows"), can_focus=False),
            Rows(*options, id="answers"),
            Static(Content.styled(STAY, "$foreground-muted"), classes="dialog-body"),
        ]
        yield self.frame(clean(say_title(len(self._rows))), body, DOUBTFUL_ROWS)

    def on_mount(self) -> None:
        answers = self.query_one(Rows)
        answers.highlighted = 0
        answers.focus()

    def action_press(self, action: str) -> None:
        if action == "show_all":
            self._shows_all = True
            self.query_one("#doubtful-rows", Static).update(self._list())
            self.query_one(VerticalScroll).styles.max_height = ALL_HEIGHT
        elif action in LETTERS:
            self.dismiss(LETTERS[action])
        else:
            super().action_press(action)

    @on(Rows.OptionSelected)
    def _choose(self, selected: Rows.OptionSelected) -> None:
        self.dismiss([*LETTERS.values()][selected.option_index])

    def _list(self) -> Content:
        shown = self._rows if self._shows_all else self._rows[:SHOWN]
        heads = _row("line", "name", "column", Content("what it says"))
        lines = [heads.stylize("$foreground-muted"), *map(_row_of, shown)]
        if left := len(self._rows) - len(shown):
            more = f"{'':{LINE}}  … {left:,} more, Space shows all"
            lines.append(Content.styled(more, "$foreground-muted"))
        return Content("\n").join(lines)


def _row_of(row: DoubtfulRow) -> Content:
    words = Content.styled(fit(f"“{clean(row.words)}”", WORDS), "$text-error")
    return _row(f"{row.line:,}", clean(row.name), clean(row.column), words)


def _row(line: str, name: str, column: str, words: Content) -> Content:
    return Content.assemble(
        f"{line:>{LINE}}  ", _padded(name, NAME), " ", _padded(column, COLUMN), " ", words
    )


def _padded(text: str, width: int) -> Content:
    content = Content(fit(text, width))
    return content.pad_right(width - content.cell_length)


def _answer_row(letter: str, label: str, effect: str) -> Content:
    return Content.assemble(
        (letter, "bold $text-accent"), f" {label:<{LABEL}}", (effect, "$foreground-muted")
    )
