"""The name, firm, e-mail, address and kind of the person on the screen, as a form."""

from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

import console.view.commands as commands
from console.cards.lead import Card
from console.desk import ClaimLostError
from console.fields.lead_fields import FORM
from console.tui.bindings import bindings
from console.tui.screens.answer import Answer
from console.tui.screens.dialog import Dialog, Line
from console.tui.widgets.text_widget import Words
from console.tui.workplace import Workplace
from console.view.cleaning import clean
from console.view.keys.others import DETAILING
from db.engine import DatabaseTrouble


class DetailsScreen(Dialog[str | None]):
    """Answers what the screen is to say, or None. Enter saves what was changed."""

    BINDINGS = bindings(DETAILING)

    def __init__(self, card: Card, work: Workplace, answer: Answer) -> None:
        super().__init__()
        self._card = card
        self._work = work
        self._answer = answer
        self._before: dict[str, str] = {}
        self._is_writing = False

    def compose(self) -> ComposeResult:
        rows = [
            Horizontal(Static(label, classes="form-label"), Line(id=name), classes="form-row")
            for name, label in FORM.items()
        ]
        yield self.frame(
            f"What is known of {clean(self._card.name)}",
            [Vertical(*rows, classes="form"), Words(id="refused")],
            DETAILING,
        )

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        try:
            self._before = await self._work.lane.run(
                self._work.desk.mending.details, self._card.lead_id
            )
        except (ClaimLostError, DatabaseTrouble) as trouble:
            self._refuse(str(trouble))
            return
        for name, value in self._before.items():
            self.query_one(f"#{name}", Line).value = clean(value)

    def action_press(self, action: str) -> None:
        if action == "down":
            self.focus_next(Line)
        elif action == "up":
            self.focus_previous(Line)
        else:
            self.dismiss(None)

    @on(Input.Submitted)
    def _submit(self) -> None:
        now = {name: clean(self.query_one(f"#{name}", Line).value) for name in self._before}
        changes = {name: text for name, text in now.items() if text != clean(self._before[name])}
        if not changes:
            self.dismiss(None)
        elif not self._is_writing:
            self._is_writing = True
            self.run_worker(self._save(changes))

    async def _save(self, changes: dict[str, str]) -> None:
        command = partial(commands.mend_details, self._work.desk, self._card, changes)
        if refused := await self._answer(command):
            self._refuse(refused)
            return
        self.dismiss(f"Mended: {', '.join(FORM[name].lower() for name in changes)}.")

    def _refuse(self, sentence: str) -> None:
        self._is_writing = False
        self.query_one("#refused", Words).show(Content.styled(clean(sentence), "$text-warning"))
