"""A question about a file: its answers with what each brings, our guess first."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from console.importing.plan.question_words import TITLES, say_answer, say_guess, say_nameless
from console.importing.plan.questions import About, Answer, Question
from console.tui.base.bindings import bindings
from console.tui.drawing.fitting import fit
from console.tui.screens.dialog import Dialog
from console.tui.widgets.rows import MARK, Rows
from console.view.keys.other_screens import IMPORT_QUESTION
from console.view.text.cleaning import clean

OF_EACH = "Where a column says it of each row, let that fill the field kind (Ctrl+T)."

LABEL_WIDTH = 22
HEADS = ("now", "later", "never", "unknown")
NO_NUMBER = "no number"
COLUMN, LAST = 9, 11
"""Cells of a count, and of those under `NO_NUMBER`: all fit beside a label in 70."""


class ImportQuestionScreen(Dialog[str | None]):
    """Answers with the value that was chosen; None leaves it open."""

    BINDINGS = bindings(IMPORT_QUESTION)

    def __init__(self, question: Question) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        one = self._question
        is_country = one.about is About.COUNTRY
        more = "Ctrl+O takes any other." if is_country else OF_EACH
        answers = Rows(
            *(Option(answer_row(one, answer, LABEL_WIDTH - len(MARK))) for answer in one.answers),
            id="answers",
        )
        body = [
            Static(Content(clean(f"{say_guess(one)} {more}")), classes="dialog-body"),
            Static(answer_heads(one)),
            answers,
        ]
        if nameless := max(answer.prospects.no_company for answer in one.answers):
            told = f"{say_nameless(nameless)}: a business all the same, if that is the answer."
            body.append(Static(Content.styled(told, "$foreground-muted"), classes="dialog-body"))
        yield self.frame(TITLES[one.about], body, IMPORT_QUESTION)

    def on_mount(self) -> None:
        answers = self.query_one(Rows)
        answers.highlighted = 0
        answers.focus()

    @on(Rows.OptionSelected)
    def _choose(self, chosen: Rows.OptionSelected) -> None:
        self.dismiss(self._question.answers[chosen.option_index].value)


def answer_heads(question: Question) -> Content:
    told = _counts(question, HEADS, NO_NUMBER)
    return Content.styled(f"{'callable':<{LABEL_WIDTH}}{told}", "$foreground-muted")


def answer_row(question: Question, answer: Answer, width: int = LABEL_WIDTH) -> Content:
    """An answer and its counts, under `answer_heads`; the label has so many cells."""
    brings = answer.prospects
    counts = [f"{one:,}" for one in (brings.now, brings.later, brings.never, brings.unknown)]
    label = Content(fit(say_answer(question.about, answer.value), width - 2))
    return Content.assemble(
        label.pad_right(width - label.cell_length),
        _counts(question, counts, f"{brings.no_number:,}"),
    )


def _counts(question: Question, counts: Sequence[str], no_number: str) -> str:
    told = "".join(f"{count:>{COLUMN}}" for count in counts)
    return told + (f"{no_number:>{LAST}}" if _has_lost(question) else "")


def _has_lost(question: Question) -> bool:
    return any(one.prospects.no_number for one in question.answers)
