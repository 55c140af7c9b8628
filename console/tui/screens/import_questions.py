"""A question about a file: its answers with what each brings, our guess first."""

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from console.importing.question_words import TITLES, say_answer, say_guess
from console.importing.questions import About, Answer, Question
from console.tui.bindings import bindings
from console.tui.fitting import fit
from console.tui.screens.dialog import Dialog
from console.view.cleaning import clean
from console.view.keys.others import IMPORT_QUESTION

LABEL_WIDTH = 26
HEADS = ("now", "later", "never", "unknown")
NO_NUMBER = "no number"


class ImportQuestionScreen(Dialog[str | None]):
    """Answers with the value that was chosen; None leaves it open."""

    BINDINGS = bindings(IMPORT_QUESTION)

    def __init__(self, question: Question) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        one = self._question
        told = [say_guess(one)]
        if one.about is About.COUNTRY:
            told.append("Ctrl+O takes any other.")
        answers = OptionList(
            *(Option(answer_row(one, answer)) for answer in one.answers),
            id="answers",
            compact=True,
            markup=False,
        )
        body = [
            Static(Content(clean(" ".join(told))), classes="dialog-body"),
            Static(answer_heads(one)),
            answers,
        ]
        yield self.frame(TITLES[one.about], body, IMPORT_QUESTION)

    def on_mount(self) -> None:
        answers = self.query_one(OptionList)
        answers.highlighted = 0
        answers.focus()

    @on(OptionList.OptionSelected)
    def _choose(self, chosen: OptionList.OptionSelected) -> None:
        self.dismiss(self._question.answers[chosen.option_index].value)


def answer_heads(question: Question) -> Content:
    heads = (*HEADS, NO_NUMBER) if _has_lost(question) else HEADS
    told = "".join(f"{head:>10}" for head in heads)
    return Content.styled(f"{'callable':<{LABEL_WIDTH}}{told}", "$foreground-muted")


def answer_row(question: Question, answer: Answer) -> Content:
    """An answer and its counts, under `answer_heads`."""
    brings = answer.prospects
    counts = [brings.now, brings.later, brings.never, brings.unknown]
    if _has_lost(question):
        counts.append(brings.no_number)
    label = Content(fit(say_answer(question.about, answer.value), LABEL_WIDTH - 2))
    return Content.assemble(
        label.pad_right(LABEL_WIDTH - label.cell_length),
        (f"{counts[0]:>10,}", "bold"),
        "".join(f"{count:>10,}" for count in counts[1:]),
    )


def _has_lost(question: Question) -> bool:
    return any(one.prospects.no_number for one in question.answers)
