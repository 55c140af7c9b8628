"""The dialogs about a file: its questions, rows that may say not to call, unread line types."""

from collections.abc import Sequence
from typing import TypeAlias

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from console.files.fields.warnings import DoubtfulRow, Settling
from console.importing.questions import (
    LETTERS,
    SHOWN,
    STAY,
    TITLES,
    About,
    Answer,
    Question,
    say_answer,
    say_answers,
    say_guess,
    say_nameless,
    say_title,
)
from console.tui.base.bindings import bindings
from console.tui.drawing.looks import fit
from console.tui.screens.dialog import Dialog
from console.tui.widgets.panels import pad
from console.tui.widgets.rows import MARK, Rows
from console.view.keys.other_screens import (
    DOUBTFUL_EACH,
    DOUBTFUL_ROWS,
    IMPORT_QUESTION,
    LINE_WORDS,
)
from console.view.text.cleaning import clean
from db.enums import LineType

LINE, NAME, COLUMN, WORDS = 5, 16, 11, 38
"""Cells of the columns: with their gaps, a row fits 74 cells."""
LABEL = 17
BAR, LEAVE = "bar  ", "leave"
ALL_HEIGHT = 10
"""Rows of the list when all are shown; it scrolls with the mouse."""


Settled: TypeAlias = tuple[Settling, tuple[int, ...]]
"""An answer, and the lines of the rows that stay callable although it bars the others."""


class DoubtfulRowsScreen(Dialog[Settled | None]):
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
        yield from self.frame(clean(say_title(len(self._rows))), body, DOUBTFUL_ROWS)

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
            self._settle(LETTERS[action])
        else:
            super().action_press(action)

    @on(Rows.OptionSelected)
    def _choose(self, selected: Rows.OptionSelected) -> None:
        self._settle([*LETTERS.values()][selected.option_index])

    def _settle(self, answer: Settling) -> None:
        """Close with an answer, or ask about each row."""

        def answered(left: tuple[int, ...] | None) -> None:
            if left is not None:
                self.dismiss((Settling.BAR, left))

        if answer is Settling.EACH:
            self.app.push_screen(EachRowScreen(self._rows), answered)
        else:
            self.dismiss((answer, ()))

    def _list(self) -> Content:
        shown = self._rows if self._shows_all else self._rows[:SHOWN]
        heads = _row("line", "name", "column", Content("what it says"))
        lines = [heads.stylize("$foreground-muted"), *map(_row_of, shown)]
        if left := len(self._rows) - len(shown):
            more = f"{'':{LINE}}  … {left:,} more, Space shows all"
            lines.append(Content.styled(more, "$foreground-muted"))
        return Content("\n").join(lines)


class EachRowScreen(Dialog[tuple[int, ...] | None]):
    """Bar each row or leave it callable; answer the lines of those that are left."""

    BINDINGS = bindings(DOUBTFUL_EACH)

    def __init__(self, rows: Sequence[DoubtfulRow]) -> None:
        super().__init__()
        self._rows = rows
        self._left: set[int] = set()

    def compose(self) -> ComposeResult:
        options = (Option(self._row(row)) for row in self._rows)
        body = [Rows(*options, id="answers", by_key_only=True), Static(id="doubtful-rows")]
        yield from self.frame("Which of them are not to be called?", body, DOUBTFUL_EACH)

    def on_mount(self) -> None:
        rows = self.query_one(Rows)
        rows.styles.max_height = ALL_HEIGHT
        rows.highlighted = 0
        rows.focus()

    @on(Rows.OptionHighlighted)
    def _show_cell(self, highlighted: Rows.OptionHighlighted) -> None:
        """Show the whole cell of the row, which its line may cut short."""
        row = self._rows[highlighted.option_index]
        cell = Content.styled(f"“{clean(row.words)}”", "$text-error")
        self.query_one("#doubtful-rows", Static).update(
            Content.assemble((f"{clean(row.name)}, {clean(row.column)}: ", "bold"), cell)
        )

    @on(Rows.OptionSelected)
    def _import(self) -> None:
        self.dismiss(tuple(sorted(self._left)))

    def action_press(self, action: str) -> None:
        if action != "turn":
            super().action_press(action)
            return
        rows = self.query_one(Rows)
        at = rows.highlighted or 0
        self._left ^= {self._rows[at].line}
        rows.replace_option_prompt_at_index(at, self._row(self._rows[at]))
        rows.highlighted = min(at + 1, len(self._rows) - 1)

    def _row(self, row: DoubtfulRow) -> Content:
        is_left = row.line in self._left
        mark = (LEAVE, "$foreground-muted") if is_left else (BAR, "bold $text-error")
        words = fit(f"“{clean(row.words)}”", WORDS - len(BAR) - 6)
        return Content.assemble(
            mark, " ", _row(f"{row.line:,}", clean(row.name), clean(row.column), Content(words))
        )


