"""The form of the first start: who calls, and for which firm. Each line holds a guess."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Key
from textual.widget import Widget
from textual.widgets import Input, Static

from console.firm.settings import HOME_COUNTRY
from console.rules.law.disclosures import opening, spoken_name
from console.supervision.firm.first_questions import (
    AGENT,
    FIRM_NAME,
    OFFER,
    Answers,
    Question,
    UnreadAnswerError,
    read_all,
)
from console.tui.base.bindings import bindings
from console.tui.drawing.looks import STYLES
from console.tui.screens.dialog import Line
from console.tui.screens.over import Over
from console.tui.widgets.key_words import KeyWords, key_words
from console.tui.widgets.rows import Choice
from console.tui.widgets.text_widget import Words
from console.view.keys.other_screens import ABOUT_YOU
from console.view.start.first_start import CHOSEN, FORM_HINT, FORM_TITLE
from console.view.text.cleaning import clean
from console.view.text.styled import Role

COMMAND = r"(?<=“)smiledial [a-z]+(?=”)"
"""A command in a text."""

SAMPLE_HOUR = 9
"""The hour of the day of the greeting in the sample of an opening."""


class AboutYouScreen(Over[Answers | None]):
    """Ask the first questions; answer with the typed texts once all are valid, or None for back."""

    BINDINGS = bindings(ABOUT_YOU)

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__()
        self._questions = tuple(questions)

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame"):
            yield Static(Content.styled(FORM_TITLE, "bold $text-accent"), classes="page-title")
            with Vertical(id="about-you"):  # a VerticalScroll would keep ↓ and ↑ for itself
                for question in self._questions:
                    label = Static(f"  {question.label}", classes="form-label")
                    why = Static(question.why, classes="form-why", markup=False)
                    yield Horizontal(label, _control(question), why, classes="form-row")
            yield Words(id="why")
            yield Words(id="refused")
            yield KeyWords(key_words(ABOUT_YOU), classes="page-keys")

    def on_mount(self) -> None:
        self.set_focus(self._control_at(0))
        self._hint(FORM_HINT, "$foreground-muted")

    def on_descendant_focus(self) -> None:
        self._explain()

    def on_resize(self) -> None:
        self.call_after_refresh(self._explain)  # only then it is known whether the form is wide

    def _explain(self) -> None:
        """Say why the line at hand is asked, and how the answers so far sound on the phone."""
        question = self._questions[self._index]
        rows = [Content.assemble((f"{question.label}: ", "bold"), _why(question))]
        # A wide form has the reason beside the line.
        if self.has_class("-very-wide") and not question.words:
            rows = []
        self.query_one("#why", Words).show(Content("\n").join([*rows, _spoken(self._typed)]))

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(None)
        elif action == "down":
            self.set_focus(self._control_at(min(self._index + 1, len(self._questions) - 1)))
        elif action == "up":
            self.set_focus(self._control_at(max(self._index - 1, 0)))
        elif action == "go_on":
            self._go_on()

    def on_key(self, event: Key) -> None:
        """Explain how a choice works if the user types into it."""
        is_text = event.is_printable and event.character != " "
        if is_text and isinstance(self.focused, Choice):
            self._hint(CHOSEN, "$text-warning")

    @on(Input.Changed)
    def _forget_refusal(self) -> None:
        """Clear the refusal: it was about the text before this change."""
        self._hint(FORM_HINT, "$foreground-muted")
        self._explain()

    @on(Input.Submitted)
    def _go_on(self) -> None:
        """Check this line and go to the next. On the last line, check all and answer."""
        index = self._index
        names = [question.name for question in self._questions]
        is_last = index == len(names) - 1
        try:
            answers = self._typed
            read_all(answers if is_last else _with_country(names[index], answers))
        except UnreadAnswerError as error:
            self._hint(clean(str(error)), "$text-warning")
            self.set_focus(self._control_at(names.index(error.name)))
            return
        if is_last:
            self.dismiss(answers)
            return
        self._hint(FORM_HINT, "$foreground-muted")
        mark = ("✓ ", "$text-success") if answers[names[index]] else ("– ", "$foreground-muted")
        accepted = Content.assemble(mark, self._questions[index].label)
        list(self.query(".form-label").results(Static))[index].update(accepted)
        self.set_focus(self._control_at(index + 1))  # at once: the next Enter may be queued already

    @property
    def _typed(self) -> dict[str, str]:
        return {
            question.name: _value(self._control_at(index))
            for index, question in enumerate(self._questions)
        }

    @property
    def _index(self) -> int:
        """The index of the question that has the focus; 0 if none has it."""
        focused = self.focused
        controls = (self._control_at(index) for index in range(len(self._questions)))
        return next((index for index, control in enumerate(controls) if control is focused), 0)

    def _control_at(self, index: int) -> Widget:
        return self.query_one(f"#{self._questions[index].name}", Widget)

    def _hint(self, text: str, style: str) -> None:
        shown = Content.styled(text, style).highlight_regex(COMMAND, style=STYLES[Role.KEY])
        self.query_one("#refused", Words).show(shown)


def _spoken(typed: Answers) -> Content:
    """Return how the opening will sound with the answers so far; nothing if no name is asked."""
    if AGENT not in typed:
        return Content()
    name = spoken_name(clean(typed[AGENT])) or "…"
    firm, offer = (clean(typed.get(field, "")) for field in (FIRM_NAME, OFFER))
    words = opening(name, firm, offer, SAMPLE_HOUR)
    label = ("You will say  ", "$foreground-muted")
    return Content.assemble(("▌ ", "$accent"), label, (f"“{words}”", "bold"))


def _why(question: Question) -> str:
    """Return why it is asked, and the choices without the first, which means none of them."""
    words = ", ".join(shown for _, shown in question.words[1:])
    return f"{question.why}: {words}" if words else question.why


def _control(question: Question) -> Widget:
    if question.words:
        return Choice(question.words, question.answer, id=question.name)
    hint = f"optional, such as {question.example}" if question.example else ""
    answer = clean(question.answer)
    return Line(placeholder=hint, value=answer, id=question.name, is_guess=True)


def _value(control: Widget) -> str:
    return control.value if isinstance(control, Line | Choice) else ""


def _with_country(name: str, typed: Answers) -> Answers:
    """Return the answer and the country, which decides how a phone number is read."""
    return {key: text for key, text in typed.items() if key in {name, HOME_COUNTRY}}
