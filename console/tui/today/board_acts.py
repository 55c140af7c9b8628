"""Dialogs of a supervisor: type the line that an act needs, stop calls to a place."""

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from console.trouble import BadInput
from console.tui.base.bindings import ENTER_AGAIN, EnterGuard, bindings
from console.tui.base.workplace import Workplace
from console.tui.screens.dialog import Dialog, Line, form_row
from console.view.floor.board import STOP, STOP_WHY, Act, Question, reach_words
from console.view.keys.floor import SAYING, STOPPING
from console.view.text.cleaning import clean, clean_indented
from db.engine.database import DatabaseTrouble

if TYPE_CHECKING:
    from console.supervision.firm.emergency_stops import StopReach


Do = Callable[[Act, str], Awaitable[str]]
"""Run an act with the line typed; return "" or the sentence that refuses it."""


LEADS, LIFT = re.compile(r"[\d,]+ open leads?"), re.compile(r"\bo\b(?= lifts)")
"""What is hit by a stop, and the key that lifts it."""


class ActLineScreen(Dialog[None]):
    """Ask for one line; Enter runs the act. Stay open after a refusal."""

    BINDINGS = bindings(SAYING)

    def __init__(
        self, question: Question, do: Callable[[str], Awaitable[str]], work: Workplace
    ) -> None:
        super().__init__()
        self._enter_guard = EnterGuard(work)
        self._refused_text = ""
        self._question = question
        self._do = do
        self._is_writing = False

    def compose(self) -> ComposeResult:
        question = self._question
        line = Line(placeholder=question.placeholder)
        lines = [
            Content.assemble((f"{digit}  ", "bold $text-accent"), ready)
            for digit, ready in enumerate(question.ready, 1)
        ]
        about = [Content.styled(question.about, "$foreground-muted")] if question.about else []
        body = Static(Content("\n").join([*about, *lines]), classes="dialog-body")
        keys = [
            replace(key, label=self._question.does) if key.action == "save" else key
            for key in SAYING
        ]
        body.display = bool(about or lines)
        seen = [Static(self._seen(""), id="as-seen")] if question.seen else []
        yield from self.frame(clean(question.title), [body, line, *seen], keys)

    def _seen(self, text: str) -> Content:
        """Return the line as the agent will read it."""
        return Content.assemble(
            ("On their screen\n", "$foreground-muted"),
            (f" ! {self._question.seen}{clean(text) or '…'} ", "$text-warning on $warning-muted"),
        )

    @on(Input.Changed)
    def _choose(self, typed: Input.Changed) -> None:
        """Write the line that a digit stands for, and show it as the agent will read it."""
        ready = dict(zip("123456789", self._question.ready, strict=False))
        if line := ready.get(typed.value):
            self.query_one(Line).suggest(line)
        for seen in self.query("#as-seen").results(Static):
            seen.update(self._seen(line or typed.value))

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        text = clean(typed.value)
        if self._is_writing:
            return
        if text == self._refused_text and self._enter_guard.is_too_early:
            self.refuse(ENTER_AGAIN)
            return
        self._is_writing = True
        self.run_worker(self._run(text))

    async def _run(self, typed: str) -> None:
        refused = await self._do(typed)
        self._is_writing = False
        if not self.is_attached:  # Esc closed it meanwhile: there is nothing left to show it on
            return
        if refused:
            self._refused_text = typed
            self._enter_guard.restart()
            self.refuse(refused)
        else:
            self.dismiss(None)


class StoppingScreen(Dialog[None]):
    """Stop all calls to a place. While it is typed, show how many leads that affects.

    `US-LA: why` in the first line is enough. Stay open after a refusal.
    """

    BINDINGS = bindings(STOPPING)

    def __init__(self, do: Callable[[str], Awaitable[str]], work: Workplace) -> None:
        super().__init__()
        self._do = do
        self._work = work
        self._reach: StopReach | None = None
        self._is_writing = False

    def compose(self) -> ComposeResult:
        yield from self.frame(
            STOP.title,
            [
                form_row("Place", Line(placeholder=STOP.placeholder, id="where")),
                form_row("Reason", Line(placeholder=STOP_WHY, id="why")),
            ],
            STOPPING,
            bars=True,
        )

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        # In the background: counting a million leads takes a moment.
        try:
            self._reach = await self._work.reading.run(self._work.reports.board.stop_reach)
        except DatabaseTrouble:
            return  # the stop itself reports it
        if self.is_attached:
            self._show_reach()

    @on(Input.Changed)
    def _show_reach(self) -> None:
        place = clean(self.query_one("#where", Line).value).partition(":")[0].strip()
        try:
            text = reach_words(place, self._reach) if place else ""
        except BadInput as refused:
            text = str(refused)
        text = clean_indented(text).replace(". o lifts", ".\no lifts")
        words = Content(text).highlight_regex(LEADS, style="bold $text-error")
        self.tell(words.highlight_regex(LIFT, style="bold $text-accent"))

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        place, _, reason = clean(self.query_one("#where", Line).value).partition(":")
        why = clean(self.query_one("#why", Line).value) or reason.strip()
        if typed.input.id == "where" and place.strip() and not why:
            self.query_one("#why", Line).focus()
        elif not self._is_writing:
            self._is_writing = True
            self.run_worker(self._run(f"{place.strip()}: {why}"))

    async def _run(self, typed: str) -> None:
        refused = await self._do(typed)
        self._is_writing = False
        if not self.is_attached:
            return
        if refused:
            self.refuse(refused)
        else:
            self.dismiss(None)
