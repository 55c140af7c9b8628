"""The first page: start with the sample, the agent's own list, or the team's database."""

import asyncio

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from console.supervision.firm.first_questions import Answers, Question
from console.trouble import BadInput
from console.tui.base.bindings import bindings
from console.tui.base.path_completion import Paths
from console.tui.drawing.looks import COLOURS, SIXTEEN
from console.tui.drawing.wordmark import wordmark
from console.tui.screens.dialog import KeyWords, Line, key_words
from console.tui.screens.over import Over
from console.tui.start.about_you import AboutYouScreen
from console.tui.widgets.text_widget import Words
from console.view.keys.other_screens import BEGINNING
from console.view.start.first_start import (
    ADDRESS,
    CONNECTING,
    SAMPLE,
    WAYS,
    WELCOME,
    WHAT_IT_IS,
    QuestionsFor,
    StartChoice,
    Way,
    read_way,
)
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble

ROOMY = 24
"""Terminal height from which one line says what the program is."""

PROMPT = "> "
TYPED = "bold $text-accent"
"""The style of words that are typed literally."""


class BeginningScreen(Over[StartChoice | None]):
    """Ask how to begin; answer with the way and the first answers, or None if the agent left.

    `asked` looks at the way (and may connect to a server) and returns the questions it needs.
    """

    BINDINGS = bindings(BEGINNING)
    AUTO_FOCUS = "Line"

    def __init__(self, asked: QuestionsFor) -> None:
        super().__init__()
        self._asked = asked
        self._is_looking = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame"):
            looks = SIXTEEN if self.app.native_ansi_color else COLOURS
            height = self.app.size.height
            yield Static(Content("\n").join(wordmark(height, looks)), classes="beginning-words")
            if height >= ROOMY:
                yield Static(Content.styled(WHAT_IT_IS, "bold"), classes="beginning-words")
            yield Static(Content(WELCOME), classes="beginning-words")
            with VerticalScroll(id="ways", can_focus=False):
                for typed, brings in WAYS:
                    yield Horizontal(
                        Static(Content.styled(typed, _style(typed)), classes="form-label"),
                        Static(_way_words(brings), classes="way-words"),
                        classes="beginning-way",
                    )
            line = Line(id="way")
            line.suggester = Paths(use_cache=False, case_sensitive=True)
            yield Horizontal(Static(PROMPT), line, id="way-row")
            yield Words(id="refused")
            yield KeyWords(key_words(BEGINNING), classes="page-keys")

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(None)

    @on(Input.Submitted)
    def _go_on(self, typed: Input.Submitted) -> None:
        if self._is_looking:
            return
        try:
            way = read_way(typed.value)
        except BadInput as error:
            self._refuse(str(error))
            return
        if way.is_sample:
            self.dismiss(StartChoice(way, {}))
            return
        self._is_looking = True
        self._tell(CONNECTING, "$foreground-muted")
        self.run_worker(self._look(way))

    @on(Input.Changed)
    def _forget_refusal(self) -> None:
        """Clear the refusal: it was about the text before this change."""
        if not self._is_looking:
            self._tell("", "")

    async def _look(self, way: Way) -> None:
        try:
            # In a thread: a server may take seconds, and the screen must go on drawing.
            questions = await asyncio.to_thread(self._asked, way)
        except (BadInput, DatabaseTrouble) as trouble:
            self._refuse(str(trouble))
            return
        finally:
            self._is_looking = False
        self._tell("", "")
        if questions:
            self._ask(way, questions)
        else:
            self.dismiss(StartChoice(way, {}))

    def _ask(self, way: Way, questions: tuple[Question, ...]) -> None:
        def answered(answers: Answers | None) -> None:
            if answers is not None:
                self.dismiss(StartChoice(way, answers))

        self.app.push_screen(AboutYouScreen(questions), answered)

    def _refuse(self, sentence: str) -> None:
        """Show the sentence and keep the text, so that a slip in it can be mended."""
        self.query_one(Line).keep_refused()
        self._tell(clean(sentence), "$text-warning")

    def _tell(self, text: str, style: str) -> None:
        self.query_one("#refused", Words).show(Content.styled(text, style))


def _style(typed: str) -> str:
    return TYPED if typed == SAMPLE else "bold"


def _way_words(brings: str) -> Content:
    before, address, after = brings.partition(ADDRESS)
    return Content.assemble(
        (before, "$foreground-muted"), (address, TYPED), (after, "$foreground-muted")
    )
