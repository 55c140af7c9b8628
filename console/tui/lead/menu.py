"""What the menu of the phone on the screen wants pressed, kept with its number."""

from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

import console.view.state.commands as commands
from console.cards.lead import Card
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.screens.answer import Answer
from console.tui.screens.dialog import Dialog, Line
from console.tui.widgets.text_widget import Words
from console.view.keys.other_screens import MENU
from console.view.lead.edits import MENU_HINT, menu_kept
from console.view.text.cleaning import clean


class MenuScreen(Dialog[str | None]):
    """Answers what the screen is to say, or None."""

    BINDINGS = bindings(MENU)

    def __init__(self, card: Card, work: Workplace, answer: Answer) -> None:
        super().__init__()
        self._card = card
        self._work = work
        self._answer = answer
        self._is_writing = False

    def compose(self) -> ComposeResult:
        shown = clean(self._card.phone.shown)
        yield self.frame(
            f"What does the menu of {shown} want?",
            [
                Static(MENU_HINT, classes="dialog-body", markup=False),
                Line(placeholder="such as: 2, then 14", value=clean(self._card.menu)),
                Words(id="refused"),
            ],
            MENU,
        )

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        if not self._is_writing:
            self._is_writing = True
            self.run_worker(self._save(clean(typed.value)))

    async def _save(self, text: str) -> None:
        change = partial(commands.mend_details, self._work.desk, self._card, {"menu": text})
        refused = await self._answer(change)
        self._is_writing = False
        if refused:
            self.query_one("#refused", Words).show(Content.styled(clean(refused), "$text-warning"))
        else:
            self.dismiss(menu_kept(text))
