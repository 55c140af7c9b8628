"""What the script asks for: the answers typed while they talk, each kept at once."""

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
from console.tui.screens.dialog import Answer, Line, key_words
from console.tui.screens.over import Over
from console.tui.widgets.rows import Rows
from console.view.keys.other_screens import ASKING
from console.view.state.script_questions import Asking, answer_words, name_words
from console.view.text.cleaning import clean


class AnswerLine(Line):
    """A key that answers does so before the one behind it comes: a slow line brings both at once,
    and what is told by a message would find the next letter in the wrong answer."""

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
    """Below the head of the card, so that the timer and the verdict stay in sight."""

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
        self._unread = ""
        self._trouble = ""

    def compose(self) -> ComposeResult:
        with Vertical(classes="objections"):
            yield Static(id="asks", markup=False)
            with Horizontal(classes="objections-top"):
                yield AnswerLine()
            yield Rows(id="questions")
            yield Static(id="refused", markup=False)
            yield Static(key_words(ASKING), classes="objections-keys")

    def on_mount(self) -> None:
        self.query_one(Rows).can_focus = False
        self.set_interval(1, self.refresh)  # the call's timer is behind
        self._show()

    def is_answered_by(self, typed: str) -> bool:
        return self._asking.is_done_by_key(clean(typed).strip())

    def take_line(self, typed: str) -> None:
        if clean(typed).strip():
            self._take(clean(typed))
        else:
            self._go(1)

    def action_press(self, action: str) -> None:
        typed = clean(self.query_one(Line).value).strip()
        is_left = action == "back" and typed == self._unread
        if typed and not is_left and not self._take(typed):
            return
        if action == "back":
            self.run_worker(self._leave())
        elif not typed:
            self._go(1 if action == "down" else -1)

    def _take(self, text: str) -> bool:
        """Whether it can be read; then it is on its way to the desk, and the next is asked."""
        question = self._asking.question
        now = self._work.clock().astimezone(ZoneInfo(self._work.here))
        try:
            is_more = self._asking.take(text, now.date())
        except AnswerError as refused:
            self._unread = text.strip()
            self.query_one("#refused", Static).update(
                Content.styled(f"{clean(str(refused))} Esc leaves it.", "$text-warning")
            )
            return False
        value = self._asking.answers.get(question.name, "")
        self.run_worker(self._keep(question.name, value))
        if is_more:
            self._show()
        else:
            self.run_worker(self._leave())
        return True

    async def _keep(self, name: str, value: str) -> None:
        """In the order in which they were typed."""
        async with self._order:
            keep = partial(commands.keep_answer, self._work.desk, self._claim, name, value)
            if refused := await self._answer(keep):
                self._trouble = f"Not kept: {name.replace('_', ' ')}. {refused}"

    async def _leave(self) -> None:
        """Once all is kept. What could not be is said, and the page stays."""
        async with self._order:
            pass
        if self._trouble:
            told = Content.styled(clean(self._trouble), "$text-error")
            self._trouble = ""
            self.query_one("#refused", Static).update(told)
        elif self.is_current:  # Esc behind the last answer asks for it twice
            self.dismiss(None)

    def _go(self, by: int) -> None:
        self._asking.move(by)
        self._show()

    def _show(self) -> None:
        asking, one = self._asking, self._asking.question
        self._unread = ""
        self.query_one("#refused", Static).update("")
        self.query_one("#asks", Static).update(Content.styled(clean(one.asks), "$text-accent"))
        line = self.query_one(Line)
        line.value = ""
        before = answer_words(one, asking.answers)
        told = clean(hint(one.kind, one.choices))
        line.placeholder = f"{told}   (now {before}; - takes it back)" if before else told
        rows = self.query_one(Rows)
        rows.clear_options()
        width = max(len(name_words(each)) for each in asking.questions)
        rows.add_options(
            Option(
                Content.assemble(
                    (f"{name_words(each):<{width}}  ", "$foreground-muted"),
                    answer_words(each, asking.answers) or "–",
                )
            )
            for each in asking.questions
        )
        rows.highlighted = asking.at
