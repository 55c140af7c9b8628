"""The dialog that asks a question about a file, with how many rows each answer makes callable."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from console.importing.plan.question_words import TITLES, say_answer, say_guess, say_nameless
from console.importing.plan.questions import About, Answer, Question
from console.tui.base.bindings import bindings
from console.tui.drawing.looks import fit
from console.tui.screens.dialog import Dialog
from console.tui.widgets.rows import MARK, Rows
from console.view.keys.other_screens import IMPORT_QUESTION
from console.view.text.cleaning import clean

OF_EACH = (
    "Homeowners and other private people are consumers, wherever they work. Where a column says "
    "it of each row, let that fill the field kind (Ctrl+T)."
)

LABEL_WIDTH = 22
HEADS = ("now", "later", "never", "unknown")
NO_NUMBER = "no number"
COLUMN, LAST = 9, 11
"""Cells of a count, and of the count of `NO_NUMBER`: with a label, a row fits 70 cells."""


class ImportQuestionScreen(Dialog[str | None]):
    """Offer the answers, our guess first; answer with the value chosen, None to leave it open."""

    BINDINGS = bindings(IMPORT_QUESTION)

    def __init__(self, question: Question) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        question = self._question
        is_country = question.about is About.COUNTRY
        hint = "Ctrl+O takes any other." if is_country else OF_EACH
        label = LABEL_WIDTH - len(MARK)
        answers = Rows(
            *(Option(answer_row(question, answer, label)) for answer in question.answers),
            id="answers",
        )
        body = [
            Static(Content(clean(f"{say_guess(question)} {hint}")), classes="dialog-body"),
            Static(answer_heads(question)),
            answers,
        ]
        if nameless := max(answer.prospects.no_company for answer in question.answers):
            text = f"{say_nameless(nameless)}: they count as businesses too, if that is the answer."
            body.append(Static(Content.styled(text, "$foreground-muted"), classes="dialog-body"))
        yield from self.frame(TITLES[question.about], body, IMPORT_QUESTION)

    def on_mount(self) -> None:
        answers = self.query_one(Rows)
        answers.highlighted = 0
        answers.focus()

    @on(Rows.OptionSelected)
    def _choose(self, selected: Rows.OptionSelected) -> None:
        self.dismiss(self._question.answers[selected.option_index].value)


def answer_heads(question: Question) -> Content:
    """Return the head of the answers' counts."""
    heads = _counts(question, HEADS, NO_NUMBER)
    return Content.styled(f"{'callable':<{LABEL_WIDTH}}{heads}", "$foreground-muted")


def answer_row(question: Question, answer: Answer, width: int = LABEL_WIDTH) -> Content:
    """Return an answer, its label in `width` cells, and its counts under `answer_heads`."""
    rows = answer.prospects
    counts = [f"{count:,}" for count in (rows.now, rows.later, rows.never, rows.unknown)]
    label = Content(fit(say_answer(question.about, answer.value), width - 2))
    return Content.assemble(
        label.pad_right(width - label.cell_length), _counts(question, counts, f"{rows.no_number:,}")
    )


def _counts(question: Question, counts: Sequence[str], no_number: str) -> str:
    """Join the counts; the column for rows without a number shows only if any answer has some."""
    text = "".join(f"{count:>{COLUMN}}" for count in counts)
    has_no_number = any(answer.prospects.no_number for answer in question.answers)
    return text + (f"{no_number:>{LAST}}" if has_no_number else "")
