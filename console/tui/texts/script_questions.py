"""The script's questions: type the answers during the call; each is saved at once."""

import asyncio
from functools import partial
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Key
from textual.widgets import Static
from textual.widgets.option_list import Option

import console.view.state.commands as commands
from console.cards.lead import Card
from console.outreach.scripts.speaking import SpokenSection
from console.rules.shift.answers import AnswerError, hint
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.screens.dialog import Answer, Line
from console.tui.screens.over import Over
from console.tui.screens.sheet import Hairline
from console.tui.widgets.key_words import key_words
from console.tui.widgets.rows import Rows
from console.view.keys.other_screens import ASKING
from console.view.state.script_questions import Asking, answer_words, name_words
from console.view.text.cleaning import clean


class AnswerLine(Line):
    """A line that answers in `on_key`, before the next key is handled.

    Over a slow connection several keys arrive at once. A message such as Input.Submitted would be
    handled after them, and the next letter would go into the wrong answer.
    """

    async def on_key(self, event: Key) -> None:
        screen = self.screen
        assert isinstance(screen, AskScreen)
        is_answer = bool(event.character) and screen.is_answered_by(
            f"{self.value}{event.character}"
        )
        if event.key != "enter" and not is_answer:
            return
        event.stop()
        event.prevent_default()
        screen.take_line(self.value if event.key == "enter" else f"{self.value}{event.character}")


class AskScreen(Over[None]):
    """Ask the questions one by one, below the call's timer and verdict, which stay visible."""

    BINDINGS = bindings(ASKING)
    AUTO_FOCUS = "AnswerLine"

    def __init__(
        self, card: Card, section: SpokenSection | None, work: Workplace, answer: Answer
    ) -> None:
        super().__init__()
        self._claim = card.claim
        self._work = work
        self._answer = answer
        self._asking = Asking(card.questions, dict(card.answers))
        self._asking.begin(section)
        self._order = asyncio.Lock()
        """Keeps the saves in the order typed: asyncio.Lock serves its waiters in order of arrival.

        A later answer to the same question must not be overwritten by an earlier one.
        """
        self._unread = ""
        """The last text that could not be read; a second Esc on it drops it."""
        self._trouble = ""
        """Why the last answer could not be saved."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="objections"):
            line = Hairline()
            line.show(("Answers", "what they say is kept as you type it", "", False))
            yield line
            yield Static(id="asks", markup=False)
            with Horizontal(classes="objections-top"):
                yield AnswerLine()
            yield Rows(id="questions")
            yield Static(id="refused", markup=False)
            yield Static(key_words(ASKING), classes="objections-keys")

    def on_mount(self) -> None:
        self.query_one(Rows).can_focus = False  # the line keeps the focus
        self.set_interval(1, self.refresh)  # redraws the call's timer, which this screen covers
        self._show()

    def is_answered_by(self, typed: str) -> bool:
        return self._asking.is_done_by_key(clean(typed).strip())

    def take_line(self, typed: str) -> None:
        if clean(typed).strip():
            self._take(clean(typed))
        else:
            self._move(1)

    def action_press(self, action: str) -> None:
        typed = clean(self.query_one(Line).value).strip()
        is_left = action == "back" and typed == self._unread
        if typed and not is_left and not self._take(typed):
            return
        if action == "back":
            self.run_worker(self._leave())
        elif not typed:
            self._move(1 if action == "down" else -1)

    def _take(self, text: str) -> bool:
        """Start saving the answer and ask the next question; return whether it could be read."""
        question = self._asking.question
        now = self._work.clock().astimezone(ZoneInfo(self._work.here))
        try:
            has_next = self._asking.take(text, now.date())
        except AnswerError as refused:
            self._unread = text.strip()
            self.query_one("#refused", Static).update(
                Content.styled(f"{clean(str(refused))} Esc leaves it.", "$text-warning")
            )
            return False
        value = self._asking.answers.get(question.name, "")
        self.run_worker(self._save(question.name, value))
        if has_next:
            self._show()
        else:
            self.run_worker(self._leave())
        return True

    async def _save(self, name: str, value: str) -> None:
        async with self._order:
            save = partial(commands.keep_answer, self._work.desk, self._claim, name, value)
            if refused := await self._answer(save):
                self._trouble = f"Not kept: {name.replace('_', ' ')}. {refused}"

    async def _leave(self) -> None:
        """Close the page after all saves. If one failed, show why and stay."""
        async with self._order:  # waits until the queued saves are through
            pass
        if self._trouble:
            sentence = Content.styled(clean(self._trouble), "$text-error")
            self._trouble = ""
            self.query_one("#refused", Static).update(sentence)
        elif self.is_current:  # Esc right after the last answer starts _leave() twice
            self.dismiss(None)

    def _move(self, by: int) -> None:
        self._asking.move(by)
        self._show()

    def _show(self) -> None:
        asking, current = self._asking, self._asking.question
        self._unread = ""
        self.query_one("#refused", Static).update("")
        self.query_one("#asks", Static).update(Content.styled(clean(current.asks), "$text-accent"))
        line = self.query_one(Line)
        line.value = ""
        answer = answer_words(current, asking.answers)
        example = clean(hint(current.kind, current.choices))
        line.placeholder = f"{example}   (now {answer}; - takes it back)" if answer else example
        rows = self.query_one(Rows)
        rows.clear_options()
        width = max(len(name_words(question)) for question in asking.questions)
        rows.add_options(
            Option(
                Content.assemble(
                    (f"{name_words(question):<{width}}  ", "$foreground-muted"),
                    answer_words(question, asking.answers) or "–",
                )
            )
            for question in asking.questions
        )
        rows.highlighted = asking.at