def _row_of(row: DoubtfulRow) -> Content:
    words = Content.styled(fit(f"“{clean(row.words)}”", WORDS), "$text-error")
    return _row(f"{row.line:,}", clean(row.name), clean(row.column), words)


def _row(line: str, name: str, column: str, words: Content) -> Content:
    return Content.assemble(f"{line:>{LINE}}  {pad(name, NAME)} {pad(column, COLUMN)} ", words)


def _answer_row(letter: str, label: str, effect: str) -> Content:
    return Content.assemble(
        (letter, "bold $text-accent"), f" {label:<{LABEL}}", (effect, "$foreground-muted")
    )


WORD, COUNT = 36, 9
"""Cells of the columns: with the answer, a row fits 56 cells."""
MOST_ROWS = 8
"""Rows of the list; it scrolls."""
TITLE = "What do these words for the line type mean?"
WHY = "A word that nobody explains stays open: where the law bars calls to mobiles, nobody calls."
ANSWERS = (LineType.UNKNOWN, LineType.LANDLINE, LineType.MOBILE, LineType.VOIP)
CHOICES = {"landline": LineType.LANDLINE, "mobile": LineType.MOBILE, "voip": LineType.VOIP}

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
        yield from self.frame(TITLE, body, LINE_WORDS)

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
        elif action in CHOICES:
            self._lines[at] = CHOICES[action]
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
        line = self._lines[at]
        answer = (
            ("not known", "$foreground-muted")
            if line is LineType.UNKNOWN
            else (line.value, "bold $text-accent")
        )
        return Content.assemble(pad(f"“{clean(word)}”", WORD), f"{count:>{COUNT},}  ", answer)


OF_EACH = (
    "Private people are consumers, wherever they work. If a column says it of each row, let it "
    "fill the field kind (Ctrl+T)."
)

LABEL_WIDTH = 22
HEADS = ("now", "later", "never", "unknown")
NO_NUMBER = "no number"
HEADS_MEAN = "unknown: a fact is missing · no number: rejected, or none to call"
ANSWER, LAST = 9, 11
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
        about = Content.styled(HEADS_MEAN, "$foreground-muted")
        body.append(Static(about, classes="dialog-body"))
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


def advantage(question: Question) -> str:
    """Return `As businesses, 1 more could be called now.`, of the best answer beside the guess."""
    counts = {answer.value: answer.prospects.now for answer in question.answers}
    best = max(counts, key=lambda value: counts[value])
    more = counts[best] - counts.get(question.taken, counts[best])
    return f"As {say_answer(question.about, best)}, {more:,} more could be called now." * (more > 0)


def answer_heads(question: Question) -> Content:
    """Return the head of the answers' counts."""
    heads = _counts(question, HEADS, NO_NUMBER)
    return Content.styled(f"{'callable':<{LABEL_WIDTH}}{heads}", "$foreground-muted")


def answer_row(question: Question, answer: Answer, width: int = LABEL_WIDTH) -> Content:
    """Return an answer, its label in `width` cells, and its counts under `answer_heads`."""
    rows = answer.prospects
    best = max(other.prospects.now for other in question.answers)
    counts = [f"{count:,}" for count in (rows.now, rows.later, rows.never, rows.unknown)]
    label = pad(fit(say_answer(question.about, answer.value), width - 2), width)
    figures = Content(_counts(question, counts, f"{rows.no_number:,}"))
    if rows.now == best > 0:
        figures = figures.stylize("bold $text-success", 0, ANSWER)
    return Content.assemble(label, figures)


def _counts(question: Question, counts: Sequence[str], no_number: str) -> str:
    """Join the counts; the column for rows without a number shows only if any answer has some."""
    text = "".join(f"{count:>{ANSWER}}" for count in counts)
    has_no_number = any(answer.prospects.no_number for answer in question.answers)
    return text + (f"{no_number:>{LAST}}" if has_no_number else "")
