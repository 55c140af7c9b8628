"""Who calls, and for whom: one form, a good guess in every line."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Key
from textual.widget import Widget
from textual.widgets import Input, Static

from console.firm.settings import HOME_COUNTRY
from console.supervision.firm.first_questions import (
    Answers,
    Question,
    UnreadAnswerError,
    read_all,
)
from console.tui.base.bindings import bindings
from console.tui.screens.dialog import Line, key_words
from console.tui.screens.over import Over
from console.tui.widgets.rows import Choice
from console.tui.widgets.text_widget import Words
from console.view.keys.other_screens import ABOUT_YOU
from console.view.start.first_start import CHOSEN, FORM_HINT, FORM_TITLE
from console.view.text.cleaning import clean


class AboutYouScreen(Over[Answers | None]):
    """Answers with what stands in the lines, all of it readable; None for back."""

    BINDINGS = bindings(ABOUT_YOU)

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__()
        self._questions = tuple(questions)

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame"):
            yield Static(Content.styled(FORM_TITLE, "bold $text-accent"), classes="page-title")
            with Vertical(id="about-you"):  # a VerticalScroll would keep ↓ and ↑ for itself
                for one in self._questions:
                    yield Horizontal(
                        Static(one.label, classes="form-label"), _control(one), classes="form-row"
                    )
                    yield Static(Content.styled(_why(one), "$foreground-muted"), classes="form-why")
            yield Words(id="refused")
            yield Static(key_words(ABOUT_YOU), classes="page-keys")

    def on_mount(self) -> None:
        self.set_focus(self._at(0))
        self._tell(FORM_HINT, "$foreground-muted")

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(None)
        elif action == "down":
            self.set_focus(self._at(min(self._place + 1, len(self._questions) - 1)))
        elif action == "up":
            self.set_focus(self._at(max(self._place - 1, 0)))
        elif action == "go_on":
            self._go_on()

    def on_key(self, event: Key) -> None:
        """What is typed where words are chosen is not swallowed in silence."""
        is_text = event.is_printable and event.character != " "
        if is_text and isinstance(self.focused, Choice):
            self._tell(CHOSEN, "$text-warning")

    @on(Input.Changed)
    def _forget_refusal(self) -> None:
        """It was about another text."""
        self._tell(FORM_HINT, "$foreground-muted")

    @on(Input.Submitted)
    def _go_on(self) -> None:
        """Each line is read as it is left, so that what is wrong is told where it is typed."""
        here = self._place
        names = [one.name for one in self._questions]
        is_last = here == len(names) - 1
        try:
            answers = self._typed
            read_all(answers if is_last else _up_to(names[here], answers))
        except UnreadAnswerError as error:
            self._tell(clean(str(error)), "$text-warning")
            self.set_focus(self._at(names.index(error.name)))
            return
        if is_last:
            self.dismiss(answers)
            return
        self._tell(FORM_HINT, "$foreground-muted")
        self.set_focus(self._at(here + 1))  # at once: the next Enter may be here already

    @property
    def _typed(self) -> dict[str, str]:
        return {one.name: _value(self._at(n)) for n, one in enumerate(self._questions)}

    @property
    def _place(self) -> int:
        focused = self.focused
        found = [n for n in range(len(self._questions)) if self._at(n) is focused]
        return found[0] if found else 0

    def _at(self, place: int) -> Widget:
        return self.query_one(f"#{self._questions[place].name}", Widget)

    def _tell(self, told: str, style: str) -> None:
        self.query_one("#refused", Words).show(Content.styled(told, style))


def _why(question: Question) -> str:
    """With the words to choose from, but the first, which is for none of them."""
    words = ", ".join(shown for _, shown in question.words[1:])
    return f"{question.why}: {words}" if words else question.why


def _control(question: Question) -> Widget:
    if question.words:
        return Choice(question.words, question.answer, id=question.name)
    return Line(value=clean(question.answer), id=question.name, is_guess=True)


def _value(control: Widget) -> str:
    return control.value if isinstance(control, Line | Choice) else ""


def _up_to(name: str, typed: Answers) -> Answers:
    """The line itself, and the country, by which a number is read."""
    return {one: text for one, text in typed.items() if one in {name, HOME_COUNTRY}}
