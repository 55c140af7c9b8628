"""Somebody rings who is in no list: a name makes a lead of them."""

from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

import console.view.state.commands as commands
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.screens.dialog import Answer, Dialog, Line
from console.tui.widgets.text_widget import Words
from console.view.keys.other_screens import GREETING
from console.view.text.cleaning import clean


class GreetScreen(Dialog[bool]):
    """Answers whether the call runs."""

    BINDINGS = bindings(GREETING)

    def __init__(self, work: Workplace, number: str, after: str | None, answer: Answer) -> None:
        super().__init__()
        self._work = work
        self._number = number
        self._after = after
        self._answer = answer
        self._is_writing = False

    def compose(self) -> ComposeResult:
        yield self.frame(
            f"{clean(self._number)} rings: who is it?",
            [
                Static(
                    "They go to the list “Rang in”; the name can be mended later.",
                    classes="dialog-body",
                    markup=False,
                ),
                Line(placeholder="their name; empty while you do not know"),
                Words(id="refused"),
            ],
            GREETING,
        )

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        if not self._is_writing:
            self._is_writing = True
            self.run_worker(self._ring(clean(typed.value)))

    async def _ring(self, name: str) -> None:
        refused = await self._answer(
            partial(commands.ring_new, self._work.desk, name, self._number, self._after)
        )
        self._is_writing = False
        if refused:
            told = Content.styled(clean(refused), "$text-warning")
            self.query_one("#refused", Words).show(told)
        else:
            self.dismiss(True)
