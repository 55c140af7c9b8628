"""The number of the person on the screen mended, or one more added: judged at once."""

from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

import console.view.state.commands as commands
from console.cards.lead import Card
from console.desk import RefusedError
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.screens.answer import Answer
from console.tui.screens.dialog import Dialog, Line
from console.tui.widgets.text_widget import Words
from console.view.keys.other_screens import WORDING
from console.view.lead.edits import number_words
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble


class NumberScreen(Dialog[str | None]):
    """Answers what the screen is to say, or None."""

    BINDINGS = bindings(WORDING)

    def __init__(self, card: Card, work: Workplace, answer: Answer, *, is_new: bool) -> None:
        super().__init__()
        self._card = card
        self._work = work
        self._answer = answer
        self._is_new = is_new
        self._is_writing = False

    def compose(self) -> ComposeResult:
        name, shown = clean(self._card.name), clean(self._card.phone.shown)
        if self._is_new:
            title, told, value = f"Another number of {name}", "It is tried after the others.", ""
        else:
            title, value = f"The right number of {name}", shown
            told = f"{shown} keeps its history, if it was ever dialled."
        line = Line(placeholder="a number written any way", value=value, is_guess=not self._is_new)
        yield self.frame(
            title,
            [Static(told, classes="dialog-body", markup=False), line, Words(id="refused")],
            WORDING,
        )

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        if not self._is_writing and clean(typed.value):
            self._is_writing = True
            self.run_worker(self._save(clean(typed.value)))

    async def _save(self, text: str) -> None:
        desk, card = self._work.desk, self._card
        change = desk.mending.add_number if self._is_new else desk.mending.mend_number
        try:
            done = await self._work.lane.run(change, card, text)
        except (RefusedError, DatabaseTrouble) as refused:
            self._refuse(str(refused))
            return
        look = partial(commands.after_number, desk, card.claim, done.number_id, is_new=self._is_new)
        if refused_look := await self._answer(look):
            self._refuse(refused_look)
            return
        self.dismiss(number_words(done, is_new=self._is_new))

    def _refuse(self, sentence: str) -> None:
        self._is_writing = False
        self.query_one("#refused", Words).show(Content.styled(clean(sentence), "$text-warning"))
