"""A question about a file: its answers with what each brings, our guess first."""

from collections.abc import Callable, Sequence
from threading import Event
from time import monotonic

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from console.importing.plan.first_look import FirstLook
from console.importing.plan.question_words import TITLES, say_answer, say_guess, say_nameless
from console.importing.plan.questions import About, Answer, Question
from console.tui.base.bindings import bindings
from console.tui.drawing.looks import fit
from console.tui.screens.dialog import Dialog
from console.tui.widgets.rows import MARK, Rows
from console.view.keys.other_screens import IMPORT_QUESTION
from console.view.start.imports import KNOWN
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


# How far a file is read: told by the thread that reads it, looked at by the screen meanwhile.


EVERY = 0.2
"""Seconds between two looks at it, and before the first one."""


class StoppedError(Exception):
    """The agent does not want to wait for the end of the file, or wants it read otherwise."""


class ImportProgress:
    """`draw` makes the first page in that thread: it reads values of the file."""

    def __init__(self, draw: Callable[[FirstLook], Content], *, is_dry_run: bool) -> None:
        self._draw = draw
        self.is_dry_run = is_dry_run
        self.first: tuple[FirstLook, Content] | None = None
        self._stop = Event()
        self._began = monotonic()
        self._rows = (0, 0)
        self._known: tuple[int, int] | None = None

    @property
    def is_stopped(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        """A real import whose last row was read goes on all the same."""
        self._stop.set()

    def count(self, rows: int, about: int) -> None:
        """Raises StoppedError."""
        if self._stop.is_set():
            raise StoppedError
        self._rows = (rows, about)

    def finish(self, done: int, about: int) -> None:
        """The leads are in, and known ones are changed."""
        self._known = (done, about)

    def look_at(self, look: FirstLook) -> None:
        if self.is_dry_run:
            self.first = (look, self._draw(look))

    def words(self) -> str:
        """A sentence; "" while there is nothing to tell."""
        if self._known is not None:
            done, about = self._known
            return f"It is in. {done:,} of {about:,} {KNOWN}."
        rows, about = self._rows
        took = monotonic() - self._began
        if self.is_stopped or not rows or took < EVERY:
            return ""
        rate = rows / took
        left = max(0, about - rows) / rate
        told = f"{rows:,} of about {about:,} rows, {rate:,.0f} a second, {left:.0f} s left"
        return f"{told}. Esc stops."
